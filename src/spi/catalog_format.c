/* SPDX-License-Identifier: MIT */
/* Writing the catalog's file; see catalog_text.h for its form. */
#include "spi/catalog_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "win32/utf.h"

static const char heading[] =
    "# Providers of Windows Sockets. `ws2 catalog` shows, changes and checks\n"
    "# this file; the form is described in ws2-catalog(5).\n";

/* A value that would lose its blanks or quotes gets quotes. */
static void value_put(FILE *f, const char *value)
{
    size_t len = strlen(value);
    bool quotes = len == 0 || value[0] == ' ' || value[0] == '\t' ||
                  value[0] == '"' || value[len - 1] == ' ' ||
                  value[len - 1] == '\t';

    fprintf(f, quotes ? "\"%s\"" : "%s", value);
}

static void text_put(FILE *f, const char *key, const char *value)
{
    fprintf(f, "%s = ", key);
    value_put(f, value);
    fputc('\n', f);
}

static void part_put(FILE *f, const struct ws2_catalog_part *part)
{
    char guid[WS2_GUID_TEXT];

    fprintf(f, "%sversion = %u\n", heading, WS2_CATALOG_VERSION);
    if (part->next_id != 0)
        fprintf(f, "next-id = %u\n", part->next_id);
    if (part->order_count != 0) {
        fputs("order =", f);
        for (unsigned i = 0; i < part->order_count; i++)
            fprintf(f, " %u", part->order[i]);
        fputc('\n', f);
    }
    if (part->namespace_order_count != 0) {
        fputs("namespace-order =", f);
        for (unsigned i = 0; i < part->namespace_order_count; i++)
            fprintf(f, " %s", ws2_guid_format(&part->namespace_order[i], guid));
        fputc('\n', f);
    }
}

static void provider_put(FILE *f, const struct ws2_catalog_provider *provider)
{
    char guid[WS2_GUID_TEXT];

    fprintf(f, "\n[provider %s]\n", ws2_guid_format(&provider->id, guid));
    text_put(f, "path", provider->path);
    if (provider->categories != 0)
        fprintf(f, "categories = 0x%x\n", provider->categories);
}

static void chain_put(FILE *f, const WSAPROTOCOLCHAIN *chain)
{
    if (chain->ChainLen <= BASE_PROTOCOL) {
        fprintf(f, "chain = %s\n",
                chain->ChainLen == BASE_PROTOCOL ? "base" : "layer");
        return;
    }
    fputs("chain =", f);
    for (int i = 0; i < chain->ChainLen; i++)
        fprintf(f, " %u", chain->ChainEntries[i]);
    fputc('\n', f);
}

static void entry_put(FILE *f, const WSAPROTOCOL_INFOW *info)
{
    char guid[WS2_GUID_TEXT], name[3 * WSAPROTOCOL_LEN + 1];
    size_t len =
        ws2_utf16_to_8(info->szProtocol, ws2_utf16_len(info->szProtocol), name,
                       sizeof(name) - 1, NULL);

    name[len] = '\0';
    fprintf(f, "\n[entry %u]\n", info->dwCatalogEntryId);
    text_put(f, "name", name);
    fprintf(f, "provider = %s\n", ws2_guid_format(&info->ProviderId, guid));
    chain_put(f, &info->ProtocolChain);
    for (unsigned i = 0; i < ws2_entry_field_count; i++) {
        const struct ws2_entry_field *field = &ws2_entry_fields[i];
        DWORD value;

        memcpy(&value, (const char *)info + field->at, sizeof(value));
        if (value != 0)
            fprintf(f, field->hexadecimal ? "%s = 0x%x\n" : "%s = %u\n",
                    field->key, value);
    }
}

static void application_put(FILE *f, const struct ws2_catalog_application *a)
{
    fputs("\n[application ", f);
    value_put(f, a->path);
    fputs("]\n", f);
    if (a->arguments != NULL)
        text_put(f, "arguments", a->arguments);
    fprintf(f, "categories = 0x%x\n", a->categories);
}

static void namespace_put(FILE *f, const struct ws2_catalog_namespace *n)
{
    char guid[WS2_GUID_TEXT];

    fprintf(f, "\n[namespace %s]\n", ws2_guid_format(&n->id, guid));
    text_put(f, "name", n->name);
    text_put(f, "path", n->path);
    fprintf(f, "namespace = %u\nversion = %u\nenabled = %s\n", n->number,
            n->version, n->enabled ? "yes" : "no");
    if (n->blob_len != 0) {
        fputs("blob = ", f);
        for (size_t i = 0; i < n->blob_len; i++)
            fprintf(f, "%02x", n->blob[i]);
        fputc('\n', f);
    }
}

static void switch_put(FILE *f, const struct ws2_catalog_switch *s)
{
    char guid[WS2_GUID_TEXT];

    fprintf(f, "\n[namespace-switch %s]\nenabled = %s\n",
            ws2_guid_format(&s->id, guid), s->enabled ? "yes" : "no");
}

char *ws2_catalog_format(const struct ws2_catalog *c,
                         enum ws2_catalog_source source, size_t *len)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    unsigned i;
    bool bad;

    if (f == NULL)
        return NULL;
    part_put(f, &c->parts[source]);
    for (i = 0; i < c->provider_count; i++)
        if (c->providers[i].source == source)
            provider_put(f, &c->providers[i]);
    for (i = 0; i < c->entry_count; i++)
        if (c->entries[i].source == source)
            entry_put(f, &c->entries[i].info);
    for (i = 0; i < c->application_count; i++)
        if (c->applications[i].source == source)
            application_put(f, &c->applications[i]);
    for (i = 0; i < c->namespace_count; i++)
        if (c->namespaces[i].source == source)
            namespace_put(f, &c->namespaces[i]);
    for (i = 0; i < c->switch_count; i++)
        if (c->switches[i].source == source)
            switch_put(f, &c->switches[i]);
    bad = ferror(f) != 0;
    if (fclose(f) != 0 || bad) {
        free(text);
        return NULL;
    }
    return text;
}
