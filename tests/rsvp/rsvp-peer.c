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
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "peernet.h"
#include "samples.h"
#include "text.h"
#include "wire.h"

#define MAX_WORDS   64
#define MAX_PATCHES 8

struct patch {
    size_t offset;
    bool spoil;
    uint8_t bytes[256];
    size_t length;
};

/* A line, taken apart. */
struct command {
    struct text_message text;
    struct peer_route route;
    bool via_given, to_given;
    int64_t within_ms; /* -1: not given */
    uint32_t seed;
    uint8_t append[1024];
    size_t n_append;
    struct patch patches[MAX_PATCHES];
    size_t n_patches;
};

static struct peer_net net;
static struct rsvp_message last[RSVP_RESV_CONF + 1]; /* expected, by type */
static bool last_udp;
static struct {
    struct peer_route route;
    uint8_t bytes[RSVP_MAX_MESSAGE];
    size_t length;
} sent;
static unsigned line_number;

__attribute__((format(printf, 2, 3))) static int fail(int status,
                                                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fflush(stdout);
    fprintf(stderr, "rsvp-peer: line %u: ", line_number);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return status;
}

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

static int read_patch(struct command *c, const char *text, bool spoil)
{
    struct patch *p = &c->patches[c->n_patches];
    char *slash;
    int n;

    if (c->n_patches == MAX_PATCHES)
        return -1;
    p->offset = strtoul(text, &slash, 0);
    n = *slash == '/' ? text_hex(slash + 1, p->bytes, sizeof(p->bytes)) : -1;
    if (n < 0)
        return -1;
    p->length = (size_t)n;
    p->spoil = spoil;
    c->n_patches++;
    return 0;
}

static int read_via(struct command *c, const char *value)
{
    c->via_given = true;
    c->route.udp = strcmp(value, "udp") == 0;
    return c->route.udp || strcmp(value, "raw") == 0 ? 0 : -1;
}

/* 1: no option. */
static int read_option(struct command *c, const char *word)
{
    const char *value = strchr(word, '=');
    int n;

    if (value == NULL)
        return 1;
    value++;
#define IS(key) (strncmp(word, key "=", sizeof(key)) == 0)
    if (IS("to")) {
        c->to_given = true;
        return text_addr(value, &c->route.to);
    }
    if (IS("from"))
        return text_addr(value, &c->route.from);
    if (IS("via"))
        return read_via(c, value);
    if (IS("port"))
        c->route.port = (unsigned)atoi(value);
    else if (IS("ip-ttl"))
        c->route.ip_ttl = atoi(value);
    else if (IS("alert"))
        c->route.alert = atoi(value) != 0;
    else if (IS("within"))
        c->within_ms = atoi(value);
    else if (IS("seed"))
        c->seed = (uint32_t)atoi(value);
    else if (IS("patch") || IS("spoil"))
        return read_patch(c, value, IS("spoil"));
    else if (IS("append")) {
        n = text_hex(value, c->append + c->n_append,
                     sizeof(c->append) - c->n_append);
        c->n_append += n > 0 ? (size_t)n : 0;
        return n > 0 ? 0 : -1;
    } else
        return 1;
#undef IS
    return 0;
}

static int read_command(struct command *c, unsigned type, char **words,
                        size_t n)
{
    memset(c, 0, sizeof(*c));
    text_init(&c->text, type);
    c->within_ms = -1;
    c->route.ip_ttl = -1;
    c->route.port = PEER_PORT;
    c->route.alert =
        type == RSVP_PATH || type == RSVP_PATH_TEAR || type == RSVP_RESV_CONF;
    for (size_t i = 0; i < n; i++) {
        int res = read_option(c, words[i]);

        if (res == 1)
            res = text_field(&c->text, words[i]);
        if (res != 0)
            return fail(2, "cannot read '%s'", words[i]);
    }
    return 0;
}

/* Whom a message answers: receivers' side a Path, senders' side a Resv. */
static const struct rsvp_message *answered(unsigned type)
{
    switch (type) {
    case RSVP_RESV:
    case RSVP_RESV_TEAR:
    case RSVP_PATH_ERR:
        return &last[RSVP_PATH];
    case RSVP_RESV_ERR:
    case RSVP_RESV_CONF:
        return &last[RSVP_RESV];
    default:
        return &last[0];
    }
}

static const struct rsvp_addr *destination(const struct rsvp_message *m,
                                           const struct rsvp_message *to)
{
    if (m->type == RSVP_PATH || m->type == RSVP_PATH_TEAR)
        return &m->session.addr;
    return m->type == RSVP_RESV_CONF ? &m->confirm : &to->hop.addr;
}

/* A Resv for the sender of a Path, with the traffic that it announces. */
static void default_flow(struct text_message *t, const struct rsvp_message *to)
{
    struct rsvp_message *m = &t->m;

    m->style = RSVP_FF;
    m->has |= RSVP_HAS_STYLE;
    if (to->type == RSVP_RESV) {
        m->style = to->style;
        m->flows = to->flows;
        m->n_flows = to->n_flows > 0;
    } else if (to->type == RSVP_PATH) {
        t->filters[0] = to->sender;
        t->flows[0] = (struct rsvp_flow){
            m->type != RSVP_RESV_TEAR,
            {.service = RSVP_CONTROLLED_LOAD, .tspec = to->tspec},
            1,
            t->filters};
        m->n_flows = 1;
    }
}

static void defaults_of_answer(struct text_message *t,
                               const struct rsvp_message *to)
{
    struct rsvp_message *m = &t->m;

    if (!(m->has & RSVP_HAS_SESSION)) {
        m->session = to->session;
        m->has |= to->has & RSVP_HAS_SESSION;
    }
    if (!(t->given & TEXT_LIH))
        m->hop.lih = to->hop.lih;
    if (m->type == RSVP_PATH_ERR && !(m->has & RSVP_HAS_SENDER) &&
        (to->has & RSVP_HAS_SENDER)) {
        m->sender = to->sender;
        m->tspec = to->tspec;
        m->has |= RSVP_HAS_SENDER | RSVP_HAS_TSPEC;
    }
    if (m->type == RSVP_RESV_CONF && !(m->has & RSVP_HAS_CONFIRM)) {
        m->confirm = to->confirm;
        m->has |= to->has & RSVP_HAS_CONFIRM;
    }
    if ((wire_rule_of(m->type)->required & RSVP_HAS_STYLE) &&
        !(m->has & RSVP_HAS_STYLE) && m->n_flows == 0)
        default_flow(t, to);
}

/* What is this host's own: the hop, the node of an error, the period. */
static int defaults_of_host(struct command *c)
{
    struct rsvp_message *m = &c->text.m;
    unsigned required = wire_rule_of(m->type)->required;
    struct rsvp_addr own = c->route.from;

    if (own.family == 0) {
        int res = peer_own_addr(&c->route.to, &own);

        if (res < 0)
            return fail(1, "no way there: %s", strerror(-res));
    }
    if ((required & RSVP_HAS_HOP) && m->hop.addr.family == 0)
        m->hop.addr = own;
    if ((required & RSVP_HAS_ERROR) && m->error.node.family == 0)
        m->error.node = own;
    if ((required & RSVP_HAS_TIME) && !(m->has & RSVP_HAS_TIME))
        m->refresh_ms = 30000;
    m->has |= required & (RSVP_HAS_HOP | RSVP_HAS_ERROR | RSVP_HAS_TIME);
    if (c->route.ip_ttl < 0)
        c->route.ip_ttl = m->send_ttl;
    return 0;
}

static int complete(struct command *c)
{
    struct rsvp_message *m = &c->text.m;
    const struct rsvp_message *to = answered(m->type);

    defaults_of_answer(&c->text, to);
    if (!c->to_given)
        c->route.to = *destination(m, to);
    if (!c->via_given)
        c->route.udp = to->type != 0 ? last_udp : net.raw[0] < 0;
    if (c->route.to.family == 0)
        return fail(2, "to= whom?");
    return defaults_of_host(c);
}

static int apply_patches(struct command *c, bool spoil)
{
    for (size_t i = 0; i < c->n_patches; i++) {
        const struct patch *p = &c->patches[i];

        if (p->spoil != spoil)
            continue;
        if (p->offset + p->length > sent.length)
            return fail(2, "a patch behind the end");
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
        return fail(2, "no such message can be built: %s", strerror(-length));
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
    return res < 0 ? fail(1, "cannot send: %s", strerror(-res)) : 0;
}

static int run_send(struct command *c)
{
    int res = complete(c);

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
        rsvp_message_clear(&last[m.type]);
        last[m.type] = m;
        last_udp = p.udp;
        return 1;
    }
    return 0;
}

static int run_expect(const struct command *c, bool wanted)
{
    int64_t within = c->within_ms >= 0 ? c->within_ms : wanted ? 5000 : 1000;

    if (await(c, within) == (wanted ? 1 : 0))
        return 0;
    return fail(1,
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
        return fail(2, "to= whom?");
    if (!c->via_given)
        c->route.udp = net.raw[0] < 0;
    fd = peer_route_open(&c->route);
    if (fd < 0)
        return fail(1, "no socket: %s", strerror(-fd));
    for (unsigned i = 0; i < times && res >= 0; i++) {
        size_t length = make_garbage(&state, bytes);

        res = peer_route_send(fd, &c->route, bytes, length);
        rest_a_moment(i);
    }
    close(fd);
    return res < 0 ? fail(1, "cannot send: %s", strerror(-res)) : 0;
}

static int run_flood(struct command *c, unsigned times)
{
    struct rsvp_message *m = &c->text.m;
    int res = complete(c), fd;

    if (res != 0)
        return res;
    fd = peer_route_open(&c->route);
    if (fd < 0)
        return fail(1, "no socket: %s", strerror(-fd));
    for (unsigned i = 0; i < times && res >= 0; i++) {
        res = make_bytes(c) != 0
                  ? -1
                  : peer_route_send(fd, &c->route, sent.bytes, sent.length);
        m->session.port++;
        rest_a_moment(i);
    }
    close(fd);
    return res < 0 ? fail(1, "cannot send") : 0;
}

static int run_join(char **words, size_t n)
{
    struct rsvp_addr group;
    int res;

    if (n != 3 || text_addr(words[1], &group) < 0)
        return fail(2, "join GROUP INTERFACE");
    res = peer_net_join(&net, &group, words[2]);
    return res < 0 ? fail(1, "cannot join: %s", strerror(-res)) : 0;
}

static int run_message(char **words, size_t n)
{
    static struct command c;
    bool flood = strcmp(words[0], "flood") == 0;
    size_t at = flood ? 2 : 1;
    unsigned type = n > at ? text_type(words[at]) : 0;
    int res;

    if (type == 0)
        return fail(2, "no type of message");
    res = read_command(&c, type, words + at + 1, n - at - 1);
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
        return fail(2, "how often?");
    if (strcmp(words[0], "replay") == 0)
        return sent.length > 0 ? send_bytes(times) : fail(2, "nothing sent");
    res = read_command(&c, RSVP_PATH, words + 2, n - 2);
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
    return fail(2, "no command '%s'", words[0]);
}

static int run_script(FILE *script)
{
    char *line = NULL;
    size_t size = 0;
    int res = 0;

    while (res == 0 && getline(&line, &size, script) >= 0) {
        line_number++;
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
    for (unsigned i = 0; i <= RSVP_RESV_CONF; i++)
        rsvp_message_clear(&last[i]);
    peer_net_close(&net);
    if (script != stdin)
        fclose(script);
    return res;
}
