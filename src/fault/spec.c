/* SPDX-License-Identifier: MIT */
/* Faults as text; see spec.h. */
#include "fault/spec.h"

#include <string.h>

#include <winsock2.h>

struct word {
    const char *at;
    size_t n;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_end(char c)
{
    return c == '\0' || c == ';' || c == '\n';
}

static bool word_is(struct word w, const char *text)
{
    return strlen(text) == w.n && memcmp(w.at, text, w.n) == 0;
}

/* Up to a blank, the item's end, or stop. */
static struct word word_next(const char *at, char stop)
{
    struct word w = {at, 0};

    while (!is_end(at[w.n]) && !is_blank(at[w.n]) && at[w.n] != stop)
        w.n++;
    return w;
}

static bool word_copy(struct word w, char *room, size_t size)
{
    if (w.n >= size)
        return false;
    memcpy(room, w.at, w.n);
    room[w.n] = '\0';
    return true;
}

static bool number_read(struct word w, uint64_t most, uint64_t *out)
{
    uint64_t value = 0;
    unsigned base = 10;

    if (w.n > 2 && w.at[0] == '0' && (w.at[1] | 32) == 'x') {
        base = 16;
        w.at += 2;
        w.n -= 2;
    }
    for (size_t i = 0; i < w.n; i++) {
        const char *digits = "0123456789abcdef", *digit;
        char c = w.at[i];

        if (c >= 'A' && c <= 'F')
            c = (char)(c | 32);
        digit = memchr(digits, c, base);
        if (digit == NULL || value > (UINT64_MAX - 15) / base)
            return false;
        value = value * base + (uint64_t)(digit - digits);
    }
    *out = value;
    return w.n > 0 && value <= most;
}

/* 0.25 or 25%, whatever the locale's decimal point is. */
static bool chance_read(struct word w, double *out)
{
    double value = 0, place = 1;
    bool point = false, percent = w.n > 0 && w.at[w.n - 1] == '%';
    size_t digits = 0;

    if (percent)
        w.n--;
    for (size_t i = 0; i < w.n; i++) {
        if (w.at[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (w.at[i] < '0' || w.at[i] > '9' || ++digits > 30)
            return false;
        value = value * 10 + (w.at[i] - '0');
        place *= point ? 10 : 1;
    }
    *out = value / place / (percent ? 100 : 1);
    return digits > 0 && *out > 0 && *out <= 1;
}

static bool events_read(struct word w, unsigned *out)
{
    static const struct {
        const char *name;
        unsigned event;
    } events[] = {
        {"FD_READ", FD_READ},
        {"FD_WRITE", FD_WRITE},
        {"FD_OOB", FD_OOB},
        {"FD_ACCEPT", FD_ACCEPT},
        {"FD_CONNECT", FD_CONNECT},
        {"FD_CLOSE", FD_CLOSE},
        {"FD_QOS", FD_QOS},
        {"FD_GROUP_QOS", FD_GROUP_QOS},
        {"FD_ROUTING_INTERFACE_CHANGE", FD_ROUTING_INTERFACE_CHANGE},
        {"FD_ADDRESS_LIST_CHANGE", FD_ADDRESS_LIST_CHANGE},
    };

    *out = 0;
    while (w.n > 0) {
        struct word one = {w.at, 0};
        size_t i = 0;

        while (one.n < w.n && w.at[one.n] != ',' && w.at[one.n] != '|')
            one.n++;
        while (i < sizeof(events) / sizeof(events[0]) &&
               !word_is(one, events[i].name))
            i++;
        if (i == sizeof(events) / sizeof(events[0]))
            return false;
        *out |= events[i].event;
        w.at += one.n + (one.n < w.n);
        w.n -= one.n + (one.n < w.n);
    }
    return *out != 0;
}

enum key {
    KEY_AFTER,
    KEY_COUNT,
    KEY_PROB,
    KEY_SEED,
    KEY_DELAY,
    KEY_SHORT,
    KEY_SOCKET,
    KEY_EVENT,
    KEY_END
};

static const struct {
    const char *name, *what; /* what is wrong with a value */
    uint64_t least, most;
} keys[KEY_END] = {
    [KEY_AFTER] = {"after", "not a number of calls", 0, UINT64_MAX},
    [KEY_COUNT] = {"count", "not a number of hits, 1 or more", 1, UINT64_MAX},
    [KEY_PROB] = {"prob", "not a probability: above 0, at most 1", 0, 0},
    [KEY_SEED] = {"seed", "not a number", 0, UINT64_MAX},
    [KEY_DELAY] = {"delay", "not a number of milliseconds, 1 to 3600000", 1,
                   3600000},
    [KEY_SHORT] = {"short", "not a number of bytes, 1 or more", 1, UINT32_MAX},
    [KEY_SOCKET] = {"socket", "not a socket's value", 1, UINTPTR_MAX},
    [KEY_EVENT] = {"event", "not an FD_ event", 0, 0},
};

static void value_keep(ws2_fault *f, enum key key, uint64_t value)
{
    switch (key) {
    case KEY_AFTER:
        f->after = value;
        break;
    case KEY_COUNT:
        f->count = value;
        break;
    case KEY_SEED:
        f->seed = value;
        break;
    case KEY_DELAY:
        f->delay_ms = (unsigned)value;
        break;
    case KEY_SHORT:
        f->short_bytes = (unsigned)value;
        break;
    case KEY_SOCKET:
        f->socket = (uintptr_t)value;
        break;
    case KEY_PROB:
    case KEY_EVENT:
    case KEY_END:
        break;
    }
}

static bool value_read(ws2_fault *f, enum key key, struct word w)
{
    uint64_t value = 0;

    if (key == KEY_PROB)
        return chance_read(w, &f->probability);
    if (key == KEY_EVENT)
        return events_read(w, &f->events);
    if (!number_read(w, keys[key].most, &value) || value < keys[key].least)
        return false;
    value_keep(f, key, value);
    return true;
}

/* What is wrong, or NULL. seen: a bit for each key. */
static const char *option_read(ws2_fault *f, struct word w, unsigned *seen)
{
    struct word name = {w.at, 0}, value;

    while (name.n < w.n && w.at[name.n] != '=')
        name.n++;
    for (enum key key = 0; key < KEY_END; key++) {
        if (!word_is(name, keys[key].name))
            continue;
        if ((*seen >> key & 1) != 0)
            return "said twice";
        *seen |= 1u << key;
        value.at = name.at + name.n + 1;
        value.n = w.n - name.n - 1;
        return value_read(f, key, value) ? NULL : keys[key].what;
    }
    return "no such option";
}

static const char *code_read(ws2_fault *f, struct word w)
{
    char text[64];
    uint32_t code;

    if (w.n > 0 && w.at[0] == '!') {
        f->flags |= WS2_FAULT_FORCE;
        w.at++;
        w.n--;
    }
    if (f->code != 0)
        return "a second code, or no option";
    if (!word_copy(w, text, sizeof(text)) || !ws2_fault_code(text, &code))
        return "no such code or option";
    f->code = (int)code;
    return NULL;
}

static const char *word_read(ws2_fault *f, struct word w, unsigned *seen)
{
    if (memchr(w.at, '=', w.n) != NULL)
        return option_read(f, w, seen);
    if (word_is(w, "late"))
        f->flags |= WS2_FAULT_LATE;
    else if (word_is(w, "stick"))
        f->flags |= WS2_FAULT_STICK;
    else if (word_is(w, "force"))
        f->flags |= WS2_FAULT_FORCE;
    else
        return code_read(f, w);
    return NULL;
}

static size_t blanks(const char *at)
{
    size_t n = 0;

    while (is_blank(at[n]))
        n++;
    return n;
}

static int complain(struct ws2_fault_complaint *c, const char *text,
                    struct word w, const char *what)
{
    c->at = (size_t)(w.at - text);
    c->length = w.n;
    c->what = what;
    return -1;
}

/* The words behind the colon. */
static int words_read(const char *text, const char *at,
                      struct ws2_fault_item *item,
                      struct ws2_fault_complaint *c)
{
    unsigned seen = 0, n = 0;

    for (at += blanks(at); !is_end(*at); at += blanks(at), n++) {
        struct word w = word_next(at, '\0');
        const char *what = word_read(&item->fault, w, &seen);

        if (what != NULL)
            return complain(c, text, w, what);
        at += w.n;
    }
    item->length = (size_t)(at - text) - item->at;
    if (n == 0)
        return complain(c, text, (struct word){text + item->at, item->length},
                        "nothing is to happen");
    return 1;
}

int ws2_fault_item_read(const char *text, size_t *at,
                        struct ws2_fault_item *item,
                        struct ws2_fault_complaint *complaint)
{
    const char *p = text + *at;
    struct word name;
    int got;

    while (is_blank(*p) || *p == ';' || *p == '\n')
        p++;
    memset(item, 0, sizeof(*item));
    if (*p == '\0')
        return 0;
    item->at = (size_t)(p - text);
    name = word_next(p, ':');
    p += name.n;
    p += blanks(p);
    if (name.n == 0 || *p != ':')
        return complain(complaint, text, name,
                        "a function is followed by a colon");
    if (!word_copy(name, item->function, sizeof(item->function)))
        return complain(complaint, text, name, "no such function");
    item->fault.function = item->function;
    got = words_read(text, p + 1, item, complaint);
    *at = item->at + item->length;
    return got;
}
