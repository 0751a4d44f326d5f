/* SPDX-License-Identifier: MIT */
/* The text that FormatMessage builds, and how its lines break. No lock: a text
 * belongs to one call.
 *
 * With a width, lines are filled until they reach it (a line therefore holds
 * less than width units, unless one piece is longer): the last run of blanks
 * becomes the break. That is what Windows does; its page only says that words
 * are not split. */
#include "err/msgtext.h"

#include <stdlib.h>
#include <string.h>

#include <windows.h>

#define WIDTH_NO_BREAKS 0xff /* FORMAT_MESSAGE_MAX_WIDTH_MASK */

void ws2_msg_text_free(struct ws2_msg_text *t)
{
    free(t->at);
    t->at = NULL;
}

/* Room for n more units. */
static bool text_reserve(struct ws2_msg_text *t, size_t n)
{
    size_t cap = t->cap != 0 ? t->cap : 128;
    char16_t *at;

    if (t->err != WS2_OK)
        return false;
    if (n > MSG_LENGTH_MAX - t->len) {
        t->err = ERROR_MORE_DATA;
        return false;
    }
    if (t->len + n <= t->cap)
        return true;
    while (cap < t->len + n)
        cap *= 2;
    at = realloc(t->at, cap * sizeof(*at));
    if (at == NULL) {
        t->err = ERROR_NOT_ENOUGH_MEMORY;
        return false;
    }
    t->at = at;
    t->cap = cap;
    return true;
}

/* The units alone, without a look at the line. */
static void text_put(struct ws2_msg_text *t, const char16_t *units, size_t n)
{
    if (n == 0 || !text_reserve(t, n))
        return;
    memcpy(t->at + t->len, units, n * sizeof(*units));
    t->len += n;
}

static void line_begin(struct ws2_msg_text *t)
{
    t->column = 0;
    t->gap_len = 0;
}

/* The line has reached its width. */
static void line_break(struct ws2_msg_text *t)
{
    size_t behind = t->gap + t->gap_len;
    size_t rest = t->len - behind;

    if (t->gap_len == 0) {
        text_put(t, u"\r\n", 2);
        line_begin(t);
        return;
    }
    if (t->gap_len < 2 && !text_reserve(t, 1))
        return;
    memmove(t->at + t->gap + 2, t->at + behind, rest * sizeof(*t->at));
    memcpy(t->at + t->gap, u"\r\n", 2 * sizeof(*t->at));
    t->len = t->gap + 2 + rest;
    line_begin(t);
    t->column = rest;
}

static void line_advance(struct ws2_msg_text *t, size_t n)
{
    t->column += n;
    if (t->err == WS2_OK && t->width != 0 && t->width != WIDTH_NO_BREAKS &&
        t->column >= t->width)
        line_break(t);
}

/* n times the same unit. */
static void text_fill(struct ws2_msg_text *t, char16_t unit, size_t n)
{
    size_t i;

    if (n == 0 || !text_reserve(t, n))
        return;
    for (i = 0; i < n; i++)
        t->at[t->len++] = unit;
}

void ws2_msg_text_padded(struct ws2_msg_text *t, const char16_t *units,
                         size_t n, const struct ws2_msg_padding *pad)
{
    text_fill(t, pad->unit, pad->before);
    text_put(t, units, n);
    text_fill(t, u' ', pad->after);
    line_advance(t, pad->before + n + pad->after);
}

void ws2_msg_text_add(struct ws2_msg_text *t, const char16_t *units, size_t n)
{
    text_put(t, units, n);
    line_advance(t, n);
}

void ws2_msg_text_unit(struct ws2_msg_text *t, char16_t unit)
{
    ws2_msg_text_add(t, &unit, 1);
}

void ws2_msg_text_blank(struct ws2_msg_text *t)
{
    if (t->gap_len == 0 || t->gap + t->gap_len != t->len) {
        t->gap = t->len;
        t->gap_len = 0;
    }
    t->gap_len++;
    ws2_msg_text_unit(t, u' ');
}

void ws2_msg_text_break(struct ws2_msg_text *t, bool carriage_only)
{
    text_put(t, u"\r\n", carriage_only ? 1 : 2);
    line_begin(t);
}
