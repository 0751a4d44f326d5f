/* SPDX-License-Identifier: MIT */
/* A line of the trace: begun before a call goes down, with the arguments, and
 * written after it, with the result.
 *
 *   22:04:47.123456 4711 WSPSend(0x104, 1 buffer of 64 bytes) = 0, 64 bytes \
 *       <0.000012>
 *
 * Time of day (UTC), thread, call, arguments, result, and how long it took in
 * seconds. A line is built on the caller's stack and written by one call, so
 * that threads need no lock and their lines do not mix.
 *
 * Arguments are looked at before the call, as another thread may have freed
 * them at its end, and never by following the program's pointers: reading
 * fails where the program's own mistake is to be the provider's to find. */
#ifndef TRACE_LINE_H
#define TRACE_LINE_H

#include <winsock2.h>
#include <windows.h>

#include "names.h"

struct line {
    ULONGLONG begun; /* in units of 100 ns */
    const char *separator;
    DWORD length, kept; /* kept: for what comes later */
    char text[512];
};

/* Whether there is a trace, as WS2_LSP_TRACE has it: the path of a file, which
 * is added to, or the word stderr. Asked when the provider starts, until there
 * is one. */
BOOL trace_open(void);

void line_begin(struct line *l, const char *call);
void line_begin_socket(struct line *l, const char *call, SOCKET s);

/* Handles have 32 bits, whatever their type. */
#define HANDLE_NUMBER(h) ((unsigned)(ULONG_PTR)(h))

/* One argument each; or, behind them, a part of the result. */
void line_add(struct line *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void line_value(struct line *l, const struct names *names, DWORD value);
void line_flags(struct line *l, const struct names *names, DWORD flags);
void line_address(struct line *l, const struct sockaddr *name, int length);
void line_buffers(struct line *l, const WSABUF *bufs, DWORD count);
void line_overlapped(struct line *l, const WSAOVERLAPPED *ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* The end of the arguments. FALSE, and *err's name is the result: the call has
 * failed. Else line_add has what there is to say of it. */
BOOL line_succeeds(struct line *l, BOOL success, const INT *err);
void line_result_address(struct line *l, const struct sockaddr *name,
                         const INT *length);
void line_write(struct line *l);

/* All of that for a call whose result is 0 or SOCKET_ERROR; returns it. */
int line_end(struct line *l, int result, const INT *err);

/* Reads the program's memory, or fails. */
BOOL line_peek(const void *from, void *to, SIZE_T length);

#endif
