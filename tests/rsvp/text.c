/* SPDX-License-Identifier: MIT */
/* Words to a message. */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char *const types[] = {
    [RSVP_PATH] = "Path",          [RSVP_RESV] = "Resv",
    [RSVP_PATH_ERR] = "PathErr",   [RSVP_RESV_ERR] = "ResvErr",
    [RSVP_PATH_TEAR] = "PathTear", [RSVP_RESV_TEAR] = "ResvTear",
    [RSVP_RESV_CONF] = "ResvConf",
};

unsigned text_type(const char *name)
{
    for (unsigned i = RSVP_PATH; i <= RSVP_RESV_CONF; i++) {
        if (strcmp(types[i], name) == 0)
            return i;
    }
    return 0;
}

const char *text_type_name(unsigned type)
{
    return type >= RSVP_PATH && type <= RSVP_RESV_CONF ? types[type] : NULL;
}

void text_init(struct text_message *t, unsigned type)
{
    memset(t, 0, sizeof(*t));
    t->m.type = (uint8_t)type;
    t->m.send_ttl = 63;
    t->m.flows = t->flows;
    t->m.scope = t->scope;
    t->m.policies = t->policies;
    t->m.unknown = t->unknown;
    t->m.dclass = t->dclass;
}

int text_addr(const char *text, struct rsvp_addr *addr)
{
    memset(addr, 0, sizeof(*addr));
    if (inet_pton(AF_INET, text, addr->bytes) == 1)
        addr->family = 4;
    else if (inet_pton(AF_INET6, text, addr->bytes) == 1)
        addr->family = 6;
    return addr->family != 0 ? 0 : -1;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int text_hex(const char *text, uint8_t *out, size_t size)
{
    size_t n = 0;

    for (; *text != '\0'; text += 2) {
        int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);

        if (low < 0 || n == size)
            return -1;
        out[n++] = (uint8_t)(high << 4 | low);
    }
    return (int)n;
}

/* The parts of a value between separators, taken off its front. */
static char *part(char **rest, char separator)
{
    char *start = *rest, *end;

    if (start == NULL)
        return NULL;
    end = strchr(start, separator);
    *rest = end != NULL ? end + 1 : NULL;
    if (end != NULL)
        *end = '\0';
    return start;
}

static int number(char *text, uint32_t max, uint32_t *out)
{
    unsigned long value;
    char *end;

    if (text == NULL || !isdigit((unsigned char)*text))
        return -1;
    value = strtoul(text, &end, 0);
    if (*end != '\0' || value > max)
        return -1;
    *out = (uint32_t)value;
    return 0;
}

static int real(char *text, float *out)
{
    char *end;

    if (text == NULL || *text == '\0')
        return -1;
    *out = strtof(text, &end);
    return *end == '\0' ? 0 : -1;
}

static int sender(char *text, struct rsvp_sender *s)
{
    char *addr = part(&text, '/');

    s->kind = RSVP_BY_PORT;
    return text_addr(addr, &s->addr) == 0 ? number(text, 0xFFFF, &s->id) : -1;
}

static int bucket(char **rest, struct rsvp_tspec *t)
{
    t->service = RSVP_GENERAL;
    if (real(part(rest, ','), &t->rate) < 0 ||
        real(part(rest, ','), &t->bucket) < 0 ||
        real(part(rest, ','), &t->peak) < 0 ||
        number(part(rest, ','), UINT32_MAX, &t->min_unit) < 0)
        return -1;
    return number(part(rest, ','), UINT32_MAX, &t->max_packet);
}

static int packet_size(char **rest, struct rsvp_tspec *t)
{
    t->service = RSVP_QUALITATIVE;
    return number(part(rest, ','), UINT32_MAX, &t->max_packet);
}

static int flowspec(char *text, struct rsvp_flow *f)
{
    char *service = part(&text, ',');
    struct rsvp_flowspec *spec = &f->flowspec;
    int res = -1;

    if (strcmp(service, "-") == 0)
        return text == NULL ? 0 : -1;
    f->has_flowspec = true;
    if (strcmp(service, "q") == 0) {
        spec->service = RSVP_QUALITATIVE;
        res = packet_size(&text, &spec->tspec);
    } else if (strcmp(service, "cl") == 0) {
        spec->service = RSVP_CONTROLLED_LOAD;
        res = bucket(&text, &spec->tspec);
    } else if (strcmp(service, "g") == 0) {
        spec->service = RSVP_GUARANTEED;
        res = bucket(&text, &spec->tspec);
        if (res == 0)
            res = real(part(&text, ','), &spec->rate);
        if (res == 0)
            res = number(part(&text, ','), UINT32_MAX, &spec->slack);
    }
    return res == 0 && text == NULL ? 0 : -1;
}

static int flow(struct text_message *t, char *text)
{
    struct rsvp_flow *f = &t->flows[t->m.n_flows];
    char *spec = part(&text, '@'), *one;

    if (t->m.n_flows == TEXT_FLOWS || flowspec(spec, f) < 0)
        return -1;
    f->filters = &t->filters[t->n_filters];
    while ((one = part(&text, '+')) != NULL) {
        if (t->n_filters == TEXT_LIST ||
            sender(one, &t->filters[t->n_filters]) < 0)
            return -1;
        t->n_filters++;
        f->n_filters++;
    }
    t->m.n_flows++;
    t->given |= TEXT_FLOW;
    return 0;
}

static int blob(struct text_message *t, const char *hex, struct rsvp_blob *b,
                uint32_t class_num, uint32_t ctype)
{
    uint8_t *body = t->bytes + t->n_bytes;
    int n = text_hex(hex, body, sizeof(t->bytes) - t->n_bytes);

    if (n < 0)
        return -1;
    *b = (struct rsvp_blob){(uint8_t)class_num, (uint8_t)ctype, (uint16_t)n,
                            body};
    t->n_bytes += (size_t)n;
    return 0;
}

static int field_session(struct text_message *t, char *v)
{
    struct rsvp_session *s = &t->m.session;
    uint32_t protocol, port, flags = 0;

    if (text_addr(part(&v, '/'), &s->addr) < 0 ||
        number(part(&v, '/'), 255, &protocol) < 0 ||
        number(part(&v, '/'), 0xFFFF, &port) < 0 ||
        (v != NULL && number(v, 255, &flags) < 0))
        return -1;
    s->protocol = (uint8_t)protocol;
    s->port = (uint16_t)port;
    s->flags = (uint8_t)flags;
    return 0;
}

static int field_hop(struct text_message *t, char *v)
{
    if (text_addr(part(&v, '/'), &t->m.hop.addr) < 0)
        return -1;
    if (v == NULL)
        return 0;
    t->given |= TEXT_LIH;
    return number(v, UINT32_MAX, &t->m.hop.lih);
}

static int field_refresh(struct text_message *t, char *v)
{
    return number(v, UINT32_MAX, &t->m.refresh_ms);
}

static int field_ttl(struct text_message *t, char *v)
{
    uint32_t ttl;

    if (number(v, 255, &ttl) < 0)
        return -1;
    t->m.send_ttl = (uint8_t)ttl;
    return 0;
}

static int field_sender(struct text_message *t, char *v)
{
    return sender(v, &t->m.sender);
}

static int field_tspec(struct text_message *t, char *v)
{
    bool sized = strncmp(v, "q,", 2) == 0;
    int res;

    if (sized)
        part(&v, ',');
    res = sized ? packet_size(&v, &t->m.tspec) : bucket(&v, &t->m.tspec);
    return v == NULL ? res : -1;
}

static int field_adspec(struct text_message *t, char *v)
{
    struct rsvp_adspec *ad = &t->m.adspec;
    struct rsvp_ad_fragment *g = &ad->general;
    uint32_t broken = 0;

    rsvp_adspec_init(ad, 1u << RSVP_GUARANTEED | 1u << RSVP_CONTROLLED_LOAD);
    if (number(part(&v, ','), UINT32_MAX, &g->hops) < 0 ||
        real(part(&v, ','), &g->bandwidth) < 0 ||
        number(part(&v, ','), UINT32_MAX, &g->latency) < 0 ||
        number(part(&v, ','), UINT32_MAX, &g->mtu) < 0 ||
        (v != NULL && number(part(&v, ','), 1, &broken) < 0))
        return -1;
    g->broken = broken != 0;
    if (v == NULL)
        return 0;
    return number(part(&v, ','), UINT32_MAX, &ad->c_total) < 0 ||
                   number(part(&v, ','), UINT32_MAX, &ad->d_total) < 0 ||
                   number(part(&v, ','), UINT32_MAX, &ad->c_sum) < 0
               ? -1
               : number(v, UINT32_MAX, &ad->d_sum);
}

static int field_error(struct text_message *t, char *v)
{
    struct rsvp_error_spec *e = &t->m.error;
    uint32_t code, value, flags;

    if (number(part(&v, '/'), 255, &code) < 0 ||
        number(part(&v, '/'), 0xFFFF, &value) < 0)
        return -1;
    e->code = (uint8_t)code;
    e->value = (uint16_t)value;
    if (v == NULL)
        return 0;
    t->given |= TEXT_ERROR_FLAGS;
    if (number(part(&v, '/'), 255, &flags) < 0)
        return -1;
    e->flags = (uint8_t)flags;
    if (v == NULL)
        return 0;
    t->given |= TEXT_ERROR_NODE;
    return text_addr(v, &e->node);
}

static int field_style(struct text_message *t, char *v)
{
    static const struct {
        const char *name;
        uint8_t style;
    } styles[] = {{"wf", RSVP_WF}, {"ff", RSVP_FF}, {"se", RSVP_SE}};

    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        if (strcmp(styles[i].name, v) == 0)
            t->m.style = styles[i].style;
    }
    return t->m.style != 0 ? 0 : -1;
}

static int field_confirm(struct text_message *t, char *v)
{
    return text_addr(v, &t->m.confirm);
}

static int field_scope(struct text_message *t, char *v)
{
    char *one;

    while ((one = part(&v, '+')) != NULL) {
        if (t->m.n_scope == TEXT_LIST ||
            text_addr(one, &t->scope[t->m.n_scope++]) < 0)
            return -1;
    }
    return 0;
}

static int field_dclass(struct text_message *t, char *v)
{
    uint32_t dscp;
    char *one;

    while ((one = part(&v, '+')) != NULL) {
        if (t->m.n_dclass == TEXT_LIST || number(one, 63, &dscp) < 0)
            return -1;
        t->dclass[t->m.n_dclass++] = (uint8_t)dscp;
    }
    return 0;
}

static int field_policy(struct text_message *t, char *v)
{
    if (t->m.n_policies == RSVP_MAX_BLOBS)
        return -1;
    return blob(t, v, &t->policies[t->m.n_policies++], RSVP_POLICY_DATA, 1);
}

static int field_unknown(struct text_message *t, char *v)
{
    uint32_t class_num, ctype;

    if (t->m.n_unknown == RSVP_MAX_BLOBS ||
        number(part(&v, '/'), 255, &class_num) < 0 ||
        number(part(&v, '/'), 255, &ctype) < 0 || v == NULL)
        return -1;
    return blob(t, v, &t->unknown[t->m.n_unknown++], class_num, ctype);
}

static const struct {
    const char *key;
    int (*read)(struct text_message *t, char *value);
    unsigned given;
} fields[] = {
    {"session", field_session, RSVP_HAS_SESSION},
    {"hop", field_hop, RSVP_HAS_HOP},
    {"refresh", field_refresh, RSVP_HAS_TIME},
    {"ttl", field_ttl, TEXT_TTL},
    {"sender", field_sender, RSVP_HAS_SENDER},
    {"tspec", field_tspec, RSVP_HAS_TSPEC},
    {"adspec", field_adspec, RSVP_HAS_ADSPEC},
    {"error", field_error, RSVP_HAS_ERROR},
    {"style", field_style, RSVP_HAS_STYLE},
    {"flow", flow, TEXT_FLOW},
    {"confirm", field_confirm, RSVP_HAS_CONFIRM},
    {"scope", field_scope, RSVP_HAS_SCOPE},
    {"dclass", field_dclass, TEXT_DCLASS},
    {"policy", field_policy, TEXT_POLICY},
    {"unknown", field_unknown, TEXT_UNKNOWN},
};

int text_field(struct text_message *t, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : 0;
    char *value;
    int res = -1;

    if (length == 0)
        return -1;
    value = strdup(equals + 1);
    if (value == NULL)
        return -1;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strlen(fields[i].key) != length ||
            strncmp(fields[i].key, word, length) != 0)
            continue;
        res = fields[i].read(t, value);
        t->given |= fields[i].given;
        t->m.has |= fields[i].given & 0xFFFF;
    }
    free(value);
    return res;
}
