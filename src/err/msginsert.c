/* SPDX-License-Identifier: MIT */
/* Inserts of FormatMessage: %1 to %99 with an optional format between
 * exclamation marks.
 *
 * The format is printf's, without the floating-point conversions (Windows does
 * not have them here either: the letter is printed). long has 32 bits. */
#include "err/msgtext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "err/utf.h"

enum size { SIZE_NONE, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64 };

struct spec {
    char flags[8]; /* of "-+ #0", each once */
    bool left;
    size_t width;
    int precision; /* below 0: none */
    enum size size;
    char conversion; /* 0: no conversion in the format */
};

/* --- Arguments. */

static uintptr_t arg_get(struct ws2_msg_text *t, struct ws2_msg_args *args,
                         unsigned n)
{
    if (args->array != NULL)
        return args->array[n - 1];
    if (args->list == NULL || n > MSG_ARGS_MAX) {
        t->err = ERROR_INVALID_PARAMETER;
        return 0;
    }
    while (args->taken < n)
        args->slots[args->taken++] = va_arg(*args->list, uintptr_t);
    return args->slots[n - 1];
}

/* --- Reading a format. */

static int number_read(const char16_t **p)
{
    int n = 0;

    for (; **p >= u'0' && **p <= u'9'; (*p)++)
        if (n <= (int)MSG_LENGTH_MAX)
            n = n * 10 + (**p - u'0');
    return n;
}

/* A width or precision: digits, or an asterisk for the insert's next argument.
 * *n is the number of the argument to take, and moves on. */
static int amount_read(struct ws2_msg_text *t, struct ws2_msg_args *args,
                       const char16_t **p, unsigned *n, bool *star)
{
    int value;

    if (**p != u'*')
        return number_read(p);
    (*p)++;
    value = (int)arg_get(t, args, *n);
    *n = args->array != NULL ? *n + 1 : args->taken + 1;
    *star = true;
    return value;
}

static enum size size_read(const char16_t **p)
{
    static const struct {
        const char16_t *text;
        size_t len;
        enum size size;
    } sizes[] = {
        {u"I64", 3, SIZE_64},  {u"I32", 3, SIZE_LONG}, {u"ll", 2, SIZE_64},
        {u"hh", 2, SIZE_CHAR}, {u"h", 1, SIZE_SHORT},  {u"l", 1, SIZE_LONG},
        {u"w", 1, SIZE_LONG},  {u"I", 1, SIZE_64},     {u"j", 1, SIZE_64},
        {u"z", 1, SIZE_64},    {u"t", 1, SIZE_64},
    };
    size_t i;
    size_t n;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        for (n = 0; n < sizes[i].len && (*p)[n] == sizes[i].text[n]; n++)
            ;
        if (n == sizes[i].len) {
            *p += n;
            return sizes[i].size;
        }
    }
    return SIZE_NONE;
}

static bool unit_in(char16_t unit, const char *set)
{
    return unit != 0 && unit < 128 && strchr(set, (char)unit) != NULL;
}

static void flags_read(struct spec *s, const char16_t **p)
{
    size_t len = 0;

    for (; unit_in(**p, "-+ #0"); (*p)++)
        if (strchr(s->flags, (char)**p) == NULL)
            s->flags[len++] = (char)**p;
    s->left = strchr(s->flags, '-') != NULL;
}

/* From behind the first exclamation mark up to the conversion. With a va_list
 * the value takes the number of the last asterisk: Windows drops one. */
static void spec_read(struct ws2_msg_text *t, struct ws2_msg_args *args,
                      struct spec *s, const char16_t **p, unsigned *n)
{
    const char16_t *size;
    bool star = false;
    int width;

    flags_read(s, p);
    width = amount_read(t, args, p, n, &star);
    s->left = s->left || width < 0;
    s->width = width < 0 ? 0u - (unsigned)width : (unsigned)width;
    if (**p == u'.') {
        (*p)++;
        s->precision = amount_read(t, args, p, n, &star);
    }
    if (star && args->array == NULL && args->taken > 0)
        *n = args->taken--;
    size = *p;
    s->size = size_read(p);
    if (unit_in(**p, "diouxXpcCsS"))
        s->conversion = (char)*(*p)++;
    else
        *p = size; /* no conversion: it is text */
}

/* --- Writing a value. */

static bool is_wide(const struct spec *s, bool ansi)
{
    if (s->size == SIZE_SHORT)
        return false;
    if (s->size == SIZE_LONG)
        return true;
    return (s->conversion == 'S' || s->conversion == 'C') == ansi;
}

static void piece_add(struct ws2_msg_text *t, const struct spec *s,
                      const char16_t *units, size_t len)
{
    size_t n = s->width > len ? s->width - len : 0;
    struct ws2_msg_padding pad = {
        .before = s->left ? 0 : n,
        .after = s->left ? n : 0,
        .unit = strchr(s->flags, '0') != NULL ? u'0' : u' ',
    };

    ws2_msg_text_padded(t, units, len, &pad);
}

/* A string as units of the text: converted when its kind is the other one. */
static void string_add(struct ws2_msg_text *t, const struct spec *s,
                       uintptr_t arg, bool ansi)
{
    size_t max = s->precision >= 0 ? (size_t)s->precision : MSG_LENGTH_MAX + 1;
    char16_t *units = NULL;
    size_t len;

    if (arg == 0)
        len = ws2_utf_from_bytes("(null)", max, &units);
    else if (!is_wide(s, ansi))
        len = ansi ? ws2_utf_from_bytes((const char *)arg, max, &units)
                   : ws2_utf_from_utf8((const char *)arg, max, &units);
    else if (ansi)
        len = ws2_utf_bytes_from_wide((const char16_t *)arg, max, &units);
    else
        len = ws2_utf_from_wide((const char16_t *)arg, max, &units);
    if (units == NULL)
        t->err = ERROR_NOT_ENOUGH_MEMORY;
    else
        piece_add(t, s, units, len);
    free(units);
}

static void char_add(struct ws2_msg_text *t, const struct spec *s,
                     uintptr_t arg, bool ansi)
{
    const char16_t wide[2] = {(char16_t)arg, 0};
    const char16_t narrow = (unsigned char)arg;
    char16_t *units = NULL;
    size_t len;

    if (!is_wide(s, ansi)) {
        piece_add(t, s, &narrow, 1);
        return;
    }
    if (!ansi) {
        piece_add(t, s, wide, 1);
        return;
    }
    len = ws2_utf_bytes_from_wide(wide, 1, &units);
    if (units == NULL)
        t->err = ERROR_NOT_ENOUGH_MEMORY;
    else
        piece_add(t, s, units, len);
    free(units);
}

static long long value_signed(enum size size, uintptr_t arg)
{
    switch (size) {
    case SIZE_CHAR:
        return (signed char)arg;
    case SIZE_SHORT:
        return (short)arg;
    case SIZE_64:
        return (long long)arg;
    case SIZE_NONE:
    case SIZE_LONG:
    default:
        return (int)arg;
    }
}

static long long value_unsigned(enum size size, uintptr_t arg)
{
    switch (size) {
    case SIZE_CHAR:
        return (unsigned char)arg;
    case SIZE_SHORT:
        return (unsigned short)arg;
    case SIZE_64:
        return (long long)arg;
    case SIZE_NONE:
    case SIZE_LONG:
    default:
        return (unsigned)arg;
    }
}

/* A number, by the C library: the format holds nothing of the caller's but
 * checked flags, and one long long. */
static void number_add(struct ws2_msg_text *t, const struct spec *s,
                       uintptr_t arg)
{
    bool is_signed = s->conversion == 'd' || s->conversion == 'i';
    long long value =
        is_signed ? value_signed(s->size, arg) : value_unsigned(s->size, arg);
    int width = (int)(s->width <= MSG_LENGTH_MAX ? s->width : 0);
    char16_t *units = NULL;
    char format[32];
    char *text = NULL;
    size_t len;

    if (s->width > MSG_LENGTH_MAX || s->precision > (int)MSG_LENGTH_MAX) {
        t->err = ERROR_MORE_DATA;
        return;
    }
    if (s->left)
        width = -width;
    snprintf(format, sizeof(format), "%%%s*.*ll%c", s->flags, s->conversion);
    if (asprintf(&text, format, width, s->precision, value) < 0) {
        t->err = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    len = ws2_utf_from_bytes(text, MSG_LENGTH_MAX, &units);
    if (units != NULL)
        ws2_msg_text_add(t, units, len);
    else
        t->err = ERROR_NOT_ENOUGH_MEMORY;
    free(units);
    free(text);
}

/* 16 digits, as pointers look on 64-bit Windows. */
static void pointer_add(struct ws2_msg_text *t, const struct spec *s,
                        uintptr_t arg)
{
    char16_t units[2 * sizeof(arg)];
    size_t i;

    for (i = 0; i < 2 * sizeof(arg); i++)
        units[i] = (unsigned char)"0123456789ABCDEF"[(arg >> (8 * sizeof(arg) -
                                                              4 * (i + 1))) &
                                                     15];
    piece_add(t, s, units, 2 * sizeof(arg));
}

static void value_add(struct ws2_msg_text *t, const struct spec *s,
                      uintptr_t arg, bool ansi)
{
    if (t->err != WS2_OK)
        return;
    switch (s->conversion) {
    case 's':
    case 'S':
        string_add(t, s, arg, ansi);
        break;
    case 'c':
    case 'C':
        char_add(t, s, arg, ansi);
        break;
    case 'p':
        pointer_add(t, s, arg);
        break;
    default:
        number_add(t, s, arg);
        break;
    }
}

/* Where the format that begins behind '!' ends, NULL: it does not. */
static const char16_t *format_end(const char16_t *p)
{
    while (*p != 0 && *p != u'!')
        p++;
    return *p == u'!' ? p : NULL;
}

ws2_err ws2_msg_insert(struct ws2_msg_text *t, struct ws2_msg_args *args,
                       const char16_t **p)
{
    struct spec s = {.conversion = 's', .precision = -1};
    const char16_t *end = NULL;
    uintptr_t arg;
    unsigned n = (unsigned)(*(*p)++ - u'0');

    if (**p >= u'0' && **p <= u'9')
        n = n * 10 + (unsigned)(*(*p)++ - u'0');
    if (**p == u'!') {
        (*p)++;
        end = format_end(*p);
        if (end == NULL)
            return ERROR_INVALID_PARAMETER;
        s.conversion = 0;
        spec_read(t, args, &s, p, &n);
    }
    arg = arg_get(t, args, n);
    if (s.conversion != 0)
        value_add(t, &s, arg, args->ansi);
    if (end != NULL) { /* what follows the conversion is text */
        if (*p < end)
            ws2_msg_text_add(t, *p, (size_t)(end - *p));
        *p = end + 1;
    }
    return t->err;
}
