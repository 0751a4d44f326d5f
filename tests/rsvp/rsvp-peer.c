/* SPDX-License-Identifier: MIT */
/* rsvp-peer [-r | -u] [SCRIPT]: speaks RSVP as a script says, with whoever is
 * there: what a test needs to say to the agent that no agent would.
 *
 *   -r, -u   protocol 46 only, UDP (port 1698) only; else what is allowed
 *   SCRIPT   else standard input, read as it comes
 *
 * A line is one command; # begins a comment. Fields are those of text.h.
 *
 *   send TYPE [FIELD]... [OPTION]...
 *       What is not given is taken from what the message answers, the last
 *       Path or Resv expected, and from this host. Options: to=ADDRESS
 *       from=ADDRESS via=raw|udp port=N ip-ttl=N alert=0|1;
 *       append=HEX adds an object; patch=OFFSET/HEX overwrites bytes before
 *       the checksum is made, spoil=OFFSET/HEX after.
 *   expect TYPE [FIELD]... [via=raw|udp] [within=MS]
 *       Waits (5 seconds, or MS) for such a message; others are passed over.
 *   refuse TYPE [FIELD]... [within=MS]
 *       Fails if such a message comes within MS (1000).
 *   replay N             the last packet sent, N times
 *   garbage N to=ADDRESS [seed=N] [via=raw|udp]
 *       N packets of random bytes and of messages with some bytes changed
 *   flood N TYPE [FIELD]... [OPTION]...
 *       N messages, each of another session: ports count up
 *   join GROUP INTERFACE
 *   say TEXT             on standard output, where all that comes and goes is
 *
 * Exit status 0; 1 when a line failed, which is named; 2 for what is no
 * script. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "peercommand.h"
#include "samples.h"
#include "wire.h"

#define MAX_WORDS 64
static struct peer_net net;
static struct {
    struct peer_route route;
    uint8_t bytes[RSVP_MAX_MESSAGE];
    size_t length;
} sent;

static void log_message(const char *what, const char *way,
                        const struct rsvp_addr *addr,
                        const struct rsvp_message *m)
{
    char text[64];

    text_addr_print(addr, text);
    printf("%s %s %s ", what, way, text);
    text_print(stdout, m);
    putchar('\n');
    fflush(stdout);
}

static int apply_patches(struct command *c, bool spoil)
{
    for (size_t i = 0; i < c->n_patches; i++) {
        const struct patch *p = &c->patches[i];

        if (p->spoil != spoil)
            continue;
        if (p->offset + p->length > sent.length)
            return peer_fail(2, "a patch behind the end");
        memcpy(sent.bytes + p->offset, p->bytes, p->length);
    }
    return 0;
}

/* The message's bytes into `sent`, as the options want them. */
static int make_bytes(struct command *c)
{
    int length = rsvp_build(&c->text.m, sent.bytes, sizeof(sent.bytes)), res;
    struct wire w = {sent.bytes, sizeof(sent.bytes), 0};

    if (length < 0)
        return peer_fail(2, "no such message can be built: %s",
                         strerror(-length));
    w.at = (size_t)length;
    wire_put(&w, c->append, c->n_append);
    sent.length = w.at;
    sent.route = c->route;
    wire_set16(&w, 6, (unsigned)w.at);
    res = apply_patches(c, false);
    wire_set16(&w, 2, 0);
    wire_set16(&w, 2, wire_checksum(sent.bytes, sent.length));
    return res != 0 ? res : apply_patches(c, true);
}

static int send_bytes(unsigned times)
{
    int fd = peer_route_open(&sent.route), res = fd;

    for (unsigned i = 0; i < times && res >= 0; i++)
        res = peer_route_send(fd, &sent.route, sent.bytes, sent.length);
    if (fd >= 0)
        close(fd);
    return res < 0 ? peer_fail(1, "cannot send: %s", strerror(-res)) : 0;
}

static int run_send(struct command *c)
{
    int res = answer_complete(c, net.raw[0] >= 0);

    if (res == 0)
        res = make_bytes(c);
    if (res == 0)
        res = send_bytes(1);
    if (res == 0)
        log_message("sent", c->route.udp ? "udp" : "raw", &c->route.to,
                    &c->text.m);
    return res;
}

/* Waits for a message that `c` describes: 1 when one came. It is kept. */
static int await(const struct command *c, int64_t within_ms)
{
    static struct peer_packet p;
    int64_t deadline = peer_now_ms() + within_ms;

    while (peer_net_receive(&net, &p, deadline) > 0) {
        struct rsvp_message m;
        struct rsvp_reject reject;
        bool match;

        if (rsvp_parse(p.bytes, p.length, &m, &reject) != 0) {
            printf("got  what is no message: %s\n", reject.why);
            rsvp_message_clear(&m);
            continue;
        }
        match = text_matches(&c->text, &m) &&
                (!c->via_given || c->route.udp == p.udp);
        log_message(match ? "got " : "over", p.udp ? "udp" : "raw", &p.from,
                    &m);
        if (!match) {
            rsvp_message_clear(&m);
            continue;
        }
        answer_remember(&m, p.udp);
        return 1;
    }
    return 0;
}

static int run_expect(const struct command *c, bool wanted)
{
    int64_t within = c->within_ms >= 0 ? c->within_ms : wanted ? 5000 : 1000;

    if (await(c, within) == (wanted ? 1 : 0))
        return 0;
    return peer_fail(1,
                     wanted ? "no such message came in %lld ms"
                            : "such a message came within %lld ms",
                     (long long)within);
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static size_t make_garbage(uint32_t *state, uint8_t *bytes)
{
    size_t n, length = next_random(state) % 1400;
    const struct rsvp_sample *s = rsvp_samples(&n);
    int built;

    if (next_random(state) % 2 == 0) {
        for (size_t i = 0; i < length; i++)
            bytes[i] = (uint8_t)next_random(state);
        if (length > 8 && next_random(state) % 2 == 0)
            memcpy(bytes, (uint8_t[]){0x10, 1, 0, 0}, 4);
        return length;
    }
    built =
        rsvp_build(&s[next_random(state) % n].message, bytes, RSVP_MAX_MESSAGE);
    length = built > 0 ? (size_t)built : 0;
    for (uint32_t i = next_random(state) % 4 + 1; i > 0 && length > 0; i--)
        bytes[next_random(state) % length] = (uint8_t)next_random(state);
    bytes[2] = bytes[3] = 0; /* or all would stop at the checksum */
    return length;
}

/* A receiver that is slower loses some, which a flood may. */
static void rest_a_moment(unsigned i)
{
    if (i % 16 == 15)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static int run_garbage(struct command *c, unsigned times)
{
    static uint8_t bytes[RSVP_MAX_MESSAGE];
    uint32_t state = c->seed != 0 ? c->seed : 1;
    int fd, res = 0;

    if (!c->to_given)
        return peer_fail(2, "to= whom?");
    if (!c->via_given)
        c->route.udp = net.raw[0] < 0;
    fd = peer_route_open(&c->route);
    if (fd < 0)
        return peer_fail(1, "no socket: %s", strerror(-fd));
    for (unsigned i = 0; i < times && res >= 0; i++) {
        size_t length = make_garbage(&state, bytes);

        res = peer_route_send(fd, &c->route, bytes, length);
        rest_a_moment(i);
    }
    close(fd);
    return res < 0 ? peer_fail(1, "cannot send: %s", strerror(-res)) : 0;
}

static int run_flood(struct command *c, unsigned times)
{
    struct rsvp_message *m = &c->text.m;
    int res = answer_complete(c, net.raw[0] >= 0), fd;

    if (res != 0)
        return res;
    fd = peer_route_open(&c->route);
    if (fd < 0)
        return peer_fail(1, "no socket: %s", strerror(-fd));
    for (unsigned i = 0; i < times && res >= 0; i++) {
        res = make_bytes(c) != 0
                  ? -1
                  : peer_route_send(fd, &c->route, sent.bytes, sent.length);
        m->session.port++;
        rest_a_moment(i);
    }
    close(fd);
    return res < 0 ? peer_fail(1, "cannot send") : 0;
}

static int run_join(char **words, size_t n)
{
    struct rsvp_addr group;
    int res;

    if (n != 3 || text_addr(words[1], &group) < 0)
        return peer_fail(2, "join GROUP INTERFACE");
    res = peer_net_join(&net, &group, words[2]);
    return res < 0 ? peer_fail(1, "cannot join: %s", strerror(-res)) : 0;
}

static int run_message(char **words, size_t n)
{
    static struct command c;
    bool flood = strcmp(words[0], "flood") == 0;
    size_t at = flood ? 2 : 1;
    unsigned type = n > at ? text_type(words[at]) : 0;
    int res;

    if (type == 0)
        return peer_fail(2, "no type of message");
    res = command_read(&c, type, words + at + 1, n - at - 1);
    if (res != 0)
        return res;
    if (flood)
        return run_flood(&c, (unsigned)atoi(words[1]));
    if (strcmp(words[0], "send") == 0)
        return run_send(&c);
    return run_expect(&c, strcmp(words[0], "expect") == 0);
}

static int run_numbered(char **words, size_t n)
{
    static struct command c;
    unsigned times = n > 1 ? (unsigned)atoi(words[1]) : 0;
    int res;

    if (times == 0)
        return peer_fail(2, "how often?");
    if (strcmp(words[0], "replay") == 0)
        return sent.length > 0 ? send_bytes(times)
                               : peer_fail(2, "nothing sent");
    res = command_read(&c, RSVP_PATH, words + 2, n - 2);
    return res != 0 ? res : run_garbage(&c, times);
}

static int run_line(char *line)
{
    static const char *const messages[] = {"send", "expect", "refuse", "flood"};
    char *words[MAX_WORDS], *save = NULL, *word;
    size_t n = 0;

    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "say ", 4) == 0) {
        puts(line + 4);
        fflush(stdout);
        return 0;
    }
    line[strcspn(line, "#")] = '\0';
    for (word = strtok_r(line, " \t", &save); word != NULL && n < MAX_WORDS;
         word = strtok_r(NULL, " \t", &save))
        words[n++] = word;
    if (n == 0)
        return 0;
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        if (strcmp(words[0], messages[i]) == 0)
            return run_message(words, n);
    }
    if (strcmp(words[0], "replay") == 0 || strcmp(words[0], "garbage") == 0)
        return run_numbered(words, n);
    if (strcmp(words[0], "join") == 0)
        return run_join(words, n);
    return peer_fail(2, "no command '%s'", words[0]);
}

static int run_script(FILE *script)
{
    char *line = NULL;
    size_t size = 0;
    int res = 0;

    while (res == 0 && getline(&line, &size, script) >= 0) {
        peer_line++;
        res = run_line(line);
    }
    free(line);
    return res;
}

int main(int argc, char **argv)
{
    bool raw = true, udp = true;
    FILE *script = stdin;
    int option, res;

    while ((option = getopt(argc, argv, "ru")) >= 0) {
        if (option == '?')
            return 2;
        udp = udp && option != 'r';
        raw = raw && option != 'u';
    }
    if (optind < argc)
        script = fopen(argv[optind], "re");
    if (script == NULL || optind + 1 < argc) {
        fputs("usage: rsvp-peer [-r | -u] [SCRIPT]\n", stderr);
        return 2;
    }
    if (peer_net_open(&net, raw, udp) < 0)
        return 1;
    res = run_script(script);
    answer_forget();
    peer_net_close(&net);
    if (script != stdin)
        fclose(script);
    return res;
}
