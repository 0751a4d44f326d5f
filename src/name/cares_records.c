/* SPDX-License-Identifier: MIT */
/* DNS records of any type; see records.h. The message may be hostile: a field
 * is read when all of it lies in its record. No state, no lock. */
#include "name/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/cares_message.h"

/* The fields of a type, or NULL; see records.def. */
static const char *fields_of(unsigned type)
{
    switch (type) {
#define RECORD(number, fields)                                                 \
    case number:                                                               \
        return fields;
#include "name/records.def"
#undef RECORD
    default:
        return NULL;
    }
}

/* A record while it is read: the rest of its data, the text so far. */
struct reading {
    const struct ws2_message *m;
    size_t at, end;
    struct ws2_record *record;
    FILE *text;
    bool begun; /* there is text */
    unsigned halves;
};

static void text_put(struct reading *r, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] < ' ' || bytes[i] == 0x7f)
            fprintf(r->text, "\\%03u", bytes[i]);
        else
            putc(bytes[i], r->text);
    }
}

static void field_begin(struct reading *r)
{
    if (r->begun)
        putc(' ', r->text);
    r->begun = true;
}

static bool read_name(struct reading *r)
{
    size_t end;
    char *name = ws2_message_name(r->m, r->at, &end);
    const char *shown = name != NULL && *name != '\0' ? name : ".";
    bool good = name != NULL && end <= r->end;

    if (good && r->record->name == NULL)
        good = (r->record->name = strdup(shown)) != NULL;
    if (good) {
        field_begin(r);
        text_put(r, (const uint8_t *)shown, strlen(shown));
        r->at = end;
    }
    ares_free_string(name);
    return good;
}

/* Of several such numbers the first is the preference, the last the port. */
static bool read_half(struct reading *r)
{
    unsigned value;

    if (r->end - r->at < 2)
        return false;
    value = ws2_message_u16(r->m, r->at);
    if (r->halves++ == 0)
        r->record->preference = (uint16_t)value;
    r->record->port = (uint16_t)value;
    field_begin(r);
    fprintf(r->text, "%u", value);
    r->at += 2;
    return true;
}

static bool read_word(struct reading *r)
{
    if (r->end - r->at < 4)
        return false;
    field_begin(r);
    fprintf(r->text, "%u",
            ws2_message_u16(r->m, r->at) << 16 |
                ws2_message_u16(r->m, r->at + 2));
    r->at += 4;
    return true;
}

static bool read_string(struct reading *r)
{
    size_t len;

    if (r->at == r->end || (len = r->m->bytes[r->at]) > r->end - r->at - 1)
        return false;
    text_put(r, r->m->bytes + r->at + 1, len);
    r->at += 1 + len;
    return true;
}

/* Long texts are cut into strings wherever 255 bytes are full: no blanks
 * between them (RFC 7208, section 3.3, says so of one use). */
static bool read_strings(struct reading *r)
{
    do {
        if (!read_string(r))
            return false;
    } while (r->at < r->end);
    return true;
}

static bool read_field(struct reading *r, char field)
{
    switch (field) {
    case 'n':
        return read_name(r);
    case 'h':
        return read_half(r);
    case 'w':
        return read_word(r);
    case 's':
        field_begin(r);
        return read_string(r);
    default:
        return read_strings(r);
    }
}

static bool read_unknown(struct reading *r)
{
    fprintf(r->text, "\\# %zu ", r->end - r->at);
    for (; r->at < r->end; r->at++)
        fprintf(r->text, "%02X", r->m->bytes[r->at]);
    return true;
}

static bool read_data(struct reading *r, unsigned type)
{
    const char *fields = fields_of(type);
    bool good = true;

    if (fields == NULL)
        return read_unknown(r);
    for (; good && *fields != '\0'; fields++)
        good = read_field(r, *fields);
    return good && r->at == r->end;
}

static void record_clear(struct ws2_record *record)
{
    free(record->name);
    free(record->text);
}

static enum ws2_dns_status record_read(const struct ws2_message *m,
                                       const struct ws2_message_record *raw,
                                       struct ws2_record *record)
{
    struct reading r = {
        .m = m, .at = raw->at, .end = raw->at + raw->len, .record = record};
    size_t size;
    bool good, kept;

    *record = (struct ws2_record){0};
    r.text = open_memstream(&record->text, &size);
    if (r.text == NULL)
        return WS2_DNS_NOMEM;
    good = read_data(&r, raw->type);
    if (raw->type != WS2_DNS_SRV)
        record->port = 0;
    kept = !ferror(r.text);
    kept &= fclose(r.text) == 0;
    if (!good || !kept)
        record_clear(record);
    return !kept ? WS2_DNS_NOMEM : good ? WS2_DNS_OK : WS2_DNS_BADRESP;
}

static enum ws2_dns_status record_add(const struct ws2_message *m,
                                      const struct ws2_message_record *raw,
                                      void *arg)
{
    struct ws2_records *records = arg;
    struct ws2_record *list, record;
    enum ws2_dns_status status = record_read(m, raw, &record);

    if (status != WS2_DNS_OK)
        return status;
    list = reallocarray(records->list, records->count + 1, sizeof(*list));
    if (list == NULL) {
        record_clear(&record);
        return WS2_DNS_NOMEM;
    }
    records->list = list;
    list[records->count++] = record;
    return WS2_DNS_OK;
}

/* Records of equal preference keep the server's order, which it may rotate. */
static void records_sort(struct ws2_records *records)
{
    for (size_t i = 1; i < records->count; i++) {
        struct ws2_record r = records->list[i];
        size_t to = i;

        for (; to > 0 && records->list[to - 1].preference > r.preference; to--)
            records->list[to] = records->list[to - 1];
        records->list[to] = r;
    }
}

enum ws2_dns_status ws2_dns_read_records(const uint8_t *answer, size_t len,
                                         unsigned type,
                                         struct ws2_records *records)
{
    enum ws2_dns_status status = WS2_DNS_BADRESP;
    struct ws2_host on_the_way = {0};
    struct ws2_message m;
    char *name;

    if (ws2_message_open(&m, answer, len, &name))
        status = type == WS2_DNS_CNAME
                     ? WS2_DNS_OK
                     : ws2_message_follow(&m, &name, &on_the_way);
    if (status == WS2_DNS_OK)
        status = ws2_message_read(m, name, type, record_add, records);
    if (status == WS2_DNS_OK && records->count == 0)
        status = WS2_DNS_NODATA;
    if (status == WS2_DNS_OK && (records->owner = strdup(name)) == NULL)
        status = WS2_DNS_NOMEM;
    if (status != WS2_DNS_OK)
        ws2_records_clear(records);
    records_sort(records);
    ws2_host_clear(&on_the_way);
    ares_free_string(name);
    return status;
}

void ws2_records_clear(struct ws2_records *records)
{
    for (size_t i = 0; i < records->count; i++)
        record_clear(&records->list[i]);
    free(records->list);
    free(records->owner);
    *records = (struct ws2_records){0};
}
