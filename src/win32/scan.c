/* SPDX-License-Identifier: MIT */
/* scanf in Windows' dialect; see scan.h. The format is rewritten for libc:
 * %ld becomes %d, as it must not store more than 32 bits, %I64d becomes %lld.
 * Strings that have a size or are wide are taken by %ms, into memory of libc's
 * (characters into memory of ours), and moved afterwards. All arguments are
 * pointers, so they are collected and passed on. Follows "scanf, _scanf_l,
 * wscanf, _wscanf_l" and "scanf_s" on Microsoft Learn. */
#include "win32/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "win32/utf.h"

#define ARGS_MAX 32

struct moved { /* a string on its way from libc to the program */
    char *text;
    void *target;
    size_t size;  /* of the target; SIZE_MAX: not told */
    size_t chars; /* %c: how many; libc terminates only strings */
    bool wide;
    int order; /* how many conversions must succeed for it to count */
};

struct scan {
    char *format; /* libc's */
    size_t len;
    void *arg[ARGS_MAX];
    struct moved moved[ARGS_MAX];
    unsigned args, moves;
    int assigned;
    bool wide, sized, failed;
    va_list from;
};

static void format_add(struct scan *scan, const char *s, size_t n)
{
    memcpy(scan->format + scan->len, s, n);
    scan->len += n;
}

static void arg_add(struct scan *scan, void *p)
{
    if (scan->args == ARGS_MAX)
        scan->failed = true;
    else
        scan->arg[scan->args++] = p;
}

struct spec {
    bool skip;         /* * : read, not stored */
    const char *width; /* digits */
    size_t width_len;
    char size[4];    /* libc's prefix for numbers */
    char real;       /* l or L before a floating-point conversion, or 0 */
    char text;       /* h narrow, l wide, 0 as the function */
    const char *set; /* of %[ : from the bracket on */
    size_t set_len;
    char conversion;
};

static const char *size_parse(const char *f, struct spec *spec)
{
    static const struct {
        const char *prefix, *size;
        char real, text;
    } map[] = {
        {"hh", "hh", 0, 'h'}, {"h", "h", 0, 'h'}, {"ll", "ll", 'l', 'l'},
        {"l", "", 'l', 'l'},  {"w", "", 0, 'l'},  {"I64", "ll", 0, 0},
        {"I32", "", 0, 0},    {"I", "ll", 0, 0},  {"z", "ll", 0, 0},
        {"j", "ll", 0, 0},    {"t", "ll", 0, 0},  {"L", "ll", 'L', 0},
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
        size_t len = strlen(map[i].prefix);

        if (strncmp(f, map[i].prefix, len) == 0) {
            strcpy(spec->size, map[i].size);
            spec->real = map[i].real;
            spec->text = map[i].text;
            return f + len;
        }
    }
    return f;
}

/* The set of %[ up to its closing bracket; one right at the start counts. */
static const char *set_parse(const char *f, struct spec *spec)
{
    const char *end = f + 1;

    if (*end == '^')
        end++;
    if (*end == ']')
        end++;
    end += strcspn(end, "]");
    end += *end == ']';
    spec->set = f;
    spec->set_len = (size_t)(end - f);
    return end;
}

static const char *spec_parse(const char *f, struct spec *spec)
{
    memset(spec, 0, sizeof(*spec));
    spec->skip = *f == '*';
    f += spec->skip;
    spec->width = f;
    spec->width_len = strspn(f, "0123456789");
    f = size_parse(f + spec->width_len, spec);
    spec->conversion = *f;
    if (*f == '[')
        return set_parse(f, spec);
    return *f != '\0' ? f + 1 : f;
}

static void string_move(struct scan *scan, const struct spec *spec, bool wide)
{
    struct moved *m = &scan->moved[scan->moves];

    if (scan->moves == ARGS_MAX) {
        scan->failed = true;
        return;
    }
    scan->moves++;
    m->text = NULL;
    m->target = va_arg(scan->from, void *);
    m->size = scan->sized ? va_arg(scan->from, unsigned) : SIZE_MAX;
    m->wide = wide;
    m->chars = 0;
    m->order = scan->assigned + 1;
    if (spec->conversion != 'c') {
        arg_add(scan, &m->text);
        return;
    }
    m->chars = spec->width_len > 0 ? strtoul(spec->width, NULL, 10) : 1;
    m->text = m->chars < SIZE_MAX / 2 ? malloc(m->chars + 1) : NULL;
    scan->failed |= m->text == NULL;
    arg_add(scan, m->text);
}

static void string_add(struct scan *scan, struct spec *spec)
{
    bool capital = spec->conversion == 'S' || spec->conversion == 'C';
    bool wide = spec->text != 0 ? spec->text == 'l' : scan->wide != capital;
    bool move = !spec->skip && (wide || scan->sized);

    if (capital)
        spec->conversion = spec->conversion == 'S' ? 's' : 'c';
    if (move)
        string_move(scan, spec, wide);
    else if (!spec->skip)
        arg_add(scan, va_arg(scan->from, void *));
    if (move && spec->conversion != 'c')
        format_add(scan, "m", 1);
    if (spec->set != NULL)
        format_add(scan, spec->set, spec->set_len);
    else
        format_add(scan, &spec->conversion, 1);
}

static void number_add(struct scan *scan, const struct spec *spec)
{
    if (strchr("aAeEfFgG", spec->conversion) != NULL)
        format_add(scan, &spec->real, spec->real != 0);
    else
        format_add(scan, spec->size, strlen(spec->size));
    format_add(scan, &spec->conversion, 1);
    if (!spec->skip)
        arg_add(scan, va_arg(scan->from, void *));
}

static void conversion_add(struct scan *scan, struct spec *spec)
{
    format_add(scan, "%", 1);
    if (spec->conversion == '%' || spec->conversion == '\0') {
        format_add(scan, "%", 1);
        return;
    }
    if (spec->skip)
        format_add(scan, "*", 1);
    format_add(scan, spec->width, spec->width_len);
    if (strchr("sScC[", spec->conversion) != NULL)
        string_add(scan, spec);
    else
        number_add(scan, spec);
    scan->assigned += !spec->skip && spec->conversion != 'n';
}

/* False when it does not fit its buffer; that then holds empty text. */
static bool string_finish(const struct moved *m)
{
    size_t n = m->chars != 0 ? m->chars : strlen(m->text);
    size_t units = m->wide ? ws2_utf8_to_16(m->text, n, NULL, 0, NULL) : n;
    bool terminate = m->chars == 0;
    bool fits = units + terminate <= m->size;

    if (!fits)
        n = units = 0;
    if (m->wide && m->size > 0) {
        ws2_utf8_to_16(m->text, n, m->target, units, NULL);
        if (terminate)
            ((char16_t *)m->target)[units] = 0;
    } else if (m->size > 0) {
        memcpy(m->target, m->text, n);
        if (terminate)
            ((char *)m->target)[n] = '\0';
    }
    return fits;
}

/* How many conversions succeeded after all. */
static int strings_finish(struct scan *scan, int done)
{
    for (unsigned i = 0; i < scan->moves; i++) {
        struct moved *m = &scan->moved[i];

        if (done != EOF && m->text != NULL && m->order <= done &&
            !string_finish(m))
            done = m->order - 1;
        free(m->text);
    }
    return done;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

#define A4(i)  p[i], p[i + 1], p[i + 2], p[i + 3]
#define A16(i) A4(i), A4(i + 4), A4(i + 8), A4(i + 12)

static int libc_scan(FILE *f, const char *s, const char *format, void **p)
{
    return f != NULL ? fscanf(f, format, A16(0), A16(16))
                     : sscanf(s, format, A16(0), A16(16));
}

#pragma GCC diagnostic pop

int ws2_scan(FILE *f, const char *s, bool wide, bool sized, const char *format,
             va_list args)
{
    struct scan scan = {.wide = wide, .sized = sized};
    struct spec spec;
    int done = EOF;

    /* A conversion grows by two letters at most, and has two itself. */
    scan.format = malloc(strlen(format) * 2 + 1);
    if (scan.format == NULL) {
        errno = ENOMEM;
        return EOF;
    }
    va_copy(scan.from, args);
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");

        format_add(&scan, format, plain);
        format += plain;
        if (*format == '\0')
            break;
        format = spec_parse(format + 1, &spec);
        conversion_add(&scan, &spec);
    }
    va_end(scan.from);
    scan.format[scan.len] = '\0';
    if (scan.failed)
        errno = EINVAL;
    else
        done = libc_scan(f, s, scan.format, scan.arg);
    done = strings_finish(&scan, done);
    free(scan.format);
    return done;
}
