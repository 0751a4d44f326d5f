/* SPDX-License-Identifier: MIT */
/* getservbyname, getservbyport, getprotobyname, getprotobynumber. Follows
 * Microsoft Learn's pages of these names. The results are the calling
 * thread's: no lock. */
#include "name/netent.h"

#include "name/name.h"
#include "name/slot.h"
#include "name/text.h"

void ws2_servent_lay(struct ws2_layout *l, const void *source)
{
    const struct ws2_netdb *entry = source;
    char *place = ws2_layout_room(l, sizeof(SERVENT));
    SERVENT ent = {.s_port = (short)htons((USHORT)entry->number)};

    ent.s_aliases = ws2_layout_pointers(l, entry->alias_count);
    ws2_layout_strings(l, ent.s_aliases, entry->aliases, entry->alias_count);
    ent.s_name = ws2_layout_string(l, entry->name);
    ent.s_proto = ws2_layout_string(l, entry->proto);
    ws2_layout_fill(l, place, &ent, sizeof(ent));
}

void ws2_protoent_lay(struct ws2_layout *l, const void *source)
{
    const struct ws2_netdb *entry = source;
    char *place = ws2_layout_room(l, sizeof(PROTOENT));
    PROTOENT ent = {.p_proto = (short)entry->number};

    ent.p_aliases = ws2_layout_pointers(l, entry->alias_count);
    ws2_layout_strings(l, ent.p_aliases, entry->aliases, entry->alias_count);
    ent.p_name = ws2_layout_string(l, entry->name);
    ws2_layout_fill(l, place, &ent, sizeof(ent));
}

/* Overlong text is in no database. */
static ws2_err text_take(char out[WS2_TEXT_MAX], const char *s)
{
    enum ws2_text taken = ws2_text_in(out, s);

    if (taken == WS2_TEXT_OK)
        return WS2_OK;
    return taken == WS2_TEXT_UNMAPPED ? WSAEFAULT : WSAHOST_NOT_FOUND;
}

ws2_err ws2_netent_servbyname(const char *name, const char *proto,
                              struct ws2_netdb *entry)
{
    char name_text[WS2_TEXT_MAX], proto_text[WS2_TEXT_MAX];
    ws2_err err = text_take(name_text, name);

    if (err == WS2_OK && proto != NULL)
        err = text_take(proto_text, proto);
    if (err == WS2_OK)
        err = ws2_service_by_name(name_text, proto != NULL ? proto_text : NULL,
                                  entry);
    return err;
}

ws2_err ws2_netent_servbyport(int port, const char *proto,
                              struct ws2_netdb *entry)
{
    char proto_text[WS2_TEXT_MAX];
    ws2_err err = proto != NULL ? text_take(proto_text, proto) : WS2_OK;

    if (err == WS2_OK)
        err = ws2_service_by_port(ntohs((USHORT)port),
                                  proto != NULL ? proto_text : NULL, entry);
    return err;
}

ws2_err ws2_netent_protobyname(const char *name, struct ws2_netdb *entry)
{
    char text[WS2_TEXT_MAX];
    ws2_err err = text_take(text, name);

    return err == WS2_OK ? ws2_protocol_by_name(text, entry) : err;
}

static ws2_err servent_keep(ws2_err err, struct ws2_netdb *entry, SERVENT **out)
{
    *out = NULL;
    if (err != WS2_OK)
        return err;
    *out = ws2_slot_lay(WS2_SLOT_SERVENT, ws2_servent_lay, entry);
    ws2_netdb_clear(entry);
    return *out != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

static ws2_err protoent_keep(ws2_err err, struct ws2_netdb *entry,
                             PROTOENT **out)
{
    *out = NULL;
    if (err != WS2_OK)
        return err;
    *out = ws2_slot_lay(WS2_SLOT_PROTOENT, ws2_protoent_lay, entry);
    ws2_netdb_clear(entry);
    return *out != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_name_getservbyname(const char *name, const char *proto,
                               SERVENT **out)
{
    struct ws2_netdb entry;

    return servent_keep(ws2_netent_servbyname(name, proto, &entry), &entry,
                        out);
}

ws2_err ws2_name_getservbyport(int port, const char *proto, SERVENT **out)
{
    struct ws2_netdb entry;

    return servent_keep(ws2_netent_servbyport(port, proto, &entry), &entry,
                        out);
}

ws2_err ws2_name_getprotobyname(const char *name, PROTOENT **out)
{
    struct ws2_netdb entry;

    return protoent_keep(ws2_netent_protobyname(name, &entry), &entry, out);
}

ws2_err ws2_name_getprotobynumber(int number, PROTOENT **out)
{
    struct ws2_netdb entry;

    return protoent_keep(ws2_protocol_by_number(number, &entry), &entry, out);
}
