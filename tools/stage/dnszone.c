/* SPDX-License-Identifier: MIT */
/* The script of the DNS server, and the messages made from it; see
 * dnszone.h. Message format: RFC 1035, section 4. Single-threaded. */
#include "dnszone.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_TEXT 256
#define RECORDS_MAX   4096
#define UDP_MAX       512
#define CHAIN_MAX     16
#define TTL_DEFAULT   60

enum { TYPE_A = 1, TYPE_NS = 2, TYPE_CNAME = 5, TYPE_SOA = 6, TYPE_PTR = 12 };
enum { TYPE_MX = 15, TYPE_TXT = 16, TYPE_AAAA = 28, TYPE_SRV = 33 };

enum broken { WHOLE, BROKEN_SHORT, BROKEN_LOOP, BROKEN_ID, BROKEN_QUESTION };

struct record {
    char name[NAME_MAX_TEXT];
    char data[NAME_MAX_TEXT];
    int type; /* 0: a property */
};

struct properties {
    int rcode;
    unsigned delay_ms;
    unsigned count;
    bool drop, tc, reset;
    enum broken broken;
};

static struct record records[RECORDS_MAX];
static size_t record_count;

static const struct {
    const char *name;
    int type;
} types[] = {
    {"A", TYPE_A},     {"AAAA", TYPE_AAAA}, {"CNAME", TYPE_CNAME},
    {"PTR", TYPE_PTR}, {"NS", TYPE_NS},     {"TXT", TYPE_TXT},
    {"SRV", TYPE_SRV}, {"MX", TYPE_MX},     {"SOA", TYPE_SOA},
};

static int type_of(const char *name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcasecmp(types[i].name, name) == 0)
            return types[i].type;
    return -1;
}

static bool line_load(const char *path, unsigned number, char *line)
{
    struct record *r = &records[record_count];
    char type[32];
    int used = 0;

    line[strcspn(line, "#\n")] = '\0';
    if (line[strspn(line, " \t")] == '\0')
        return true;
    if (record_count == RECORDS_MAX ||
        sscanf(line, "%255s %31s %n", r->name, type, &used) < 2) {
        fprintf(stderr, "%s:%u: no record\n", path, number);
        return false;
    }
    r->type = *type == '!' ? 0 : type_of(type);
    if (r->type < 0) {
        fprintf(stderr, "%s:%u: no such type: %s\n", path, number, type);
        return false;
    }
    /* A property keeps its word in front of the data. */
    snprintf(r->data, sizeof(r->data), "%s%s%s", r->type == 0 ? type + 1 : "",
             r->type == 0 ? " " : "", line + used);
    record_count++;
    return true;
}

bool zone_load(const char *path, FILE *f)
{
    char line[1024];
    unsigned number = 0;
    bool good = true;

    if (f == NULL) {
        perror(path);
        return false;
    }
    while (good && fgets(line, sizeof(line), f) != NULL)
        good = line_load(path, ++number, line);
    fclose(f);
    return good;
}

static bool name_matches(const char *pattern, const char *name)
{
    size_t tail, len = strlen(name);

    if (strncmp(pattern, "*.", 2) != 0)
        return strcasecmp(pattern, name) == 0;
    tail = strlen(pattern + 1);
    return len > tail && strcasecmp(name + len - tail, pattern + 1) == 0;
}

/* Whether the name is listed at all. */
static bool properties_read(const char *name, struct properties *p)
{
    bool known = false;

    *p = (struct properties){.rcode = 0};
    for (size_t i = 0; i < record_count; i++) {
        const char *data = records[i].data;
        const char *value = strchr(data, ' ');

        if (!name_matches(records[i].name, name))
            continue;
        known = true;
        if (records[i].type != 0)
            continue;
        value = value != NULL ? value + 1 : "";
        if (strncmp(data, "rcode ", 6) == 0)
            p->rcode = atoi(value);
        else if (strncmp(data, "delay ", 6) == 0)
            p->delay_ms = (unsigned)atoi(value);
        else if (strncmp(data, "count ", 6) == 0)
            p->count = (unsigned)atoi(value);
        else if (strncmp(data, "drop", 4) == 0)
            p->drop = true;
        else if (strncmp(data, "tcpreset", 8) == 0)
            p->tc = p->reset = true;
        else if (strncmp(data, "tc", 2) == 0)
            p->tc = true;
        else if (strncmp(data, "broken ", 7) == 0)
            p->broken = strncmp(value, "short", 5) == 0  ? BROKEN_SHORT
                        : strncmp(value, "loop", 4) == 0 ? BROKEN_LOOP
                        : strncmp(value, "id", 2) == 0   ? BROKEN_ID
                                                         : BROKEN_QUESTION;
    }
    return known;
}

/* Writing */

static void put_u16(struct dns_answer *a, unsigned value)
{
    if (a->len + 2 > DNS_MESSAGE_MAX)
        return;
    a->message[a->len++] = (uint8_t)(value >> 8);
    a->message[a->len++] = (uint8_t)value;
}

static void set_u16(struct dns_answer *a, size_t at, unsigned value)
{
    a->message[at] = (uint8_t)(value >> 8);
    a->message[at + 1] = (uint8_t)value;
}

static void put_bytes(struct dns_answer *a, const void *bytes, size_t len)
{
    if (a->len + len > DNS_MESSAGE_MAX)
        return;
    memcpy(a->message + a->len, bytes, len);
    a->len += len;
}

static void put_name(struct dns_answer *a, const char *name)
{
    while (*name != '\0' && strcmp(name, ".") != 0) {
        size_t label = strcspn(name, ".");
        uint8_t len = (uint8_t)label;

        put_bytes(a, &len, 1);
        put_bytes(a, name, label);
        name += label + (name[label] == '.');
    }
    put_bytes(a, "", 1);
}

/* The names of who answers for the zone, then five numbers. */
static void put_soa(struct dns_answer *a, const char *data)
{
    char server[NAME_MAX_TEXT], mail[NAME_MAX_TEXT];
    unsigned n[5] = {0};

    sscanf(data, "%255s %255s %u %u %u %u %u", server, mail, &n[0], &n[1],
           &n[2], &n[3], &n[4]);
    put_name(a, server);
    put_name(a, mail);
    for (int i = 0; i < 5; i++) {
        put_u16(a, n[i] >> 16);
        put_u16(a, n[i]);
    }
}

static void put_data(struct dns_answer *a, int type, const char *data)
{
    uint8_t addr[16];
    unsigned priority, weight, port;
    char target[NAME_MAX_TEXT];
    uint8_t len = (uint8_t)strlen(data);

    if (type == TYPE_A && inet_pton(AF_INET, data, addr) == 1) {
        put_bytes(a, addr, 4);
    } else if (type == TYPE_AAAA && inet_pton(AF_INET6, data, addr) == 1) {
        put_bytes(a, addr, 16);
    } else if (type == TYPE_TXT) {
        put_bytes(a, &len, 1);
        put_bytes(a, data, len);
    } else if (type == TYPE_SRV && sscanf(data, "%u %u %u %255s", &priority,
                                          &weight, &port, target) == 4) {
        put_u16(a, priority);
        put_u16(a, weight);
        put_u16(a, port);
        put_name(a, target);
    } else if (type == TYPE_MX &&
               sscanf(data, "%u %255s", &priority, target) == 2) {
        put_u16(a, priority);
        put_name(a, target);
    } else if (type == TYPE_SOA) {
        put_soa(a, data);
    } else {
        put_name(a, data);
    }
}

static void put_record(struct dns_answer *a, const char *name, int type,
                       unsigned ttl, const char *data)
{
    size_t at;

    put_name(a, name);
    put_u16(a, (unsigned)type);
    put_u16(a, 1); /* IN */
    put_u16(a, ttl >> 16);
    put_u16(a, ttl);
    at = a->len;
    put_u16(a, 0);
    put_data(a, type, data);
    set_u16(a, at, (unsigned)(a->len - at - 2));
}

/* The A record, count times, with other last bytes. */
static unsigned put_counted(struct dns_answer *a, const char *name,
                            const char *data, unsigned count)
{
    uint8_t addr[4];
    char text[INET_ADDRSTRLEN];

    inet_pton(AF_INET, data, addr);
    for (unsigned i = 0; i < count; i++) {
        addr[2] = (uint8_t)(i >> 8);
        addr[3] = (uint8_t)i;
        inet_ntop(AF_INET, addr, text, sizeof(text));
        put_record(a, name, TYPE_A, TTL_DEFAULT, text);
    }
    return count;
}

/* The records of that name and type, or the alias to follow. */
static unsigned put_records(struct dns_answer *a, const char *name, int type,
                            unsigned count, const char **alias)
{
    unsigned put = 0, ttl = TTL_DEFAULT;

    *alias = NULL;
    for (size_t i = 0; i < record_count; i++) {
        const struct record *r = &records[i];

        if (!name_matches(r->name, name))
            continue;
        if (r->type == 0)
            sscanf(r->data, "ttl %u", &ttl);
        if (r->type != type && r->type != TYPE_CNAME)
            continue;
        if (r->type == TYPE_CNAME)
            *alias = r->data;
        if (r->type == TYPE_A && count > 0) {
            put += put_counted(a, name, r->data, count);
            continue;
        }
        put_record(a, name, r->type, ttl, r->data);
        put++;
    }
    return put;
}

/* Reading */

/* The question's name; the offset behind its type and class, 0 for none. */
static size_t question_read(const uint8_t *query, size_t len, char *name,
                            int *type)
{
    size_t at = 12, out = 0;

    while (at < len && query[at] != 0) {
        size_t label = query[at];

        if (label > 63 || at + 1 + label >= len ||
            out + label + 2 > NAME_MAX_TEXT)
            return 0;
        if (out > 0)
            name[out++] = '.';
        memcpy(name + out, query + at + 1, label);
        out += label;
        at += 1 + label;
    }
    name[out] = '\0';
    if (at + 5 > len)
        return 0;
    *type = query[at + 1] << 8 | query[at + 2];
    return at + 5;
}

static void message_break(struct dns_answer *a, enum broken how, size_t end)
{
    switch (how) {
    case WHOLE:
        break;
    case BROKEN_SHORT:
        a->len = end + 7; /* in the middle of a record */
        set_u16(a, 6, 1);
        break;
    case BROKEN_LOOP:
        a->len = end;
        set_u16(a, 6, 1);
        put_u16(a, 0xc000 | (unsigned)end); /* a pointer at itself */
        put_u16(a, TYPE_A);
        break;
    case BROKEN_ID:
        a->message[0] ^= 0x5a;
        break;
    case BROKEN_QUESTION:
        a->message[13] ^= 0x07;
        break;
    }
}

void zone_answer(const uint8_t *query, size_t len, bool tcp, int rcode,
                 struct dns_answer *answer)
{
    char name[NAME_MAX_TEXT];
    const char *at = name;
    struct properties p;
    int type = 0;
    unsigned count = 0;
    size_t end;

    answer->len = 0;
    answer->delay_ms = 0;
    answer->reset = false;
    if (len < 12 || (end = question_read(query, len, name, &type)) == 0)
        return;
    if (!properties_read(name, &p))
        p.rcode = 3;
    if (rcode >= 0)
        p = (struct properties){.rcode = rcode};
    answer->delay_ms = p.delay_ms;
    answer->reset = p.reset && tcp;
    if (p.drop)
        return;
    put_bytes(answer, query, end);
    answer->message[2] = 0x84 | (query[2] & 0x01); /* answer, authoritative */
    answer->message[3] = (uint8_t)(0x80 | p.rcode);
    memset(answer->message + 6, 0, 6);
    for (int i = 0; p.rcode == 0 && at != NULL && i < CHAIN_MAX; i++)
        count += put_records(answer, at, type, p.count, &at);
    set_u16(answer, 6, count);
    message_break(answer, p.broken, end);
    if (!tcp && (p.tc || answer->len > UDP_MAX)) {
        answer->message[2] |= 0x02; /* truncated */
        set_u16(answer, 6, 0);
        answer->len = end;
    }
}
