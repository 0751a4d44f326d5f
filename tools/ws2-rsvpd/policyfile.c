/* SPDX-License-Identifier: MIT */
/* Reading the policy file into rules; ws2-rsvpd.conf(5) says what may stand in
 * it. Words are parted by blanks, # begins a comment, and every mistake is told
 * with its line. */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policyrule.h"

#define FILE_MAX  (1u << 20)
#define WORDS_MAX 32
#define WORD_MAX  128

struct words {
    unsigned line;
    unsigned n, next;
    char at[WORDS_MAX][WORD_MAX];
    struct policy_error *why;
};

__attribute__((format(printf, 2, 3))) static bool
complain(struct words *w, const char *format, ...)
{
    va_list args;

    w->why->line = w->line;
    va_start(args, format);
    vsnprintf(w->why->text, sizeof(w->why->text), format, args);
    va_end(args);
    return false;
}

/* NULL after the last. */
static const char *word_next(struct words *w)
{
    return w->next < w->n ? w->at[w->next++] : NULL;
}

static bool word_need(struct words *w, const char *what, const char **out)
{
    *out = word_next(w);
    return *out != NULL || complain(w, "%s is missing", what);
}

/* A whole number, with k, M or G behind it for its 10^3, 10^6, 10^9. */
static bool number(struct words *w, const char *what, uint64_t most,
                   uint64_t *out)
{
    const char *word;
    char *end;
    unsigned long long n;
    uint64_t unit = 1;

    if (!word_need(w, what, &word))
        return false;
    errno = 0;
    n = strtoull(word, &end, 10);
    if (word[0] < '0' || word[0] > '9' || errno != 0)
        return complain(w, "%s: \"%.40s\" is not a number", what, word);
    if (*end != 0 && end[1] == 0 && strchr("kMG", *end) != NULL)
        unit = *end == 'k' ? 1000 : *end == 'M' ? 1000000 : 1000000000;
    if (*end != 0 && unit == 1)
        return complain(w, "%s: \"%.40s\" is not a number", what, word);
    if (n > most / unit)
        return complain(w, "%s: \"%.40s\" is too large", what, word);
    *out = n * unit;
    return true;
}

static bool name(struct words *w, const char *what, char *out, size_t room)
{
    const char *word;

    if (!word_need(w, what, &word))
        return false;
    if (strlen(word) >= room)
        return complain(w, "%s: \"%.40s\" is too long", what, word);
    strcpy(out, word);
    return true;
}

/* One of the words of a list that ends with NULL. */
static bool choice(struct words *w, const char *what,
                   const char *const *choices, unsigned *out)
{
    const char *word;

    if (!word_need(w, what, &word))
        return false;
    for (*out = 0; choices[*out] != NULL; ++*out)
        if (strcmp(word, choices[*out]) == 0)
            return true;
    return complain(w, "%s: \"%.40s\" is none", what, word);
}

/* --- interface NAME [capacity N] [reservable PERCENT] [max-rate N]
 *     [max-peak N] */

static bool interface_word(struct words *w, struct policy_interface *i,
                           const char *word)
{
    uint64_t percent;

    if (strcmp(word, "capacity") == 0)
        return number(w, word, RATE_MAX, &i->capacity);
    if (strcmp(word, "max-rate") == 0)
        return number(w, word, RATE_MAX, &i->max_rate);
    if (strcmp(word, "max-peak") == 0)
        return number(w, word, RATE_MAX, &i->max_peak);
    if (strcmp(word, "reservable") != 0)
        return complain(w, "\"%.40s\" says nothing of an interface", word);
    if (!number(w, word, 100, &percent))
        return false;
    i->percent = (unsigned)percent;
    return percent != 0 || complain(w, "reservable: 1 to 100 percent");
}

static bool interface_read(struct words *w, struct rules *rules)
{
    struct policy_interface *i = calloc(1, sizeof(*i));
    const char *word;

    if (i == NULL)
        return complain(w, "no memory");
    i->next = rules->interfaces;
    rules->interfaces = i;
    if (!name(w, "the interface's name", i->name, sizeof(i->name)))
        return false;
    for (const struct policy_interface *o = i->next; o != NULL; o = o->next)
        if (strcmp(o->name, i->name) == 0)
            return complain(w, "interface %s is there already", i->name);
    while ((word = word_next(w)) != NULL)
        if (!interface_word(w, i, word))
            return false;
    return true;
}

/* --- rule SCOPE IDENTITY DIRECTION SERVICE allow|deny [LIMIT N]... */

static bool scope_read(struct words *w, struct rule *r)
{
    const char *word;
    char text[INET6_ADDRSTRLEN];
    size_t len;
    uint64_t bits;
    char *end;

    if (!word_need(w, "the scope", &word))
        return false;
    if (strcmp(word, "global") == 0)
        return true;
    len = strcspn(word, "/");
    if (word[len] != '/' || len >= sizeof(text) || word[len + 1] < '0' ||
        word[len + 1] > '9')
        return complain(w, "\"%.40s\" is neither \"global\" nor a prefix",
                        word);
    memcpy(text, word, len);
    text[len] = 0;
    r->family = strchr(text, ':') != NULL ? 6 : 4;
    bits = strtoull(word + len + 1, &end, 10);
    if (inet_pton(r->family == 6 ? AF_INET6 : AF_INET, text, r->prefix) != 1 ||
        *end != 0 || bits > (r->family == 6 ? 128 : 32))
        return complain(w, "\"%.40s\" is no prefix", word);
    r->bits = (unsigned)bits;
    return true;
}

static bool identity_read(struct words *w, struct rule *r)
{
    static const char *const kinds[] = {"user",    "app",     "group",
                                        "default", "unknown", NULL};
    unsigned kind;

    if (!choice(w, "the identity", kinds, &kind))
        return false;
    r->identity = (enum identity)kind;
    if (r->identity == BY_DEFAULT || r->identity == BY_UNKNOWN)
        return true;
    return name(w, "the identity's name", r->name, sizeof(r->name));
}

static bool limit_read(struct words *w, struct rule *r, const char *word)
{
    static const struct {
        const char *word;
        enum policy_kind kind;
        uint64_t most;
    } limits[] = {{"rate", POLICY_RATE, RATE_MAX},
                  {"peak", POLICY_PEAK, RATE_MAX},
                  {"sum-rate", POLICY_SUM_RATE, RATE_MAX},
                  {"sum-peak", POLICY_SUM_PEAK, RATE_MAX},
                  {"flows", POLICY_FLOWS, UINT32_MAX},
                  {"duration", POLICY_DURATION, UINT32_MAX}};

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        enum policy_kind kind = limits[i].kind;

        if (strcmp(word, limits[i].word) != 0)
            continue;
        if (r->deny)
            return complain(w, "what is denied has no limits");
        if (r->limit[kind] != NO_LIMIT)
            return complain(w, "%s is there twice", word);
        if (!number(w, word, limits[i].most, &r->limit[kind]))
            return false;
        return kind != POLICY_DURATION || r->limit[kind] != 0 ||
               complain(w, "duration: 1 second at least");
    }
    return complain(w, "\"%.40s\" is no limit", word);
}

static bool rule_words(struct words *w, struct rule *r)
{
    static const char *const directions[] = {"send", "recv", "both", NULL};
    static const char *const services[] = {"cl", "g", "qual", "any", NULL};
    static const char *const verdicts[] = {"allow", "deny", NULL};
    static const unsigned service_bits[] = {POLICY_CL, POLICY_G, POLICY_QUAL,
                                            POLICY_CL | POLICY_G | POLICY_QUAL};
    const char *word;
    unsigned at;

    if (!scope_read(w, r) || !identity_read(w, r) ||
        !choice(w, "the direction", directions, &at))
        return false;
    r->directions = at + 1;
    if (!choice(w, "the service", services, &at))
        return false;
    r->services = service_bits[at];
    if (!choice(w, "allow or deny", verdicts, &at))
        return false;
    r->deny = at == 1;
    while ((word = word_next(w)) != NULL)
        if (!limit_read(w, r, word))
            return false;
    return true;
}

static bool rule_read(struct words *w, struct rules *rules)
{
    struct rule *r = calloc(1, sizeof(*r));

    if (r == NULL)
        return complain(w, "no memory");
    for (unsigned i = 0; i < LIMITS; i++)
        r->limit[i] = NO_LIMIT;
    *rules->end = r;
    rules->end = &r->next;
    rules->count++;
    return rule_words(w, r);
}

/* --- Lines. */

static bool line_split(struct words *w, const char *at, const char *end)
{
    w->n = w->next = 0;
    while (at < end && *at != '#') {
        size_t len = 0;

        if (*at == ' ' || *at == '\t' || *at == '\r') {
            at++;
            continue;
        }
        while (at + len < end && strchr(" \t\r#", at[len]) == NULL) {
            if ((unsigned char)at[len] < ' ' || at[len] == 127)
                return complain(w, "a control character");
            len++;
        }
        if (at + len < end && at[len] == 0)
            return complain(w, "a control character");
        if (len >= WORD_MAX)
            return complain(w, "a word is too long");
        if (w->n == WORDS_MAX)
            return complain(w, "too many words");
        memcpy(w->at[w->n], at, len);
        w->at[w->n++][len] = 0;
        at += len;
    }
    return true;
}

static bool line_read(struct words *w, struct rules *rules)
{
    const char *word = word_next(w);

    if (word == NULL)
        return true;
    if (strcmp(word, "interface") == 0)
        return interface_read(w, rules);
    if (strcmp(word, "rule") == 0)
        return rule_read(w, rules);
    return complain(w, "\"%.40s\" begins no line", word);
}

void rules_free(struct rules *rules)
{
    while (rules->interfaces != NULL) {
        struct policy_interface *i = rules->interfaces;

        rules->interfaces = i->next;
        free(i);
    }
    while (rules->first != NULL) {
        struct rule *r = rules->first;

        rules->first = r->next;
        free(r);
    }
    rules_init(rules);
}

void rules_init(struct rules *rules)
{
    *rules = (struct rules){0};
    rules->end = &rules->first;
}

bool rules_parse(struct rules *rules, const char *text, size_t len,
                 struct policy_error *why)
{
    struct words w = {.why = why};
    const char *end = text + len, *eol;

    for (const char *at = text; at < end; at = eol + 1) {
        eol = memchr(at, '\n', (size_t)(end - at));
        if (eol == NULL)
            eol = end;
        w.line++;
        if (!line_split(&w, at, eol) || !line_read(&w, rules)) {
            rules_free(rules);
            return false;
        }
    }
    return true;
}

static bool file_failed(struct policy_error *why, const char *what)
{
    why->line = 0;
    snprintf(why->text, sizeof(why->text), "%s", what);
    return false;
}

bool rules_load(struct rules *rules, const char *path, struct policy_error *why)
{
    FILE *f = fopen(path, "re");
    char *text;
    size_t len;
    bool good;

    if (f == NULL)
        return errno == ENOENT || file_failed(why, strerror(errno));
    text = malloc(FILE_MAX + 1);
    if (text == NULL) {
        fclose(f);
        return file_failed(why, "no memory");
    }
    len = fread(text, 1, FILE_MAX + 1, f);
    if (ferror(f))
        good = file_failed(why, strerror(errno));
    else if (len > FILE_MAX)
        good = file_failed(why, "it is larger than a megabyte");
    else
        good = rules_parse(rules, text, len, why);
    fclose(f);
    free(text);
    return good;
}
