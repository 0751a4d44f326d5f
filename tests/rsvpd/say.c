/* SPDX-License-Identifier: MIT */
/* A program of the agent's as a script has it: commands on standard input, what
 * the agent says on standard output, a line each.
 *
 *   set FLOW NAME=VALUE...     what is not said again stays as it was:
 *       proto=udp|tcp local=ADDR,PORT peer=ADDR,PORT dest=ADDR,PORT
 *       connected=0|1 sends=0|1 receives=0|1 style=1|2|3 confirm=0|1 sd=N
 *       shape=N send=SERVICE,RATE[,BUCKET[,SDU]] recv=...
 *       policy=BYTES (an element of a vendor's type)
 *       from=ADDR,PORT (one more sender of the explicit styles; from=- none)
 *   moved FLOW NAME=VALUE...
 *   end FLOW · ask FLOW QUESTION · show · raw HEX · flood COUNT · sleepless
 *
 * SERVICE is a number as in qos.h, with its flag bits. "flood" ends a flow
 * that there is not, so many times; "sleepless" reads no more of what the agent
 * says. Ends with its input, or when the agent does
 * ("closed"). */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "qos/agentwire.h"

#define FLOWS 32u

static struct flow {
    struct ws2_aw_set set;
    struct ws2_aw_sender senders[WS2_AW_FILTERS_MAX];
} flows[FLOWS];

static int fd;
static bool sleepless;
static union {
    struct ws2_aw_head head;
    struct ws2_aw_set_done done;
    struct ws2_aw_grant grant;
    struct ws2_aw_change change;
    struct ws2_aw_answer answer;
    struct ws2_aw_shown shown;
    unsigned char bytes[WS2_AW_MAX];
} in;

static void stop(const char *what)
{
    fprintf(stderr, "say: %s\n", what);
    exit(2);
}

static void put(const void *bytes, size_t len)
{
    if (send(fd, bytes, len, MSG_NOSIGNAL) < 0) {
        printf("closed\n");
        exit(0);
    }
}

/* --- What is said. */

static struct ws2_aw_addr address(char *text)
{
    struct ws2_aw_addr a = {.family = 4};
    char *comma = strchr(text, ',');

    if (comma == NULL)
        stop("an address without a port");
    *comma = '\0';
    a.port = (uint16_t)atoi(comma + 1);
    if (inet_pton(AF_INET, text, a.bytes) == 1)
        return a;
    a.family = 6;
    if (inet_pton(AF_INET6, text, a.bytes) != 1)
        stop(text);
    return a;
}

static struct ws2_aw_flow flowspec(const char *text)
{
    struct ws2_aw_flow f = {WS2_AW_UNSET, WS2_AW_UNSET, WS2_AW_UNSET,
                            WS2_AW_UNSET, WS2_AW_UNSET, 0,
                            WS2_AW_UNSET, WS2_AW_UNSET};
    uint32_t *to[] = {&f.service, &f.token_rate, &f.bucket, &f.max_sdu};
    char *end = NULL;

    for (size_t i = 0; i < sizeof(to) / sizeof(*to); i++) {
        *to[i] = (uint32_t)strtoul(text, &end, 0);
        if (*end != ',')
            break;
        text = end + 1;
    }
    return f;
}

static void sender_add(struct flow *f, char *value)
{
    struct ws2_aw_sender *s = &f->senders[f->set.sender_count];

    if (value[0] == '-') {
        f->set.sender_count = 0;
        return;
    }
    *s = (struct ws2_aw_sender){.flow = f->set.receiving};
    s->filter.addr = address(value);
    s->filter.type = s->filter.addr.family == 4 ? 1 : 2;
    f->set.sender_count++;
}

static void take(struct flow *f, const char *name, char *value)
{
    struct ws2_aw_place *p = &f->set.place;

    if (strcmp(name, "proto") == 0)
        p->protocol = value[0] == 't' ? 6 : 17;
    else if (strcmp(name, "local") == 0)
        p->local = address(value);
    else if (strcmp(name, "peer") == 0)
        p->peer = address(value);
    else if (strcmp(name, "dest") == 0)
        f->set.destination = address(value);
    else if (strcmp(name, "connected") == 0)
        p->connected = (uint8_t)atoi(value);
    else if (strcmp(name, "sends") == 0)
        p->sends = (uint8_t)atoi(value);
    else if (strcmp(name, "receives") == 0)
        p->receives = (uint8_t)atoi(value);
    else if (strcmp(name, "style") == 0)
        f->set.style = (uint32_t)atoi(value);
    else if (strcmp(name, "confirm") == 0)
        f->set.confirm = (uint8_t)atoi(value);
    else if (strcmp(name, "sd") == 0)
        f->set.sd_mode = (uint32_t)atoi(value);
    else if (strcmp(name, "shape") == 0)
        f->set.shaping_rate = (uint32_t)atoi(value);
    else if (strcmp(name, "send") == 0)
        f->set.sending = flowspec(value);
    else if (strcmp(name, "recv") == 0)
        f->set.receiving = flowspec(value);
    else if (strcmp(name, "policy") == 0)
        f->set.policy_len = (uint32_t)atoi(value);
    else if (strcmp(name, "from") == 0)
        sender_add(f, value);
    else
        stop(name);
    p->family = p->local.family != 0 ? p->local.family : p->peer.family;
}

static void set_put(struct flow *f, uint32_t id)
{
    static unsigned char room[WS2_AW_MAX];
    size_t senders = f->set.sender_count * sizeof(*f->senders);
    size_t policy = sizeof(f->set) + senders;
    const uint16_t element[2] = {(uint16_t)f->set.policy_len, 60000};
    static uint32_t serial;

    f->set.head = (struct ws2_aw_head){WS2_AW_SET, id};
    f->set.serial = ++serial;
    memcpy(room, &f->set, sizeof(f->set));
    memcpy(room + sizeof(f->set), f->senders, senders);
    memset(room + policy, 0x5a, f->set.policy_len);
    if (f->set.policy_len > 0)
        memcpy(room + policy, element, sizeof(element));
    put(room, policy + f->set.policy_len);
}

static void raw(const char *hex)
{
    static unsigned char bytes[65536];
    unsigned byte;
    size_t len = 0;

    while (len < sizeof(bytes) && sscanf(hex, "%2x", &byte) == 1) {
        bytes[len++] = (unsigned char)byte;
        hex += 2;
    }
    put(bytes, len);
}

static void command(char *line)
{
    char *word = strtok(line, " "), *value;
    char *number = strtok(NULL, " ");
    uint32_t id = number != NULL ? (uint32_t)atoi(number) : 0;
    struct flow *f = &flows[id % FLOWS];

    if (word == NULL)
        return;
    if (strcmp(word, "set") == 0 || strcmp(word, "moved") == 0) {
        bool set = word[0] == 's';

        while ((word = strtok(NULL, " ")) != NULL) {
            value = strchr(word, '=');
            if (value == NULL)
                stop(word);
            *value = '\0';
            take(f, word, value + 1);
        }
        if (set) {
            set_put(f, id);
        } else {
            const struct ws2_aw_moved m = {{WS2_AW_MOVED, id}, f->set.place};
            put(&m, sizeof(m));
        }
    } else if (strcmp(word, "end") == 0) {
        const struct ws2_aw_head m = {WS2_AW_END, id};
        put(&m, sizeof(m));
    } else if (strcmp(word, "ask") == 0) {
        const struct ws2_aw_ask m = {
            {WS2_AW_ASK, id}, 7, (uint32_t)atoi(strtok(NULL, " "))};
        put(&m, sizeof(m));
    } else if (strcmp(word, "show") == 0) {
        const struct ws2_aw_show m = {{WS2_AW_SHOW, 0}};
        put(&m, sizeof(m));
    } else if (strcmp(word, "raw") == 0) {
        raw(number != NULL ? number : "");
    } else if (strcmp(word, "flood") == 0) {
        const struct ws2_aw_head m = {WS2_AW_END, 4711};
        for (uint32_t i = 0; i < id; i++)
            put(&m, sizeof(m));
    } else if (strcmp(word, "sleepless") == 0) {
        sleepless = true;
    } else {
        stop(word);
    }
}

/* --- What is heard. */

static void flow_print(const char *name, const struct ws2_aw_flow *f)
{
    if (f->service != 6)
        printf(" %s=%u,%u,%u,%u", name, f->service, f->token_rate, f->bucket,
               f->max_sdu);
}

static void change_print(const struct ws2_aw_change *m)
{
    char text[INET6_ADDRSTRLEN];

    printf("change %u %u %u %u", m->head.flow, m->status.code,
           m->status.extended[0], m->status.extended[1]);
    flow_print("send", &m->sending);
    flow_print("recv", &m->receiving);
    if (m->adspec.present)
        printf(" hops=%u broken=%u mtu=%u", m->adspec.hops, m->adspec.flags,
               m->adspec.mtu);
    for (uint32_t i = 0; i < m->filter_count; i++) {
        const struct ws2_aw_addr *a = &ws2_aw_change_filters(m)[i].addr;

        inet_ntop(a->family == 4 ? AF_INET : AF_INET6, a->bytes, text,
                  sizeof(text));
        printf(" from=%s,%u", text, a->port);
    }
    printf(" policy=%u\n", m->policy_len);
}

static void hear(void)
{
    ssize_t len = recv(fd, &in, sizeof(in), 0);

    if (len <= 0) {
        printf("closed\n");
        exit(0);
    }
    if (!ws2_aw_fits(&in, (size_t)len, false))
        stop("a message that does not fit");
    switch (in.head.type) {
    case WS2_AW_HELLO:
        printf("hello\n");
        break;
    case WS2_AW_SET_DONE:
        printf("done %u %u %u %u\n", in.head.flow, in.done.status.code,
               in.done.status.extended[0], in.done.status.extended[1]);
        break;
    case WS2_AW_GRANT:
        printf("grant %u reserved=%u by_agent=%u service=%u rate=%u ds=%d\n",
               in.head.flow, in.grant.reserved, in.grant.by_agent,
               in.grant.service, in.grant.rate, (int)in.grant.ds_field);
        break;
    case WS2_AW_CHANGE:
        change_print(&in.change);
        break;
    case WS2_AW_ANSWER:
        printf("answer %u %u\n", in.head.flow, in.answer.answer);
        break;
    default:
        printf("shown %.*s\n", (int)in.shown.len, (char *)(&in.shown + 1));
        if (in.shown.last)
            printf("shown end\n");
        break;
    }
}

static void meet(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const struct ws2_aw_hello hello = {{WS2_AW_HELLO, 0}, WS2_AW_VERSION, 0};
    size_t len = strlen(WS2_AW_NAME);

    memcpy(at.sun_path + 1, WS2_AW_NAME, len);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(
            fd, (struct sockaddr *)&at,
            (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)) != 0)
        stop("nobody is there");
    put(&hello, sizeof(hello));
}

int main(void)
{
    static char line[1 << 18];

    setvbuf(stdout, NULL, _IOLBF, 0);
    setvbuf(stdin, NULL, _IONBF, 0); /* poll sees what is not read */
    for (unsigned i = 0; i < FLOWS; i++) {
        flows[i].set = (struct ws2_aw_set){.style = 1,
                                           .sd_mode = WS2_AW_UNSET,
                                           .shaping_rate = WS2_AW_UNSET,
                                           .ds_field = WS2_AW_UNSET,
                                           .traffic_class = WS2_AW_UNSET};
        flows[i].set.place.protocol = 17;
        flows[i].set.sending = flows[i].set.receiving = flowspec("0");
    }
    meet();
    for (;;) {
        struct pollfd p[] = {{0, POLLIN, 0}, {fd, POLLIN, 0}};

        poll(p, sleepless ? 1 : 2, -1);
        if (!sleepless && p[1].revents != 0)
            hear();
        if (p[0].revents == 0)
            continue;
        if (fgets(line, sizeof(line), stdin) == NULL)
            return 0;
        line[strcspn(line, "\n")] = '\0';
        command(line);
    }
}
