/* SPDX-License-Identifier: MIT */
/* Other processes, and the local channel over which one hands a descriptor to
 * another. Results are >= 0 or -errno. */
#ifndef WS2_OS_PROCESS_H
#define WS2_OS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A descriptor that stands for the process, whatever becomes of its number; it
 * turns readable when the process ends. -ESRCH, -EINVAL: there is none.
 * -EPERM: it is not ours to deal with. */
int os_process_open(uint32_t pid);
bool os_process_alive(int process);

/* n bytes that nobody can guess. */
int os_random(void *bytes, size_t n);

int os_duplicate(int fd);

/* A channel's name is a number in the abstract name space of AF_UNIX. Who
 * listens gets one that is free, and not 0. */
int os_channel_listen(uint32_t *name);
int os_channel_accept(int listener);   /* -EAGAIN: nobody */
int os_channel_connect(uint32_t name); /* -ECONNREFUSED: nobody */

struct os_peer { /* who opened the other end of a channel */
    uint32_t pid;
    bool same_user; /* as this process */
    bool root;
};
int os_channel_peer(int channel, struct os_peer *peer);
bool os_is_root(void);

/* One message with one descriptor. Receiving: bytes, at most len; 0: the other
 * end closed; -EAGAIN: not there yet. *fd is the caller's, or -1. */
int os_channel_send(int channel, int fd, const void *data, size_t len);
long os_channel_recv(int channel, int *fd, void *data, size_t len);

#endif
