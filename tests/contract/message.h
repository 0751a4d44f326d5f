/* SPDX-License-Identifier: MIT */
/* What rows about messages with control data share. */
#ifndef CT_MESSAGE_H
#define CT_MESSAGE_H

#include "harness.h"

#include <mswsock.h>

#include "newer.h"

#ifndef __WS2__ /* mingw-w64's macros mix signs */
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif

#ifndef IP_ECN
#define IP_ECN 50
#endif
#ifndef IPV6_ECN
#define IPV6_ECN 50
#endif
#ifndef IP_TCLASS
#define IP_TCLASS 39
#endif
#ifndef IP_RECVTOS
#define IP_RECVTOS 40
#endif
#ifndef IPV6_RECVTCLASS
#define IPV6_RECVTCLASS 40
#endif
#ifndef IP_HOPLIMIT
#define IP_HOPLIMIT 21
#endif
#ifndef IP_RECVTTL
#define IP_RECVTTL 21
#endif
#ifndef UDP_COALESCED_INFO
#define UDP_COALESCED_INFO 3
#endif

struct ct_msg { /* one message and all it needs */
    struct sockaddr_storage name;
    WSAMSG msg;
    WSABUF buf;
    char data[64];
    union {
        WSACMSGHDR align;
        char room[256];
    } control;
    DWORD count;
};

/* A message with room for everything; as it is, one to receive. */
static inline void ct_msg_init(struct ct_msg *m)
{
    memset(m, 0, sizeof(*m));
    m->buf.len = sizeof(m->data);
    m->buf.buf = m->data;
    m->msg.lpBuffers = &m->buf;
    m->msg.dwBufferCount = 1;
    m->msg.name = SA(&m->name);
    m->msg.namelen = sizeof(m->name);
    m->msg.Control.buf = m->control.room;
    m->msg.Control.len = sizeof(m->control.room);
    m->count = CT_UNTOUCHED;
}

/* One that sends text to an address (NULL: to the peer). */
static inline void ct_msg_text(struct ct_msg *m, const char *text,
                               const void *to, int tolen)
{
    ct_msg_init(m);
    m->buf.len = (ULONG)strlen(text);
    memcpy(m->data, text, strlen(text));
    m->msg.name = to != NULL ? SA(&m->name) : NULL;
    m->msg.namelen = tolen;
    if (to != NULL)
        memcpy(&m->name, to, (size_t)tolen);
    m->msg.Control.buf = NULL;
    m->msg.Control.len = 0;
}

/* Adds control data behind what is there. */
static inline void ct_msg_add(struct ct_msg *m, int level, int type,
                              const void *value, size_t len)
{
    WSACMSGHDR *head;

    m->msg.Control.buf = m->control.room;
    head = (WSACMSGHDR *)(void *)(m->control.room + m->msg.Control.len);
    head->cmsg_len = WSA_CMSG_LEN(len);
    head->cmsg_level = level;
    head->cmsg_type = type;
    memcpy(WSA_CMSG_DATA(head), value, len);
    m->msg.Control.len += (ULONG)WSA_CMSG_SPACE(len);
}

/* The data of the first item of a kind, NULL when there is none. */
static inline const void *ct_msg_find(struct ct_msg *m, int level, int type,
                                      size_t len)
{
    WSACMSGHDR *head;

    for (head = WSA_CMSG_FIRSTHDR(&m->msg); head != NULL;
         head = WSA_CMSG_NXTHDR(&m->msg, head))
        if (head->cmsg_level == level && head->cmsg_type == type &&
            head->cmsg_len == WSA_CMSG_LEN(len))
            return WSA_CMSG_DATA(head);
    return NULL;
}

static inline int ct_msg_int(struct ct_msg *m, int level, int type)
{
    const void *at = ct_msg_find(m, level, type, sizeof(int));
    int value = -1;

    if (at != NULL)
        memcpy(&value, at, sizeof(value));
    return value;
}

static inline int ct_msg_send(SOCKET s, struct ct_msg *m)
{
    return WSASendMsg(s, &m->msg, 0, &m->count, NULL, NULL);
}

static inline void *ct_extension(SOCKET s, GUID id)
{
    void *fn = NULL;
    DWORD got = 0;

    if (WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &fn,
                 sizeof(fn), &got, NULL, NULL) != 0 ||
        got != sizeof(fn))
        ct_fail("an extension cannot be had: %s",
                ct_err_name(WSAGetLastError()));
    return fn;
}

/* Leaves the state of Windows Sockets as it was. */
static inline void *ct_extension_any(GUID id)
{
    WSADATA data;
    SOCKET s;
    void *fn;

    WSAStartup(MAKEWORD(2, 2), &data);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    fn = ct_extension(s, id);
    closesocket(s);
    WSACleanup();
    return fn;
}

static inline LPFN_WSARECVMSG ct_recvmsg_fn(void)
{
    GUID id = WSAID_WSARECVMSG;

    return (LPFN_WSARECVMSG)ct_extension_any(id);
}

static inline int ct_msg_recv(SOCKET s, struct ct_msg *m)
{
    LPFN_WSARECVMSG fn = ct_recvmsg_fn();

    return fn != NULL ? fn(s, &m->msg, &m->count, NULL, NULL) : SOCKET_ERROR;
}

static inline void ct_option(SOCKET s, int level, int name, DWORD value)
{
    EQUAL(setsockopt(s, level, name, (char *)&value, sizeof(value)), 0);
}

#endif
