/* SPDX-License-Identifier: MIT */
/* ws2 run --fault sweep: a program is run once to see which functions it calls,
 * then once for each documented error of each of these calls. */
#ifndef WS2_TOOL_SWEEP_H
#define WS2_TOOL_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault/report.h"

struct sweep_options {
    char *const *argv;   /* the program and its arguments */
    const char *expect;  /* "0,3-5": exit statuses that are right; NULL: any */
    const char *only;    /* functions, a glob; NULL: all */
    unsigned calls;      /* of each function, how many are failed */
    unsigned jobs;       /* runs at a time */
    unsigned time_ms;    /* of each; 0: ten times the first run, 5 s or more */
    bool json, qos, all; /* qos: its codes, too; all: show every run */
};

/* 0: nothing found; 1: something; 2: it cannot be done. */
int sweep_run(const struct sweep_options *options);

/* --- sweepplan.c: what is to be run. */

enum sweep_how { SWEEP_AT_ONCE, SWEEP_LATE, SWEEP_SHORT };

enum sweep_verdict {
    SWEEP_OK,
    SWEEP_UNREACHED, /* the call was not made this time */
    SWEEP_EXIT,      /* an exit status that is not expected */
    SWEEP_CRASH,     /* by a signal */
    SWEEP_SANITIZER, /* a sanitizer or valgrind reports */
    SWEEP_HANG,      /* not over in time */
    SWEEP_VERDICTS
};

struct sweep_case {
    unsigned function;
    unsigned call; /* the how-manieth, from 0 */
    uint32_t code;
    enum sweep_how how;
    enum sweep_verdict verdict;
    bool again;     /* it was not over in time, and had a second try */
    int status;     /* exit status or signal */
    char said[120]; /* the last line that it wrote, or what is most telling */
};

/* The text of WS2_FAULT that does it. */
void sweep_spec(const struct sweep_case *c, char *text, size_t size);

/* Those of the calls that were counted; NULL without memory. */
struct sweep_case *sweep_plan(const struct sweep_options *options,
                              const struct ws2_fault_report *seen, size_t *n);

/* --- sweepchild.c: one run. */

struct sweep_child {
    pid_t pid; /* and its group; 0: none */
    int out;   /* what it writes, or -1 */
    int64_t begin_ns, deadline_ns;
    struct ws2_fault_report *report; /* shared with it */
    char path[128];                  /* of the report */
    bool over, late, telling;        /* telling: said is a sanitizer's line */
    int status;                      /* of waitpid */
    char said[120], line[120];
    size_t fill;
};

int64_t sweep_child_now_ns(void); /* of the deadlines */

/* Makes the report's file; false: errno. */
bool sweep_child_open(struct sweep_child *c);
void sweep_child_close(struct sweep_child *c);

/* spec NULL: no fault. False: errno. */
bool sweep_child_start(struct sweep_child *c, char *const *argv,
                       const char *spec, unsigned time_ms);

/* Waits until one of them is over, and kills what is left of it. NULL: none
 * runs. */
struct sweep_child *sweep_child_wait(struct sweep_child *all, unsigned n);

/* All that was ever started, also what has left its group. */
void sweep_children_kill(struct sweep_child *all, unsigned n);

/* --- sweepshow.c */
void sweep_progress(size_t done, size_t all, size_t findings);
void sweep_show(const struct sweep_options *options,
                const struct sweep_case *cases, size_t n);
void sweep_show_json(const struct sweep_options *options,
                     const struct sweep_case *cases, size_t n);
bool sweep_is_finding(enum sweep_verdict verdict);

#endif
