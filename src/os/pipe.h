/* SPDX-License-Identifier: MIT */
/* Writing to what may be a pipe without a signal when its reader is gone. */
#ifndef WS2_OS_PIPE_H
#define WS2_OS_PIPE_H

#include <stddef.h>

/* Bytes written, or -errno: -EPIPE, and no SIGPIPE. Waits when a descriptor
 * is non-blocking. */
long os_pipe_write(int fd, const void *data, size_t n);

/* Bytes read, 0 at the end, or -errno; waits likewise. */
long os_pipe_read(int fd, void *data, size_t n);

#endif
