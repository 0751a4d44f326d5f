/* SPDX-License-Identifier: MIT */
/* The parts of the tracer: what was asked for (trace.c), the lines of calls
 * (lines.c) and of late results (late.c), the summary (summary.c). */
#ifndef WS2_TRACE_TRACE_H
#define WS2_TRACE_TRACE_H

#include "watch/watch.h"
#include "ws2/trace.h"

/* Longest line, with its end: a pipe takes that many bytes at once. */
#define WS2_TRACE_LINE 4096

/* Constant while there is a trace. */
struct ws2_trace_config {
    bool json, errors_only, lines, summary, begins;
    uintptr_t socket;
    bool all;    /* every function */
    bool events; /* those with which network events are selected */
};
extern struct ws2_trace_config ws2_trace_config;

/* Whether the door is asked for. */
bool ws2_trace_door(const struct ws2_door *door);

/* Writes a line at once; without a trace, nothing. */
void ws2_trace_emit(const char *line, size_t len);

/* The thread as the line names it. */
unsigned ws2_trace_thread(void);

/* The watcher's. */
void ws2_trace_begin(struct ws2_call *call, void **kept);
void ws2_trace_end(struct ws2_call *call, void **kept);
void ws2_trace_late(struct ws2_late *late);

void ws2_summary_count(const struct ws2_call *call);
void ws2_summary_clear(void);
void ws2_summary_emit(void);

#endif
