/* SPDX-License-Identifier: MIT */
/* Standard output for people: colours and line width on a terminal, plain text
 * in a pipe. One stream, one thread. */
#ifndef WS2_TOOL_OUT_H
#define WS2_TOOL_OUT_H

#include <stdbool.h>

enum out_style {
    OUT_PLAIN,
    OUT_NAME,    /* of a code */
    OUT_HEADING, /* of a section */
    OUT_CALL,    /* name of a function */
    OUT_GOOD,
    OUT_BAD,
    OUT_FAINT,
    OUT_STYLES
};

/* "auto" (a terminal, NO_COLOR not set), "always" or "never"; false: no such
 * word. Called once, before any output; without it auto is assumed. */
bool out_colour(const char *when);

unsigned out_width(void); /* of a line: the terminal's, $COLUMNS or 80 */

/* Text in a style; printf's format. */
void out_print(enum out_style style, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Words of text, of which the first starts in column `at`; further lines are
 * indented. Ends the line. */
void out_wrap(const char *text, unsigned at, unsigned indent);

/* The same for the first len bytes of text. */
void out_wrap_part(const char *text, unsigned long len, unsigned at,
                   unsigned indent);

/* The last column of a table, which begins in column `at`: wrapped on a
 * terminal, on one line in a pipe, so that grep and cut see whole rows. */
void out_cell(const char *text, unsigned at);

/* An argument as it may be shown in a message: control characters, which could
 * make a terminal do things, become question marks, and long texts are cut.
 * Valid until the second next call. */
const char *out_safe(const char *text);

/* Writes out what is left; false and a message when that fails (disk full). */
bool out_finish(void);

#endif
