/* SPDX-License-Identifier: MIT */
/* Files; see file.h. */
#include "handle/file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <winerror.h>

#include "os/pipe.h"

struct ws2_file {
    struct ws2_obj obj;
    int fd;
    unsigned flags;
    char *remove;
};

static const struct ws2_file *file_of(const struct ws2_obj *obj)
{
    return (const struct ws2_file *)obj;
}

/* Only if the name still is this file's. */
static void file_remove(const struct ws2_file *file)
{
    struct stat named, open;

    if (file->remove != NULL && fstat(file->fd, &open) == 0 &&
        lstat(file->remove, &named) == 0 && named.st_ino == open.st_ino &&
        named.st_dev == open.st_dev)
        unlink(file->remove);
}

static void file_free(struct ws2_file *file)
{
    int saved = errno;

    file_remove(file);
    if ((file->flags & WS2_FILE_BORROWED) == 0)
        close(file->fd);
    free(file->remove);
    free(file);
    errno = saved;
}

static void file_destroy(struct ws2_obj *obj)
{
    file_free((struct ws2_file *)obj);
}

static const struct ws2_obj_ops file_ops = {.destroy = file_destroy};

static unsigned file_nature(int fd)
{
    int saved = errno;
    struct stat st;
    unsigned flags = 0;

    if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode))
        flags = WS2_FILE_PIPE;
    else if (lseek(fd, 0, SEEK_CUR) >= 0)
        flags = WS2_FILE_SEEKABLE;
    errno = saved;
    return flags;
}

ws2_err ws2_file_open(int fd, unsigned flags, char *remove, ws2_handle *out)
{
    struct ws2_file *file = malloc(sizeof(*file));
    ws2_err err;

    if (file == NULL) {
        if ((flags & WS2_FILE_BORROWED) == 0)
            close(fd);
        free(remove);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    ws2_obj_init(&file->obj, WS2_KIND_FILE, &file_ops);
    file->fd = fd;
    file->flags = flags | file_nature(fd);
    file->remove = remove;
    err = ws2_handle_new(&file->obj, out);
    ws2_obj_put(&file->obj);
    return err;
}

int ws2_file_fd(const struct ws2_obj *obj)
{
    return file_of(obj)->fd;
}

unsigned ws2_file_flags(const struct ws2_obj *obj)
{
    return file_of(obj)->flags;
}

int64_t ws2_file_seek(const struct ws2_obj *obj, int64_t distance, int whence)
{
    int saved = errno;
    int64_t at = lseek(file_of(obj)->fd, distance, whence);

    if (at < 0)
        at = -errno;
    errno = saved;
    return at;
}

/* One piece at an offset. */
static long file_piece(const struct ws2_file *file, void *data, size_t n,
                       int64_t offset, bool writing)
{
    struct iovec iov = {.iov_base = data, .iov_len = n};
    ssize_t res;

    do {
        if (offset == WS2_FILE_END) /* -1: and the position behind it */
            res = pwritev2(file->fd, &iov, 1, -1, RWF_APPEND);
        else if (writing)
            res = pwrite(file->fd, data, n, offset);
        else
            res = pread(file->fd, data, n, offset);
    } while (res < 0 && errno == EINTR);
    return res < 0 ? -errno : res;
}

static long file_at(const struct ws2_file *file, void *data, size_t n,
                    int64_t offset, bool writing)
{
    int saved = errno;
    long res = file_piece(file, data, n, offset, writing);

    if (res >= 0 && offset >= 0 && (file->flags & WS2_FILE_OVERLAPPED) == 0)
        lseek(file->fd, offset + res, SEEK_SET);
    errno = saved;
    return res;
}

long ws2_file_read(const struct ws2_obj *obj, void *data, uint32_t n,
                   int64_t offset)
{
    const struct ws2_file *file = file_of(obj);

    if (offset == WS2_FILE_HERE || (file->flags & WS2_FILE_SEEKABLE) == 0)
        return os_pipe_read(file->fd, data, n);
    return file_at(file, data, n, offset, false);
}

static long write_piece(const struct ws2_file *file, const char *data, size_t n,
                        int64_t offset)
{
    if (offset == WS2_FILE_HERE || (file->flags & WS2_FILE_SEEKABLE) == 0)
        return os_pipe_write(file->fd, data, n);
    return file_at(file, (void *)(uintptr_t)data, n, offset, true);
}

long ws2_file_write(const struct ws2_obj *obj, const void *data, uint32_t n,
                    int64_t offset)
{
    const char *at = data;
    uint32_t done = 0;
    long res;

    do {
        res = write_piece(file_of(obj), at + done, n - done,
                          offset >= 0 ? offset + done : offset);
        if (res > 0)
            done += (uint32_t)res;
    } while (res > 0 && done < n);
    return done > 0 || res >= 0 ? (long)done : res;
}
