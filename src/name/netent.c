/* SPDX-License-Identifier: MIT */
/* getservbyname, getservbyport, getprotobyname, getprotobynumber. Follows
 * Microsoft Learn's pages of these names. The results are the calling
 * thread's: no lock. */
#include "name/name.h"

#include <stdlib.h>
#include <string.h>

#include "name/netdb.h"
#include "name/slot.h"
#include "name/text.h"

/* Room behind a structure for the entry's aliases and strings. */
static size_t entry_size(const struct ws2_netdb *entry)
{
    size_t size = (entry->alias_count + 1) * sizeof(char *) +
                  strlen(entry->name) + 1 + strlen(entry->proto) + 1;

    for (size_t i = 0; i < entry->alias_count; i++)
        size += strlen(entry->aliases[i]) + 1;
    return size;
}

/* Puts the aliases at cursor; the strings follow them. */
static char **aliases_put(char **cursor, const struct ws2_netdb *entry)
{
    char **aliases = (char **)(void *)*cursor;

    *cursor += (entry->alias_count + 1) * sizeof(char *);
    for (size_t i = 0; i < entry->alias_count; i++)
        aliases[i] = ws2_slot_string(cursor, entry->aliases[i]);
    return aliases;
}

static SERVENT *servent_make(const struct ws2_netdb *entry)
{
    SERVENT *ent = calloc(1, sizeof(*ent) + entry_size(entry));
    char *cursor = (char *)(ent + 1);

    if (ent == NULL)
        return NULL;
    ent->s_aliases = aliases_put(&cursor, entry);
    ent->s_name = ws2_slot_string(&cursor, entry->name);
    ent->s_proto = ws2_slot_string(&cursor, entry->proto);
    ent->s_port = (short)htons((USHORT)entry->number);
    return ent;
}

static PROTOENT *protoent_make(const struct ws2_netdb *entry)
{
    PROTOENT *ent = calloc(1, sizeof(*ent) + entry_size(entry));
    char *cursor = (char *)(ent + 1);

    if (ent == NULL)
        return NULL;
    ent->p_aliases = aliases_put(&cursor, entry);
    ent->p_name = ws2_slot_string(&cursor, entry->name);
    ent->p_proto = (short)entry->number;
    return ent;
}

static ws2_err block_keep(enum ws2_thread_slot slot, void *block)
{
    if (block != NULL && ws2_slot_keep(slot, block))
        return WS2_OK;
    free(block);
    return WSA_NOT_ENOUGH_MEMORY;
}

/* Overlong text is in no database. */
static ws2_err text_take(char out[WS2_TEXT_MAX], const char *s)
{
    enum ws2_text taken = ws2_text_in(out, s);

    if (taken == WS2_TEXT_OK)
        return WS2_OK;
    return taken == WS2_TEXT_UNMAPPED ? WSAEFAULT : WSAHOST_NOT_FOUND;
}

static ws2_err servent_keep(ws2_err err, struct ws2_netdb *entry, SERVENT **out)
{
    SERVENT *ent;

    if (err != WS2_OK)
        return err;
    ent = servent_make(entry);
    ws2_netdb_clear(entry);
    err = block_keep(WS2_SLOT_SERVENT, ent);
    if (err == WS2_OK)
        *out = ent;
    return err;
}

static ws2_err protoent_keep(ws2_err err, struct ws2_netdb *entry,
                             PROTOENT **out)
{
    PROTOENT *ent;

    if (err != WS2_OK)
        return err;
    ent = protoent_make(entry);
    ws2_netdb_clear(entry);
    err = block_keep(WS2_SLOT_PROTOENT, ent);
    if (err == WS2_OK)
        *out = ent;
    return err;
}

ws2_err ws2_name_getservbyname(const char *name, const char *proto,
                               SERVENT **out)
{
    char name_text[WS2_TEXT_MAX], proto_text[WS2_TEXT_MAX];
    struct ws2_netdb entry;
    ws2_err err = text_take(name_text, name);

    *out = NULL;
    if (err == WS2_OK && proto != NULL)
        err = text_take(proto_text, proto);
    if (err == WS2_OK)
        err = ws2_service_by_name(name_text, proto != NULL ? proto_text : NULL,
                                  &entry);
    return servent_keep(err, &entry, out);
}

ws2_err ws2_name_getservbyport(int port, const char *proto, SERVENT **out)
{
    char proto_text[WS2_TEXT_MAX];
    struct ws2_netdb entry;
    ws2_err err = proto != NULL ? text_take(proto_text, proto) : WS2_OK;

    *out = NULL;
    if (err == WS2_OK)
        err = ws2_service_by_port(ntohs((USHORT)port),
                                  proto != NULL ? proto_text : NULL, &entry);
    return servent_keep(err, &entry, out);
}

ws2_err ws2_name_getprotobyname(const char *name, PROTOENT **out)
{
    char text[WS2_TEXT_MAX];
    struct ws2_netdb entry;
    ws2_err err = text_take(text, name);

    *out = NULL;
    if (err == WS2_OK)
        err = ws2_protocol_by_name(text, &entry);
    return protoent_keep(err, &entry, out);
}

ws2_err ws2_name_getprotobynumber(int number, PROTOENT **out)
{
    struct ws2_netdb entry;

    *out = NULL;
    return protoent_keep(ws2_protocol_by_number(number, &entry), &entry, out);
}
