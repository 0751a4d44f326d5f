/* SPDX-License-Identifier: MIT */
/* See trigger.h. The vectors are the compiler's: SSE2, NEON or plain words. */
#include "trigger.h"

#include <stdint.h>
#include <string.h>

#include "chars.h"

#define STRIDE 16

typedef uint8_t bytes __attribute__((vector_size(STRIDE)));

static char lower(char c)
{
    return (char)(c | 0x20);
}

enum trigger trigger_at(const char *at, size_t left)
{
    if (left >= 5 && at[0] == '1' && (at[1] == '0' || at[1] == '1') &&
        is_digit(at[2]) && is_digit(at[3]) && is_digit(at[4]))
        return TRIGGER_DIGITS;
    if (left >= 3 && lower(at[0]) == 'w' && lower(at[1]) == 's' &&
        lower(at[2]) == 'a')
        return TRIGGER_NAME;
    if (left >= 2 && at[0] == '0' && lower(at[1]) == 'x')
        return TRIGGER_HEX;
    if (left < 4)
        return TRIGGER_NONE;
    if (memcmp(at, "ROR_", 4) == 0 || memcmp(at, "WAIT", 4) == 0)
        return TRIGGER_WIN32;
    if ((at[0] == '8' || lower(at[0]) == 'c') && memcmp(at + 1, "007", 3) == 0)
        return TRIGGER_BARE;
    if (memcmp(at, "2147", 4) == 0)
        return TRIGGER_LONG;
    if ((lower(at[0]) == 'r' && lower(at[1]) == 'r' && lower(at[2]) == 'o' &&
         lower(at[3]) == 'r') ||
        (left >= 5 && memcmp(at, "ption", 5) == 0))
        return TRIGGER_LABEL;
    return TRIGGER_NONE;
}

static bytes load(const char *at)
{
    bytes v;

    memcpy(&v, at, sizeof(v));
    return v;
}

#define IS(v, c) ((bytes)((v) == (uint8_t)(c)))
#define DIGIT(v) ((bytes)((v) - (uint8_t)'0' <= (uint8_t)9))

/* The same as trigger_at at sixteen places: bytes that are not 0. It may see
 * a trigger too many, never one too few. */
static bytes triggers(const char *at)
{
    bytes a = load(at), b = load(at + 1), c = load(at + 2), d = load(at + 3);
    bytes e = load(at + 4), space = (bytes){0} + 0x20;
    bytes la = a | space, lb = b | space, lc = c | space, ld = d | space;
    bytes digits = IS(a, '1') & IS(b | 1, '1') & DIGIT(c) & DIGIT(d) & DIGIT(e);
    bytes name = IS(la, 'w') & IS(lb, 's') & IS(lc, 'a');
    bytes win32 = (IS(a, 'R') & IS(b, 'O') & IS(c, 'R') & IS(d, '_')) |
                  (IS(a, 'W') & IS(b, 'A') & IS(c, 'I') & IS(d, 'T'));
    bytes hex = IS(a, '0') & IS(lb, 'x');
    bytes bare =
        (IS(a, '8') | IS(la, 'c')) & IS(b, '0') & IS(c, '0') & IS(d, '7');
    bytes large = IS(a, '2') & IS(b, '1') & IS(c, '4') & IS(d, '7');
    bytes label = (IS(la, 'r') & IS(lb, 'r') & IS(lc, 'o') & IS(ld, 'r')) |
                  (IS(a, 'p') & IS(b, 't') & IS(c, 'i') & IS(d, 'o'));

    return digits | name | win32 | hex | bare | large | label;
}

static bool any(bytes v)
{
    uint64_t halves[2];

    memcpy(halves, &v, sizeof(halves));
    return (halves[0] | halves[1]) != 0;
}

/* Where sixteen places are with a trigger among them, *found; else where too
 * few bytes are left to say. Four strides at a time once it is quiet. */
static const char *stride_find(const char *at, const char *end, bytes *found)
{
    for (int quiet = 0; end - at >= STRIDE + TRIGGER_LENGTH - 1; quiet++) {
        while (quiet >= 4 && end - at >= 4 * STRIDE + TRIGGER_LENGTH - 1 &&
               !any(triggers(at) | triggers(at + STRIDE) |
                    triggers(at + 2 * STRIDE) | triggers(at + 3 * STRIDE)))
            at += 4 * STRIDE;
        if (end - at < STRIDE + TRIGGER_LENGTH - 1)
            break;
        *found = triggers(at);
        if (any(*found))
            return at;
        at += STRIDE;
    }
    *found = (bytes){0} + 1; /* each place is to be looked at */
    return at;
}

const char *trigger_find(const char *at, const char *end)
{
    while (at < end) {
        bytes found;
        long left;

        at = stride_find(at, end, &found);
        left = end - at;
        for (int i = 0; i < STRIDE && i < left; i++)
            if (found[i] != 0 &&
                trigger_at(at + i, (size_t)(left - i)) != TRIGGER_NONE)
                return at + i;
        at += left < STRIDE ? left : STRIDE;
    }
    return end;
}
