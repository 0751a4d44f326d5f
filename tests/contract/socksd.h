/* SPDX-License-Identifier: MIT */
/* A SOCKS 5 server for one connection, which does what the row wants of it. Its
 * sockets are the base provider's, whatever layers there are. */
#ifndef CT_SOCKSD_H
#define CT_SOCKSD_H

#include "lsp.h"

enum socksd_kind {
    SOCKSD_GOOD,   /* answers the request with code; after 0 it echoes once */
    SOCKSD_HELD,   /* likewise, once go is set; asked is set before */
    SOCKSD_SILENT, /* says nothing until the client goes, */
    SOCKSD_MUTE,   /* or nothing after the method */
    SOCKSD_ENDS,   /* closes after the greeting, */
    SOCKSD_RESETS, /* or resets, */
    SOCKSD_DROPS,  /* or closes after the request */
    SOCKSD_METHOD, /* sends the bytes, which are version and method, */
    SOCKSD_LOGIN,  /* or the answer to a login, */
    SOCKSD_REPLY,  /* or to the request; then closes */
    SOCKSD_SLOW,   /* sends each byte by itself */
    SOCKSD_EAGER   /* has data right behind its answer */
};

struct socksd {
    enum socksd_kind kind;
    int code;
    const char *bytes;
    int length;
    HANDLE asked, go, thread;
    SOCKET listener, client;
    u_short port;
    unsigned char greeting[4], login[64], request[22];
    int greeting_length, login_length, request_length;
};

static inline SOCKET socksd_socket(void)
{
    WSAPROTOCOL_INFOW all[32];
    DWORD length = sizeof(all);
    INT e = 0;
    int n = WSCEnumProtocols(NULL, all, &length, &e);

    for (int i = 0; i < n; i++)
        if (all[i].ProtocolChain.ChainLen == 1 &&
            all[i].iAddressFamily == AF_INET && all[i].iProtocol == IPPROTO_TCP)
            return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                              FROM_PROTOCOL_INFO, &all[i], 0,
                              WSA_FLAG_OVERLAPPED);
    return INVALID_SOCKET;
}

static inline bool socksd_read(struct socksd *d, unsigned char *to, int n)
{
    int got = 0, res = 1;

    while (got < n && res > 0) {
        res = recv(d->client, (char *)to + got, n - got, 0);
        if (res > 0)
            got += res;
    }
    return got == n;
}

static inline void socksd_write(struct socksd *d, const void *bytes, int n)
{
    int each = d->kind == SOCKSD_SLOW ? 1 : n;

    for (int at = 0; at < n; at += each)
        EQUAL(send(d->client, (const char *)bytes + at, each, 0), each);
}

/* Until the client goes. */
static inline void socksd_wait(struct socksd *d)
{
    char byte;

    while (recv(d->client, &byte, 1, 0) > 0)
        ;
}

static inline void socksd_echo(struct socksd *d)
{
    char buf[64];
    int n = recv(d->client, buf, sizeof(buf), 0);

    if (n > 0)
        EQUAL(send(d->client, buf, n, 0), n);
    socksd_wait(d);
}

/* A name of the longest kind is as good as an address. */
static inline void socksd_answer(struct socksd *d)
{
    unsigned char answer[4 + 1 + 255 + 2 + 5];
    int n = 10;

    memset(answer, 0, sizeof(answer));
    answer[0] = 5;
    answer[1] = (unsigned char)d->code;
    answer[3] = 1;
    if (d->kind == SOCKSD_EAGER) {
        answer[3] = 3;
        answer[4] = 255;
        n = 4 + 1 + 255 + 2;
        memcpy(answer + n, "eager", 5);
        n += 5;
    }
    socksd_write(d, answer, n);
    if (d->code == 0)
        socksd_echo(d);
}

/* False: that was all. */
static inline bool socksd_greet(struct socksd *d)
{
    static const unsigned char none[] = {5, 0}, login[] = {5, 2};
    struct linger reset = {1, 0};

    if (!socksd_read(d, d->greeting, 2) ||
        !socksd_read(d, d->greeting + 2, d->greeting[1]))
        return false;
    d->greeting_length = 2 + d->greeting[1];
    switch (d->kind) {
    case SOCKSD_RESETS:
        setsockopt(d->client, SOL_SOCKET, SO_LINGER, (char *)&reset,
                   sizeof(reset));
        return false;
    case SOCKSD_METHOD:
        socksd_write(d, d->bytes, d->length);
        return false;
    case SOCKSD_SILENT:
        socksd_wait(d);
        return false;
    case SOCKSD_ENDS:
        return false;
    default:
        socksd_write(d, d->greeting[1] == 2 ? login : none, 2);
        return true;
    }
}

static inline bool socksd_log_in(struct socksd *d)
{
    static const unsigned char good[] = {1, 0};
    int user, password;

    if (d->greeting[1] != 2)
        return true;
    if (!socksd_read(d, d->login, 2))
        return false;
    user = d->login[1];
    if (!socksd_read(d, d->login + 2, user + 1))
        return false;
    password = d->login[2 + user];
    if (!socksd_read(d, d->login + 3 + user, password))
        return false;
    d->login_length = 3 + user + password;
    if (d->kind == SOCKSD_LOGIN) {
        socksd_write(d, d->bytes, d->length);
        return false;
    }
    socksd_write(d, good, 2);
    return true;
}

static inline void socksd_request(struct socksd *d)
{
    if (d->kind == SOCKSD_MUTE) {
        SetEvent(d->asked);
        socksd_wait(d);
        return;
    }
    if (!socksd_read(d, d->request, 4))
        return;
    d->request_length = d->request[3] == 1 ? 10 : 22;
    if (!socksd_read(d, d->request + 4, d->request_length - 4))
        return;
    SetEvent(d->asked);
    if (d->kind == SOCKSD_HELD)
        WaitForSingleObject(d->go, INFINITE);
    if (d->kind == SOCKSD_REPLY)
        socksd_write(d, d->bytes, d->length);
    else if (d->kind != SOCKSD_DROPS)
        socksd_answer(d);
}

static DWORD WINAPI socksd_run(void *arg)
{
    struct socksd *d = arg;
    int on = 1;

    d->client = accept(d->listener, NULL, NULL);
    setsockopt(d->client, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof(on));
    if (socksd_greet(d) && socksd_log_in(d))
        socksd_request(d);
    closesocket(d->client);
    return 0;
}

static inline void socksd_start(struct socksd *d)
{
    struct sockaddr_in name = ct_loopback(0);

    d->asked = ct_event();
    d->go = ct_event();
    d->listener = ct_keep(socksd_socket());
    EQUAL(bind(d->listener, SA(&name), sizeof(name)), 0);
    EQUAL(listen(d->listener, 1), 0);
    d->port = ntohs(ct_name(d->listener).sin_port);
    if (!ct_failed())
        d->thread = ct_thread(socksd_run, d);
}

#endif
