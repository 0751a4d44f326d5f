/* SPDX-License-Identifier: MIT */
/* ws2/fault.h: failures on demand, for tests of error paths.
 *
 * A fault that is armed makes calls of a function fail with a documented code,
 * take their time, or move less than was asked for. A call that fails so is not
 * made: it returns what the function returns when it fails, the last error is
 * the code, and nothing else has happened. Late faults let the call succeed and
 * have the operation fail that it began: an overlapped one, a connection
 * attempt, a lookup, a network event.
 *
 *     ws2_fault f = {.function = "send", .code = WSAECONNRESET, .after = 3};
 *     unsigned id;
 *
 *     ws2_fault_arm(&f, &id);      or: ws2_fault_arm_text(
 *     ...                              "send:WSAECONNRESET after=3", NULL, 0);
 *     assert(ws2_fault_hits(id) == 1);
 *     ws2_fault_disarm_all();
 *
 * All functions may be called from any thread at any time, before WSAStartup
 * as well, and leave errno and the last error alone. They cost a program that
 * arms nothing one branch in each call. ws2-fault(7) has the same in words, and
 * the text form, which WS2_FAULT and "ws2 run --fault" take.
 *
 * On Linux only; link with -lws2_32. */
#ifndef WS2_FAULT_H
#define WS2_FAULT_H

#include <stddef.h>
#include <stdint.h>

#define WS2_FAULT_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* flags of a fault */
#define WS2_FAULT_LATE 1u /* the call succeeds, what it began fails */
#define WS2_FAULT_STICK                                                        \
    2u                     /* from the first hit on, that socket only; a call  \
                              without a socket is hit once */
#define WS2_FAULT_FORCE 4u /* also what the contract does not document */

/* A fault. Members that are 0 ask for nothing: {.function = "recv", .code =
 * WSAECONNRESET} fails every call of recv. */
typedef struct ws2_fault {
    const char *function;     /* a name ("WSASocket": WSASocketA and
                                 WSASocketW), or a glob with * and ? */
    int code;                 /* what it fails with; 0: the call is made */
    unsigned flags;           /* WS2_FAULT_* */
    uintptr_t socket;         /* a SOCKET; 0: any */
    unsigned long long after; /* calls that go by before */
    unsigned long long count; /* hits until it is spent; 0: no end */
    double probability;       /* of each call behind these, 0 to 1; 0: as 1 */
    unsigned long long seed;  /* of the draw: the same seed, the same calls */
    unsigned delay_ms;        /* milliseconds that a call that is hit waits
                                 first; of a late fault, until the end */
    unsigned short_bytes;     /* bytes that a send or receive on a stream moves
                                 at most; 0: as asked */
    unsigned events;          /* late ones of WSAEventSelect, WSAAsyncSelect and
                                 WSAEnumNetworkEvents: FD_* that bear the code;
                                 0: those that the contract names */
} ws2_fault;

/* Arms a fault. *id, unless id is NULL, is its number, which is not 0.
 * Returns    0, or a code; then nothing is armed:
 *            WSAEFAULT      fault or its function is NULL
 *            WSAEINVAL      no function of the contract has the name; the
 *                           members say nothing, or contradict each other
 *            WSAEOPNOTSUPP  the contract does not document the code for the
 *                           function, or not late, and it is not forced;
 *                           shortening a function that moves no stream's bytes
 *            WSAENOBUFS     128 are armed */
WS2_FAULT_API int ws2_fault_arm(const ws2_fault *fault, unsigned *id);

/* Arms the faults of a text, as in WS2_FAULT: "send:WSAECONNRESET after=3;
 * recv:short=1". All of them or, for a text that is wrong, none.
 * message    size bytes for what is wrong, and where; may be NULL
 * Returns    0 or a code as above; WSAEFAULT: text is NULL */
WS2_FAULT_API int ws2_fault_arm_text(const char *text, char *message,
                                     size_t size);

/* How often a fault has hit, and how many calls it has seen that it might have
 * hit; 0 when there is none of that number. */
WS2_FAULT_API unsigned long long ws2_fault_hits(unsigned id);
WS2_FAULT_API unsigned long long ws2_fault_calls(unsigned id);

/* The same of all that are armed. */
WS2_FAULT_API unsigned long long ws2_fault_hits_all(void);

/* Disarms one fault, and with it what it counted. Operations that it has let
 * fail already end as they were to. 0, or WSAEINVAL: there is none of that
 * number. */
WS2_FAULT_API int ws2_fault_disarm(unsigned id);
WS2_FAULT_API void ws2_fault_disarm_all(void);

/* A documented pair. */
typedef struct ws2_fault_documented {
    const char *function; /* the contract's name */
    int code;
    unsigned late; /* 0: the call fails; 1: what it began; 2: either */
} ws2_fault_documented;

/* The index-th pair that can be armed without force, by function. 0 when there
 * are no more, else 1 and *pair is set. */
WS2_FAULT_API int ws2_fault_at(size_t index, ws2_fault_documented *pair);

#ifdef __cplusplus
}
#endif

#endif
