/* SPDX-License-Identifier: MIT */
/* ws2 catalog show. */
#include "catalog.h"

#include <stdio.h>

#include "command.h"
#include "json.h"
#include "out.h"
#include "spi/catalog_text.h"

static const char *const sources[] = {"built in", "system", "user"};

static const char *kind(const WSAPROTOCOL_INFOW *info)
{
    switch (info->ProtocolChain.ChainLen) {
    case LAYERED_PROTOCOL:
        return "layer";
    case BASE_PROTOCOL:
        return "base";
    default:
        return "chain";
    }
}

static const char *path_of(const struct ws2_catalog *c, const GUID *id)
{
    const struct ws2_catalog_provider *provider = ws2_catalog_provider(c, id);

    return provider != NULL ? provider->path : "?";
}

static void line(const char *key, const char *value)
{
    printf("%-36s%s\n", key, value);
}

static void heading(const char *text)
{
    printf("\n");
    out_print(OUT_HEADING, "%s\n", text);
    printf("------------------------------------------------------\n");
}

/* --- Transport providers. */

static void entry_show(const struct ws2_catalog *c,
                       const struct ws2_catalog_entry *e)
{
    static const char *const kinds[] = {"Layered Service Provider",
                                        "Base Service Provider",
                                        "Layered Chain Entry"};
    const WSAPROTOCOL_INFOW *info = &e->info;
    int len = info->ProtocolChain.ChainLen;
    char guid[WS2_GUID_TEXT];

    heading("Winsock Catalog Provider Entry");
    line("Entry Type:", kinds[len < 2 ? len : 2]);
    line("Description:", catalog_name(info));
    line("Provider ID:", ws2_guid_format(&info->ProviderId, guid));
    line("Provider Path:", path_of(c, &info->ProviderId));
    printf("%-36s%u\n", "Catalog Entry ID:", info->dwCatalogEntryId);
    printf("%-36s%d\n", "Version:", info->iVersion);
    printf("%-36s%d\n", "Address Family:", info->iAddressFamily);
    printf("%-36s%d\n", "Max Address Length:", info->iMaxSockAddr);
    printf("%-36s%d\n", "Min Address Length:", info->iMinSockAddr);
    printf("%-36s%d\n", "Socket Type:", info->iSocketType);
    printf("%-36s%d\n", "Protocol:", info->iProtocol);
    printf("%-36s0x%x\n", "Service Flags:", info->dwServiceFlags1);
    printf("%-36s%d\n", "Protocol Chain Length:", len);
    for (int i = 0; len > BASE_PROTOCOL && i < len; i++)
        printf("%s%u", i == 0 ? "Protocol Chain: " : " : ",
               info->ProtocolChain.ChainEntries[i]);
    if (len > BASE_PROTOCOL)
        putchar('\n');
}

static void entry_json(const struct ws2_catalog *c,
                       const struct ws2_catalog_entry *e)
{
    const WSAPROTOCOL_INFOW *info = &e->info;
    char guid[WS2_GUID_TEXT], number[16];

    json_begin(NULL, '{');
    json_number("id", info->dwCatalogEntryId);
    json_string("kind", kind(info));
    json_string("source", sources[e->source]);
    json_string("name", catalog_name(info));
    json_string("provider", ws2_guid_format(&info->ProviderId, guid));
    json_string("path", path_of(c, &info->ProviderId));
    json_number("family", info->iAddressFamily);
    json_number("type", info->iSocketType);
    json_number("protocol", info->iProtocol);
    snprintf(number, sizeof(number), "0x%x", info->dwServiceFlags1);
    json_string("service_flags", number);
    json_bool("usable", ws2_catalog_usable(c, e));
    json_begin("chain", '[');
    for (int i = 0; info->ProtocolChain.ChainLen > BASE_PROTOCOL &&
                    i < info->ProtocolChain.ChainLen;
         i++)
        json_number(NULL, info->ProtocolChain.ChainEntries[i]);
    json_end();
    json_end();
}

/* --- Namespace providers. */

static void namespace_show(const struct ws2_catalog_namespace *n)
{
    char guid[WS2_GUID_TEXT];

    heading("Name Space Provider Entry");
    line("Description:", n->name);
    line("Provider ID:", ws2_guid_format(&n->id, guid));
    line("Provider Path:", n->path);
    printf("%-36s%u\n", "Name Space:", n->number);
    printf("%-36s%d\n", "Active:", n->enabled);
    printf("%-36s%u\n", "Version:", n->version);
}

static void namespace_json(const struct ws2_catalog_namespace *n)
{
    char guid[WS2_GUID_TEXT];

    json_begin(NULL, '{');
    json_string("name", n->name);
    json_string("provider", ws2_guid_format(&n->id, guid));
    json_string("source", sources[n->source]);
    json_string("path", n->path);
    json_number("namespace", n->number);
    json_number("version", n->version);
    json_bool("active", n->enabled);
    json_end();
}

/* --- All of it. */

static void all_brief(const struct ws2_catalog *c)
{
    char guid[WS2_GUID_TEXT];

    for (unsigned i = 0; i < c->entry_count; i++)
        printf("%-7u %-5s  %s\n", c->entries[i].info.dwCatalogEntryId,
               kind(&c->entries[i].info), catalog_name(&c->entries[i].info));
    for (unsigned i = 0; i < c->namespace_count; i++)
        printf("%-7s %-5s  %s %s\n", "-",
               c->namespaces[i].enabled ? "names" : "off",
               ws2_guid_format(&c->namespaces[i].id, guid),
               c->namespaces[i].name);
}

static void all_long(const struct ws2_catalog *c)
{
    for (unsigned i = 0; i < c->entry_count; i++)
        entry_show(c, &c->entries[i]);
    for (unsigned i = 0; i < c->namespace_count; i++)
        namespace_show(&c->namespaces[i]);
}

static void all_json(const struct ws2_catalog *c)
{
    json_begin(NULL, '{');
    json_begin("entries", '[');
    for (unsigned i = 0; i < c->entry_count; i++)
        entry_json(c, &c->entries[i]);
    json_end();
    json_begin("namespaces", '[');
    for (unsigned i = 0; i < c->namespace_count; i++)
        namespace_json(&c->namespaces[i]);
    json_end();
    json_end();
}

int catalog_show(const struct catalog_options *o)
{
    struct ws2_catalog *c = catalog_all();
    const struct ws2_catalog_part *broken;
    int status = EXIT_FOUND;

    if (c == NULL)
        return EXIT_MISSING;
    broken = ws2_catalog_broken(c);
    if (o->json)
        all_json(c);
    else if (o->brief)
        all_brief(c);
    else
        all_long(c);
    if (broken != NULL) {
        fflush(stdout);
        fprintf(stderr, "ws2 catalog: %s: %s\n", broken->path,
                catalog_problem(broken));
        status = EXIT_MISSING;
    }
    ws2_catalog_free(c);
    return status;
}
