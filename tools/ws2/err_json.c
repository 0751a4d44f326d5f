/* SPDX-License-Identifier: MIT */
/* Entries of the catalog for programs: ws2 err --json. Members are only ever
 * added, never renamed. */
#include "err_show.h"

#include <stdio.h>
#include <string.h>

#include "json.h"
#include "returned_by.h"

/* The pieces of text between separators, as an array. */
static void list_json(const char *key, const char *text, char separator)
{
    const char *p = text;

    json_begin(key, '[');
    while (*p != '\0') {
        const char *end = strchr(p, separator);
        size_t len = end != NULL ? (size_t)(end - p) : strlen(p);

        json_string_part(NULL, p, len);
        p += len + (end != NULL);
    }
    json_end();
}

static void posix_json(const ws2_error_info *e)
{
    if (e->posix == NULL) {
        json_string("errno", NULL);
        return;
    }
    json_begin("errno", '{');
    json_string("name", e->posix);
    json_number("number", ws2_error_to_errno(e->code));
    json_end();
}

static void aliases_json(const ws2_error_info *e)
{
    ws2_error_alias alias;
    size_t i;

    json_begin("aliases", '[');
    for (i = 0; ws2_error_alias_at(e->code, i, &alias); i++)
        json_string(NULL, alias.name);
    json_end();
}

static void hresult_json(const ws2_error_info *e)
{
    int32_t hresult = ws2_error_to_hresult(e->code);
    char text[16];

    snprintf(text, sizeof(text), "0x%08X", (unsigned)hresult);
    json_string("hresult", text);
    json_number("hresult_signed", hresult);
}

void show_json(const ws2_error_info *e, const char *query)
{
    json_begin(NULL, '{');
    if (query != NULL)
        json_string("query", query);
    json_bool("found", true);
    json_number("code", e->code);
    json_string("name", e->name);
    json_bool("winsock", e->is_winsock);
    json_string("kind", ws2_error_kind_name(e->kind));
    json_string("title", e->title);
    json_string("what", e->what);
    list_json("check", e->check, '\n');
    posix_json(e);
    hresult_json(e);
    aliases_json(e);
    list_json("see", e->see, ' ');
    json_string("page", e->source);
    returned_by_json(e);
    json_end();
}

void show_json_missing(const char *query)
{
    json_begin(NULL, '{');
    json_string("query", query);
    json_bool("found", false);
    json_end();
}
