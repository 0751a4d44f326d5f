/* SPDX-License-Identifier: MIT */
/* printf's conversions in Windows' dialect; see format.h. Numbers are left to
 * libc, with a specification that says the same there. Follows "Format
 * specification syntax: printf and wprintf functions" on Microsoft Learn. */
#include "win32/format.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "win32/utf.h"

enum size { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_64, SIZE_LONG_DOUBLE };

struct spec {
    bool left, plus, blank, alternate, zero;
    size_t width;
    bool has_precision;
    size_t precision;
    enum size size;
    char text; /* 'h' or 'l' before s or c: narrow or wide; else 0 */
    char conversion;
};

struct state {
    struct ws2_text *out;
    bool wide;
    va_list args;
};

static const char *flags_parse(const char *f, struct spec *spec)
{
    for (;; f++) {
        switch (*f) {
        case '-':
            spec->left = true;
            break;
        case '+':
            spec->plus = true;
            break;
        case ' ':
            spec->blank = true;
            break;
        case '#':
            spec->alternate = true;
            break;
        case '0':
            spec->zero = true;
            break;
        default:
            return f;
        }
    }
}

/* Digits, or a star for an argument; negative arguments are seen as such. */
static const char *number_parse(const char *f, struct state *state, long *value)
{
    char *end;

    if (*f == '*') {
        *value = va_arg(state->args, int);
        return f + 1;
    }
    *value = *f >= '0' && *f <= '9' ? strtol(f, &end, 10) : 0;
    while (*f >= '0' && *f <= '9')
        f++;
    return f;
}

/* %ld is 32 bits wide on Windows; the slot of a 64-bit `long` argument is read
 * by its low half, which is right for every value that Windows could print. */
static const char *size_parse(const char *f, struct spec *spec)
{
    static const struct {
        const char *prefix;
        enum size size;
        char text;
    } map[] = {
        {"hh", SIZE_CHAR, 'h'}, {"h", SIZE_SHORT, 'h'},
        {"ll", SIZE_64, 'l'},   {"l", SIZE_INT, 'l'},
        {"w", SIZE_INT, 'l'},   {"I64", SIZE_64, 0},
        {"I32", SIZE_INT, 0},   {"I", SIZE_64, 0},
        {"z", SIZE_64, 0},      {"j", SIZE_64, 0},
        {"t", SIZE_64, 0},      {"L", SIZE_LONG_DOUBLE, 0},
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
        size_t len = strlen(map[i].prefix);

        if (strncmp(f, map[i].prefix, len) == 0) {
            spec->size = map[i].size;
            spec->text = map[i].text;
            return f + len;
        }
    }
    return f;
}

/* After the percent sign; returns behind the conversion. */
static const char *spec_parse(const char *f, struct state *state,
                              struct spec *spec)
{
    long value;

    memset(spec, 0, sizeof(*spec));
    f = number_parse(flags_parse(f, spec), state, &value);
    spec->left |= value < 0;
    spec->width = (size_t)labs(value);
    if (*f == '.') {
        f = number_parse(f + 1, state, &value);
        spec->has_precision = value >= 0;
        spec->precision = value >= 0 ? (size_t)value : 0;
    }
    f = size_parse(f, spec);
    spec->conversion = *f;
    return *f != '\0' ? f + 1 : f;
}

/* libc's specification of the same flags, width and precision. */
static void spec_print(const struct spec *spec, const char *size, char conv,
                       char *out, size_t cap)
{
    char precision[24] = "", width[24] = "";

    if (spec->has_precision)
        snprintf(precision, sizeof(precision), ".%zu", spec->precision);
    if (spec->width != 0)
        snprintf(width, sizeof(width), "%zu", spec->width);
    snprintf(out, cap, "%%%s%s%s%s%s%s%s%s%c", spec->left ? "-" : "",
             spec->plus ? "+" : "", spec->blank ? " " : "",
             spec->alternate ? "#" : "", spec->zero ? "0" : "", width,
             precision, size, conv);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* Adds what libc prints for one number. */
static void libc_add(struct ws2_text *out, const char *format, ...)
{
    char local[256], *text = local;
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(local, sizeof(local), format, args);
    va_end(args);
    if (len >= (int)sizeof(local)) {
        text = malloc((size_t)len + 1);
        va_start(args, format);
        if (text != NULL)
            vsnprintf(text, (size_t)len + 1, format, args);
        va_end(args);
    }
    if (text == NULL || len < 0)
        out->failed = true;
    else
        ws2_text_add(out, text, (size_t)len);
    if (text != local)
        free(text);
}

#pragma GCC diagnostic pop

static void signed_add(struct state *state, const struct spec *spec)
{
    char format[80];
    long long value;

    if (spec->size == SIZE_64)
        value = va_arg(state->args, long long);
    else
        value = va_arg(state->args, int);
    if (spec->size == SIZE_CHAR)
        value = (signed char)value;
    else if (spec->size == SIZE_SHORT)
        value = (short)value;
    spec_print(spec, "ll", 'd', format, sizeof(format));
    libc_add(state->out, format, value);
}

static void unsigned_add(struct state *state, const struct spec *spec)
{
    char format[80];
    unsigned long long value;

    if (spec->size == SIZE_64)
        value = va_arg(state->args, unsigned long long);
    else
        value = va_arg(state->args, unsigned);
    if (spec->size == SIZE_CHAR)
        value = (unsigned char)value;
    else if (spec->size == SIZE_SHORT)
        value = (unsigned short)value;
    spec_print(spec, "ll", spec->conversion, format, sizeof(format));
    libc_add(state->out, format, value);
}

static void float_add(struct state *state, const struct spec *spec)
{
    char format[80];

    if (spec->size == SIZE_LONG_DOUBLE) {
        spec_print(spec, "L", spec->conversion, format, sizeof(format));
        libc_add(state->out, format, va_arg(state->args, long double));
    } else {
        spec_print(spec, "", spec->conversion, format, sizeof(format));
        libc_add(state->out, format, va_arg(state->args, double));
    }
}

static void pointer_add(struct state *state, struct spec *spec)
{
    char digits[24];
    struct ws2_text *out = state->out;
    int len =
        snprintf(digits, sizeof(digits), "%016llX",
                 (unsigned long long)(uintptr_t)va_arg(state->args, void *));
    size_t pad = spec->width > (size_t)len ? spec->width - (size_t)len : 0;

    ws2_text_pad(out, ' ', spec->left ? 0 : pad);
    ws2_text_add(out, digits, (size_t)len);
    ws2_text_pad(out, ' ', spec->left ? pad : 0);
}

/* Text of len bytes that counts as units towards the width. */
static void padded_add(struct ws2_text *out, const struct spec *spec,
                       const char *s, size_t len, size_t units)
{
    size_t pad = spec->width > units ? spec->width - units : 0;

    if (!spec->left)
        ws2_text_pad(out, spec->zero ? '0' : ' ', pad);
    ws2_text_add(out, s, len);
    if (spec->left)
        ws2_text_pad(out, ' ', pad);
}

static void narrow_add(struct state *state, const struct spec *spec,
                       const char *s)
{
    size_t max = spec->has_precision ? spec->precision : SIZE_MAX;
    size_t len, units;

    if (s == NULL)
        s = "(null)";
    len = strnlen(s, max);
    units = state->wide ? ws2_utf8_to_16(s, len, NULL, 0, NULL) : len;
    padded_add(state->out, spec, s, len, units);
}

static void wide_add(struct state *state, const struct spec *spec,
                     const char16_t *s)
{
    size_t max = spec->has_precision ? spec->precision : SIZE_MAX;
    size_t units = 0, len;
    char *text;

    if (s == NULL)
        s = u"(null)";
    while (units < max && s[units] != 0)
        units++;
    len = ws2_utf16_to_8(s, units, NULL, 0, NULL);
    text = malloc(len + 1);
    if (text == NULL) {
        state->out->failed = true;
        return;
    }
    ws2_utf16_to_8(s, units, text, len, NULL);
    padded_add(state->out, spec, text, len, state->wide ? units : len);
    free(text);
}

/* s and c follow the function's own width, S and C the other; h, l and w
 * before them decide. */
static bool text_is_wide(const struct state *state, const struct spec *spec)
{
    bool capital = spec->conversion == 'S' || spec->conversion == 'C';

    return spec->text != 0 ? spec->text == 'l' : state->wide != capital;
}

static void character_add(struct state *state, const struct spec *spec)
{
    int value = va_arg(state->args, int);
    char16_t unit = (char16_t)value;
    char bytes[4] = {(char)value};
    size_t len = 1;

    if (text_is_wide(state, spec))
        len = ws2_utf16_to_8(&unit, 1, bytes, sizeof(bytes), NULL);
    padded_add(state->out, spec, bytes, len, 1);
}

static void conversion_add(struct state *state, struct spec *spec)
{
    switch (spec->conversion) {
    case 'd':
    case 'i':
        signed_add(state, spec);
        break;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        unsigned_add(state, spec);
        break;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        float_add(state, spec);
        break;
    case 'c':
    case 'C':
        character_add(state, spec);
        break;
    case 's':
    case 'S':
        if (text_is_wide(state, spec))
            wide_add(state, spec, va_arg(state->args, const char16_t *));
        else
            narrow_add(state, spec, va_arg(state->args, const char *));
        break;
    case 'p':
        pointer_add(state, spec);
        break;
    case 'n': /* Windows refuses to write through it */
        (void)va_arg(state->args, void *);
        break;
    case '\0':
        break;
    default: /* unknown ones print themselves, the percent sign above all */
        ws2_text_add(state->out, &spec->conversion, 1);
    }
}

void ws2_format(struct ws2_text *text, bool wide, const char *format,
                va_list args)
{
    struct state state = {.out = text, .wide = wide};
    struct spec spec;

    va_copy(state.args, args);
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");

        ws2_text_add(text, format, plain);
        format += plain;
        if (*format != '%')
            break;
        format = spec_parse(format + 1, &state, &spec);
        conversion_add(&state, &spec);
    }
    va_end(state.args);
}
