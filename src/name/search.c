/* SPDX-License-Identifier: MIT */
/* The search list; see search.h. Windows appends its suffixes to single-label
 * names; resolv.conf's ndots says the same in general: names with fewer dots
 * try the domains first. No state but the file's, no lock. */
#include "name/search.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <winsock2.h>

#include "name/lines.h"
#include "name/local.h"

#define NAME_MAX_BYTES  253
#define LABEL_MAX_BYTES 63
#define NDOTS_MAX       15

static struct ws2_textfile file = {.env = "WS2_RESOLV_CONF",
                                   .path = "/etc/resolv.conf"};

struct config {
    char *domains[WS2_SEARCH_MAX];
    size_t count;
    size_t ndots;
    bool memory; /* was enough so far */
};

bool ws2_search_name_valid(const char *name)
{
    size_t len = strlen(name), label = 0;

    if (len > 0 && name[len - 1] == '.')
        len--; /* the root */
    if (len == 0 || len > NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)name[i];

        if (c == '.' ? label == 0 : c <= ' ' || c == 0x7f || c == '\\')
            return false;
        label = c == '.' ? 0 : label + 1;
        if (label > LABEL_MAX_BYTES)
            return false;
    }
    return label > 0;
}

static void config_clear(struct config *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->domains[i]);
    c->count = 0;
}

/* The words replace what was there: the last line of the file counts. */
static void config_domains(struct config *c, const char *words)
{
    char *copy = strdup(words), *cursor = copy, *word;

    config_clear(c);
    if (copy == NULL) {
        c->memory = false;
        return;
    }
    while ((word = ws2_lines_word(&cursor)) != NULL &&
           c->count < WS2_SEARCH_MAX) {
        c->domains[c->count] = strdup(word);
        if (c->domains[c->count] == NULL)
            c->memory = false;
        else
            c->count++;
    }
    free(copy);
}

static void config_options(struct config *c, const char *words)
{
    const char *ndots = strstr(words, "ndots:");
    unsigned long n;

    if (ndots == NULL)
        return;
    n = strtoul(ndots + strlen("ndots:"), NULL, 10);
    c->ndots = n < NDOTS_MAX ? n : NDOTS_MAX;
}

static void config_read_file(struct config *c)
{
    struct ws2_lines lines;
    char *cursor, *word;

    if (ws2_lines_open(&lines, &file) != WS2_FILE_GOOD)
        return;
    while ((cursor = ws2_lines_next(&lines)) != NULL) {
        word = ws2_lines_word(&cursor);
        if (word == NULL)
            continue;
        if (strcmp(word, "search") == 0 || strcmp(word, "domain") == 0)
            config_domains(c, cursor);
        else if (strcmp(word, "options") == 0)
            config_options(c, cursor);
    }
    ws2_lines_close(&lines);
}

static void config_read(struct config *c)
{
    const char *domains = secure_getenv("LOCALDOMAIN");
    const char *options = secure_getenv("RES_OPTIONS");
    char host[WS2_HOSTNAME_MAX];
    const char *dot;

    *c = (struct config){.ndots = 1, .memory = true};
    ws2_local_hostname(host);
    dot = strchr(host, '.');
    if (dot != NULL)
        config_domains(c, dot + 1);
    config_read_file(c);
    if (domains != NULL)
        config_domains(c, domains);
    if (options != NULL)
        config_options(c, options);
}

static char *name_join(const char *name, const char *domain)
{
    size_t len = strlen(name), size = strlen(domain) + 1;
    char *full = malloc(len + 1 + size);

    if (full == NULL)
        return NULL;
    memcpy(full, name, len);
    full[len] = '.';
    memcpy(full + len + 1, domain, size);
    return full;
}

static ws2_err names_add(struct ws2_search *s, const char *name,
                         const char *domain)
{
    char *full = domain != NULL ? name_join(name, domain) : strdup(name);

    if (full == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    if (ws2_search_name_valid(full))
        s->names[s->count++] = full;
    else
        free(full); /* too long with this domain */
    return WS2_OK;
}

static size_t dots_count(const char *name)
{
    size_t dots = 0;

    for (; *name != '\0'; name++)
        dots += *name == '.';
    return dots;
}

ws2_err ws2_search_make(const char *name, struct ws2_search *search)
{
    ws2_err err = WS2_OK;
    struct config c;
    bool first;

    *search = (struct ws2_search){0};
    if (!ws2_search_name_valid(name))
        return WSAHOST_NOT_FOUND;
    if (name[strlen(name) - 1] == '.')
        return names_add(search, name, NULL);
    config_read(&c);
    first = dots_count(name) >= c.ndots;
    if (first)
        err = names_add(search, name, NULL);
    for (size_t i = 0; err == WS2_OK && i < c.count; i++)
        err = names_add(search, name, c.domains[i]);
    if (err == WS2_OK && !first)
        err = names_add(search, name, NULL);
    if (err == WS2_OK && !c.memory)
        err = WSA_NOT_ENOUGH_MEMORY;
    config_clear(&c);
    if (err != WS2_OK)
        ws2_search_clear(search);
    return err;
}

void ws2_search_clear(struct ws2_search *search)
{
    for (size_t i = 0; i < search->count; i++)
        free(search->names[i]);
    search->count = 0;
}

bool ws2_search_has_domain(const char *domain)
{
    struct config c;
    bool found = false;

    config_read(&c);
    for (size_t i = 0; !found && i < c.count; i++)
        found = strcasecmp(c.domains[i], domain) == 0;
    config_clear(&c);
    return found;
}
