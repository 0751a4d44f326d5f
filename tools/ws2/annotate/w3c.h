/* SPDX-License-Identifier: MIT */
/* Logs in the W3C extended form, as IIS writes them: a line "#Fields: ..."
 * names the columns, and sc-win32-status is a code without any word beside. */
#ifndef WS2_TOOL_ANNOTATE_W3C_H
#define WS2_TOOL_ANNOTATE_W3C_H

#include "scan.h"

struct w3c {
    unsigned columns; /* 0: the log has said nothing of such a column */
    unsigned status;  /* the number of that column, from 0 */
    unsigned date;    /* and of the date's, UINT_MAX if there is none */
};

/* Takes note of a line that may name the columns. */
void w3c_directive(struct w3c *w, const char *begin, const char *end);

/* The code in the status column of a line. */
bool w3c_find(const struct w3c *w, const char *begin, const char *end,
              struct scan_hit *hit);

#endif
