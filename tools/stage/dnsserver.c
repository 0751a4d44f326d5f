/* SPDX-License-Identifier: MIT */
/* A DNS server that answers what its zone says; see dnsserver.h. */
#include "dnsserver.h"

#include "dnszone.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS_MAX 64
#define BURST_MAX   64 /* queries of one server before others have their turn */

struct server {
    int udp, tcp;
    int rcode; /* of every answer, or -1: what the zone says */
    unsigned short port;
};

struct client {
    int fd; /* -1: free */
    int rcode;
    unsigned number; /* tells it from later ones in the same place */
    size_t len;
    uint8_t buf[4096];
};

/* Answers that wait for their time. */
struct late {
    long long due_ms;
    int udp;
    struct sockaddr_in to;
    struct client *client; /* or NULL: over UDP, to that address */
    unsigned number;
    size_t len;
    uint8_t *message;
    bool reset;
};

static struct server servers[2];
static size_t count;
static struct client clients[CLIENTS_MAX];
static struct late *lates;
static size_t late_count, late_room;

static void die(const char *what)
{
    perror(what);
    exit(125);
}

static long long now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static int bound_socket(int type, unsigned short *port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET,
                               .sin_port = htons(*port),
                               .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof(addr);
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    if (fd < 0)
        die("socket");
    if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0 ||
        (type == SOCK_STREAM && listen(fd, 16) != 0)) {
        close(fd);
        return -1;
    }
    if (getsockname(fd, (struct sockaddr *)&addr, &len) != 0)
        die("getsockname");
    *port = ntohs(addr.sin_port);
    return fd;
}

/* One port for both: the free UDP port may be taken in TCP. */
static void server_open(struct server *s, int rcode)
{
    s->rcode = rcode;
    for (int i = 0; i < 100; i++) {
        s->port = 0;
        s->tcp = bound_socket(SOCK_STREAM, &s->port);
        s->udp = s->tcp < 0 ? -1 : bound_socket(SOCK_DGRAM, &s->port);
        if (s->udp >= 0)
            return;
        if (s->tcp >= 0)
            close(s->tcp);
    }
    die("bind");
}

static void client_close(struct client *c, bool reset)
{
    struct linger hard = {.l_onoff = 1};

    if (reset)
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
    close(c->fd);
    c->fd = -1;
}

static void late_send_tcp(const struct late *l)
{
    uint8_t prefix[2] = {(uint8_t)(l->len >> 8), (uint8_t)l->len};

    if (l->client->fd < 0 || l->client->number != l->number)
        return; /* it has gone */
    if (l->reset)
        client_close(l->client, true);
    else if (send(l->client->fd, prefix, 2, MSG_NOSIGNAL | MSG_MORE) == 2)
        send(l->client->fd, l->message, l->len, MSG_NOSIGNAL);
}

static void late_send(const struct late *l)
{
    if (l->client != NULL)
        late_send_tcp(l);
    else
        sendto(l->udp, l->message, l->len, MSG_NOSIGNAL,
               (const struct sockaddr *)&l->to, sizeof(l->to));
}

static struct late *late_add(void)
{
    if (late_count == late_room) {
        late_room = late_room == 0 ? 64 : late_room * 2;
        lates = reallocarray(lates, late_room, sizeof(*lates));
        if (lates == NULL)
            die("malloc");
    }
    return &lates[late_count++];
}

/* Sends the answer, or queues it; due ones go out at the end of each round.
 * origin tells where it goes. */
static void answer_query(const uint8_t *query, size_t len, int rcode,
                         const struct late *origin)
{
    static struct dns_answer a;
    struct late l = *origin;

    zone_answer(query, len, origin->client != NULL, rcode, &a);
    if (a.len == 0 && !a.reset)
        return;
    l.reset = a.reset;
    l.len = a.len;
    l.message = a.message;
    if (a.delay_ms == 0) {
        late_send(&l);
        return;
    }
    l.due_ms = now_ms() + a.delay_ms;
    l.message = malloc(a.len + 1);
    if (l.message == NULL)
        die("malloc");
    memcpy(l.message, a.message, a.len);
    *late_add() = l;
}

static int lates_send(void)
{
    long long now = now_ms(), next = -1;
    size_t kept = 0;

    for (size_t i = 0; i < late_count; i++) {
        if (lates[i].due_ms <= now) {
            late_send(&lates[i]);
            free(lates[i].message);
            continue;
        }
        if (next < 0 || lates[i].due_ms - now < next)
            next = lates[i].due_ms - now;
        lates[kept++] = lates[i];
    }
    late_count = kept;
    return (int)next;
}

static bool udp_read(const struct server *s)
{
    uint8_t query[512];
    struct late origin = {.udp = s->udp};
    socklen_t len = sizeof(origin.to);
    ssize_t n = recvfrom(s->udp, query, sizeof(query), MSG_DONTWAIT,
                         (struct sockaddr *)&origin.to, &len);

    if (n > 0)
        answer_query(query, (size_t)n, s->rcode, &origin);
    return n > 0;
}

static void udp_serve(const struct server *s)
{
    for (int i = 0; i < BURST_MAX && udp_read(s); i++)
        ;
}

static void tcp_accept(const struct server *s)
{
    static unsigned number;
    int fd = accept4(s->tcp, NULL, NULL, SOCK_CLOEXEC);

    for (size_t i = 0; fd >= 0 && i < CLIENTS_MAX; i++)
        if (clients[i].fd < 0) {
            clients[i].fd = fd;
            clients[i].rcode = s->rcode;
            clients[i].number = ++number;
            clients[i].len = 0;
            return;
        }
    if (fd >= 0)
        close(fd);
}

/* Any number of queries a connection, until the client closes it. */
static void tcp_read(struct client *c)
{
    struct late origin = {.client = c, .number = c->number};
    ssize_t n =
        recv(c->fd, c->buf + c->len, sizeof(c->buf) - c->len, MSG_DONTWAIT);
    size_t len;

    if (n <= 0) {
        client_close(c, false);
        return;
    }
    c->len += (size_t)n;
    while (c->len >= 2 &&
           c->len >= (len = 2 + (size_t)(c->buf[0] << 8 | c->buf[1]))) {
        answer_query(c->buf + 2, len - 2, c->rcode, &origin);
        c->len -= len;
        memmove(c->buf, c->buf + len, c->len);
    }
}

void dns_round(int watched)
{
    struct pollfd fds[4 + CLIENTS_MAX + 1];
    int timeout_ms = lates_send();
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        fds[n++] = (struct pollfd){.fd = servers[i].udp, .events = POLLIN};
        fds[n++] = (struct pollfd){.fd = servers[i].tcp, .events = POLLIN};
    }
    for (size_t i = 0; i < CLIENTS_MAX; i++)
        fds[n++] = (struct pollfd){.fd = clients[i].fd, .events = POLLIN};
    fds[n++] = (struct pollfd){.fd = watched, .events = POLLIN};
    if (poll(fds, n, timeout_ms) < 0 && errno != EINTR)
        die("poll");
    for (size_t i = 0; i < count; i++) {
        if (fds[2 * i].revents != 0)
            udp_serve(&servers[i]);
        if (fds[2 * i + 1].revents != 0)
            tcp_accept(&servers[i]);
    }
    for (size_t i = 0; i < CLIENTS_MAX; i++)
        if (clients[i].fd >= 0 && clients[i].fd == fds[2 * count + i].fd &&
            fds[2 * count + i].revents != 0)
            tcp_read(&clients[i]);
}

void dns_open(int refuse_first)
{
    for (size_t i = 0; i < CLIENTS_MAX; i++)
        clients[i].fd = -1;
    if (refuse_first >= 0)
        server_open(&servers[count++], refuse_first);
    server_open(&servers[count++], -1);
}

void dns_servers(char *text, size_t size)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, size - len, "%s127.0.0.1:%u",
                                i > 0 ? "," : "", servers[i].port);
}
