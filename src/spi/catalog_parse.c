/* SPDX-License-Identifier: MIT */
/* Reading the catalog's file; see catalog_text.h for its form. What is wrong
 * with a line is said in words that `ws2 catalog check` shows. */
#include "spi/catalog_text.h"

#include <stdlib.h>
#include <string.h>

#include "spi/list.h"
#include "win32/utf.h"

enum section { TOP, PROVIDER, ENTRY, APPLICATION, NAMESPACE, SWITCH };

struct parser {
    struct ws2_catalog *c;
    struct ws2_catalog_part *part;
    enum ws2_catalog_source source;
    enum section section;
    bool versioned;
};

/* What is wrong, or NULL. No memory is a problem of its own, found again by its
 * address. */
static const char no_memory[] = "out of memory";
static const char key_again[] = "a key that was there before";

static const char *text_keep(char **out, const char *value)
{
    if (*out != NULL)
        return key_again;
    *out = strdup(value);
    return *out != NULL ? NULL : no_memory;
}

static const char *number_keep(DWORD *out, const char *value)
{
    return ws2_number_parse(value, out) ? NULL : "not a number of 32 bits";
}

static const char *bool_keep(bool *out, const char *value)
{
    *out = strcmp(value, "yes") == 0;
    return *out || strcmp(value, "no") == 0 ? NULL : "neither yes nor no";
}

/* The next word, cut off; NULL: no more. */
static char *word_take(char **cursor)
{
    char *word = *cursor + strspn(*cursor, " \t");
    char *end = word + strcspn(word, " \t");

    if (*word == '\0')
        return NULL;
    *cursor = *end != '\0' ? end + 1 : end;
    *end = '\0';
    return word;
}

/* --- Keys before the first section. */

static const char *order_keep(struct ws2_catalog_part *part, char *value)
{
    char *word;

    while ((word = word_take(&value)) != NULL) {
        DWORD *id = WS2_LIST_ADD(part->order, part->order_count);

        if (id == NULL)
            return no_memory;
        if (!ws2_number_parse(word, id))
            return "not the number of an entry";
    }
    return NULL;
}

static const char *namespace_order_keep(struct ws2_catalog_part *part,
                                        char *value)
{
    char *word;

    while ((word = word_take(&value)) != NULL) {
        GUID *id =
            WS2_LIST_ADD(part->namespace_order, part->namespace_order_count);

        if (id == NULL)
            return no_memory;
        if (!ws2_guid_parse(word, id))
            return "not the identifier of a provider";
    }
    return NULL;
}

static const char *version_keep(struct parser *p, const char *value)
{
    DWORD version;

    if (!ws2_number_parse(value, &version))
        return "not a version";
    p->versioned = true;
    return version == WS2_CATALOG_VERSION
               ? NULL
               : "a version of the catalog that is not known here";
}

static const char *top_key(struct parser *p, const char *key, char *value)
{
    if (strcmp(key, "next-id") == 0)
        return number_keep(&p->part->next_id, value);
    if (strcmp(key, "order") == 0)
        return order_keep(p->part, value);
    if (strcmp(key, "namespace-order") == 0)
        return namespace_order_keep(p->part, value);
    return "no such key here";
}

/* --- Keys of sections: of the last element of their list. */

static const char *provider_key(struct parser *p, const char *key, char *value)
{
    struct ws2_catalog_provider *provider =
        &p->c->providers[p->c->provider_count - 1];

    if (strcmp(key, "path") == 0)
        return text_keep(&provider->path, value);
    if (strcmp(key, "categories") == 0)
        return number_keep(&provider->categories, value);
    return "no such key of a provider";
}

static const char *chain_keep(WSAPROTOCOLCHAIN *chain, char *value)
{
    char *word;

    chain->ChainLen = LAYERED_PROTOCOL;
    if (strcmp(value, "layer") == 0)
        return NULL;
    if (strcmp(value, "base") == 0) {
        chain->ChainLen = BASE_PROTOCOL;
        return NULL;
    }
    while ((word = word_take(&value)) != NULL) {
        if (chain->ChainLen == MAX_PROTOCOL_CHAIN)
            return "a chain that is too long";
        if (!ws2_number_parse(word, &chain->ChainEntries[chain->ChainLen++]))
            return "not the number of an entry";
    }
    return chain->ChainLen > BASE_PROTOCOL ? NULL : "a chain of fewer than two";
}

static const char *name_keep(WCHAR name[WSAPROTOCOL_LEN + 1], const char *value)
{
    bool bad = false;
    size_t units;

    if (name[0] != 0)
        return key_again;
    units = ws2_utf8_to_16(value, strlen(value), name, WSAPROTOCOL_LEN, &bad);
    if (bad)
        return "not UTF-8";
    return units <= WSAPROTOCOL_LEN ? NULL : "a name that is too long";
}

static const char *entry_key(struct parser *p, const char *key, char *value)
{
    WSAPROTOCOL_INFOW *info = &p->c->entries[p->c->entry_count - 1].info;

    if (strcmp(key, "provider") == 0)
        return ws2_guid_parse(value, &info->ProviderId)
                   ? NULL
                   : "not the identifier of a provider";
    if (strcmp(key, "name") == 0)
        return name_keep(info->szProtocol, value);
    if (strcmp(key, "chain") == 0)
        return chain_keep(&info->ProtocolChain, value);
    for (unsigned i = 0; i < ws2_entry_field_count; i++)
        if (strcmp(key, ws2_entry_fields[i].key) == 0)
            return number_keep((DWORD *)((char *)info + ws2_entry_fields[i].at),
                               value);
    return "no such key of an entry";
}

static const char *application_key(struct parser *p, const char *key,
                                   char *value)
{
    struct ws2_catalog_application *a =
        &p->c->applications[p->c->application_count - 1];

    if (strcmp(key, "arguments") == 0)
        return text_keep(&a->arguments, value);
    if (strcmp(key, "categories") == 0)
        return number_keep(&a->categories, value);
    return "no such key of an application";
}

static const char *blob_keep(struct ws2_catalog_namespace *n, const char *value)
{
    size_t len = strlen(value);

    if (n->blob != NULL)
        return key_again;
    n->blob = malloc(len / 2 + 1);
    if (n->blob == NULL)
        return no_memory;
    for (; value[0] != '\0'; value += 2) {
        char byte[] = {'0', 'x', value[0], value[1], '\0'};
        DWORD number;

        if (value[1] == '\0' || !ws2_number_parse(byte, &number))
            return "not bytes in hexadecimal";
        n->blob[n->blob_len++] = (unsigned char)number;
    }
    return NULL;
}

static const char *namespace_key(struct parser *p, const char *key, char *value)
{
    struct ws2_catalog_namespace *n =
        &p->c->namespaces[p->c->namespace_count - 1];

    if (strcmp(key, "name") == 0)
        return text_keep(&n->name, value);
    if (strcmp(key, "path") == 0)
        return text_keep(&n->path, value);
    if (strcmp(key, "namespace") == 0)
        return number_keep(&n->number, value);
    if (strcmp(key, "version") == 0)
        return number_keep(&n->version, value);
    if (strcmp(key, "enabled") == 0)
        return bool_keep(&n->enabled, value);
    if (strcmp(key, "blob") == 0)
        return blob_keep(n, value);
    return "no such key of a namespace provider";
}

static const char *switch_key(struct parser *p, const char *key, char *value)
{
    struct ws2_catalog_switch *s = &p->c->switches[p->c->switch_count - 1];

    if (strcmp(key, "enabled") == 0)
        return bool_keep(&s->enabled, value);
    return "no such key of a switch";
}

/* --- Sections. */

static const char *provider_begin(struct parser *p, const char *of)
{
    struct ws2_catalog_provider *provider =
        WS2_LIST_ADD(p->c->providers, p->c->provider_count);

    if (provider == NULL)
        return no_memory;
    provider->source = p->source;
    if (!ws2_guid_parse(of, &provider->id))
        return "not the identifier of a provider";
    for (unsigned i = 0; i + 1 < p->c->provider_count; i++)
        if (p->c->providers[i].source == p->source &&
            ws2_guid_equal(&p->c->providers[i].id, &provider->id))
            return "a provider that was there before";
    return NULL;
}

static const char *entry_begin(struct parser *p, const char *of)
{
    struct ws2_catalog_entry *e =
        WS2_LIST_ADD(p->c->entries, p->c->entry_count);
    DWORD id;

    if (e == NULL)
        return no_memory;
    e->source = p->source;
    if (!ws2_number_parse(of, &id))
        return "not the number of an entry";
    if (id < WS2_ENTRY_SYSTEM ||
        (id < WS2_ENTRY_USER) != (p->source == WS2_SYSTEM))
        return "an entry whose number is not this file's to give";
    if (ws2_catalog_entry(p->c, id) != NULL)
        return "an entry that was there before";
    e->info.dwCatalogEntryId = id;
    return NULL;
}

static const char *application_begin(struct parser *p, const char *of)
{
    struct ws2_catalog_application *a =
        WS2_LIST_ADD(p->c->applications, p->c->application_count);

    if (a == NULL)
        return no_memory;
    a->source = p->source;
    return text_keep(&a->path, of);
}

static const char *namespace_begin(struct parser *p, const char *of)
{
    struct ws2_catalog_namespace *n =
        WS2_LIST_ADD(p->c->namespaces, p->c->namespace_count);

    if (n == NULL)
        return no_memory;
    n->source = p->source;
    n->enabled = true;
    if (!ws2_guid_parse(of, &n->id))
        return "not the identifier of a provider";
    for (unsigned i = 0; i + 1 < p->c->namespace_count; i++)
        if (p->c->namespaces[i].source == p->source &&
            ws2_guid_equal(&p->c->namespaces[i].id, &n->id))
            return "a provider that was there before";
    return NULL;
}

static const char *switch_begin(struct parser *p, const char *of)
{
    struct ws2_catalog_switch *s =
        WS2_LIST_ADD(p->c->switches, p->c->switch_count);

    if (s == NULL)
        return no_memory;
    s->source = p->source;
    s->enabled = true;
    return ws2_guid_parse(of, &s->id) ? NULL
                                      : "not the identifier of a provider";
}

static const struct {
    const char *name;
    const char *(*begin)(struct parser *p, const char *of);
    const char *(*key)(struct parser *p, const char *key, char *value);
} sections[] = {
    [TOP] = {"", NULL, top_key},
    [PROVIDER] = {"provider", provider_begin, provider_key},
    [ENTRY] = {"entry", entry_begin, entry_key},
    [APPLICATION] = {"application", application_begin, application_key},
    [NAMESPACE] = {"namespace", namespace_begin, namespace_key},
    [SWITCH] = {"namespace-switch", switch_begin, switch_key},
};

/* What a section must have said by its end. */
static const char *section_end(const struct parser *p)
{
    const struct ws2_catalog *c = p->c;

    switch (p->section) {
    case PROVIDER:
        return c->providers[c->provider_count - 1].path != NULL
                   ? NULL
                   : "the provider has no path";
    case ENTRY:
        return c->entries[c->entry_count - 1].info.szProtocol[0] != 0
                   ? NULL
                   : "the entry has no name";
    case NAMESPACE:
        return c->namespaces[c->namespace_count - 1].path != NULL &&
                       c->namespaces[c->namespace_count - 1].name != NULL
                   ? NULL
                   : "the namespace provider has no path or no name";
    case TOP:
    case APPLICATION:
    case SWITCH:
        break;
    }
    return NULL;
}

/* Quotes around a value keep blanks at its ends. */
static char *value_unquoted(char *value)
{
    size_t len = strlen(value);

    if (len < 2 || value[0] != '"' || value[len - 1] != '"')
        return value;
    value[len - 1] = '\0';
    return value + 1;
}

static const char *section_take(struct parser *p, char *line)
{
    const char *problem = section_end(p);
    size_t len = strlen(line), word = strcspn(line, " \t]");

    if (problem != NULL)
        return problem;
    if (line[len - 1] != ']')
        return "a section without its end";
    line[len - 1] = '\0';
    for (size_t i = TOP + 1; i < sizeof(sections) / sizeof(sections[0]); i++)
        if (strncmp(line + 1, sections[i].name, word - 1) == 0 &&
            sections[i].name[word - 1] == '\0') {
            p->section = (enum section)i;
            return sections[i].begin(
                p, value_unquoted(ws2_text_trim(line + word)));
        }
    return "no such section";
}

static const char *line_take(struct parser *p, char *line)
{
    char *equals;
    const char *key;

    line = ws2_text_trim(line);
    if (*line == '\0' || *line == '#')
        return NULL;
    if (*line == '[')
        return p->versioned ? section_take(p, line)
                            : "the version is to come first";
    equals = strchr(line, '=');
    if (equals == NULL)
        return "neither a key with a value nor a section";
    *equals = '\0';
    key = ws2_text_trim(line);
    if (!p->versioned)
        return strcmp(key, "version") == 0
                   ? version_keep(p, ws2_text_trim(equals + 1))
                   : "the version is to come first";
    return sections[p->section].key(p, key,
                                    value_unquoted(ws2_text_trim(equals + 1)));
}

/* Entries name their providers, which may come later in the file. */
static const char *providers_check(const struct parser *p)
{
    for (unsigned i = 0; i < p->c->entry_count; i++)
        if (p->c->entries[i].source == p->source &&
            ws2_catalog_provider(p->c, &p->c->entries[i].info.ProviderId) ==
                NULL)
            return "an entry has a provider that is not there";
    return NULL;
}

static const char *text_take(struct parser *p, char *text, size_t len)
{
    const char *problem = NULL;

    if (strlen(text) != len)
        return "a character that is no text";
    while (problem == NULL && *text != '\0') {
        size_t n = strcspn(text, "\n");
        bool last = text[n] == '\0';

        text[n] = '\0';
        p->part->line++;
        problem = line_take(p, text);
        text += last ? n : n + 1;
    }
    if (problem == NULL && !p->versioned)
        problem = "there is no version";
    if (problem == NULL)
        problem = section_end(p);
    return problem != NULL ? problem : providers_check(p);
}

ws2_err ws2_catalog_parse(struct ws2_catalog *c, enum ws2_catalog_source source,
                          char *text, size_t len)
{
    struct parser p = {.c = c, .part = &c->parts[source], .source = source};

    p.part->problem = text_take(&p, text, len);
    if (p.part->problem == no_memory)
        return WSA_NOT_ENOUGH_MEMORY;
    p.part->state = p.part->problem == NULL ? WS2_PART_GOOD : WS2_PART_CORRUPT;
    return WS2_OK;
}
