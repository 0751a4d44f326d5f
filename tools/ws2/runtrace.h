/* SPDX-License-Identifier: MIT */
/* ws2 run --trace: the environment that makes a program show its calls. */
#ifndef WS2_TOOL_RUNTRACE_H
#define WS2_TOOL_RUNTRACE_H

#include <stdbool.h>

struct run_trace {
    bool trace, summary, errors, begins, json;
    const char *file; /* NULL: standard error */
    const char *functions, *socket;
};

/* Whether anything of it was asked for. */
bool run_trace_asked(const struct run_trace *t);

/* Sets the variables, and makes the file; false: a message was printed. */
bool run_trace_set(const struct run_trace *t);

#endif
