/* SPDX-License-Identifier: MIT */
/* See words.h. */
#include "words.h"

#include <string.h>
#include <strings.h>

#define LENGTH_MAX 24 /* longer words are not in the list */

static const struct word {
    const char *text;
    size_t length;
    enum word_kind kind;
} words[] = {
#define WORD(text, kind) {text, sizeof(text) - 1, WORD_##kind},
#include "words.def"
#undef WORD
};

#define COUNT (sizeof(words) / sizeof(words[0]))
_Static_assert(COUNT < 256, "places of words are bytes");

/* Where words of each letter begin. */
static unsigned char letters[27];

static void letters_fill(void)
{
    for (size_t i = 0; i < COUNT; i++)
        letters[words[i].text[0] - 'a' + 1] = (unsigned char)(i + 1);
    for (size_t i = 1; i < sizeof(letters); i++)
        if (letters[i] == 0)
            letters[i] = letters[i - 1];
}

enum word_kind word_kind(const char *text, size_t length)
{
    char lower[LENGTH_MAX];
    size_t letter;

    if (length == 0 || length > LENGTH_MAX)
        return WORD_UNKNOWN;
    for (size_t i = 0; i < length; i++)
        lower[i] = is_upper(text[i]) ? (char)(text[i] + 32) : text[i];
    if (!is_lower(lower[0]))
        return WORD_UNKNOWN;
    if (letters[26] == 0)
        letters_fill();
    letter = (size_t)(lower[0] - 'a');
    for (size_t i = letters[letter]; i < letters[letter + 1]; i++)
        if (words[i].length == length &&
            memcmp(words[i].text, lower, length) == 0)
            return words[i].kind;
    return WORD_UNKNOWN;
}

/* "WSARecvFrom": nobody lists them all. */
static bool is_wsa_call(const char *text, size_t length)
{
    return length > 4 && memcmp(text, "WSA", 3) == 0 && is_lower(text[4]);
}

/* Words that end in one: "sockerror", "tcperrno". */
static bool ends_in_error(const char *text, size_t length)
{
    static const char *const ends[] = {"error", "errno", "errcode"};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t n = strlen(ends[i]);

        if (length > n && strncasecmp(text + length - n, ends[i], n) == 0)
            return true;
    }
    return false;
}

/* Where the last part of a word begins. */
static const char *part_begin(const char *begin, const char *end)
{
    const char *at = end - 1;

    if (is_digit(*at)) {
        while (at > begin && is_digit(at[-1]))
            at--;
    } else if (is_upper(*at)) {
        while (at > begin && is_upper(at[-1]))
            at--;
    } else if (is_lower(*at)) {
        while (at > begin && is_lower(at[-1]))
            at--;
        if (at > begin && is_upper(at[-1]))
            at--;
    }
    return at;
}

enum word_kind word_take_last(const char *begin, const char **end,
                              size_t *length)
{
    const char *stop = *end, *start = stop;
    enum word_kind kind = WORD_UNKNOWN;

    *length = 0;
    while (start > begin && word_char(start[-1]))
        start--;
    if (start == stop)
        return WORD_UNKNOWN;
    kind = word_kind(start, (size_t)(stop - start));
    if (kind == WORD_UNKNOWN && is_wsa_call(start, (size_t)(stop - start)))
        kind = WORD_CALL;
    if (kind == WORD_UNKNOWN) {
        start = part_begin(start, stop);
        kind = word_kind(start, (size_t)(stop - start));
    }
    if (kind == WORD_UNKNOWN && ends_in_error(start, (size_t)(stop - start)))
        kind = WORD_ERROR;
    *end = start;
    *length = (size_t)(stop - start);
    return kind;
}

bool text_has(const char *begin, const char *end, const char *phrase,
              size_t length)
{
    for (; (size_t)(end - begin) >= length; begin++)
        if ((*begin | 0x20) == (*phrase | 0x20) &&
            strncasecmp(begin, phrase, length) == 0)
            return true;
    return false;
}
