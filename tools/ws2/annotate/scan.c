/* SPDX-License-Identifier: MIT */
/* See scan.h. A trigger says where to look; here the number or name is read,
 * and its context decides. */
#include "scan.h"

#include <stdint.h>
#include <string.h>

#include "context.h"
#include "names.h"
#include "trigger.h"
#include "words.h"

#define FIRST_SOCKET_CODE 10000 /* above, a number says more */
#define NTSTATUS_WIN32    0xC0070000u
#define HIGH_HALF         0xffff0000u

struct text {
    const char *begin, *end;
};

const ws2_error_info *scan_meaning(unsigned long code)
{
    static const int others[] = {
        64,   /* ERROR_NETNAME_DELETED */
        121,  /* ERROR_SEM_TIMEOUT */
        258,  /* WAIT_TIMEOUT */
        1225, /* ERROR_CONNECTION_REFUSED */
        1226, /* ERROR_GRACEFUL_DISCONNECT */
        1231, /* ERROR_NETWORK_UNREACHABLE */
        1232, /* ERROR_HOST_UNREACHABLE */
        1233, /* ERROR_PROTOCOL_UNREACHABLE */
        1234, /* ERROR_PORT_UNREACHABLE */
        1235, /* ERROR_REQUEST_ABORTED */
        1236, /* ERROR_CONNECTION_ABORTED */
        1256, /* ERROR_HOST_DOWN */
    };
    const ws2_error_info *e;

    if (code > INT32_MAX)
        return NULL;
    e = ws2_error_by_code((int)code);
    if (e == NULL || e->is_winsock)
        return e;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i] == e->code)
            return e;
    return NULL;
}

/* --- Reading. */

static const char *digits_end(const char *at, const char *end)
{
    while (at < end && is_digit(*at))
        at++;
    return at;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to ten digits. */
static unsigned long long decimal_read(const char *at, const char *end)
{
    unsigned long long value = 0;

    for (; at < end; at++)
        value = value * 10 + (unsigned)(*at - '0');
    return value;
}

/* False: no hexadecimal number of at most 32 bits, zeros before it aside. */
static bool hex_read(const char *at, const char **end, uint32_t *value)
{
    const char *p = at;
    uint64_t v = 0;

    for (; p < *end && hex_digit(*p) >= 0 && v <= UINT32_MAX; p++)
        v = v << 4 | (unsigned)hex_digit(*p);
    *end = p;
    *value = (uint32_t)v;
    return p > at && v <= UINT32_MAX;
}

/* The part of the line that is looked at. */
static struct context context_of(const struct text *t, const char *number,
                                 const char *behind,
                                 const ws2_error_info *meaning)
{
    const char *begin =
        number - t->begin > SCAN_REACH ? number - SCAN_REACH : t->begin;
    const char *end =
        t->end - behind > SCAN_REACH ? behind + SCAN_REACH : t->end;
    const char *newline = memrchr(begin, '\n', (size_t)(number - begin));

    if (newline != NULL)
        begin = newline + 1;
    newline = memchr(behind, '\n', (size_t)(end - behind));
    if (newline != NULL)
        end = newline;
    if (end > behind && end[-1] == '\r')
        end--;
    return (struct context){begin, end, number, behind, meaning};
}

static bool hit_set(struct scan_hit *hit, const struct context *c)
{
    hit->at = c->number;
    hit->length = (size_t)(c->behind - c->number);
    hit->meaning = c->meaning;
    return true;
}

/* --- The forms. */

static bool decimal_find(const struct text *t, const char *at,
                         struct scan_hit *hit)
{
    const char *end = digits_end(at, t->end), *number = at;
    const ws2_error_info *e;
    struct context c;

    if (end - at != 5 || (at > t->begin && word_char(at[-1])))
        return false;
    e = scan_meaning((unsigned long)decimal_read(at, end));
    if (e == NULL)
        return false;
    /* "-10054": some negate it. */
    if (at - t->begin >= 2 && at[-1] == '-' && strchr(" (=:", at[-2]) != NULL)
        number--;
    c = context_of(t, number, end, e);
    return context_is_code(&c) && hit_set(hit, &c);
}

/* An HRESULT or NTSTATUS; NULL: it holds no code that is looked for. */
static const ws2_error_info *status_meaning(uint32_t value)
{
    int code = ws2_error_from_hresult((int32_t)value);

    if (code < 0 && (value & HIGH_HALF) == NTSTATUS_WIN32)
        code = (int)(value & 0xffff);
    return code > 0 ? scan_meaning((unsigned long)code) : NULL;
}

/* Plain says: one that cannot be mistaken for anything else. */
static bool status_is_code(const struct context *c, bool plain)
{
    enum label label;

    if (c->meaning->code < FIRST_SOCKET_CODE)
        return context_is_small_code(c);
    if (!context_is_whole(c))
        return false;
    label = context_label(c);
    return label != LABEL_OTHER && (plain || label != LABEL_NONE);
}

static bool hex_find(const struct text *t, const char *at, struct scan_hit *hit)
{
    const char *end = t->end;
    struct context c;
    uint32_t value;

    if ((at > t->begin && word_char(at[-1])) ||
        !hex_read(at + 2, &end, &value) || (end < t->end && word_char(*end)))
        return false;
    c = context_of(t, at, end, status_meaning(value));
    if (c.meaning != NULL)
        return status_is_code(&c, true) && hit_set(hit, &c);
    c.meaning = value >= FIRST_SOCKET_CODE ? scan_meaning(value) : NULL;
    return c.meaning != NULL && context_is_code(&c) && hit_set(hit, &c);
}

static bool bare_find(const struct text *t, const char *at,
                      struct scan_hit *hit)
{
    const char *end = t->end;
    struct context c;
    uint32_t value;

    if ((at > t->begin && word_char(at[-1])) || !hex_read(at, &end, &value) ||
        end - at != 8 || (end < t->end && word_char(*end)))
        return false;
    c = context_of(t, at, end, status_meaning(value));
    return c.meaning != NULL && status_is_code(&c, false) && hit_set(hit, &c);
}

static bool long_find(const struct text *t, const char *at,
                      struct scan_hit *hit)
{
    const char *end = digits_end(at, t->end);
    bool negative = at > t->begin && at[-1] == '-';
    unsigned long long value;
    struct context c;

    if (end - at != 10 || (at > t->begin && word_char(at[-1])))
        return false;
    value = decimal_read(at, end);
    value = negative ? (1ull << 32) - value : value;
    if (value > UINT32_MAX)
        return false;
    c = context_of(t, at - negative, end, status_meaning((uint32_t)value));
    return c.meaning != NULL && status_is_code(&c, negative) &&
           hit_set(hit, &c);
}

static bool name_find(const struct text *t, const char *at,
                      struct scan_hit *hit)
{
    const char *begin = at, *end = at;
    const ws2_error_info *e;

    while (begin > t->begin && word_char(begin[-1]) && at - begin < 8)
        begin--;
    while (end < t->end && word_char(*end) && end - begin < 64)
        end++;
    if (begin > t->begin && word_char(begin[-1]))
        return false;
    e = name_meaning(begin, (size_t)(end - begin));
    if (e == NULL)
        return false;
    *hit = (struct scan_hit){begin, (size_t)(end - begin), e};
    return true;
}

/* A code of up to four digits behind "error", "exception" ... */
static bool small_find(const struct text *t, const char *at,
                       struct scan_hit *hit)
{
    const char *p = at, *end;
    const ws2_error_info *e;
    struct context c;

    /* "error code = ", "Error() returned ": at most so far. */
    while (p < t->end && p - at < 32 && *p != '\n' &&
           !(is_digit(*p) && !word_char(p[-1])))
        p++;
    end = digits_end(p, t->end);
    if (end == p || end - p > 4 || *p == '0')
        return false;
    e = scan_meaning((unsigned long)decimal_read(p, end));
    if (e == NULL)
        return false;
    c = context_of(t, p, end, e);
    return context_is_small_code(&c) && hit_set(hit, &c);
}

/* --- All of them. */

static bool find_at(const struct text *t, const char *at, struct scan_hit *hit)
{
    switch (trigger_at(at, (size_t)(t->end - at))) {
    case TRIGGER_DIGITS:
        return decimal_find(t, at, hit);
    case TRIGGER_NAME:
    case TRIGGER_WIN32:
        return name_find(t, at, hit);
    case TRIGGER_HEX:
        return hex_find(t, at, hit);
    case TRIGGER_BARE:
        return bare_find(t, at, hit);
    case TRIGGER_LONG:
        return long_find(t, at, hit);
    case TRIGGER_LABEL:
        return small_find(t, at, hit);
    case TRIGGER_NONE:
        break;
    }
    return false;
}

bool scan_find(const char *begin, const char *end, const char *from,
               const char *to, struct scan_hit *hit)
{
    const struct text t = {begin, end};

    for (; from < to; from++) {
        from = trigger_find(from, end);
        if (from >= to)
            return false;
        if (find_at(&t, from, hit) && hit->at >= begin)
            return true;
    }
    return false;
}
