/* SPDX-License-Identifier: MIT */
/* ws2/trace.h: what a program asks of Windows Sockets, a line for each call.
 *
 *   4711 connect(0x104, 127.0.0.1:80, 16) = -1 WSAEWOULDBLOCK (10035)
 * <0.000041>
 *
 * The thread, the call with its arguments, the result with the error, and the
 * seconds that it took. An operation that goes on is marked with the number of
 * its call, and its end is a line of its own:
 *
 *   4711 WSARecv(0x104, [{512}], 1, NULL, 0, 0x7f0010 #12, NULL) = -1
 *        WSA_IO_PENDING (997) <0.000003>
 *   4715 #12 WSARecv(0x104) done = 0, 5 bytes <0.020112>
 *
 * The same without a line of code: the environment (ws2-environment(7)) and
 * `ws2 run --trace PROGRAM`. Tracing changes neither errno nor the last error,
 * and follows no bad pointer of the program's.
 *
 * Linux only; link with -lws2_32. */
#ifndef WS2_TRACE_H
#define WS2_TRACE_H

#include <stddef.h>
#include <stdint.h>

#define WS2_TRACE_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* A summary, in place of lines or behind them. */
typedef enum ws2_trace_summary {
    WS2_TRACE_LINES,
    WS2_TRACE_LINES_AND_SUMMARY,
    WS2_TRACE_SUMMARY
} ws2_trace_summary;

/* All members but size may be 0. */
typedef struct ws2_trace_options {
    size_t size;      /* sizeof(ws2_trace_options) */
    const char *file; /* added to; "-" is standard error */
    /* Instead of a file: gets each line, with its end. Any thread, also one
     * that holds the library's locks: it must not call Windows Sockets or end
     * the trace. */
    void (*write)(void *arg, const char *line, size_t length);
    void *arg;
    int json; /* nonzero: each line is an object */
    ws2_trace_summary summary;
    int errors_only; /* nonzero: calls that fail, and ends that do */
    int begins; /* nonzero: also a line when a call begins, "recv(...) ...": to
                   see the one that does not return */
    /* Functions: names with * and ?, a comma between; with ! in front, all but
     * those. "connect,*recv*,!WSARecvEx". NULL: all. */
    const char *functions;
    uintptr_t socket; /* only calls with this SOCKET; 0: all */
} ws2_trace_options;

/* Begins a trace, for the process.
 * Returns  0, or a code: WSAEINVAL (no place to write to, or a wrong size),
 *          WSAEALREADY (there is a trace), WSAENOBUFS, or that of the file's
 *          error (ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED ...) */
WS2_TRACE_API int ws2_trace_start(const ws2_trace_options *options);

/* Ends it; the summary is written. Calls that are under way leave no line.
 * Returns  0, or WSAEINVAL: there is none */
WS2_TRACE_API int ws2_trace_stop(void);

#ifdef __cplusplus
}
#endif

#endif
