/* SPDX-License-Identifier: MIT */
/* The growing buffer of format.h. */
#include "win32/format.h"

#include <stdlib.h>
#include <string.h>

void ws2_text_init(struct ws2_text *text)
{
    text->data = text->local;
    text->len = 0;
    text->cap = sizeof(text->local);
    text->failed = false;
}

void ws2_text_free(struct ws2_text *text)
{
    if (text->data != text->local)
        free(text->data);
}

/* Room for n bytes more; false, and failed for good, without memory. */
static bool text_reserve(struct ws2_text *text, size_t n)
{
    size_t cap = text->cap;
    char *grown;

    if (text->failed || n <= cap - text->len)
        return !text->failed;
    while (n > cap - text->len)
        cap *= 2;
    grown = malloc(cap);
    if (grown == NULL) {
        text->failed = true;
        return false;
    }
    memcpy(grown, text->data, text->len);
    ws2_text_free(text);
    text->data = grown;
    text->cap = cap;
    return true;
}

void ws2_text_add(struct ws2_text *text, const char *s, size_t n)
{
    if (text_reserve(text, n)) {
        memcpy(text->data + text->len, s, n);
        text->len += n;
    }
}

void ws2_text_pad(struct ws2_text *text, char c, size_t n)
{
    if (text_reserve(text, n)) {
        memset(text->data + text->len, c, n);
        text->len += n;
    }
}
