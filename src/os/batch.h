/* SPDX-License-Identifier: MIT */
/* Several datagrams with one system call. */
#ifndef WS2_OS_BATCH_H
#define WS2_OS_BATCH_H

#include "os/sock.h"

#define OS_BATCH_MAX 32

/* name is a Windows socket address: for sending in, of namelen bytes; for
 * receiving the place for one, with room for any of the Internet's families.
 * NULL: none. moved, flags (OS_MSG_TRUNC) and, for receiving, namelen are out.
 */
struct os_datagram {
    struct os_buf buf;
    void *name;
    int namelen;
    uint32_t moved;
    int flags;
};

/* How many, the first ones; an error only if there is none. n is at most
 * OS_BATCH_MAX. */
int os_recv_batch(int fd, struct os_datagram *d, unsigned n);
int os_send_batch(int fd, struct os_datagram *d, unsigned n);

#endif
