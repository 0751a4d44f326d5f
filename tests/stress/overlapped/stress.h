/* SPDX-License-Identifier: MIT */
/* What the parts of the stress test share: the random schedule, who reports,
 * and an operation with the rule that it ends once. */
#ifndef STRESS_H
#define STRESS_H

#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <stdbool.h>

#define LARGEST 20000 /* bytes of one operation */

/* Where the ends of a socket's operations are told. */
enum how {
    BY_PORT,
    BY_PORT_SKIP, /* FILE_SKIP_COMPLETION_PORT_ON_SUCCESS */
    BY_EVENT,
    BY_ROUTINE,
    HOWS
};

struct op {
    WSAOVERLAPPED ov; /* first */
    HANDLE bell;      /* rung when a worker has seen the end */
    volatile LONG ended;
    bool begun;
    DWORD error, bytes;
    struct sockaddr_in from; /* of a datagram */
    int fromlen;
    char buf[LARGEST];
};

extern HANDLE port; /* that all share */
extern unsigned seed;
extern volatile LONG operations, posted, taken;

/* faults.c, nofaults.c. */
extern bool faults; /* memory and descriptors may fail to be had */
void faults_begin(unsigned random, bool on);
void *surely(size_t size); /* zeroed memory, in any case */

/* A finding; the run ends. */
void wrong(const char *what, long a, long b);
bool go_on(void);

unsigned draw(unsigned *state, unsigned below);
char pattern(unsigned long long at);

SOCKET bound(int type); /* to a loopback port; INVALID_SOCKET under faults */
HANDLE event_new(void); /* manual, not set */
HANDLE bell_new(void);  /* automatic */

void op_reset(struct op *op, HANDLE bell, enum how how);
void op_free(struct op *op); /* it is not under way */
void op_ends(struct op *op, DWORD error, DWORD bytes);
/* Begins: res is what the call returned, n the count that it left. False: it
 * failed, and *error says why. */
bool op_begun(struct op *op, enum how how, int res, DWORD n, DWORD *error);
bool op_has_ended(struct op *op, enum how how, SOCKET s);
void CALLBACK op_routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                         DWORD flags);
/* Until one of n operations may have ended. */
void ops_rest(struct op *const *ops, DWORD n, enum how how, HANDLE bell);

/* Attaches s to the port as how says. */
bool attach(SOCKET s, enum how how);

DWORD WINAPI worker(void *arg); /* takes packets until one has key 2 */

/* talk.c: connections. */
struct talk;
struct talk *talk_new(unsigned rand);
void talk_free(struct talk *t);
DWORD WINAPI talker(void *arg);
void talk_meddle(struct talk *t, unsigned *rand); /* another thread's cancels */
void talk_print(const struct talk *t);

/* datagram.c */
DWORD WINAPI datagrams(void *arg); /* arg: a random state */

/* registered.c: registered I/O. */
DWORD WINAPI registered(void *arg); /* arg: a random state */

/* notified.c: ProcessSocketNotifications. */
DWORD WINAPI notified(void *arg); /* arg: a random state */

/* meddle.c */
DWORD WINAPI meddler(void *arg); /* arg: a NULL-ended array of talks */

#endif
