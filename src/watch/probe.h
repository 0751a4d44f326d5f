/* SPDX-License-Identifier: MIT */
/* Static probes for tracers from outside (perf, bpftrace, SystemTap):
 *
 *   ws2:call__begin  name, words of the arguments, how many, number of the call
 *   ws2:call__end    name, result, code or 0, nanoseconds, number of the call
 *
 * A tracer that attaches raises the probes' semaphore in the process' memory.
 * That is ws2_watching itself, so that the doors pay for one word and no other.
 * Without <sys/sdt.h> there are no probes. Included by watch.c only. */
#ifndef WS2_WATCH_PROBE_H
#define WS2_WATCH_PROBE_H

#include "watch/watch.h"

#if defined(__has_include)
#if __has_include(<sys/sdt.h>)
#define WS2_PROBES 1
#endif
#endif

#ifdef WS2_PROBES
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

/* Where tracers look for semaphores. */
#define WS2_PROBE_SECTION __attribute__((section(".probes")))

extern unsigned short ws2_call__begin_semaphore
    __attribute__((alias("ws2_watching"), visibility("hidden")));
extern unsigned short ws2_call__end_semaphore
    __attribute__((alias("ws2_watching"), visibility("hidden")));

#define WS2_PROBE_BEGIN(call)                                                  \
    STAP_PROBE4(ws2, call__begin, (call)->door->name, (call)->args,            \
                (call)->door->args, (call)->number)
#define WS2_PROBE_END(call)                                                    \
    STAP_PROBE5(ws2, call__end, (call)->door->name, (call)->result,            \
                (call)->code, (call)->end_ns - (call)->begin_ns,               \
                (call)->number)
#else
#define WS2_PROBE_SECTION
#define WS2_PROBE_BEGIN(call) ((void)0)
#define WS2_PROBE_END(call)   ((void)0)
#endif

#endif
