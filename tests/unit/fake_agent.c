/* SPDX-License-Identifier: MIT */
/* See fake_agent.h. One thread, and every client in turn. */
#include "fake_agent.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "qos/agentwire.h"

#define CLIENTS 64
#define FLOWS   8192u

static union {
    struct ws2_aw_head head;
    struct ws2_aw_hello hello;
    struct ws2_aw_set set;
    struct ws2_aw_moved moved;
    struct ws2_aw_ask ask;
    unsigned char bytes[WS2_AW_MAX];
} in;

static struct {
    uint32_t sets, port;
} flows[FLOWS];

static uint32_t ends;
static uint32_t version = WS2_AW_VERSION;
static bool strict;

static void say(int client, const void *m, size_t len)
{
    if (send(client, m, len, MSG_NOSIGNAL) != (ssize_t)len)
        perror("fake agent: send");
}

static void done_say(int client, uint32_t code)
{
    const struct ws2_aw_set_done m = {
        .head = {WS2_AW_SET_DONE, in.head.flow},
        .serial = in.set.serial,
        .status = {code, {code != 0 ? 56100 : 0, code != 0 ? 56103 : 0}}};

    say(client, &m, sizeof(m));
}

static void grant_say(int client)
{
    const struct ws2_aw_grant m = {.head = {WS2_AW_GRANT, in.head.flow},
                                   .reserved = 1,
                                   .service = 2,
                                   .rate = in.set.sending.token_rate,
                                   .sd_mode = WS2_AW_UNSET,
                                   .ds_field = WS2_AW_UNSET,
                                   .priority = WS2_AW_UNSET};

    say(client, &m, sizeof(m));
}

/* Two filters, one policy element of 8 bytes. */
static void change_say(int client)
{
    static const unsigned char element[8] = {8, 0, 0x60, 0xea, 1, 2, 3, 4};
    struct {
        struct ws2_aw_change m;
        struct ws2_aw_filter filters[2];
        unsigned char element[8];
    } c = {
        .m = {.head = {WS2_AW_CHANGE, in.head.flow},
              .status = {11005,
                         {(uint32_t)getpid(),
                          flows[in.head.flow % FLOWS].sets}},
              .sending = in.set.sending,
              .receiving = {.service = 6},
              .adspec = {.present = 1,
                         .guaranteed = 1,
                         .controlled_load = 1,
                         .hops = 3,
                         .bandwidth = 1000,
                         .latency = 5,
                         .mtu = 1400,
                         .flags = 1,
                         .c_total = 11,
                         .d_sum = 14},
              .filter_count = 2,
              .policy_len = sizeof(element)},
        .filters = {{1, 0, {.family = 4, .port = 5000, .bytes = {10, 0, 0, 1}}},
                    {3, 0x12345, {.family = 6, .bytes = {0x20, 1}}}}};

    memcpy(c.element, element, sizeof(element));
    say(client, &c, sizeof(c));
}

static void set_heard(int client)
{
    flows[in.head.flow % FLOWS].sets++;
    switch (strict ? FAKE_REFUSED : in.set.sending.token_rate) {
    case FAKE_REFUSED:
        done_say(client, 11010);
        return;
    case FAKE_MUTE:
        return;
    case FAKE_GARBAGE:
        say(client, "garbage!garbage!", 16);
        return;
    case FAKE_DEADLY:
        exit(1);
    case FAKE_QUIET:
        done_say(client, 0);
        return;
    default:
        grant_say(client);
        done_say(client, 0);
        change_say(client);
    }
}

static void ask_heard(int client)
{
    struct ws2_aw_answer m = {.head = {WS2_AW_ANSWER, in.head.flow},
                              .serial = in.ask.serial,
                              .answer = in.ask.question - 50000};

    if (in.ask.question == FAKE_DIES)
        exit(0);
    if (in.ask.question == FAKE_ENDS)
        m.answer = ends;
    if (in.ask.question == FAKE_MOVES)
        m.answer = flows[in.head.flow % FLOWS].port;
    say(client, &m, sizeof(m));
}

/* False: the client is to be dropped. */
static bool heard(int client)
{
    const ssize_t len = recv(client, &in, sizeof(in), 0);
    const struct ws2_aw_hello hello = {.head = {WS2_AW_HELLO, 0},
                                       .version = version};

    if (len <= 0 || !ws2_aw_fits(&in, (size_t)len, true))
        return false;
    switch (in.head.type) {
    case WS2_AW_HELLO:
        say(client, &hello, sizeof(hello));
        if (version != WS2_AW_VERSION)
            exit(0);
        break;
    case WS2_AW_SET:
        set_heard(client);
        break;
    case WS2_AW_MOVED:
        flows[in.head.flow % FLOWS].port = in.moved.place.local.port;
        break;
    case WS2_AW_ASK:
        ask_heard(client);
        break;
    case WS2_AW_END:
        ends++;
        break;
    default:
        break;
    }
    return true;
}

static int server_open(void)
{
    struct sockaddr_un sun = {.sun_family = AF_UNIX};
    const size_t len = sizeof(WS2_AW_NAME) - 1;
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    memcpy(sun.sun_path + 1, WS2_AW_NAME, len);
    if (bind(fd, (struct sockaddr *)&sun,
             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)) !=
            0 ||
        listen(fd, 16) != 0)
        return -1;
    return fd;
}

static bool ends_with(const char *name, const char *end)
{
    const size_t n = strlen(name), k = strlen(end);

    return n >= k && strcmp(name + n - k, end) == 0;
}

int fake_agent_run(const char *name, int ready)
{
    struct pollfd p[1 + CLIENTS];
    nfds_t n = 1;

    if (ends_with(name, "never"))
        return 1;
    if (ends_with(name, "old"))
        version++;
    strict = ends_with(name, "strict");
    p[0] = (struct pollfd){.fd = server_open(), .events = POLLIN};
    if (p[0].fd < 0 || write(ready, "", 1) != 1)
        return 1;
    close(ready);
    do {
        if (poll(p, n, n > 1 ? -1 : 5000) <= 0)
            return 0; /* nobody comes */
        for (nfds_t i = n - 1; i > 0; i--)
            if (p[i].revents != 0 && !heard(p[i].fd)) {
                close(p[i].fd);
                p[i] = p[--n];
            }
        if (p[0].revents != 0 && n <= CLIENTS)
            p[n++] = (struct pollfd){
                .fd = accept4(p[0].fd, NULL, NULL, SOCK_CLOEXEC),
                .events = POLLIN};
    } while (n > 1);
    return 0;
}
