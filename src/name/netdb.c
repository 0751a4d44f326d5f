/* SPDX-License-Identifier: MIT */
/* Services and protocols; see netdb.h. No state but the files', no lock. Names
 * compare without regard to case, as on Windows. */
#include "name/netdb.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <winsock2.h>

#include "name/lines.h"

#define SERVICE(line)  line,
#define PROTOCOL(line) line,
static const char *const builtin_services[] = {
#include "name/services.def"
    NULL};
static const char *const builtin_protocols[] = {
#include "name/protocols.def"
    NULL};

struct source {
    struct ws2_textfile file;
    const char *const *builtin;
    bool has_proto; /* "80/tcp" and not "6" */
};

static struct source services = {
    {.env = "WS2_SERVICES", .path = "/etc/services"}, builtin_services, true};
static struct source protocols = {
    {.env = "WS2_PROTOCOLS", .path = "/etc/protocols"},
    builtin_protocols,
    false};

/* What is looked for: a name, or else a number. */
struct wanted {
    const char *name;
    int number;
    const char *proto; /* NULL: any */
};

/* A line taken apart in place; words holds the name and the aliases. */
struct parsed {
    char *cursor;
    const char *name, *proto;
    int number;
};

static bool line_parse(char *line, bool has_proto, struct parsed *p)
{
    char *number, *end;
    long value;

    p->cursor = line;
    p->name = ws2_lines_word(&p->cursor);
    number = ws2_lines_word(&p->cursor);
    if (p->name == NULL || number == NULL)
        return false;
    value = strtol(number, &end, 10);
    if (end == number || value < 0 || value > UINT16_MAX ||
        *end != (has_proto ? '/' : '\0'))
        return false;
    p->number = (int)value;
    p->proto = has_proto ? end + 1 : "";
    return true;
}

/* Reads the line's aliases; they go into the entry unless it is NULL. Returns
 * whether name was among them. */
static bool aliases_read(struct parsed *p, const char *name,
                         struct ws2_netdb *entry)
{
    bool found = false;
    char *word;

    while ((word = ws2_lines_word(&p->cursor)) != NULL) {
        found = found || (name != NULL && strcasecmp(word, name) == 0);
        if (entry != NULL)
            entry->aliases[entry->alias_count++] = word;
    }
    return found;
}

/* Makes the entry from a copy of the line. */
static bool entry_make(const char *line, bool has_proto,
                       struct ws2_netdb *entry)
{
    struct parsed p;

    *entry = (struct ws2_netdb){.text = strdup(line)};
    /* There are fewer aliases than half the characters; one is the NULL. */
    entry->aliases = calloc(strlen(line) / 2 + 1, sizeof(*entry->aliases));
    if (entry->text == NULL || entry->aliases == NULL ||
        !line_parse(entry->text, has_proto, &p)) {
        ws2_netdb_clear(entry);
        return false;
    }
    entry->name = p.name;
    entry->proto = p.proto;
    entry->number = p.number;
    aliases_read(&p, NULL, entry);
    return true;
}

/* Tries one line. *known: the entry is there, if only for another proto. */
static ws2_err line_try(const char *line, const struct source *src,
                        const struct wanted *want, bool *known,
                        struct ws2_netdb *entry)
{
    char *copy = strdup(line);
    struct parsed p;
    bool match = false;

    if (copy == NULL)
        return WSATRY_AGAIN;
    if (line_parse(copy, src->has_proto, &p)) {
        match = want->name == NULL ? p.number == want->number
                                   : strcasecmp(p.name, want->name) == 0 ||
                                         aliases_read(&p, want->name, NULL);
        *known = *known || match;
        if (match && want->proto != NULL)
            match = strcasecmp(p.proto, want->proto) == 0;
    }
    free(copy);
    if (!match)
        return WSAHOST_NOT_FOUND;
    return entry_make(line, src->has_proto, entry) ? WS2_OK : WSATRY_AGAIN;
}

/* Without a file there is the table; descriptors and memory come back; a file
 * that cannot be read stays so. */
static ws2_err err_from_file(enum ws2_file state)
{
    switch (state) {
    case WS2_FILE_GOOD:
        return WS2_OK;
    case WS2_FILE_ABSENT:
        return WSAHOST_NOT_FOUND;
    case WS2_FILE_BUSY:
        return WSATRY_AGAIN;
    case WS2_FILE_UNREADABLE:
        break;
    }
    return WSANO_RECOVERY;
}

static ws2_err file_search(struct source *src, const struct wanted *want,
                           bool *known, struct ws2_netdb *entry)
{
    struct ws2_lines lines;
    ws2_err found = WSAHOST_NOT_FOUND;
    ws2_err err = err_from_file(ws2_lines_open(&lines, &src->file));
    char *line;

    if (err != WS2_OK)
        return err;
    while (found == WSAHOST_NOT_FOUND &&
           (line = ws2_lines_next(&lines)) != NULL)
        found = line_try(line, src, want, known, entry);
    ws2_lines_close(&lines);
    return found;
}

static ws2_err search(struct source *src, const struct wanted *want,
                      struct ws2_netdb *entry)
{
    bool known = false;
    ws2_err err = file_search(src, want, &known, entry);

    for (const char *const *line = src->builtin;
         err == WSAHOST_NOT_FOUND && *line != NULL; line++)
        err = line_try(*line, src, want, &known, entry);
    return err == WSAHOST_NOT_FOUND && known ? WSANO_DATA : err;
}

ws2_err ws2_service_by_name(const char *name, const char *proto,
                            struct ws2_netdb *entry)
{
    struct wanted want = {.name = name, .proto = proto};

    return search(&services, &want, entry);
}

ws2_err ws2_service_by_port(int port, const char *proto,
                            struct ws2_netdb *entry)
{
    struct wanted want = {.number = port, .proto = proto};

    return search(&services, &want, entry);
}

ws2_err ws2_protocol_by_name(const char *name, struct ws2_netdb *entry)
{
    struct wanted want = {.name = name};

    return search(&protocols, &want, entry);
}

ws2_err ws2_protocol_by_number(int number, struct ws2_netdb *entry)
{
    struct wanted want = {.number = number};

    return search(&protocols, &want, entry);
}

void ws2_netdb_clear(struct ws2_netdb *entry)
{
    free(entry->aliases);
    free(entry->text);
    *entry = (struct ws2_netdb){0};
}
