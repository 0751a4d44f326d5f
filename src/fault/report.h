/* SPDX-License-Identifier: MIT */
/* What "ws2 run --fault sweep" wants to know of the program that it runs: which
 * calls it makes, and whether the fault was met. It is memory that both have, a
 * file named by WS2_FAULT_REPORT, so that a program that crashes or is killed
 * has told, and one that forks, too. */
#ifndef WS2_FAULT_REPORT_H
#define WS2_FAULT_REPORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault/table.h"

#define WS2_FAULT_REPORT_MAGIC 0x32737746u

struct ws2_fault_counts {
    atomic_uint calls;
    atomic_uint late;   /* of them, those that might fail late */
    atomic_uint brief;  /* of them, those that might move less */
    atomic_uint events; /* of the functions that tell of them: FD_* told */
};

struct ws2_fault_report {
    uint32_t magic;
    uint32_t size;        /* of this; another one is another version's */
    atomic_uint attached; /* processes that have found it */
    atomic_uint refused;  /* of them, those for which WS2_FAULT was wrong */
    atomic_uint hits;     /* calls that met a fault */
    struct ws2_fault_counts function[WS2_FAULT_FUNCTIONS];
};

/* The process', or NULL: nobody has asked. */
extern struct ws2_fault_report *ws2_fault_report;

/* Finds the file, if WS2_FAULT_REPORT names one of this version; false: none.
 */
bool ws2_fault_report_attach(const char *path);

void ws2_fault_report_call(unsigned function, bool may_be_late,
                           bool may_be_less);

static inline void ws2_fault_report_event(unsigned function, uint32_t event)
{
    if (ws2_fault_report != NULL)
        atomic_fetch_or_explicit(&ws2_fault_report->function[function].events,
                                 event, memory_order_relaxed);
}

static inline void ws2_fault_report_hit(void)
{
    if (ws2_fault_report != NULL)
        atomic_fetch_add_explicit(&ws2_fault_report->hits, 1,
                                  memory_order_relaxed);
}

#endif
