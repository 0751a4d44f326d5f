/* SPDX-License-Identifier: MIT */
/* For tests that need a network with hosts that misbehave: tests/tools/
 * far-host plays them, started by lonely-net -f. Where there is none (on
 * Windows, under Wine, where namespaces are forbidden) the rows are skipped. */
#ifndef CT_FAR_H
#define CT_FAR_H

#include "harness.h"

#include <afunix.h>
#include <stdlib.h>

/* As in farhost.h: which host of 198.18.KIND.CODE. */
enum far_kind {
    FRIENDLY = 1,
    SILENT,
    DEAF,
    RESETTING,
    CUT_OFF,
    UNREACHABLE,
    EXPIRED,
    PROBLEM,
    ABSENT,
    /* more that lonely-net has */
    LOOPBACK,
    PROHIBITED, /* 203.0.113.1 */
    BLACK_HOLE, /* 192.88.99.1 */
    OWN,        /* 198.18.0.2, which this machine has when it is lent */
    EVERYBODY,  /* 198.18.255.255, the broadcast address of the network */
    JAMMED,     /* 198.51.100.2: a link whose queue is full at once */
    SLOW        /* 198.51.100.130: a link whose queue never is */
};

static inline struct sockaddr_in far_name(int kind, int code)
{
    struct sockaddr_in sin = ct_loopback(htons(9));
    static const unsigned others[] = {
        [LOOPBACK] = INADDR_LOOPBACK, [PROHIBITED] = 0xcb007101,
        [BLACK_HOLE] = 0xc0586301,    [OWN] = 0xc6120002,
        [EVERYBODY] = 0xc612ffff,     [JAMMED] = 0xc6336402,
        [SLOW] = 0xc6336482};
    unsigned host = 0xc6120000u | (unsigned)kind << 8 | (unsigned)code;

    if (kind >= LOOPBACK)
        host = others[kind];
    sin.sin_addr.s_addr = htonl(host);
    return sin;
}

/* The hosts of IPv6, fd18::KIND:CODE, which CT_IPV6 says are there. */
static inline struct sockaddr_in6 far_name6(int kind, int code)
{
    struct sockaddr_in6 sin6;

    memset(&sin6, 0, sizeof(sin6));
    sin6.sin6_family = AF_INET6;
    sin6.sin6_port = htons(9);
    sin6.sin6_addr.s6_addr[0] = 0xfd;
    sin6.sin6_addr.s6_addr[1] = 0x18;
    sin6.sin6_addr.s6_addr[13] = (unsigned char)kind;
    sin6.sin6_addr.s6_addr[15] = (unsigned char)code;
    return sin6;
}

/* The row's line to whoever keeps its network; when the row ends, what it
 * asked for is taken back. */
static SOCKET far_control;

static inline bool far_ask(const char *command)
{
    char answer[8];

    send(far_control, command, (int)strlen(command), 0);
    return recv(far_control, answer, sizeof(answer), 0) == 3 &&
           memcmp(answer, "ok\n", 3) == 0;
}

/* A row begins with this, and ends at once when it is false. */
static inline bool far_ready(void)
{
    const char *path = getenv("CT_CONTROL");
    struct sockaddr_un un;

    if (path == NULL || strlen(path) >= sizeof(un.sun_path)) {
        ct_skip("needs a network namespace, and tests/tools/far-host in it");
        return false;
    }
    memset(&un, 0, sizeof(un));
    un.sun_family = AF_UNIX;
    strcpy(un.sun_path, path);
    far_control = ct_keep(socket(AF_UNIX, SOCK_STREAM, 0));
    if (connect(far_control, SA(&un), sizeof(un)) != 0 || !far_ask("hello\n"))
        ct_fail("fixture: far-host does not answer");
    return !ct_failed();
}

static inline bool far_ready6(void)
{
    if (!far_ready())
        return false;
    if (getenv("CT_IPV6") == NULL)
        ct_skip("this system has no IPv6");
    return !ct_failed();
}

#endif
