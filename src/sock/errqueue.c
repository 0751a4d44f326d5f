/* SPDX-License-Identifier: MIT */
/* See errqueue.h. rare.errors and sock.connect_errno are guarded by the
 * socket's lock. What a receive tells as WSAECONNRESET is in the queue, too;
 * what the queue gave first is not told again. */
#include "sock/errqueue.h"

#include <stdlib.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/mem.h"
#include "sock/cmsg.h"
#include "sock/msg.h"
#include "sock/option.h"

#define KEPT_MOST 32 /* later ones are dropped */

struct ws2_errqueue {
    struct ws2_errqueue *next; /* a later one */
    struct os_icmp_error error;
};

static unsigned flag_of(bool v6)
{
    return v6 ? SK_RECVERR6 : SK_RECVERR;
}

/* False when there are enough, or there is no memory. */
static bool append(struct ws2_sock *sk, struct ws2_errqueue *entry)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct ws2_errqueue **end;
    unsigned n = 0;

    if (rare == NULL)
        return false;
    end = &rare->errors;
    ws2_lock_take(&sk->lock);
    for (; *end != NULL; end = &(*end)->next)
        n++;
    if (n < KEPT_MOST)
        *end = entry;
    ws2_lock_drop(&sk->lock);
    return n < KEPT_MOST;
}

static struct ws2_errqueue *pop(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);
    struct ws2_errqueue *first;

    if (rare == NULL)
        return NULL;
    ws2_lock_take(&sk->lock);
    first = rare->errors;
    if (first != NULL)
        rare->errors = first->next;
    ws2_lock_drop(&sk->lock);
    return first;
}

void ws2_errqueue_free(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);
    struct ws2_errqueue *entry;

    while (rare != NULL && (entry = rare->errors) != NULL) {
        rare->errors = entry->next;
        free(entry);
    }
}

enum os_icmp ws2_errqueue_take(struct ws2_sock *sk)
{
    struct ws2_errqueue *entry;
    enum os_icmp kind;

    if (!sock_has(sk, SK_RECVERR | SK_RECVERR6) ||
        (entry = malloc(sizeof(*entry))) == NULL)
        return os_icmp_take(sk->fd, NULL);
    kind = os_icmp_take(sk->fd, &entry->error);
    entry->next = NULL;
    if (kind == OS_ICMP_NONE || !entry->error.network ||
        !sock_has(sk, flag_of(entry->error.v6)) || !append(sk, entry))
        free(entry);
    return kind;
}

/* --- WSARecvMsg */

static ws2_err data_out(const struct os_icmp_error *e, const WSAMSG *msg,
                        DWORD *moved)
{
    struct ws2_bufs b;
    ws2_err err = ws2_bufs_in(&b, msg->lpBuffers, msg->dwBufferCount);

    for (uint32_t i = 0; err == WS2_OK && i < b.n; i++) {
        DWORD n = e->data_len - *moved;

        n = b.at[i].len < n ? b.at[i].len : n;
        if (os_mem_copy_out(b.at[i].base, e->data + *moved, n) != 0)
            err = WSAEFAULT;
        else
            *moved += n;
    }
    ws2_bufs_free(&b);
    return err;
}

static struct os_cmsg item_make(const struct os_icmp_error *e)
{
    IN_RECVERR told = {.protocol = e->v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP,
                       .info = e->info,
                       .type = e->type,
                       .code = e->code};
    struct os_cmsg item = {.level = e->v6 ? IPPROTO_IPV6 : IPPROTO_IP,
                           .type = e->v6 ? IPV6_RECVERR : IP_RECVERR,
                           .len = sizeof(told)};

    memcpy(item.data, &told, sizeof(told));
    return item;
}

static ws2_err entry_out(const struct os_icmp_error *e, WSAMSG *user,
                         WSAMSG *msg, ws2_user_dword *received)
{
    struct os_cmsg item = item_make(e);
    SOCKADDR_STORAGE ss;
    DWORD moved = 0;
    ws2_err err = data_out(e, msg, &moved);

    memcpy(&ss, e->to, sizeof(ss));
    msg->dwFlags = MSG_ERRQUEUE | (moved < e->data_len ? MSG_TRUNC : 0);
    if (err == WS2_OK && msg->name != NULL)
        err = ws2_addr_out(&ss, e->to_len, msg->name, &msg->namelen);
    if (err == WS2_OK)
        err = ws2_control_one(&item, &msg->Control, &msg->dwFlags);
    if (err == WS2_OK)
        err = ws2_msg_results(user, msg);
    if (err == WS2_OK)
        *received = moved;
    return err == WS2_OK && moved < e->data_len ? WSAEMSGSIZE : err;
}

ws2_err ws2_errqueue_recvmsg(struct ws2_sock *sk, WSAMSG *user, WSAMSG *msg,
                             ws2_user_dword *received)
{
    struct ws2_errqueue *entry;
    ws2_err err = WS2_OK;

    if (msg->dwFlags != MSG_ERRQUEUE)
        return WSAEOPNOTSUPP; /* there is no looking ahead */
    if (msg->name != NULL)
        err = ws2_sock_from_check(sk, msg->name, &msg->namelen);
    if (err != WS2_OK)
        return err;
    while (ws2_errqueue_take(sk) != OS_ICMP_NONE)
        ;
    entry = pop(sk);
    if (entry == NULL)
        return WSAEWOULDBLOCK;
    err = entry_out(&entry->error, user, msg, received);
    free(entry);
    return err;
}

/* --- TCP: the errors of a connect wait in the kernel's queue, whether it was
 * asked to keep them or not, and the socket shows an error as long as one is
 * there. Reading one clears the error that ended the attempt; what it says is
 * kept for who asks for that, and with TCP_FAIL_CONNECT_ON_ICMP_ERROR the last
 * one itself, in rare.errors. */

/* Without memory it is not kept. */
static void last_keep(struct ws2_sock *sk, const struct os_icmp_error *error)
{
    struct ws2_rare *rare = ws2_rare_need(sk);

    if (rare != NULL && rare->errors == NULL)
        rare->errors = calloc(1, sizeof(*rare->errors));
    if (rare != NULL && rare->errors != NULL)
        rare->errors->error = *error;
}

void ws2_errqueue_collect(struct ws2_sock *sk)
{
    struct os_icmp_error error;

    if (sk->family == AF_UNIX)
        return; /* data would be taken */
    /* The lock: who finds the error gone finds what it was. */
    ws2_lock_take(&sk->lock);
    while (os_icmp_take(sk->fd, &error) != OS_ICMP_NONE) {
        if (!error.network)
            continue;
        sk->connect_errno = (uint16_t)-error.res;
        if (sock_has(sk, SK_ICMP_INFO))
            last_keep(sk, &error);
    }
    ws2_lock_drop(&sk->lock);
}

int ws2_errqueue_connect_res(struct ws2_sock *sk)
{
    int res;

    ws2_lock_take(&sk->lock);
    res = -sk->connect_errno;
    ws2_lock_drop(&sk->lock);
    return res;
}

/* The lock: who finds the error gone, in another thread, finds what it was. */
int ws2_errqueue_connect_error(struct ws2_sock *sk, bool failed)
{
    int res;

    ws2_lock_take(&sk->lock);
    res = os_socket_error(sk->fd);
    if (res != 0)
        sk->connect_errno = (uint16_t)-res;
    else if (failed)
        res = -sk->connect_errno;
    ws2_lock_drop(&sk->lock);
    return res;
}

void ws2_errqueue_connect_begins(struct ws2_sock *sk)
{
    bool keeps = sock_has(sk, SK_ICMP_INFO);

    if (keeps)
        ws2_errqueue_collect(sk);
    ws2_lock_take(&sk->lock);
    ws2_errqueue_free(sk);
    sk->connect_errno = 0;
    ws2_lock_drop(&sk->lock);
    if (keeps)
        (void)os_report_icmp(sk->fd, sk->family, true);
}

void ws2_errqueue_connect_keep(struct ws2_sock *sk, int res)
{
    ws2_lock_take(&sk->lock);
    sk->connect_errno = (uint16_t)-res;
    ws2_lock_drop(&sk->lock);
}

/* On a connection errors would end it: the kernel is told to forget them. */
void ws2_errqueue_connect_ends(struct ws2_sock *sk)
{
    if (sock_has(sk, SK_ICMP_INFO))
        (void)os_report_icmp(sk->fd, sk->family, false);
}

static bool error_last(struct ws2_sock *sk, struct os_icmp_error *out)
{
    const struct ws2_errqueue *last;
    bool any;

    ws2_errqueue_collect(sk);
    ws2_lock_take(&sk->lock);
    last = sock_rare(sk)->errors;
    any = last != NULL;
    if (any && out != NULL)
        *out = last->error;
    ws2_lock_drop(&sk->lock);
    return any;
}

ws2_err ws2_errqueue_connect_failed(struct ws2_sock *sk, ws2_err err)
{
    return error_last(sk, NULL) ? WSAEHOSTUNREACH : err;
}

/* --- Options. */

OPT_GETTER(recverr)
{
    return sock_is_udp(sk)
               ? opt_get_int(v, sock_has(sk, flag_of(o->level == IPPROTO_IPV6)))
               : WSAENOPROTOOPT;
}

OPT_SETTER(recverr)
{
    if (!sock_is_udp(sk))
        return WSAENOPROTOOPT;
    sock_put_flag(sk, flag_of(o->level == IPPROTO_IPV6), opt_set_int(v) != 0);
    return WS2_OK;
}

/* TRUE is what Linux does; set, the error can be asked for as well. */
OPT_SETTER(icmp_fails_connect)
{
    ws2_err err = ws2_opt_set_fixed(sk, o, v);

    if (err == WS2_OK)
        sock_set(sk, SK_ICMP_INFO);
    return err;
}

/* Of no length when there was none. */
OPT_GETTER(icmp_error_info)
{
    struct os_icmp_error e;
    ICMP_ERROR_INFO info;

    (void)o;
    if (!sock_has(sk, SK_ICMP_INFO))
        return WSAEINVAL;
    v->len = 0;
    if (sock_has(sk, SK_CONNECTED) || !error_last(sk, &e))
        return WS2_OK;
    memset(&info, 0, sizeof(info));
    memcpy(&info.srcaddress, e.from, sizeof(info.srcaddress));
    info.protocol = e.v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
    info.type = e.type;
    info.code = e.code;
    v->len = sizeof(info);
    memcpy(v->bytes, &info, sizeof(info));
    return WS2_OK;
}
