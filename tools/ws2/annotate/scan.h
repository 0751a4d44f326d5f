/* SPDX-License-Identifier: MIT */
/* Finding error codes in text: names, decimal, hexadecimal, HRESULT and
 * NTSTATUS. No memory, no state. */
#ifndef WS2_TOOL_ANNOTATE_SCAN_H
#define WS2_TOOL_ANNOTATE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "ws2/errors.h"

/* What of a line is looked at to judge a number in it, on each side. Text that
 * is cut into pieces has to overlap by so much. */
enum { SCAN_REACH = 512 };

struct scan_hit {
    const char *at;
    size_t length;
    const ws2_error_info *meaning;
};

/* The first code that begins at or behind `from` and before `to`, in the text
 * from begin to end. Bytes may be any. */
bool scan_find(const char *begin, const char *end, const char *from,
               const char *to, struct scan_hit *hit);

/* Whether a code is one that is looked for: of Windows Sockets, or one under
 * which Win32 reports the same. NULL: no. */
const ws2_error_info *scan_meaning(unsigned long code);

#endif
