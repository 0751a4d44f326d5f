/* SPDX-License-Identifier: MIT */
/* Which functions document a code, and when: from the contract. */
#ifndef WS2_TOOL_RETURNED_BY_H
#define WS2_TOOL_RETURNED_BY_H

#include <stdbool.h>

#include "ws2/errors.h"

/* Functions with the same condition stand together. Without all, conditions
 * of the first groups only; the other functions are named. */
void returned_by_show(const ws2_error_info *e, bool all);

/* As the member "returned_by" of the object being written. */
void returned_by_json(const ws2_error_info *e);

#endif
