/* SPDX-License-Identifier: MIT */
/* Names that somebody may have meant who mistyped one. */
#ifndef WS2_TOOL_SUGGEST_H
#define WS2_TOOL_SUGGEST_H

/* The name of a code at most two slips away, with or without its WSA prefix;
 * NULL when there is none. */
const char *suggest_error(const char *text);

/* The same for functions of the contract. */
const char *suggest_function(const char *text);

#endif
