/* SPDX-License-Identifier: MIT */
/* Files; see file.h. */
#include "handle/file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <winerror.h>

#include "handle/signal.h"
#include "handle/thread.h"
#include "os/pipe.h"
#include "os/poll.h"

struct ws2_file {
    struct ws2_obj obj;
    int fd;
    unsigned flags;
    char *remove;
    struct ws2_lock lock; /* of attaching */
    struct ws2_attachment attached;
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
    ws2_attachment_free(&file->attached);
    free(file);
    errno = saved;
}

static void file_destroy(struct ws2_obj *obj)
{
    file_free((struct ws2_file *)obj);
}

/* Of two that race for it one wins. */
static ws2_err file_attach(struct ws2_obj *obj, struct ws2_port *port,
                           uintptr_t key)
{
    struct ws2_file *file = (struct ws2_file *)obj;
    ws2_err err = ERROR_INVALID_PARAMETER;

    if ((file->flags & WS2_FILE_OVERLAPPED) == 0)
        return err;
    ws2_lock_take(&file->lock);
    if (ws2_attached_port(&file->attached) == NULL) {
        ws2_attach(&file->attached, port, key);
        err = WS2_OK;
    }
    ws2_lock_drop(&file->lock);
    return err;
}

static void file_notify(struct ws2_obj *obj, unsigned modes)
{
    ws2_attached_notify(&((struct ws2_file *)obj)->attached, modes);
}

/* Operations are done when the call returns: none is ever pending. */
static unsigned file_cancel(struct ws2_obj *obj, const void *overlapped,
                            uint32_t thread)
{
    (void)obj;
    (void)overlapped;
    (void)thread;
    return 0;
}

static struct ws2_signal *file_signal(struct ws2_obj *obj)
{
    return ws2_signal_need(&((struct ws2_file *)obj)->attached, obj, NULL);
}

static void file_forked(struct ws2_obj *obj)
{
    atomic_store(&((struct ws2_file *)obj)->lock.word, 0);
}

static const struct ws2_obj_ops file_ops = {.destroy = file_destroy,
                                            .forked = file_forked,
                                            .attach = file_attach,
                                            .notify = file_notify,
                                            .cancel = file_cancel,
                                            .own_signal = file_signal};

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
    struct ws2_file *file = calloc(1, sizeof(*file));
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

struct ws2_attachment *ws2_file_attached(const struct ws2_obj *obj)
{
    return &((struct ws2_file *)(uintptr_t)obj)->attached;
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

/* A pipe or terminal is waited for where CancelSynchronousIo can end that:
 * -ECANCELED. Without memory or descriptors the call itself waits. */
static int file_wait(const struct ws2_file *file, int events)
{
    struct ws2_thread *t = ws2_thread_self();
    struct os_pollfd fds[2];
    bool cancelled, running;

    if ((file->flags & WS2_FILE_SEEKABLE) != 0 || t == NULL ||
        ws2_thread_wake_fd(t) < 0)
        return 0;
    do {
        os_poll_set(&fds[0], file->fd, events);
        os_poll_set(&fds[1], t->wake_fd, OS_IN);
        ws2_sync_begin(t);
        running = ws2_port_pause(t);
        os_poll(fds, 2, OS_FOREVER);
        if (running)
            ws2_port_return(t);
        cancelled = ws2_sync_end(t);
        ws2_thread_unwake(t);
    } while (!cancelled && os_poll_got(&fds[0]) == 0);
    return cancelled ? -ECANCELED : 0;
}

long ws2_file_read(const struct ws2_obj *obj, void *data, uint32_t n,
                   int64_t offset)
{
    const struct ws2_file *file = file_of(obj);
    int res = n != 0 ? file_wait(file, OS_IN) : 0;

    if (res < 0)
        return res;
    if (offset == WS2_FILE_HERE || (file->flags & WS2_FILE_SEEKABLE) == 0)
        return os_pipe_read(file->fd, data, n);
    return file_at(file, data, n, offset, false);
}

static long write_piece(const struct ws2_file *file, const char *data, size_t n,
                        int64_t offset)
{
    int res = n != 0 ? file_wait(file, OS_OUT) : 0;

    if (res < 0)
        return res;
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
