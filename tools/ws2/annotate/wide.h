/* SPDX-License-Identifier: MIT */
/* Logs in UTF-16 with a byte order mark, as PowerShell and the event log write
 * them, become UTF-8. */
#ifndef WS2_TOOL_ANNOTATE_WIDE_H
#define WS2_TOOL_ANNOTATE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIDE_GROWTH = 3 }; /* bytes out for two in, at most */

struct wide {
    bool big;        /* the high byte of a unit comes first */
    bool half;       /* a byte waits for its other one: */
    uint8_t byte;    /* this */
    uint16_t leader; /* a surrogate that waits for its other one, or 0 */
};

/* Whether a log that begins so is one; two bytes are looked at. */
bool wide_begins(struct wide *w, const char *text);

/* Adds the next bytes of the log; the number of bytes at `to`, of which up to
 * WIDE_GROWTH * (size / 2 + 1) are written. What is no character is U+FFFD. */
size_t wide_narrow(struct wide *w, const char *from, size_t size, char *to);

/* What still waits, at the end. */
size_t wide_end(struct wide *w, char *to);

#endif
