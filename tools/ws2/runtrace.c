/* SPDX-License-Identifier: MIT */
/* Variables for a program that shows its calls; see runtrace.h and
 * ws2-environment(7). */
#include "runtrace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out.h"

bool run_trace_asked(const struct run_trace *t)
{
    return t->trace || t->summary || t->errors || t->begins ||
           t->functions != NULL || t->socket != NULL;
}

static bool variable_set(const char *name, const char *value)
{
    if ((value == NULL ? unsetenv(name) : setenv(name, value, 1)) == 0)
        return true;
    fprintf(stderr, "ws2 run: %s\n", strerror(errno));
    return false;
}

/* The program adds to it. */
static bool file_make(const char *file)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd >= 0)
        return close(fd) == 0;
    fprintf(stderr, "ws2 run: %s: %s\n", out_safe(file), strerror(errno));
    return false;
}

bool run_trace_set(const struct run_trace *t)
{
    const char *file = t->file != NULL ? t->file : "-";

    if (!t->trace && !t->summary) {
        fprintf(stderr, "ws2 run: that needs --trace or --summary\n");
        return false;
    }
    if (strcmp(file, "-") != 0 && !file_make(file))
        return false;
    return variable_set("WS2_TRACE", file) &&
           variable_set("WS2_TRACE_FORMAT", t->json ? "json" : "text") &&
           variable_set("WS2_TRACE_SUMMARY", !t->summary ? NULL
                                             : t->trace  ? "1"
                                                         : "only") &&
           variable_set("WS2_TRACE_ERRORS", t->errors ? "1" : NULL) &&
           variable_set("WS2_TRACE_BEGINS", t->begins ? "1" : NULL) &&
           variable_set("WS2_TRACE_FUNCTIONS", t->functions) &&
           variable_set("WS2_TRACE_SOCKET", t->socket);
}
