/* SPDX-License-Identifier: MIT */
/* A base provider of another kind: connections between sockets of one process
 * that keep messages apart. Its handles are its own, its names are ports of an
 * address family that has others. A peer that closes in order is WSAEDISCON. It
 * serves the calls that the tour and the tests make; the others are refused. */
#include "message.h"

#include <windows.h>
#include <stdlib.h>

struct mail {
    struct mail *next;
    DWORD length;
    char data[];
};

struct end {
    struct end *next;    /* of all */
    struct end *waiting; /* of a listener: who is to be accepted */
    struct end *peer;
    struct mail *mails;
    SOCKET s; /* 0: it is not accepted yet */
    u_short port;
    BOOL listens, blocks_not, ended; /* ended: by the peer */
};

/* All under lock; changed tells. */
static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
static struct end *ends;
static u_short next_port = 1;
static DWORD self;
static WSPUPCALLTABLE up;

static void enter(void)
{
    AcquireSRWLockExclusive(&lock);
}

/* Whatever the call did, others may have waited for it. */
static int leave(int code, LPINT err)
{
    ReleaseSRWLockExclusive(&lock);
    WakeAllConditionVariable(&changed);
    if (code != 0)
        *err = code;
    return code != 0 ? SOCKET_ERROR : 0;
}

static BOOL sleeps(const struct end *e, DWORD ms)
{
    return !e->blocks_not && SleepConditionVariableSRW(&changed, &lock, ms, 0);
}

static struct end *end_of(SOCKET s)
{
    struct end *e = ends;

    while (e != NULL && (e->s != s || s == 0))
        e = e->next;
    return e;
}

static struct end *end_new(void)
{
    struct end *e = calloc(1, sizeof(*e));

    if (e == NULL)
        return NULL;
    e->next = ends;
    ends = e;
    return e;
}

static void end_free(struct end *e)
{
    struct end **at = &ends;

    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    while (e->mails != NULL) {
        struct mail *m = e->mails;

        e->mails = m->next;
        free(m);
    }
    free(e);
}

/* Without the lock: the upcall may come back. */
static SOCKET handle_give(struct end *e, LPINT err)
{
    SOCKET s = up.lpWPUCreateSocketHandle(self, (DWORD_PTR)e, err);

    enter();
    if (s != INVALID_SOCKET)
        e->s = s;
    else
        end_free(e);
    leave(0, err);
    return s;
}

static SOCKET WSPAPI msg_socket(int af, int type, int protocol,
                                LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                                LPINT err)
{
    struct end *e;

    (void)af, (void)type, (void)protocol, (void)info, (void)g, (void)flags;
    enter();
    e = end_new();
    leave(e == NULL ? WSAENOBUFS : 0, err);
    return e != NULL ? handle_give(e, err) : INVALID_SOCKET;
}

static void peer_leave(struct end *e)
{
    if (e->peer != NULL) {
        e->peer->ended = TRUE;
        e->peer->peer = NULL;
    }
    e->peer = NULL;
}

static int WSPAPI msg_close(SOCKET s, LPINT err)
{
    struct end *e;

    enter();
    e = end_of(s);
    if (e == NULL)
        return leave(WSAENOTSOCK, err);
    peer_leave(e);
    while (e->waiting != NULL) {
        struct end *w = e->waiting;

        e->waiting = w->waiting;
        peer_leave(w);
        end_free(w);
    }
    end_free(e);
    leave(0, err);
    return up.lpWPUCloseSocketHandle(s, err);
}

static int WSPAPI msg_bind(SOCKET s, const struct sockaddr *name, int len,
                           LPINT err)
{
    u_short port = ((const struct sockaddr_in *)name)->sin_port;
    struct end *e;

    if (len < (int)sizeof(struct sockaddr_in))
        return *err = WSAEFAULT, SOCKET_ERROR;
    enter();
    e = end_of(s);
    if (e != NULL)
        e->port = port != 0 ? port : next_port++;
    return leave(e == NULL ? WSAENOTSOCK : 0, err);
}

static int WSPAPI msg_listen(SOCKET s, int backlog, LPINT err)
{
    struct end *e;

    (void)backlog;
    enter();
    e = end_of(s);
    if (e != NULL)
        e->listens = TRUE;
    return leave(e == NULL ? WSAENOTSOCK : 0, err);
}

static struct end *listener_of(u_short port)
{
    struct end *e = ends;

    while (e != NULL && !(e->listens && e->port == port))
        e = e->next;
    return e;
}

static int WSPAPI msg_connect(SOCKET s, const struct sockaddr *name, int len,
                              LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                              LPQOS gqos, LPINT err)
{
    struct end *e, *listener, *other, **last;

    (void)len, (void)caller, (void)callee, (void)sqos, (void)gqos;
    enter();
    e = end_of(s);
    listener = listener_of(((const struct sockaddr_in *)name)->sin_port);
    if (e == NULL || listener == NULL)
        return leave(e == NULL ? WSAENOTSOCK : WSAECONNREFUSED, err);
    other = end_new();
    if (other == NULL)
        return leave(WSAENOBUFS, err);
    other->port = listener->port;
    other->peer = e;
    e->peer = other;
    for (last = &listener->waiting; *last != NULL;)
        last = &(*last)->waiting;
    *last = other;
    return leave(0, err);
}

static SOCKET WSPAPI msg_accept(SOCKET s, struct sockaddr *addr, LPINT len,
                                LPCONDITIONPROC condition, DWORD_PTR data,
                                LPINT err)
{
    struct end *e, *other = NULL;

    (void)addr, (void)len, (void)condition, (void)data;
    enter();
    while ((e = end_of(s)) != NULL && e->waiting == NULL)
        if (!sleeps(e, INFINITE))
            break;
    if (e != NULL)
        other = e->waiting;
    if (other == NULL)
        return (SOCKET)leave(e == NULL ? WSAENOTSOCK : WSAEWOULDBLOCK, err);
    e->waiting = other->waiting;
    other->waiting = NULL;
    leave(0, err);
    return handle_give(other, err);
}

static int WSPAPI msg_getsockname(SOCKET s, struct sockaddr *name, LPINT len,
                                  LPINT err)
{
    struct sockaddr_in sin = {0};
    struct end *e;

    enter();
    e = end_of(s);
    sin.sin_family = AF_INET;
    sin.sin_port = e != NULL ? e->port : 0;
    *(struct sockaddr_in *)name = sin;
    *len = sizeof(sin);
    return leave(e == NULL ? WSAENOTSOCK : 0, err);
}

/* --- Messages. */

static struct mail *mail_new(const WSABUF *bufs, DWORD n)
{
    DWORD i, length = 0;
    struct mail *m;

    for (i = 0; i < n; i++)
        length += bufs[i].len;
    m = calloc(1, sizeof(*m) + length);
    for (i = 0; m != NULL && i < n; i++) {
        memcpy(m->data + m->length, bufs[i].buf, bufs[i].len);
        m->length += bufs[i].len;
    }
    return m;
}

static int WSPAPI msg_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent,
                           DWORD flags, LPWSAOVERLAPPED ov,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                           LPWSATHREADID thread, LPINT err)
{
    struct mail *m = mail_new(bufs, n), **last;
    struct end *e;
    INT ignored;

    (void)flags, (void)routine, (void)thread;
    enter();
    e = end_of(s);
    if (m == NULL || e == NULL || e->peer == NULL) {
        free(m);
        return leave(e == NULL ? WSAENOTSOCK : WSAENOTCONN, err);
    }
    for (last = &e->peer->mails; *last != NULL;)
        last = &(*last)->next;
    *last = m;
    if (sent != NULL)
        *sent = m->length;
    if (ov != NULL)
        WPUCompleteOverlappedRequest(s, ov, 0, m->length, &ignored);
    return leave(0, err);
}

/* One message; the rest of one that does not fit stays. */
static int mail_take(struct end *e, WSABUF *buf, DWORD *moved)
{
    struct mail *m = e->mails;

    *moved = m->length < buf->len ? m->length : buf->len;
    memcpy(buf->buf, m->data, *moved);
    if (m->length > buf->len) {
        m->length -= *moved;
        memmove(m->data, m->data + *moved, m->length);
        return WSAEMSGSIZE;
    }
    e->mails = m->next;
    free(m);
    return 0;
}

static int recv_now(SOCKET s, WSABUF *buf, DWORD *moved, LPINT err)
{
    struct end *e;

    *moved = 0;
    enter();
    while ((e = end_of(s)) != NULL && e->mails == NULL && e->peer != NULL)
        if (!sleeps(e, INFINITE))
            return leave(WSAEWOULDBLOCK, err);
    if (e == NULL)
        return leave(WSAEINTR, err); /* it was closed */
    if (e->mails != NULL)
        return leave(mail_take(e, buf, moved), err);
    return leave(e->ended ? WSAEDISCON : WSAENOTCONN, err);
}

struct pending {
    SOCKET s;
    WSABUF buf;
    LPWSAOVERLAPPED ov;
};

static DWORD WINAPI recv_later(void *arg)
{
    struct pending p = *(struct pending *)arg;
    DWORD moved;
    INT err = 0, ignored;

    free(arg);
    recv_now(p.s, &p.buf, &moved, &err);
    p.ov->Offset = (DWORD)err;
    WPUCompleteOverlappedRequest(p.s, p.ov, (DWORD)err, moved, &ignored);
    return 0;
}

static int WSPAPI msg_recv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received,
                           LPDWORD flags, LPWSAOVERLAPPED ov,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                           LPWSATHREADID thread, LPINT err)
{
    struct pending *p;

    (void)n, (void)routine, (void)thread;
    *flags = 0;
    if (ov == NULL)
        return recv_now(s, bufs, received, err);
    p = malloc(sizeof(*p));
    *p = (struct pending){s, *bufs, ov};
    ov->Internal = WSS_OPERATION_IN_PROGRESS;
    CloseHandle(CreateThread(NULL, 0, recv_later, p, 0, NULL));
    *err = WSA_IO_PENDING;
    return SOCKET_ERROR;
}

/* Of operations that have ended. */
static BOOL WSPAPI msg_getoverlappedresult(SOCKET s, LPWSAOVERLAPPED ov,
                                           LPDWORD moved, BOOL wait,
                                           LPDWORD flags, LPINT err)
{
    (void)s, (void)wait;
    *moved = (DWORD)ov->InternalHigh;
    *flags = 0;
    *err = (INT)ov->Offset;
    return *err == 0;
}

/* --- Waiting. */

static BOOL is_readable(const struct end *e)
{
    return e->mails != NULL || e->waiting != NULL || e->ended;
}

/* Of a set, those that are: counted, or kept too. */
static int set_look(fd_set *set, BOOL reads, BOOL keeps)
{
    u_int i, kept = 0;

    for (i = 0; set != NULL && i < set->fd_count; i++) {
        const struct end *e = end_of(set->fd_array[i]);

        if (e == NULL || (reads ? is_readable(e) : e->peer != NULL)) {
            if (keeps)
                set->fd_array[kept] = set->fd_array[i];
            kept++;
        }
    }
    if (keeps && set != NULL)
        set->fd_count = kept;
    return (int)kept;
}

static int WSPAPI msg_select(int nfds, fd_set *reads, fd_set *writes,
                             fd_set *excepts, const struct timeval *timeout,
                             LPINT err)
{
    DWORD ms = timeout == NULL
                   ? INFINITE
                   : (DWORD)(timeout->tv_sec * 1000 + timeout->tv_usec / 1000);
    int n;

    (void)nfds;
    enter();
    while (set_look(reads, TRUE, FALSE) + set_look(writes, FALSE, FALSE) == 0)
        if (!SleepConditionVariableSRW(&changed, &lock, ms, 0))
            break;
    n = set_look(reads, TRUE, TRUE) + set_look(writes, FALSE, TRUE);
    if (excepts != NULL)
        FD_ZERO(excepts);
    leave(0, err);
    return n;
}

static int WSPAPI msg_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_len,
                            LPVOID out, DWORD out_len, LPDWORD returned,
                            LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT err)
{
    struct end *e;

    (void)in_len, (void)out, (void)out_len, (void)returned, (void)ov;
    (void)routine, (void)thread;
    if (code != (DWORD)FIONBIO)
        return *err = WSAEOPNOTSUPP, SOCKET_ERROR;
    enter();
    e = end_of(s);
    if (e != NULL)
        e->blocks_not = *(u_long *)in != 0;
    return leave(e == NULL ? WSAENOTSOCK : 0, err);
}

static int WSPAPI msg_cleanup(LPINT err)
{
    enter();
    while (ends != NULL)
        end_free(ends);
    return leave(0, err);
}

/* --- The rest. The dispatcher wants every procedure to be there; what is not
 * called needs no type of its own. */

static int WSPAPI refused(void)
{
    return SOCKET_ERROR;
}

static void table_fill(LPWSPPROC_TABLE table)
{
    int(WSPAPI * fill)(void) = refused;
    size_t at;

    for (at = 0; at < sizeof(*table); at += sizeof(fill))
        memcpy((char *)table + at, &fill, sizeof(fill));
    table->lpWSPAccept = msg_accept;
    table->lpWSPBind = msg_bind;
    table->lpWSPCleanup = msg_cleanup;
    table->lpWSPCloseSocket = msg_close;
    table->lpWSPConnect = msg_connect;
    table->lpWSPGetOverlappedResult = msg_getoverlappedresult;
    table->lpWSPGetSockName = msg_getsockname;
    table->lpWSPIoctl = msg_ioctl;
    table->lpWSPListen = msg_listen;
    table->lpWSPRecv = msg_recv;
    table->lpWSPSelect = msg_select;
    table->lpWSPSend = msg_send;
    table->lpWSPSocket = msg_socket;
}

int WSPAPI message_startup(WORD version, LPWSPDATA data,
                           LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                           LPWSPPROC_TABLE table)
{
    up = upcalls;
    self = info->dwCatalogEntryId;
    data->wVersion = data->wHighVersion = version;
    table_fill(table);
    return 0;
}
