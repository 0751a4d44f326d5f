/* SPDX-License-Identifier: MIT */
/* The fast half of the search: places at which an error code may begin. Looks
 * at sixteen bytes at a time and knows nothing of words and lines, so nearly
 * all of a log is passed over here. */
#ifndef WS2_TOOL_ANNOTATE_TRIGGER_H
#define WS2_TOOL_ANNOTATE_TRIGGER_H

#include <stdbool.h>
#include <stddef.h>

/* What begins at a place. */
enum trigger {
    TRIGGER_NONE,
    TRIGGER_DIGITS, /* 10 or 11 and three more digits */
    TRIGGER_NAME,   /* WSA, in any case */
    TRIGGER_WIN32,  /* "ROR_" of ERROR_, or WAIT */
    TRIGGER_HEX,    /* 0x */
    TRIGGER_BARE,   /* 8007 or C007: an HRESULT or NTSTATUS without 0x */
    TRIGGER_LONG,   /* 2147: an HRESULT in decimal */
    TRIGGER_LABEL   /* "rror" or "ption": error, exception; a code of few
                       digits may follow */
};

enum { TRIGGER_LENGTH = 5 }; /* bytes that decide */

/* What begins at `at`, of which `left` bytes are there. */
enum trigger trigger_at(const char *at, size_t left);

/* The first place from `at` on where anything begins; `end`: none. */
const char *trigger_find(const char *at, const char *end);

#endif
