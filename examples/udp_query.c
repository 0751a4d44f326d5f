/* SPDX-License-Identifier: MIT */
/* Asks a question by UDP and waits for the answer, or answers such questions.
 *
 *     udp_query -s [PORT]                     serve; Enter stops it
 *     udp_query HOST PORT QUESTION [TIMEOUT_MS]
 *
 * Questions: "ping", "host", "echo TEXT". Shows a receive time-out (10060) and
 * that on Windows a datagram socket hears of a closed port (10054). */
#include "example.h"

#define TRIES 3

static void answer(const char *question, char *out, size_t size)
{
    if (strcmp(question, "ping") == 0)
        snprintf(out, size, "pong");
    else if (strncmp(question, "echo ", 5) == 0)
        snprintf(out, size, "%s", question + 5);
    else if (strcmp(question, "host") == 0 &&
             gethostname(out, (int)size) == SOCKET_ERROR)
        snprintf(out, size, "unknown (error %d)", WSAGetLastError());
    else if (strcmp(question, "host") != 0)
        snprintf(out, size, "what is \"%.100s\"?", question);
}

/* The address is one that recvfrom() filled in or getaddrinfo() found. */
static int serve_one(SOCKET s)
{
    char question[512], reply[512];
    struct sockaddr_in from;
    int from_len = sizeof(from);
    int len = recvfrom(s, question, sizeof(question) - 1, 0,
                       (struct sockaddr *)&from, &from_len);

    if (len == SOCKET_ERROR)
        return WSAGetLastError();
    question[len] = '\0';
    answer(question, reply, sizeof(reply));
    if (sendto(s, reply, (int)strlen(reply), 0, (struct sockaddr *)&from,
               from_len) == SOCKET_ERROR)
        return WSAGetLastError();
    return 0;
}

static int serve(SOCKET s)
{
    DWORD patience_ms = 250; /* Windows takes milliseconds here, no timeval */
    HANDLE stop, waiter;

    if (setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience_ms,
                   sizeof(patience_ms)) == SOCKET_ERROR) {
        print_error("SO_RCVTIMEO", WSAGetLastError());
        return 1;
    }
    stop = new_event();
    waiter = start_thread(wait_for_enter, stop);
    while (!is_set(stop)) {
        int err = serve_one(s);

        /* 10054: an earlier answer reached nobody. 10040: the question was
         * longer than the buffer. Neither is a reason to stop serving. */
        if (err != 0 && err != WSAETIMEDOUT && err != WSAECONNRESET &&
            err != WSAEMSGSIZE) {
            print_error("serve", err);
            return 1;
        }
    }
    WaitForSingleObject(waiter, INFINITE);
    CloseHandle(waiter);
    CloseHandle(stop);
    printf("stopped\n");
    return 0;
}

/* One question, one answer; 0 or the error. */
static int ask(SOCKET s, const struct addrinfo *to, const char *question)
{
    char reply[512];
    int len;

    if (sendto(s, question, (int)strlen(question), 0, to->ai_addr,
               (int)to->ai_addrlen) == SOCKET_ERROR)
        return WSAGetLastError();
    len = recvfrom(s, reply, sizeof(reply), 0, NULL, NULL);
    if (len == SOCKET_ERROR)
        return WSAGetLastError();
    printf("%.*s\n", len, reply);
    return 0;
}

static int query(const char *host, const char *port, const char *question,
                 DWORD timeout_ms)
{
    struct addrinfo hints, *to;
    SOCKET s;
    int i, err;

    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    err = getaddrinfo(host, port, &hints, &to);
    if (err != 0) {
        print_error(host, err);
        return 1;
    }
    s = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
    if (s == INVALID_SOCKET ||
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&timeout_ms,
                   sizeof(timeout_ms)) == SOCKET_ERROR) {
        err = WSAGetLastError();
    } else {
        err = WSAETIMEDOUT; /* a datagram may be lost: ask again */
        for (i = 0; i < TRIES && err == WSAETIMEDOUT; i++)
            err = ask(s, to, question);
    }
    if (err == WSAECONNRESET)
        print_error("nobody serves that port", err);
    else if (err != 0)
        print_error("no answer", err);
    if (s != INVALID_SOCKET)
        closesocket(s);
    freeaddrinfo(to);
    return err != 0;
}

int main(int argc, char **argv)
{
    int status = 1;

    start_winsock();
    if (argc >= 2 && argc <= 3 && strcmp(argv[1], "-s") == 0) {
        SOCKET s =
            bind_loopback(SOCK_DGRAM, argc > 2 ? parse_port(argv[2]) : 7009);

        if (s != INVALID_SOCKET) {
            status = serve(s);
            closesocket(s);
        }
    } else if (argc == 4 || argc == 5) {
        status = query(argv[1], argv[2], argv[3],
                       argc == 5 ? (DWORD)atoi(argv[4]) : 1000);
    } else {
        fprintf(stderr, "usage: udp_query -s [PORT]\n"
                        "       udp_query HOST PORT QUESTION [TIMEOUT_MS]\n");
        status = 2;
    }
    WSACleanup();
    return status;
}
