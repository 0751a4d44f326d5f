/* SPDX-License-Identifier: MIT */
/* SOCKS 5; see socks5.h. No state but the dialogue's. */
#include "socks5.h"

#include <string.h>

#define VERSION       5
#define LOGIN_VERSION 1

#define METHOD_NONE  0
#define METHOD_LOGIN 2
#define METHOD_NO    0xff /* none of those offered */

#define CONNECT 1

#define TYPE_IPV4 1
#define TYPE_NAME 3
#define TYPE_IPV6 4

/* RFC 1928, section 6, in the codes that the page of connect has for them. An
 * expired TTL is what Windows' own TCP waits through, until it times out. What
 * has no code, and what is no SOCKS at all, is a network that has failed. */
static int reply_error(BYTE reply)
{
    switch (reply) {
    case 2: /* not allowed by the rules */
        return WSAEACCES;
    case 3:
        return WSAENETUNREACH;
    case 4:
        return WSAEHOSTUNREACH;
    case 5:
        return WSAECONNREFUSED;
    case 6: /* TTL expired */
        return WSAETIMEDOUT;
    case 7: /* the command is not supported */
        return WSAEOPNOTSUPP;
    case 8: /* the address type is not */
        return WSAEAFNOSUPPORT;
    default:
        return WSAENETDOWN;
    }
}

static enum socks5_want failed(struct socks5 *d, int error)
{
    d->error = error;
    return SOCKS5_FAILED;
}

static void put(struct socks5 *d, const void *bytes, DWORD count)
{
    memcpy(d->data + d->length, bytes, count);
    d->length += count;
}

static void put_byte(struct socks5 *d, BYTE byte)
{
    put(d, &byte, 1);
}

static void step_to(struct socks5 *d, enum socks5_step step)
{
    d->step = step;
    d->length = d->have = 0;
}

static void target_set(struct socks5 *d, BYTE type, const void *address,
                       DWORD size, USHORT port)
{
    d->target[0] = type;
    memcpy(d->target + 1, address, size);
    memcpy(d->target + 1 + size, &port, sizeof(port));
    d->target_length = 1 + size + (DWORD)sizeof(port);
}

/* An IPv4 address that an IPv6 socket connects to is one of IPv4 there. */
static void target_take(struct socks5 *d, const struct sockaddr *target)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)target;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)target;

    if (target->sa_family == AF_INET)
        target_set(d, TYPE_IPV4, &in->sin_addr, 4, in->sin_port);
    else if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
        target_set(d, TYPE_IPV4, &in6->sin6_addr.s6_addr[12], 4,
                   in6->sin6_port);
    else
        target_set(d, TYPE_IPV6, &in6->sin6_addr, 16, in6->sin6_port);
}

static BOOL has_login(const struct socks5 *d)
{
    return d->login->user_length != 0;
}

void socks5_begin(struct socks5 *d, const struct sockaddr *target,
                  const struct socks5_login *login)
{
    memset(d, 0, sizeof(*d));
    d->login = login;
    target_take(d, target);
    step_to(d, SOCKS5_GREETING);
    put_byte(d, VERSION);
    put_byte(d, has_login(d) ? 2 : 1);
    put_byte(d, METHOD_NONE);
    if (has_login(d))
        put_byte(d, METHOD_LOGIN);
}

static enum socks5_want receive(struct socks5 *d, enum socks5_step step,
                                DWORD length)
{
    step_to(d, step);
    d->length = length;
    return SOCKS5_RECEIVE;
}

static enum socks5_want send_login(struct socks5 *d)
{
    step_to(d, SOCKS5_LOGIN);
    put_byte(d, LOGIN_VERSION);
    put_byte(d, d->login->user_length);
    put(d, d->login->user, d->login->user_length);
    put_byte(d, d->login->password_length);
    put(d, d->login->password, d->login->password_length);
    return SOCKS5_SEND;
}

static enum socks5_want send_request(struct socks5 *d)
{
    step_to(d, SOCKS5_REQUEST);
    put_byte(d, VERSION);
    put_byte(d, CONNECT);
    put_byte(d, 0);
    put(d, d->target, d->target_length);
    return SOCKS5_SEND;
}

static enum socks5_want method_chosen(struct socks5 *d)
{
    if (d->data[0] != VERSION)
        return failed(d, WSAENETDOWN);
    if (d->data[1] == METHOD_NONE)
        return send_request(d);
    if (d->data[1] == METHOD_LOGIN && has_login(d))
        return send_login(d);
    return failed(d, d->data[1] == METHOD_NO ? WSAEACCES : WSAENETDOWN);
}

static enum socks5_want login_answered(struct socks5 *d)
{
    if (d->data[0] != LOGIN_VERSION)
        return failed(d, WSAENETDOWN);
    return d->data[1] == 0 ? send_request(d) : failed(d, WSAEACCES);
}

/* A refusal may be shorter than the RFC has it: it is looked at first. */
static enum socks5_want replied(struct socks5 *d)
{
    if (d->data[0] != VERSION)
        return failed(d, WSAENETDOWN);
    return d->data[1] == 0 ? receive(d, SOCKS5_REPLY_TYPE, 3)
                           : failed(d, reply_error(d->data[1]));
}

/* A zero, the type, and the address' first byte, which may be its length. What
 * follows is of no use, but must not be taken for data. */
static enum socks5_want reply_typed(struct socks5 *d)
{
    const DWORD port = 2;

    switch (d->data[1]) {
    case TYPE_IPV4:
        return receive(d, SOCKS5_REPLY_ADDRESS, 3 + port);
    case TYPE_IPV6:
        return receive(d, SOCKS5_REPLY_ADDRESS, 15 + port);
    case TYPE_NAME:
        return receive(d, SOCKS5_REPLY_ADDRESS, d->data[2] + port);
    default:
        return failed(d, WSAENETDOWN);
    }
}

static enum socks5_want step_done(struct socks5 *d)
{
    switch (d->step) {
    case SOCKS5_GREETING:
        return receive(d, SOCKS5_METHOD, 2);
    case SOCKS5_METHOD:
        return method_chosen(d);
    case SOCKS5_LOGIN:
        return receive(d, SOCKS5_LOGIN_REPLY, 2);
    case SOCKS5_LOGIN_REPLY:
        return login_answered(d);
    case SOCKS5_REQUEST:
        return receive(d, SOCKS5_REPLY, 2);
    case SOCKS5_REPLY:
        return replied(d);
    case SOCKS5_REPLY_TYPE:
        return reply_typed(d);
    case SOCKS5_REPLY_ADDRESS:
    default:
        return SOCKS5_DONE;
    }
}

static BOOL step_sends(enum socks5_step step)
{
    return step == SOCKS5_GREETING || step == SOCKS5_LOGIN ||
           step == SOCKS5_REQUEST;
}

enum socks5_want socks5_next(struct socks5 *d, DWORD moved)
{
    if (moved == 0)
        return failed(d, WSAENETDOWN);
    d->have += moved;
    if (d->have < d->length)
        return step_sends(d->step) ? SOCKS5_SEND : SOCKS5_RECEIVE;
    return step_done(d);
}
