/* SPDX-License-Identifier: MIT */
/* Faults as text, and as rules.
 *
 *     text  = item *(";" item)            a line's end is as good as ";"
 *     item  = function ":" word *(blank word)
 *     word  = CODE / "!" CODE / "late" / "stick" / "force" / key "=" value
 *     key   = after count prob seed delay short socket event */
#ifndef WS2_FAULT_SPEC_H
#define WS2_FAULT_SPEC_H

#include <ws2/fault.h>

#include "err/err.h"
#include "fault/rules.h"

struct ws2_fault_complaint {
    size_t at, length; /* of the text: the word that is wrong */
    const char *what;
};

/* One item as it stands in the text. */
struct ws2_fault_item {
    char function[WS2_FAULT_NAME];
    ws2_fault fault; /* its function is the member above */
    size_t at, length;
};

/* The item at *at, which goes on behind it. 1, 0 when there are no more, -1
 * when it is wrong. */
int ws2_fault_item_read(const char *text, size_t *at,
                        struct ws2_fault_item *item,
                        struct ws2_fault_complaint *complaint);

/* The rule that a fault is; codes of ws2_fault_arm, and why. */
ws2_err ws2_fault_rule_make(const ws2_fault *fault, struct ws2_fault_rule *rule,
                            const char **why);

#endif
