/* SPDX-License-Identifier: MIT */
/* See follow.h. What happens to the file is heard of by inotify, from its
 * directory, as the file may go and come. Network file systems tell nothing of
 * what others do, so it is looked at every second besides. */
#include "follow.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_MS 1000

/* The last bytes that were read: a file that was cut and written anew has
 * others there, also when it is longer again. */
struct tail {
    char bytes[64];
    size_t length;
};

static void tail_add(struct tail *t, const char *from, size_t n)
{
    size_t most = sizeof(t->bytes), keep;

    if (n > most) {
        from += n - most;
        n = most;
    }
    keep = t->length < most - n ? t->length : most - n;
    memmove(t->bytes, t->bytes + t->length - keep, keep);
    memcpy(t->bytes + keep, from, n);
    t->length = keep + n;
}

/* Whether it stands before offset at. Pipes have no such place. */
static bool tail_is_there(const struct tail *t, int fd, off_t at)
{
    char now[sizeof(t->bytes)];
    ssize_t n = pread(fd, now, t->length, at - (off_t)t->length);

    if (n < 0)
        return true;
    return (size_t)n == t->length && memcmp(now, t->bytes, t->length) == 0;
}

/* tail may be NULL; -ESTALE: it is not there any more, and what was read behind
 * it is not in the stream. */
static int read_on(struct stream *s, int fd, struct tail *tail)
{
    for (;;) {
        size_t size;
        char *room = stream_room(s, &size);
        off_t at = lseek(fd, 0, SEEK_CUR);
        ssize_t n;

        if (room == NULL)
            return -ENOMEM;
        n = read(fd, room, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (tail != NULL && !tail_is_there(tail, fd, at))
            return -ESTALE;
        if (n == 0)
            return 0;
        if (tail != NULL)
            tail_add(tail, room, (size_t)n);
        stream_added(s, (size_t)n);
        if ((size_t)n < size)
            fflush(stdout); /* no more at the moment */
        if (ferror(stdout))
            return -EPIPE;
    }
}

int log_read(struct stream *s, int fd)
{
    return read_on(s, fd, NULL);
}

struct follow {
    const char *path;
    int fd;     /* of the file, -1 while there is none */
    int notify; /* -1: look every second */
    struct tail tail;
};

static int notify_open(const char *path)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    char *copy = strdup(path);

    if (fd >= 0 && copy != NULL)
        (void)inotify_add_watch(fd, dirname(copy),
                                IN_MODIFY | IN_CREATE | IN_MOVE | IN_DELETE);
    free(copy);
    return fd;
}

/* 0, or -EPIPE when nobody reads any more what is written. */
static int change_wait(const struct follow *f)
{
    struct pollfd p[] = {{.fd = f->notify, .events = POLLIN},
                         {.fd = STDOUT_FILENO, .events = 0}};
    char events[4096];

    poll(p, 2, LOOK_MS);
    while (f->notify >= 0 && read(f->notify, events, sizeof(events)) > 0)
        ;
    return (p[1].revents & (POLLERR | POLLHUP)) != 0 ? -EPIPE : 0;
}

/* Whether the path leads to another file than the one that is open. */
static bool is_replaced(const struct follow *f)
{
    struct stat open, there;

    return f->fd < 0 ||
           (fstat(f->fd, &open) == 0 && stat(f->path, &there) == 0 &&
            (open.st_dev != there.st_dev || open.st_ino != there.st_ino));
}

/* What comes next has nothing to do with what was before. */
static void begin_anew(struct follow *f, struct stream *s)
{
    const struct stream_sink *sink = s->sink;

    f->tail.length = 0;
    stream_end(s);
    stream_free(s);
    stream_begin(s, sink);
}

/* One that changes again meanwhile is looked at after the next pause. */
static int file_read(struct follow *f, struct stream *s)
{
    int res = read_on(s, f->fd, &f->tail);

    if (res == -ESTALE) {
        begin_anew(f, s);
        lseek(f->fd, 0, SEEK_SET);
        res = read_on(s, f->fd, &f->tail);
    }
    return res == -ESTALE ? 0 : res;
}

int log_follow(struct stream *s, const char *path)
{
    struct follow f = {.path = path, .notify = notify_open(path)};
    int res = 0;

    f.fd = open(path, O_RDONLY | O_CLOEXEC);
    if (f.fd < 0)
        res = -errno;
    while (res == 0) {
        if (f.fd >= 0)
            res = file_read(&f, s);
        if (res == 0 && is_replaced(&f)) {
            int next = open(path, O_RDONLY | O_CLOEXEC);

            if (next >= 0) {
                /* Once more: it may have grown before it was replaced. */
                res = f.fd >= 0 ? file_read(&f, s) : 0;
                begin_anew(&f, s);
                if (f.fd >= 0)
                    close(f.fd);
                f.fd = next;
                continue;
            }
        }
        fflush(stdout);
        if (res == 0)
            res = ferror(stdout) ? -EPIPE : 0;
        if (res == 0)
            res = change_wait(&f);
    }
    if (f.fd >= 0)
        close(f.fd);
    if (f.notify >= 0)
        close(f.notify);
    return res;
}
