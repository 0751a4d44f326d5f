/* SPDX-License-Identifier: MIT */
/* The command line. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "log.h"

enum {
    OPT_CONFIG = 256,
    OPT_REFRESH,
    OPT_FOREGROUND,
    OPT_ON_DEMAND,
    OPT_IDLE,
    OPT_READY,
    OPT_BUDGET,
    OPT_STRICT,
    OPT_NO_RAW,
    OPT_UDP,
    OPT_FIRST_HOP,
    OPT_TRUST,
    OPT_LOOPBACK,
    OPT_LOG,
    OPT_HELP,
    OPT_VERSION
};

static const struct option names[] = {
    {"config", required_argument, NULL, OPT_CONFIG},
    {"refresh", required_argument, NULL, OPT_REFRESH},
    {"foreground", no_argument, NULL, OPT_FOREGROUND},
    {"on-demand", no_argument, NULL, OPT_ON_DEMAND},
    {"idle", required_argument, NULL, OPT_IDLE},
    {"ready", required_argument, NULL, OPT_READY},
    {"budget", required_argument, NULL, OPT_BUDGET},
    {"strict", no_argument, NULL, OPT_STRICT},
    {"no-raw", no_argument, NULL, OPT_NO_RAW},
    {"udp", no_argument, NULL, OPT_UDP},
    {"first-hop", required_argument, NULL, OPT_FIRST_HOP},
    {"trust", required_argument, NULL, OPT_TRUST},
    {"loopback", no_argument, NULL, OPT_LOOPBACK},
    {"log", required_argument, NULL, OPT_LOG},
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0}};

static void help(void)
{
    printf(
        "usage: ws2-rsvpd [OPTION...]\n\n"
        "The agent of Generic QoS: signals by RSVP, admits and controls.\n\n"
        "  --config FILE       policy and budgets instead of " POLICY_FILE "\n"
        "  --budget IF=RATE    bytes/s that may be reserved on an interface\n"
        "  --trust ADDR[/LEN]  neighbours whose users' names are believed\n"
        "  --strict            no reservation without traffic control\n"
        "  --refresh MS        how often states are refreshed (30000)\n"
        "  --no-raw            UDP only\n"
        "  --udp               Paths by UDP too\n"
        "  --first-hop ADDR    the router that gets Paths by UDP\n"
        "  --loopback          reservations between programs of one "
        "machine\n"
        "  --foreground        stays where it was started\n"
        "  --on-demand         ends when nobody has used it for a while\n"
        "  --idle SECONDS      how long that is (60)\n"
        "  --ready FD          a byte is written there when programs can "
        "connect\n"
        "  --log LEVEL         error, warning, info or debug\n\n"
        "Manual page: ws2-rsvpd(8).\n");
}

static bool bad(const char *option, const char *value)
{
    fprintf(stderr, "ws2-rsvpd: --%s: \"%s\" makes no sense\n", option, value);
    return false;
}

/* A whole number of least to most, of digits alone. */
static bool number(const char *option, const char *text, uint64_t least,
                   uint64_t most, uint64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 ||
        *out < least || *out > most)
        return bad(option, text);
    return true;
}

static bool address(const char *option, const char *text, struct rsvp_addr *out)
{
    *out = (struct rsvp_addr){.family = 4};
    if (inet_pton(AF_INET, text, out->bytes) == 1)
        return true;
    out->family = 6;
    return inet_pton(AF_INET6, text, out->bytes) == 1 || bad(option, text);
}

static bool budget(struct options *o, const char *text)
{
    const char *equals = strchr(text, '=');
    size_t len = equals != NULL ? (size_t)(equals - text) : 0;
    struct budget *b = &o->budgets[o->n_budgets];

    if (len == 0 || len >= sizeof(b->interface) || o->n_budgets == BUDGETS_MAX)
        return bad("budget", text);
    memset(b, 0, sizeof(*b));
    memcpy(b->interface, text, len);
    o->n_budgets++;
    return number("budget", equals + 1, 0, UINT64_C(1) << 50, &b->rate);
}

static bool trust(struct options *o, const char *text)
{
    char addr[INET6_ADDRSTRLEN + 1] = "";
    const char *slash = strchr(text, '/');
    size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
    struct trust *t = &o->trust[o->n_trust];
    uint64_t bits;

    if (len >= sizeof(addr) || o->n_trust == TRUST_MAX)
        return bad("trust", text);
    memcpy(addr, text, len);
    if (!address("trust", addr, &t->addr))
        return false;
    bits = t->addr.family == 4 ? 32 : 128;
    if (slash != NULL && !number("trust", slash + 1, 0, bits, &bits))
        return false;
    t->bits = (unsigned)bits;
    o->n_trust++;
    return true;
}

static bool take_number(struct options *o, int option, const char *value)
{
    uint64_t n;

    switch (option) {
    case OPT_REFRESH:
        if (!number("refresh", value, 20, 3600000, &n))
            return false;
        o->refresh_ms = (uint32_t)n;
        return true;
    case OPT_IDLE:
        if (!number("idle", value, 0, 86400 * 365, &n))
            return false;
        o->idle_s = (unsigned)n;
        return true;
    default: /* OPT_READY */
        if (!number("ready", value, 0, 1 << 20, &n))
            return false;
        o->ready_fd = (int)n;
        return true;
    }
}

static bool take_text(struct options *o, int option, const char *value)
{
    int level;

    switch (option) {
    case OPT_CONFIG:
        o->config = value;
        o->config_named = true;
        return true;
    case OPT_BUDGET:
        return budget(o, value);
    case OPT_TRUST:
        return trust(o, value);
    case OPT_FIRST_HOP:
        return address("first-hop", value, &o->transport.first_hop);
    case OPT_LOG:
        level = log_level_of(value);
        if (level < 0)
            return bad("log", value);
        log_level_set((enum log_level)level);
        return true;
    default:
        return take_number(o, option, value);
    }
}

static bool *flag_of(struct options *o, int option)
{
    switch (option) {
    case OPT_FOREGROUND:
        return &o->foreground;
    case OPT_ON_DEMAND:
        return &o->on_demand;
    case OPT_STRICT:
        return &o->strict;
    case OPT_NO_RAW:
        return &o->transport.no_raw;
    case OPT_UDP:
        return &o->transport.udp_copy;
    case OPT_LOOPBACK:
        return &o->loopback;
    default:
        return NULL;
    }
}

int options_take(struct options *o, int argc, char **argv)
{
    int option;
    bool *flag;

    *o = (struct options){.config = POLICY_FILE,
                          .refresh_ms = 30000,
                          .idle_s = 60,
                          .ready_fd = -1};
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == OPT_HELP) {
            help();
            return 1;
        }
        if (option == OPT_VERSION) {
            printf("ws2-rsvpd " WS2_VERSION "\n");
            return 1;
        }
        flag = option != '?' ? flag_of(o, option) : NULL;
        if (flag != NULL)
            *flag = true;
        else if (option == '?' || !take_text(o, option, optarg))
            return 3;
    }
    if (optind < argc) {
        fprintf(stderr, "ws2-rsvpd: what is \"%s\"? Try: ws2-rsvpd --help\n",
                argv[optind]);
        return 3;
    }
    return 0;
}
