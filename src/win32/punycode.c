/* SPDX-License-Identifier: MIT */
/* Punycode; see punycode.h. Names and numbers are those of RFC 3492: a text is
 * its ASCII characters, a hyphen if there are any, and then for each other
 * character, in the order of their numbers, how far a pair of number and place
 * is from the one before (delta, section 3.2), in digits of which each says
 * whether it is the last (section 3.3). No state. */
#include "win32/punycode.h"

#include <string.h>

enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    INITIAL_BIAS = 72,
    INITIAL_N = 0x80,
    LAST_CHARACTER = 0x10ffff
};

/* Section 6.1: deltas that follow are guessed from those that were. */
static uint32_t bias_adapt(uint32_t delta, size_t count, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / DAMP : delta / 2;
    delta += delta / (uint32_t)count;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* A digit below it is the last one. */
static uint32_t threshold(uint32_t k, uint32_t bias)
{
    if (k <= bias + T_MIN)
        return T_MIN;
    return k >= bias + T_MAX ? T_MAX : k - bias;
}

static char digit_char(uint32_t digit)
{
    return (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}

/* BASE: it is none. */
static uint32_t digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0') + 26;
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a');
    return c >= 'A' && c <= 'Z' ? (uint32_t)(c - 'A') : BASE;
}

static bool char_put(char *out, size_t *len, char c)
{
    if (*len == WS2_PUNYCODE_MAX)
        return false;
    out[(*len)++] = c;
    return true;
}

static bool delta_put(char *out, size_t *len, uint32_t delta, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = threshold(k, bias);

        if (delta < t)
            return char_put(out, len, digit_char(delta));
        if (!char_put(out, len, digit_char(t + (delta - t) % (BASE - t))))
            return false;
        delta = (delta - t) / (BASE - t);
    }
}

/* The least character that is not done yet. */
static uint32_t next_least(const uint32_t *text, size_t n, uint32_t from)
{
    uint32_t least = UINT32_MAX;

    for (size_t i = 0; i < n; i++)
        if (text[i] >= from && text[i] < least)
            least = text[i];
    return least;
}

/* A label's numbers are far from overflow: 63 places, 21 bits. */
bool ws2_punycode_encode(const uint32_t *text, size_t n,
                         char out[WS2_PUNYCODE_MAX], size_t *len)
{
    uint32_t bias = INITIAL_BIAS, delta = 0, done_below = INITIAL_N;
    size_t basic, done;

    if (n > WS2_PUNYCODE_MAX)
        return false;
    *len = 0;
    for (size_t i = 0; i < n; i++)
        if (text[i] < INITIAL_N)
            char_put(out, len, (char)text[i]);
    basic = done = *len;
    if (basic > 0 && !char_put(out, len, '-'))
        return false;
    while (done < n) {
        uint32_t least = next_least(text, n, done_below);

        delta += (least - done_below) * (uint32_t)(done + 1);
        for (size_t i = 0; i < n; i++) {
            if (text[i] < least)
                delta++;
            if (text[i] != least)
                continue;
            if (!delta_put(out, len, delta, bias))
                return false;
            bias = bias_adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        done_below = least + 1;
    }
    return true;
}

static bool delta_take(const char **at, const char *end, uint32_t bias,
                       uint64_t *delta)
{
    uint64_t weight = 1;

    *delta = 0;
    for (uint32_t k = BASE; *at < end; k += BASE) {
        uint32_t digit = digit_value(*(*at)++), t = threshold(k, bias);

        if (digit == BASE)
            return false;
        *delta += digit * weight;
        if (digit < t)
            return true;
        weight *= BASE - t;
        if (*delta > UINT32_MAX || weight > UINT32_MAX)
            return false;
    }
    return false;
}

/* Where the part that is ASCII ends: at the last hyphen, if it has any. */
static size_t basic_length(const char *text, size_t n)
{
    while (n > 0 && text[n - 1] != '-')
        n--;
    return n > 0 ? n - 1 : 0;
}

bool ws2_punycode_decode(const char *text, size_t n,
                         uint32_t out[WS2_PUNYCODE_MAX], size_t *len)
{
    size_t basic = basic_length(text, n);
    const char *at = text + basic + (basic > 0), *end = text + n;
    uint32_t bias = INITIAL_BIAS;
    uint64_t c = INITIAL_N, i = 0;

    if (n > WS2_PUNYCODE_MAX)
        return false;
    for (*len = 0; *len < basic; ++*len)
        out[*len] = (unsigned char)text[*len];
    while (at < end) {
        uint64_t delta;

        if (*len == WS2_PUNYCODE_MAX || !delta_take(&at, end, bias, &delta))
            return false;
        bias = bias_adapt((uint32_t)delta, *len + 1, *len == basic);
        i += delta;
        c += i / (*len + 1);
        i %= *len + 1;
        if (c > LAST_CHARACTER)
            return false;
        memmove(&out[i + 1], &out[i], (*len - i) * sizeof(out[0]));
        out[i++] = (uint32_t)c;
        ++*len;
    }
    return true;
}
