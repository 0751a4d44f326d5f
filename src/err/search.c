/* SPDX-License-Identifier: MIT */
/* Searching the catalog by words, as somebody does who has a log line and no
 * number. Matches begin at the beginning of a word. Constant data, no lock, no
 * memory allocated. Portable: also built by mingw-w64. */
#include "ws2/errors.h"

#include "err/codes.h"
#include "err/text.h"

#define WORDS_MAX 16 /* further words of a query are ignored */
#define NO_MATCH  255

struct word {
    const char *text;
    size_t len;
};

struct query {
    struct word phrase; /* the whole text without blanks around it */
    struct word words[WORDS_MAX];
    size_t count;
};

static void query_parse(struct query *q, const char *text)
{
    const char *p = text;

    q->count = 0;
    while (text_is_blank(*p))
        p++;
    q->phrase.text = p;
    q->phrase.len = 0;
    while (*p != '\0') {
        const char *begin = p;

        while (*p != '\0' && !text_is_blank(*p))
            p++;
        q->phrase.len = (size_t)(p - q->phrase.text);
        if (q->count < WORDS_MAX) {
            q->words[q->count].text = begin;
            q->words[q->count++].len = (size_t)(p - begin);
        }
        while (text_is_blank(*p))
            p++;
    }
}

/* Where needle begins in hay, at the beginning of a word; NULL: nowhere. */
static const char *word_find(const char *hay, const struct word *needle)
{
    const char *p;

    for (p = hay; *p != '\0'; p++)
        if ((p == hay || !text_is_alnum(p[-1])) &&
            text_begins(p, needle->text, needle->len))
            return p;
    return NULL;
}

/* Whether needle is a whole entry of a list with commas between. */
static int list_has(const char *list, const struct word *needle)
{
    const char *p = list;

    while ((p = word_find(p, needle)) != NULL) {
        int begins = p == list || (p - list >= 2 && p[-2] == ',');

        p += needle->len;
        if (begins && (*p == '\0' || *p == ','))
            return 1;
    }
    return 0;
}

/* 0 to 3, the lower the better; NO_MATCH when the phrase does not occur. */
static int phrase_score(const ws2_error_info *e, const struct word *phrase)
{
    if (list_has(e->words, phrase))
        return 0;
    if (word_find(e->name, phrase) != NULL)
        return 1;
    if (word_find(e->title, phrase) != NULL)
        return 2;
    return word_find(e->words, phrase) != NULL ? 3 : NO_MATCH;
}

/* The sum over the words of where each occurs first: name 0 ... check 4. */
static int words_score(const ws2_error_info *e, const struct query *q)
{
    const char *const fields[] = {e->name, e->title, e->words, e->what,
                                  e->check};
    int score = 0;
    size_t i;

    for (i = 0; i < q->count; i++) {
        int at = 0;

        while (at < 5 && word_find(fields[at], &q->words[i]) == NULL)
            at++;
        if (at == 5)
            return NO_MATCH;
        score += at;
    }
    return score;
}

size_t ws2_error_search(const char *text, const ws2_error_info **found,
                        size_t max)
{
    unsigned char scores[WS2_ERROR_COUNT];
    struct query q;
    size_t total = 0;
    size_t i;
    int score;

    query_parse(&q, text != NULL ? text : "");
    if (q.count == 0)
        return 0;
    for (i = 0; i < WS2_ERROR_COUNT; i++) {
        scores[i] = (unsigned char)phrase_score(ws2_error_at(i), &q.phrase);
        total += scores[i] != NO_MATCH;
    }
    for (i = 0; total == 0 && i < WS2_ERROR_COUNT; i++)
        scores[i] = (unsigned char)words_score(ws2_error_at(i), &q);
    total = 0;
    for (score = 0; score < NO_MATCH; score++)
        for (i = 0; i < WS2_ERROR_COUNT; i++)
            if (scores[i] == score && total++ < max)
                found[total - 1] = ws2_error_at(i);
    return total;
}
