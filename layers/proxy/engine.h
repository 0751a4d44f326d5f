/* SPDX-License-Identifier: MIT */
/* Overlapped operations on the sockets below: all of them end at one completion
 * port, whose one thread of ours tells who began them. One, so that what ends
 * first is told first. */
#ifndef PROXY_ENGINE_H
#define PROXY_ENGINE_H

#include "socket.h"

/* Embedded in what belongs to the operation. */
struct op {
    WSAOVERLAPPED ov; /* the provider below is given this one */
    struct psocket *ps;
    /* Runs on the engine's thread; the operation may be freed, or begun anew.
     * error: a code of Windows Sockets. */
    void (*done)(struct op *op, int error, DWORD bytes, DWORD flags);
};

BOOL engine_start(void);
/* Waits for what is under way; every socket below is closed already. */
void engine_stop(void);

/* The socket's operations end here. */
BOOL engine_attach(SOCKET lower);

/* Before the provider below is called with op->ov: holds the socket until done
 * has returned. */
void op_begin(struct op *op, struct psocket *ps,
              void (*done)(struct op *, int, DWORD, DWORD));
/* How that ended: 0, or the code with which the operation failed at once, so
 * that done is not called. */
int op_begun(struct op *op, int result, int error);

/* The thread looks at the deadlines again. */
void engine_look(void);

#endif
