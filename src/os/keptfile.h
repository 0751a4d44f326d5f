/* SPDX-License-Identifier: MIT */
/* Small files of configuration: read as a whole, replaced as a whole, and
 * trusted only where nobody else could have written them. Results are >= 0 or
 * -errno. */
#ifndef WS2_OS_KEPTFILE_H
#define WS2_OS_KEPTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum os_trust {
    OS_TRUSTED,
    OS_NO_FILE,            /* a directory, a device ... */
    OS_FOREIGN,            /* neither root's nor the process's */
    OS_WRITABLE,           /* by the group or by everybody */
    OS_DIRECTORY_FOREIGN,  /* the same for its directory ... */
    OS_DIRECTORY_WRITABLE, /* ... unless only owners may remove there */
};

/* Which file, in which state: two that are equal are the same text. */
struct os_stamp {
    uint64_t device, inode, size;
    int64_t changed_ns;
};

/* All of it, terminated, for free(); its length. -EFBIG: more than max bytes.
 * Nothing is read of what is not trusted; trust NULL: whoever can write it. */
long os_kept_read(const char *path, size_t max, char **text,
                  enum os_trust *trust, struct os_stamp *stamp);

/* All 0 when there is no file. */
void os_kept_stamp(const char *path, struct os_stamp *stamp);

/* Whether the file's next change will show in its stamp: the last one was not
 * just now, so that the clock of the file system has gone on. */
bool os_kept_settled(const struct os_stamp *stamp);

/* Who can write to the file at path. */
int os_kept_trust(const char *path, enum os_trust *trust);

/* Puts data in path's place in one step: who reads, or is killed, sees the old
 * text or the new one. One at a time: writers hold a lock. */
int os_kept_write(const char *path, const void *data, size_t len);

/* Moves it out of the way, to path.old. */
int os_kept_aside(const char *path);

/* The directory that path is in, and those above it. mode: of new ones. */
int os_kept_directory(const char *path, unsigned mode);

/* Locks, which go with the descriptor, whatever becomes of its owner. `at` is
 * one of several in a file. wait false: -EAGAIN when it is held. */
int os_kept_lock_open(const char *path);
int os_kept_lock(int fd, unsigned at, bool wait);

#endif
