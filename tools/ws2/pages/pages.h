/* SPDX-License-Identifier: MIT */
/* The pages that are generated from the catalog and the contract. */
#ifndef WS2_TOOL_PAGES_H
#define WS2_TOOL_PAGES_H

#include <stdbool.h>

#include "ws2/errors.h"

void page_man(const char *version, const char *date); /* ws2_errors(7) */
void page_markdown(void);                             /* docs/errors.md */

/* errors.html; style and script are files. False: one cannot be read,
 * or the tour's scenes are not there. */
bool page_html(const char *version, const char *style, const char *script);

/* Calls take for each function of the contract that documents e, in order;
 * the number of them. */
unsigned page_functions(const ws2_error_info *e,
                        void (*take)(const char *name, unsigned index));

#endif
