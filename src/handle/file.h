/* SPDX-License-Identifier: MIT */
/* Files behind HANDLEs: regular files, devices, pipes, terminals.
 *
 * The position is the descriptor's own, so duplicates share it and the kernel
 * serialises who moves it. Descriptor and flags never change; a lock guards
 * only the attachment to a completion port. */
#ifndef WS2_HANDLE_FILE_H
#define WS2_HANDLE_FILE_H

#include <stdint.h>

#include "handle/handle.h"

enum ws2_file_flag {
    WS2_FILE_READ = 1,
    WS2_FILE_WRITE = 2,
    WS2_FILE_OVERLAPPED = 4, /* has no position */
    WS2_FILE_SEEKABLE = 8,   /* set by ws2_file_new */
    WS2_FILE_PIPE = 16,      /* likewise: its end is a broken pipe */
    WS2_FILE_BORROWED = 32   /* closing the handle leaves the descriptor */
};

#define WS2_FILE_HERE ((int64_t)-1) /* offset: the position */
#define WS2_FILE_END                                                           \
    ((int64_t)-2) /* offset of a write: behind the last byte                   \
                   */

struct ws2_attachment; /* overlapped.h */
struct ws2_file;

/* Eats fd and remove, also when it fails. remove, from malloc, is the absolute
 * name that goes with the last handle; NULL for most files. */
ws2_err ws2_file_open(int fd, unsigned flags, char *remove, ws2_handle *out);

/* For whoever sends files: obj is of WS2_KIND_FILE and stays the owner. */
int ws2_file_fd(const struct ws2_obj *obj);
unsigned ws2_file_flags(const struct ws2_obj *obj);

/* How ends of operations on an overlapped file are told. */
struct ws2_attachment *ws2_file_attached(const struct ws2_obj *obj);

/* The position, or -errno. whence is lseek's, which has Windows' numbers. */
int64_t ws2_file_seek(const struct ws2_obj *obj, int64_t distance, int whence);

/* Bytes moved (a write: all of them, or those before an error), or -errno.
 * With an offset the position of a file that has one is behind it then. */
long ws2_file_read(const struct ws2_obj *obj, void *data, uint32_t n,
                   int64_t offset);
long ws2_file_write(const struct ws2_obj *obj, const void *data, uint32_t n,
                    int64_t offset);

#endif
