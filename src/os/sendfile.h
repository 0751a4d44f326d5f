/* SPDX-License-Identifier: MIT */
/* Sending what is in files. Nothing here raises a signal or waits for the
 * socket; a file that is not in memory is waited for. */
#ifndef WS2_OS_SENDFILE_H
#define WS2_OS_SENDFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes sent, 0 at the file's end, or -errno. */
long os_sendfile(int fd, int file, int64_t offset, size_t n);

/* Whether the failure is one of reading, or of the kind of file, so that
 * reading it and sending that may do. */
bool os_sendfile_refused(long res);

/* As send; more: what follows may go into the same segment. */
long os_send_part(int fd, const void *buf, size_t n, bool more);

/* Bytes read, 0 at the end, or -errno. */
long os_file_read(int file, void *buf, size_t n, int64_t offset);

int64_t os_file_size(int file); /* -errno */

#endif
