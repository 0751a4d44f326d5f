/* SPDX-License-Identifier: MIT */
/* The words to the left of a number, nearest first: context.h. */
#include <string.h>

#include "context.h"
#include "words.h"

#define STEPS_MAX 6 /* parts of words that are looked at */

/* What stands between two words. */
struct gap {
    bool call, arguments; /* "()"; "(x)" */
    bool sign, quote;     /* ':' '=' '>'; '"' or '=' */
    bool ends;            /* a sentence or a part of one */
};

/* The parenthesis that the one at `at` closes, with a word before it, as a
 * call's: "getaddrinfo("db1")". */
static const char *paren_find(const struct context *c, const char *at)
{
    const char *limit = context_near(at, c->begin);

    while (at > limit && at[-1] != '(' && at[-1] != ')')
        at--;
    return at > limit + 1 && at[-1] == '(' && word_char(at[-2]) ? at - 1 : NULL;
}

static const char *gap_skip(const struct context *c, const char *at,
                            struct gap *g)
{
    const char *open;

    memset(g, 0, sizeof(*g));
    while (at > c->begin && !word_char(at[-1])) {
        char ch = *--at;

        if ((ch == '.' || ch == ';' || ch == '|') &&
            is_blank(context_at(c, at + 1)))
            g->ends = true;
        if (ch == ')' && (open = paren_find(c, at)) != NULL) {
            g->call = true;
            g->arguments = at - open > 1;
            at = open;
        }
        g->sign |= ch == ':' || ch == '=' || ch == '>';
        g->quote |= ch == '"' || ch == '=';
    }
    return at;
}

/* "last error", "WinError", "Win32 error", "SocketException", "os error". */
static enum label label_of_error(const struct context *c, const char *at)
{
    static const char *const windows[] = {"last",    "win", "socket", "sock",
                                          "winsock", "wsa", "afd"};
    struct gap g;
    size_t length;

    at = gap_skip(c, at, &g);
    if (g.ends)
        return LABEL_ERROR;
    (void)word_take_last(c->begin, &at, &length);
    if (length == 2 && memcmp(at, "32", 2) == 0)
        (void)word_take_last(c->begin, &at, &length);
    if (length == 2 && text_has(at, at + length, "os", 2))
        return LABEL_SYSTEM;
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
        if (length == strlen(windows[i]) &&
            text_has(at, at + length, windows[i], length))
            return LABEL_WINDOWS;
    return LABEL_ERROR;
}

/* A hexadecimal number among the words, as in "Exception (0x80004005, ...". */
static bool part_is_hex(const struct context *c, const char *at, size_t length)
{
    const char *end = at + length;

    while (at > c->begin && word_char(at[-1]))
        at--;
    return end - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x';
}

enum label context_label(const struct context *c)
{
    const char *at = c->number;
    bool weak = false;

    for (int step = 0; step < STEPS_MAX; step++) {
        struct gap g;
        size_t length;
        enum word_kind kind;

        at = gap_skip(c, at, &g);
        if (g.ends || at == c->begin)
            break;
        kind = word_take_last(c->begin, &at, &length);
        if (g.arguments && kind != WORD_CALL && kind != WORD_VERB)
            break; /* "error(s), 10054" */
        switch (kind) {
        case WORD_PASS:
            continue;
        case WORD_WEAK:
            weak = true;
            continue;
        case WORD_ERROR:
            return label_of_error(c, at);
        case WORD_WINDOWS:
            return LABEL_WINDOWS;
        case WORD_FAIL:
            if (!g.quote)
                return LABEL_ERROR;
            break;
        case WORD_CALL:
            if (weak || g.sign)
                return LABEL_ERROR;
            weak = !g.call || step > 0; /* not its argument */
            break;
        case WORD_VERB:
            if (weak || (g.sign && g.call))
                return LABEL_ERROR;
            break;
        case WORD_OTHER:
            return LABEL_OTHER;
        case WORD_UNKNOWN:
            if (!part_is_hex(c, at, length))
                break;
            while (at > c->begin && word_char(at[-1]))
                at--;
            continue;
        case WORD_HINT:
        case WORD_NET:
        case WORD_UNIT:
            break;
        }
        break;
    }
    return weak ? LABEL_WEAK : LABEL_NONE;
}
