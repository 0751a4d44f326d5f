/* SPDX-License-Identifier: MIT */
/* What all the examples need: Winsock started, errors said in words, a port
 * read from the command line, and "press Enter to stop". Plain Windows source,
 * as are the examples: nothing here knows which system it runs on. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The system's text for a code, without its line end. */
static inline const char *error_text(int code, char *buf, size_t size)
{
    DWORD len = FormatMessageA(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
            FORMAT_MESSAGE_MAX_WIDTH_MASK,
        NULL, (DWORD)code, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), buf,
        (DWORD)size, NULL);

    while (len > 0 && buf[len - 1] == ' ')
        len--;
    buf[len] = '\0';
    return buf;
}

static inline void print_error(const char *what, int code)
{
    char text[256];

    fprintf(stderr, "%s: error %d: %s\n", what, code,
            error_text(code, text, sizeof(text)));
}

/* WSAStartup returns its error instead of setting it: there is no state yet
 * that WSAGetLastError could read. */
static inline void start_winsock(void)
{
    WSADATA data;
    int err = WSAStartup(MAKEWORD(2, 2), &data);

    if (err != 0) {
        print_error("WSAStartup", err);
        exit(1);
    }
}

/* A port from the command line; 0 lets the system choose. */
static inline unsigned short parse_port(const char *text)
{
    char *end;
    unsigned long port = strtoul(text, &end, 10);

    if (end == text || *end != '\0' || port > 65535) {
        fprintf(stderr, "%s is not a port (0 to 65535)\n", text);
        exit(2);
    }
    return (unsigned short)port;
}

/* A socket of that type bound to the loopback address, or INVALID_SOCKET with
 * the error printed. The port that it got is printed for the clients. */
static inline SOCKET bind_loopback(int type, unsigned short port)
{
    struct sockaddr_in addr;
    int len = sizeof(addr);
    SOCKET s = socket(AF_INET, type, 0);

    if (s == INVALID_SOCKET) {
        print_error("socket", WSAGetLastError());
        return INVALID_SOCKET;
    }
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(port);
    if (bind(s, (struct sockaddr *)&addr, sizeof(addr)) == SOCKET_ERROR ||
        getsockname(s, (struct sockaddr *)&addr, &len) == SOCKET_ERROR) {
        print_error("bind", WSAGetLastError());
        closesocket(s);
        return INVALID_SOCKET;
    }
    printf("listening on port %d\n", ntohs(addr.sin_port));
    fflush(stdout);
    return s;
}

/* Resolve, try each address, return the first connection. */
static inline SOCKET connect_to(const char *host, const char *port)
{
    struct addrinfo hints, *list, *ai;
    SOCKET s = INVALID_SOCKET;
    int err;

    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    err = getaddrinfo(host, port, &hints, &list);
    if (err != 0) {
        print_error(host, err);
        return INVALID_SOCKET;
    }
    for (ai = list; ai != NULL && s == INVALID_SOCKET; ai = ai->ai_next) {
        s = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
        if (s != INVALID_SOCKET &&
            connect(s, ai->ai_addr, (int)ai->ai_addrlen) == 0)
            break;
        err = WSAGetLastError();
        if (s != INVALID_SOCKET)
            closesocket(s);
        s = INVALID_SOCKET;
    }
    freeaddrinfo(list);
    if (s == INVALID_SOCKET)
        print_error("connect", err);
    return s;
}

/* send() may take a part of the data on a stream; this takes all of it. */
static inline int send_all(SOCKET s, const char *data, int len)
{
    while (len > 0) {
        int sent = send(s, data, len, 0);

        if (sent == SOCKET_ERROR)
            return SOCKET_ERROR;
        data += sent;
        len -= sent;
    }
    return 0;
}

static inline HANDLE start_thread(unsigned(__stdcall *body)(void *), void *arg)
{
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, body, arg, 0, NULL);

    if (thread == NULL) {
        perror("_beginthreadex"); /* it reports by errno */
        exit(1);
    }
    return thread;
}

/* An event that is set when Enter is pressed or the input ends. */
static inline unsigned __stdcall wait_for_enter(void *event)
{
    int c;

    do {
        c = getchar();
    } while (c != '\n' && c != EOF);
    SetEvent(event);
    return 0;
}

static inline HANDLE new_event(void)
{
    HANDLE event = CreateEvent(NULL, TRUE, FALSE, NULL);

    if (event == NULL) {
        print_error("CreateEvent", (int)GetLastError());
        exit(1);
    }
    return event;
}

static inline BOOL is_set(HANDLE event)
{
    return WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
}

#endif
