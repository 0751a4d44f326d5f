/* SPDX-License-Identifier: MIT */
/* Reading and writing the file of templates; see template_text.h. */
#include "spi/template_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qossp.h>

#include "spi/catalog_text.h"
#include "spi/list.h"

/* A FLOWSPEC is nothing but numbers. */
#define NUMBERS (sizeof(FLOWSPEC) / sizeof(ULONG))

/* --- Reading. */

static bool flow_take(FLOWSPEC *out, char *value)
{
    ULONG numbers[NUMBERS];
    char *rest = NULL;
    char *word = strtok_r(value, " \t", &rest);

    for (size_t i = 0; i < NUMBERS; i++) {
        if (word == NULL)
            return false;
        numbers[i] = QOS_NOT_SPECIFIED;
        if (strcmp(word, "-") != 0 && !ws2_number_parse(word, &numbers[i]))
            return false;
        word = strtok_r(NULL, " \t", &rest);
    }
    memcpy(out, numbers, sizeof(*out));
    return word == NULL;
}

static ws2_err objects_take(struct ws2_template *tpl, const char *value)
{
    size_t len = strlen(value) / 2;

    if (strlen(value) % 2 != 0 || len == 0 || len > WS2_TEMPLATE_OBJECTS ||
        tpl->objects != NULL)
        return WSAEINVAL;
    tpl->objects = malloc(len);
    if (tpl->objects == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    tpl->objects_len = len;
    for (size_t i = 0; i < len; i++) {
        int high = ws2_hex_digit(value[2 * i]);
        int low = ws2_hex_digit(value[2 * i + 1]);

        if (high < 0 || low < 0)
            return WSAEINVAL;
        tpl->objects[i] = (unsigned char)(high << 4 | low);
    }
    return WS2_OK;
}

static ws2_err template_begin(struct ws2_templates *t, const char *name)
{
    struct ws2_template *tpl;

    if (*name == '\0' || strlen(name) >= WS2_TEMPLATE_NAME)
        return WSAEINVAL;
    tpl = WS2_LIST_ADD(t->list, t->count);
    if (tpl == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    tpl->global = true;
    tpl->name = strdup(name);
    return tpl->name != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

static ws2_err key_take(struct ws2_template *tpl, const char *key, char *value)
{
    bool good = false;

    if (strcmp(key, "objects") == 0)
        return objects_take(tpl, value);
    if (strcmp(key, "sending") == 0)
        good = flow_take(&tpl->sending, value);
    else if (strcmp(key, "receiving") == 0)
        good = flow_take(&tpl->receiving, value);
    else if (strcmp(key, "provider") == 0) {
        good = ws2_guid_parse(value, &tpl->provider);
        tpl->global = false;
    }
    return good ? WS2_OK : WSAEINVAL;
}

static ws2_err line_take(struct ws2_templates *t, char *line, bool *versioned)
{
    char *key = ws2_text_trim(line), *value = strchr(key, '=');

    if (*key == '\0' || *key == '#')
        return WS2_OK;
    if (value == NULL)
        return WSAEINVAL;
    *value++ = '\0';
    key = ws2_text_trim(key);
    value = ws2_text_trim(value);
    if (!*versioned) {
        *versioned = strcmp(key, "version") == 0 && strcmp(value, "1") == 0;
        return *versioned ? WS2_OK : WSAEINVAL;
    }
    if (strcmp(key, "template") == 0)
        return template_begin(t, value);
    return t->count > 0 ? key_take(&t->list[t->count - 1], key, value)
                        : WSAEINVAL;
}

ws2_err ws2_templates_parse(struct ws2_templates *t, char *text)
{
    bool versioned = false;
    ws2_err err = WS2_OK;
    char *next;

    for (; text != NULL && err == WS2_OK; text = next) {
        next = strchr(text, '\n');
        if (next != NULL)
            *next++ = '\0';
        err = line_take(t, text, &versioned);
    }
    return err == WS2_OK && !versioned ? WSAEINVAL : err;
}

/* --- Writing. */

static void flow_put(FILE *f, const char *key, const FLOWSPEC *flow)
{
    ULONG numbers[NUMBERS];

    memcpy(numbers, flow, sizeof(numbers));
    fprintf(f, "%s =", key);
    for (size_t i = 0; i < NUMBERS; i++)
        if (numbers[i] == QOS_NOT_SPECIFIED)
            fputs(" -", f);
        else
            fprintf(f,
                    i == offsetof(FLOWSPEC, ServiceType) / sizeof(ULONG)
                        ? " 0x%x"
                        : " %u",
                    (unsigned)numbers[i]);
    fputc('\n', f);
}

static void template_put(FILE *f, const struct ws2_template *tpl)
{
    char id[WS2_GUID_TEXT];

    fprintf(f, "\ntemplate = %s\n", tpl->name);
    if (!tpl->global)
        fprintf(f, "provider = %s\n", ws2_guid_format(&tpl->provider, id));
    flow_put(f, "sending", &tpl->sending);
    flow_put(f, "receiving", &tpl->receiving);
    if (tpl->objects_len == 0)
        return;
    fputs("objects = ", f);
    for (size_t i = 0; i < tpl->objects_len; i++)
        fprintf(f, "%02x", tpl->objects[i]);
    fputc('\n', f);
}

char *ws2_templates_format(const struct ws2_templates *t, size_t *len)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    bool good;

    if (f == NULL)
        return NULL;
    fputs("version = 1\n", f);
    for (unsigned i = 0; i < t->count; i++)
        if (!t->list[i].built_in)
            template_put(f, &t->list[i]);
    good = ferror(f) == 0;
    if (fclose(f) == 0 && good)
        return text;
    free(text);
    return NULL;
}
