/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "peercommand.h"

unsigned peer_line;

int peer_fail(int status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fflush(stdout);
    fprintf(stderr, "rsvp-peer: line %u: ", peer_line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return status;
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

int command_read(struct command *c, unsigned type, char **words, size_t n)
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
            return peer_fail(2, "cannot read '%s'", words[i]);
    }
    return 0;
}
