/* SPDX-License-Identifier: MIT */
/* Where the catalog is, and the environment in the paths of providers: both
 * are the program's to say only where it is not set-uid (secure_getenv). */
#include "spi/catalog_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_FILE WS2_SYSCONFDIR "/ws2/catalog"

static const char *absolute(const char *name)
{
    const char *value = secure_getenv(name);

    return value != NULL && value[0] == '/' ? value : NULL;
}

bool ws2_user_file(const char *name, char **out)
{
    const char *config = absolute("XDG_CONFIG_HOME");
    const char *home = absolute("HOME");

    *out = NULL;
    if (geteuid() == 0 || (config == NULL && home == NULL))
        return true;
    if (asprintf(out, "%s/%sws2/%s", config != NULL ? config : home,
                 config != NULL ? "" : ".config/", name) >= 0)
        return true;
    *out = NULL;
    return false;
}

bool ws2_catalog_files(struct ws2_catalog *c)
{
    const char *only = secure_getenv("WS2_CATALOG");
    bool whole = only != NULL && *only != '\0';

    c->parts[WS2_BUILT_IN].state = WS2_PART_GOOD;
    c->parts[WS2_SYSTEM].path = strdup(whole ? only : SYSTEM_FILE);
    if (c->parts[WS2_SYSTEM].path == NULL)
        return false;
    return whole || ws2_user_file("catalog", &c->parts[WS2_USER].path);
}

enum ws2_catalog_source ws2_catalog_own(const struct ws2_catalog *c)
{
    return c->parts[WS2_USER].path != NULL ? WS2_USER : WS2_SYSTEM;
}

/* The %NAME% at text: where its value is, and what follows; NULL: no name. */
static const char *name_at(const char *text, const char **value)
{
    const char *end = *text == '%' ? strchr(text + 1, '%') : NULL;
    char name[256];

    if (end == NULL || end == text + 1 || (size_t)(end - text) > sizeof(name))
        return NULL;
    snprintf(name, sizeof(name), "%.*s", (int)(end - text - 1), text + 1);
    *value = secure_getenv(name);
    return end + 1;
}

ws2_err ws2_catalog_expand(const char *path, char **out)
{
    size_t len = 0;
    FILE *f = open_memstream(out, &len);
    ws2_err err = WS2_OK;

    if (f == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    while (*path != '\0' && err == WS2_OK) {
        const char *value = NULL, *after = name_at(path, &value);

        if (after == NULL)
            fputc(*path++, f);
        else if (value == NULL)
            err = WSAEINVAL;
        else
            fputs(value, f);
        path = after != NULL ? after : path;
    }
    if (fclose(f) != 0 && err == WS2_OK)
        err = WSA_NOT_ENOUGH_MEMORY;
    if (err != WS2_OK)
        free(*out);
    return err;
}
