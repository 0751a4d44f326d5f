/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"

struct parcel {
    struct parcel *next;
    size_t len;
    unsigned char bytes[];
};

/* --- What is to be sent. */

static bool parcel_keep(struct client *c, const void *bytes, size_t len)
{
    struct parcel *p;

    if (c->waiting + len > SERVER_WAITING_MAX)
        return false;
    p = malloc(sizeof(*p) + len);
    if (p == NULL)
        return false;
    p->next = NULL;
    p->len = len;
    memcpy(p->bytes, bytes, len);
    *c->last = p;
    c->last = &p->next;
    c->waiting += len;
    return true;
}

static void parcel_drop(struct client *c)
{
    struct parcel *p = c->first;

    c->first = p->next;
    if (c->first == NULL)
        c->last = &c->first;
    c->waiting -= p->len;
    free(p);
}

/* 1: sent, 0: there is no room, -1: the client is gone. */
static int put(struct client *c, const void *bytes, size_t len)
{
    if (send(c->watch.fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return 1;
    return errno == EAGAIN || errno == ENOBUFS || errno == EINTR ? 0 : -1;
}

/* What of the loop's events it is for. */
static void client_watch(struct client *c)
{
    loop_change(c->server->loop, &c->watch,
                (c->paused ? 0u : (uint32_t)EPOLLIN) |
                    (c->first != NULL ? (uint32_t)EPOLLOUT : 0u));
}

static void flush(struct client *c)
{
    int sent = 1;

    while (c->first != NULL &&
           (sent = put(c, c->first->bytes, c->first->len)) > 0)
        parcel_drop(c);
    if (sent < 0)
        server_drop(c, NULL);
    if (c->first == NULL && !c->dropped)
        c->server->drained(c);
    client_watch(c);
}

bool server_is_behind(const struct client *c)
{
    return c->first != NULL || c->dropped;
}

void server_send(struct client *c, const void *bytes, size_t len)
{
    int sent = 0;

    if (c->dropped)
        return;
    if (c->first == NULL)
        sent = put(c, bytes, len);
    if (sent < 0 || (sent == 0 && !parcel_keep(c, bytes, len))) {
        server_drop(c, sent < 0 ? NULL : "it does not read");
        return;
    }
    if (sent == 0)
        client_watch(c);
}

/* --- What comes. */

void server_drop(struct client *c, const char *why)
{
    if (why != NULL && !c->dropped)
        log_say(LOG_USUAL, "process %d is disconnected: %s", (int)c->who.pid,
                why);
    c->dropped = true;
}

/* The first descriptor, or -1; others are closed. */
static int take_fd(struct msghdr *m)
{
    int fd = -1, other;

    for (struct cmsghdr *h = CMSG_FIRSTHDR(m); h != NULL;
         h = CMSG_NXTHDR(m, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t at = 0; CMSG_LEN(at + sizeof(int)) <= h->cmsg_len;
             at += sizeof(int)) {
            memcpy(&other, CMSG_DATA(h) + at, sizeof(int));
            if (fd < 0)
                fd = other;
            else
                close(other);
        }
    }
    return fd;
}

/* Whether it may go on talking, by how much it has said in this second. */
static bool within_rate(struct client *c)
{
    uint64_t now = loop_now();

    if (now - c->window >= 1000) {
        c->window = now;
        c->messages = 0;
    }
    if (++c->messages <= SERVER_MESSAGES_MAX)
        return true;
    log_say(LOG_USUAL, "process %d has to wait: too many messages",
            (int)c->who.pid);
    c->paused = true;
    client_watch(c);
    return false;
}

static bool take_one(struct client *c)
{
    static unsigned char bytes[SERVER_MESSAGE_MAX];
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(8 * sizeof(int))];
    } control;
    struct iovec v = {bytes, sizeof(bytes)};
    struct msghdr m = {.msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = sizeof(control)};
    ssize_t len = recvmsg(c->watch.fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    int fd;

    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (len < 0) {
        server_drop(c, strerror(errno));
        return false;
    }
    fd = take_fd(&m); /* also of an empty message, which looks like the end */
    if (len == 0)
        server_drop(c, NULL);
    else if ((m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
        server_drop(c, "too long a message");
    else
        c->server->message(c, bytes, (size_t)len, fd);
    if (fd >= 0)
        close(fd);
    return !c->dropped;
}

static void client_ready(struct watch *w, uint32_t events)
{
    struct client *c = (struct client *)w;

    if (c->paused && (events & (EPOLLHUP | EPOLLERR)) != 0)
        server_drop(c, NULL); /* what it said last may be lost */
    if ((events & EPOLLOUT) != 0)
        flush(c);
    for (int i = 0; i < 32 && !c->dropped; i++) /* then others */
        if (c->paused || !within_rate(c) || !take_one(c))
            break;
}

/* --- Clients come and go. */

static bool user_has_room(const struct server *s, uid_t uid)
{
    unsigned count = 0;

    for (const struct client *c = s->clients; c != NULL; c = c->next)
        count += c->who.uid == uid;
    return count < SERVER_USER_MAX;
}

static void client_open(struct server *s, int fd)
{
    struct client *c = calloc(1, sizeof(*c));
    socklen_t len = sizeof(c->who);

    if (c == NULL || s->count >= SERVER_CLIENTS_MAX ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c->who, &len) != 0 ||
        !user_has_room(s, c->who.uid))
        goto refuse;
    c->watch = (struct watch){fd, EPOLLIN, client_ready};
    c->server = s;
    c->last = &c->first;
    if (loop_add(s->loop, &c->watch) != 0)
        goto refuse;
    c->next = s->clients;
    if (c->next != NULL)
        c->next->prev = c;
    s->clients = c;
    s->count++;
    s->opened(c);
    return;
refuse:
    free(c);
    close(fd);
}

static void client_close(struct client *c)
{
    struct server *s = c->server;

    s->closed(c);
    loop_remove(s->loop, &c->watch);
    close(c->watch.fd);
    while (c->first != NULL)
        parcel_drop(c);
    if (c->next != NULL)
        c->next->prev = c->prev;
    if (c->prev != NULL)
        c->prev->next = c->next;
    else
        s->clients = c->next;
    s->count--;
    free(c);
}

/* What cannot be taken stays there: without a pause it would be tried for ever,
 * and nothing else done. */
static void server_ready(struct watch *w, uint32_t events)
{
    struct server *s = (struct server *)w;
    int fd = accept4(w->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    (void)events;
    if (fd >= 0) {
        client_open(s, fd);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
               errno == ENOMEM) {
        log_say(LOG_WARN, "a program has to wait: %s", strerror(errno));
        loop_change(s->loop, w, 0);
        s->open_at = loop_now() + SERVER_PAUSE_MS;
    }
}

/* When it will be tried again; UINT64_MAX: it is not to wait. */
static uint64_t server_reopen(struct server *s, uint64_t now)
{
    if (s->open_at > now)
        return s->open_at;
    loop_change(s->loop, &s->watch, EPOLLIN);
    return UINT64_MAX;
}

uint64_t server_sweep(struct server *s)
{
    uint64_t now = loop_now(), again = server_reopen(s, now);
    struct client *next;

    for (struct client *c = s->clients; c != NULL; c = next) {
        next = c->next;
        if (c->dropped) {
            client_close(c);
            continue;
        }
        if (!c->paused)
            continue;
        if (now - c->window >= 1000) {
            c->paused = false;
            client_watch(c);
        } else if (c->window + 1000 < again) {
            again = c->window + 1000;
        }
    }
    return again;
}

int server_open(struct server *s, struct loop *loop, const char *name)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(name);
    int fd, res;

    if (len + 1 > sizeof(at.sun_path))
        return -ENAMETOOLONG;
    memcpy(at.sun_path + 1, name, len);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    if (bind(fd, (struct sockaddr *)&at,
             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)) !=
            0 ||
        listen(fd, 128) != 0) {
        res = -errno;
        close(fd);
        return res;
    }
    s->watch = (struct watch){fd, EPOLLIN, server_ready};
    s->loop = loop;
    res = loop_add(loop, &s->watch);
    if (res != 0)
        close(fd);
    return res;
}

void server_close(struct server *s)
{
    struct client *next;

    for (struct client *c = s->clients; c != NULL; c = next) {
        next = c->next;
        client_close(c);
    }
    loop_remove(s->loop, &s->watch);
    close(s->watch.fd);
}
