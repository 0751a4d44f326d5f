/* SPDX-License-Identifier: MIT */
/* What lines of calls and of late results have in common. */
#ifndef WS2_TRACE_LINE_H
#define WS2_TRACE_LINE_H

#include "err/err.h"
#include "trace/out.h"

double ws2_line_seconds(int64_t ns);

/* The members error, if the code has a name, and code. */
void ws2_line_json_error(struct ws2_out *t, ws2_err code);

/* Ends the line, whatever was cut, and writes it. */
void ws2_line_emit(struct ws2_out *t);

#endif
