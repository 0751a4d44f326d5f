/* SPDX-License-Identifier: MIT */
/* FormatMessage's inside: a message definition becomes text.
 *
 * Text is a row of 16-bit units: UTF-16 for FormatMessageW; for FormatMessageA
 * each unit is one byte of the program's text, so that bytes that are no UTF-8
 * pass through unharmed and widths count bytes, as they do on Windows. */
#ifndef WS2_ERR_MSGTEXT_H
#define WS2_ERR_MSGTEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

#include "err/err.h"

#define MSG_LENGTH_MAX 65535u /* units; ERROR_MORE_DATA beyond */

/* The text being built. All zero is empty; freed by ws2_msg_text_free. */
struct ws2_msg_text {
    char16_t *at;
    size_t len;
    size_t cap;
    unsigned width; /* line width, 0: line breaks stay as they are */
    size_t column;  /* units in the current line */
    size_t gap;     /* last run of blanks in the line: where it begins */
    size_t gap_len; /* 0: none */
    ws2_err err;    /* the first failure; the text is unusable then */
};

void ws2_msg_text_free(struct ws2_msg_text *t);

/* n units as one piece that is never broken. Breaks the line when it has
 * reached its width: at the last gap, or after the piece. */
void ws2_msg_text_add(struct ws2_msg_text *t, const char16_t *units, size_t n);
void ws2_msg_text_unit(struct ws2_msg_text *t, char16_t unit);

/* The same with blanks (or zeros) around, which belong to the piece. */
struct ws2_msg_padding {
    size_t before;
    size_t after;
    char16_t unit; /* in front; behind are always blanks */
};
void ws2_msg_text_padded(struct ws2_msg_text *t, const char16_t *units,
                         size_t n, const struct ws2_msg_padding *pad);

void ws2_msg_text_blank(
    struct ws2_msg_text *t); /* where a line may be broken */

/* A hard break: "\r\n", or only "\r". */
void ws2_msg_text_break(struct ws2_msg_text *t, bool carriage_only);

/* The arguments of inserts: a va_list or an array, fetched as they are needed,
 * each of them one machine word. */
#define MSG_ARGS_MAX 128
struct ws2_msg_args {
    va_list *list;
    const uintptr_t *array;
    unsigned taken; /* of the list, into slots */
    uintptr_t slots[MSG_ARGS_MAX];
    bool ansi; /* plain strings are char, not WCHAR */
};

/* Expands the insert whose number begins at *p, to behind it: 87 when its
 * format is not closed or there are no arguments. */
ws2_err ws2_msg_insert(struct ws2_msg_text *t, struct ws2_msg_args *args,
                       const char16_t **p);

/* Expands a definition. width as in FormatMessage's flags; args NULL: inserts
 * are left as they stand. */
ws2_err ws2_msg_expand(struct ws2_msg_text *t, const char16_t *definition,
                       unsigned width, struct ws2_msg_args *args);

#endif
