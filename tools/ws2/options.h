/* SPDX-License-Identifier: MIT */
/* Command line options: long ones, strictly parsed. A minus sign before a digit
 * is a negative number, not an option; "--" ends the options. */
#ifndef WS2_TOOL_OPTIONS_H
#define WS2_TOOL_OPTIONS_H

#include <stdbool.h>

struct option_spec {
    const char *name;   /* with its dashes; NULL ends the list */
    bool *flag;         /* set when given, or NULL */
    const char **value; /* what follows it, or "=what", or NULL; with a flag
                           as well "=what" only, which may be left out */
};

/* Moves the operands to the front of argv[1..] and returns their number; -1
 * with a message on standard error for anything wrong. "--color WHEN" and
 * "--help" are known to every command; *help is set for the latter. */
int options_read(int argc, char **argv, const struct option_spec *specs,
                 bool *help);

#endif
