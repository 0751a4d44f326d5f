/* SPDX-License-Identifier: MIT */
/* A JSON writer; see json.h. */
#include "json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 8

static struct {
    char closing;
    bool filled; /* has a member: the next needs a comma */
} levels[DEPTH_MAX];
static size_t depth;
static bool on_one_line;

static void line_begin(void)
{
    if (!on_one_line)
        printf("\n%*s", (int)(2 * depth), "");
}

/* Bytes of the UTF-8 character at s (overlong forms and surrogates let pass),
 * 0 when there is none. */
static size_t utf8_length(const char *s, size_t left)
{
    unsigned char c = (unsigned char)s[0];
    size_t len = c >= 0xC2 && c < 0xE0   ? 2
                 : c >= 0xE0 && c < 0xF0 ? 3
                 : c >= 0xF0 && c < 0xF5 ? 4
                                         : 0;
    size_t i;

    if (len > left)
        return 0;
    for (i = 1; i < len; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

/* What is no UTF-8 (an argument can hold anything) becomes U+FFFD. */
static size_t character_write(const char *s, size_t left)
{
    unsigned char c = (unsigned char)s[0];
    size_t len = utf8_length(s, left);

    if (len > 0)
        printf("%.*s", (int)len, s);
    else if (c >= 0x80)
        fputs("\\ufffd", stdout);
    else if (c == '"' || c == '\\')
        printf("\\%c", c);
    else if (c < ' ' || c == 0x7f)
        printf("\\u%04x", c);
    else
        putchar(c);
    return len > 0 ? len : 1;
}

static void quoted_write(const char *s, size_t len)
{
    size_t i = 0;

    putchar('"');
    while (i < len)
        i += character_write(s + i, len - i);
    putchar('"');
}

static void key_write(const char *key)
{
    if (depth > 0) {
        if (levels[depth - 1].filled)
            fputs(on_one_line ? ", " : ",", stdout);
        levels[depth - 1].filled = true;
        line_begin();
    }
    if (key != NULL) {
        quoted_write(key, strlen(key));
        fputs(": ", stdout);
    }
}

void json_begin(const char *key, char bracket)
{
    assert(depth < DEPTH_MAX);
    key_write(key);
    putchar(bracket);
    levels[depth].closing = bracket == '{' ? '}' : ']';
    levels[depth].filled = false;
    depth++;
}

void json_line_begin(void)
{
    assert(depth == 0);
    on_one_line = true;
    json_begin(NULL, '{');
}

void json_end(void)
{
    bool filled = levels[--depth].filled;

    if (filled)
        line_begin();
    putchar(levels[depth].closing);
    if (depth == 0) {
        putchar('\n');
        on_one_line = false;
    }
}

void json_string_part(const char *key, const char *value, size_t len)
{
    key_write(key);
    quoted_write(value, len);
}

void json_string(const char *key, const char *value)
{
    if (value != NULL) {
        json_string_part(key, value, strlen(value));
        return;
    }
    key_write(key);
    fputs("null", stdout);
}

void json_number(const char *key, long long value)
{
    key_write(key);
    printf("%lld", value);
}

void json_bool(const char *key, bool value)
{
    key_write(key);
    fputs(value ? "true" : "false", stdout);
}
