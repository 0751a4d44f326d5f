/* SPDX-License-Identifier: MIT */
/* See context.h. */
#include "context.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

static bool is_hex(const struct context *c)
{
    return c->behind - c->number > 2 && (c->number[1] | 0x20) == 'x';
}

/* --- What touches it. */

/* A sign, a host or a path before it, a fraction or a file's ending behind. */
static bool is_joined_before(const struct context *c)
{
    char p = context_before(c, c->number);
    char pp = p != '\0' ? context_before(c, c->number - 1) : '\0';

    if (p == '\0' || is_blank(p))
        return false;
    if (word_char(p) || strchr("@$\\/&+~^", p) != NULL)
        return true;
    if (p == '.' || p == ',')
        return is_digit(pp) || (p == '.' && pp != ' ');
    return false;
}

static bool is_joined_behind(const struct context *c)
{
    char n = context_at(c, c->behind);
    char nn = n != '\0' ? context_at(c, c->behind + 1) : '\0';

    if (n == '\0' || is_blank(n))
        return false;
    if (word_char(n) || strchr("@%\\/#+", n) != NULL)
        return true;
    return (n == '.' || n == '-' || n == ',') && is_digit(nn)
               ? true
               : n == '.' && word_char(nn);
}

/* PostgreSQL's "(0x00002746/10054)": one code in two forms. */
static bool is_pair(const struct context *c)
{
    const char *p = c->number, *n = c->behind;
    char text[24];
    size_t length;

    if (is_hex(c)) {
        if (context_at(c, n) != '/')
            return false;
        length = (size_t)snprintf(text, sizeof(text), "/%d", c->meaning->code);
        return (size_t)(c->end - n) >= length && memcmp(n, text, length) == 0;
    }
    if (context_before(c, p) != '/')
        return false;
    length = (size_t)snprintf(text, sizeof(text), "0x%08x/",
                              (unsigned)c->meaning->code);
    return (size_t)(p - c->begin) >= length &&
           text_has(p - length, p, text, length);
}

bool context_is_whole(const struct context *c)
{
    return is_pair(c) || (!is_joined_before(c) && !is_joined_behind(c));
}

/* "bytes", "ms", or any plural in lower case: it counts. */
static bool is_counted(const struct context *c, enum label label)
{
    const char *at = c->behind, *end;
    enum word_kind kind;

    if (!is_blank(context_at(c, at)))
        return false;
    for (end = ++at; end < c->end && word_char(*end); end++)
        ;
    if (context_at(c, end) == ':' || context_at(c, end) == '=')
        return false; /* of what comes behind it */
    kind = word_kind(at, (size_t)(end - at));
    if (kind == WORD_UNIT || (end - at == 2 && memcmp(at, "of", 2) == 0))
        return true;
    return label <= LABEL_WEAK && end - at > 4 && end[-1] == 's' &&
           end[-2] != 's' && is_lower(*at);
}

/* --- The line. */

struct evidence {
    bool fail; /* something went wrong */
    bool net;  /* and it was about a network */
};

static void evidence_add(struct evidence *e, enum word_kind kind)
{
    e->fail |= kind == WORD_FAIL || kind == WORD_HINT || kind == WORD_ERROR ||
               kind == WORD_WINDOWS;
    e->net |= kind == WORD_NET || kind == WORD_CALL || kind == WORD_VERB ||
              kind == WORD_WINDOWS;
}

static struct evidence evidence_find(const struct context *c)
{
    struct evidence e = {false, false};
    const char *at = c->end;
    size_t length;

    while (at > c->begin && !(e.fail && e.net)) {
        if (!word_char(at[-1])) {
            at--;
            continue;
        }
        evidence_add(&e, word_take_last(c->begin, &at, &length));
    }
    return e;
}

/* Whether one of the code's own phrases is between two places. */
static bool has_phrase(const struct context *c, const char *from,
                       const char *to)
{
    const char *phrase = c->meaning->words;

    if (text_has(from, to, c->meaning->title, strlen(c->meaning->title)))
        return true;
    while (*phrase != '\0') {
        size_t length = strcspn(phrase, ",");

        if (length > 5 && text_has(from, to, phrase, length))
            return true;
        phrase += length + strspn(phrase + length, ", ");
    }
    return false;
}

/* "10060: connection timed out"; "wrong protocol type, 10041". */
static bool has_phrase_beside(const struct context *c)
{
    const char *at = c->number;
    char n = context_at(c, c->behind);

    while (at > c->begin && is_blank(at[-1]))
        at--;
    if (at > c->begin && word_char(at[-1]))
        return false; /* "session 10060" */
    if (n == ':' || n == ',' || n == ')' || n == '\'' || n == '"' ||
        (n == ' ' && context_at(c, c->behind + 1) == '-'))
        if (has_phrase(c, c->behind, context_near(c->behind, c->end)))
            return true;
    return at > c->begin && strchr(",-;", at[-1]) != NULL &&
           (n == '\0' || n == '.') &&
           has_phrase(c, context_near(c->number, c->begin), c->number);
}

/* In a pair of brackets of its own, or with a text behind a colon. */
static bool is_bracketed(const struct context *c, char open, char close)
{
    const char *at = c->number;
    char n = context_at(c, c->behind);

    if (n == ' ' && c->end - c->behind > 1)
        n = strchr("\"'", c->behind[1]) != NULL ? close : n; /* (10061 "...") */
    return context_before(c, at) == open && (n == close || n == ':') &&
           !word_char(context_before(c, at - 1));
}

/* "recvfrom [10054]": no process identifier, as it often is in brackets. */
static bool is_beside_net(const struct context *c)
{
    const char *at = c->number;
    enum word_kind kind;
    size_t length;

    while (at > c->begin && !word_char(at[-1]))
        at--;
    kind = word_take_last(c->begin, &at, &length);
    return kind == WORD_CALL || kind == WORD_VERB || kind == WORD_NET ||
           kind == WORD_HINT;
}

static bool is_code_by_line(const struct context *c, enum label label)
{
    struct evidence e;

    if (has_phrase_beside(c))
        return true;
    if (is_bracketed(c, '[', ']') && has_phrase(c, c->begin, c->end))
        return true;
    if (label != LABEL_WEAK && !is_bracketed(c, '(', ')') &&
        !(is_bracketed(c, '[', ']') && is_beside_net(c)))
        return false;
    e = evidence_find(c);
    if (label == LABEL_WEAK && (e.fail || e.net))
        return true;
    return (e.fail && e.net) || has_phrase(c, c->begin, c->end);
}

/* "host:10054", "a-10054", "10054:12": a code only if it is called one. */
static bool is_attached(const struct context *c)
{
    char p = context_before(c, c->number);
    char pp = p != '\0' ? context_before(c, c->number - 1) : '\0';
    char n = context_at(c, c->behind);
    char nn = n != '\0' ? context_at(c, c->behind + 1) : '\0';

    return (p == ':' && pp != '\0' && !is_blank(pp)) ||
           (p == '-' && word_char(pp)) || (n == ':' && is_digit(nn));
}

bool context_is_code(const struct context *c)
{
    enum label label;

    if (is_pair(c))
        return true;
    if (!context_is_whole(c))
        return false;
    label = context_label(c);
    if (label == LABEL_OTHER || is_counted(c, label))
        return false;
    if (label >= LABEL_ERROR)
        return true;
    return !(label == LABEL_NONE && is_attached(c)) &&
           is_code_by_line(c, label);
}

bool context_is_small_code(const struct context *c)
{
    const char *linux_text;
    enum label label;

    if (!context_is_whole(c))
        return false;
    label = context_label(c);
    if (is_counted(c, label))
        return false;
    switch (label) {
    case LABEL_WINDOWS:
        return true;
    case LABEL_SYSTEM: /* of which system? The text says it */
        linux_text = strerror(c->meaning->code);
        return !text_has(c->begin, c->end, linux_text, strlen(linux_text));
    case LABEL_ERROR:
        return evidence_find(c).net;
    case LABEL_NONE:
    case LABEL_OTHER:
    case LABEL_WEAK:
        break;
    }
    return false;
}
