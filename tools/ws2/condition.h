/* SPDX-License-Identifier: MIT */
/* A condition of the contract for people: several are separated by "; ", and
 * marks in brackets say where the code shows up. */
#ifndef WS2_TOOL_CONDITION_H
#define WS2_TOOL_CONDITION_H

/* Each condition on lines of its own. The output stands in column indent
 * already. */
void condition_show(const char *text, unsigned indent);

#endif
