/* SPDX-License-Identifier: MIT */
/* The client's side of SOCKS 5 as a dialogue without a socket: what is to be
 * sent, how much is to be received, and how it ends. RFC 1928 (the command
 * CONNECT; no authentication) and RFC 1929 (name and password). */
#ifndef PROXY_SOCKS5_H
#define PROXY_SOCKS5_H

#include <winsock2.h>
#include <ws2tcpip.h>

struct socks5_login {
    BYTE user_length, password_length; /* of 0: there is no login */
    char user[255], password[255];
};

enum socks5_step {
    SOCKS5_GREETING,
    SOCKS5_METHOD,
    SOCKS5_LOGIN,
    SOCKS5_LOGIN_REPLY,
    SOCKS5_REQUEST,
    SOCKS5_REPLY,
    SOCKS5_REPLY_TYPE,
    SOCKS5_REPLY_ADDRESS
};

enum socks5_want { SOCKS5_SEND, SOCKS5_RECEIVE, SOCKS5_DONE, SOCKS5_FAILED };

struct socks5 {
    enum socks5_step step;
    const struct socks5_login *login;
    BYTE target[1 + 16 + 2]; /* type, address, port */
    DWORD target_length;
    int error; /* once it has failed */
    DWORD length, have;
    BYTE data[3 + 255 + 255]; /* the longest is a login */
};

/* target: of AF_INET or AF_INET6. login is kept. Sending comes first. */
void socks5_begin(struct socks5 *d, const struct sockaddr *target,
                  const struct socks5_login *login);

/* So many bytes of the data were sent, or received: what now? To send and to
 * receive are data[have] to data[length - 1], and never more. Receiving
 * nothing is the proxy's end. */
enum socks5_want socks5_next(struct socks5 *d, DWORD moved);

#endif
