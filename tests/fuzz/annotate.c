/* SPDX-License-Identifier: MIT */
/* ws2 annotate: any bytes, read in pieces of any size, go through whole and in
 * order, UTF-16 as UTF-8; what is found is a code that stands there, the same
 * however the log was cut; and the search with vectors passes over nothing. */
#include "fuzz.h"

#include "stream.h"
#include "trigger.h"

struct seen {
    char *text; /* what went through */
    size_t length;
    unsigned long long hits, lines;
    size_t check; /* of where which codes were */
    bool inside;
};

static void append(struct seen *s, const char *text, size_t length)
{
    if (length > 0) /* of nothing, there may be no memory */
        memcpy(s->text + s->length, text, length);
    s->length += length;
}

static void plain_take(void *to, const char *text, size_t length)
{
    MUST(length > 0 && !((struct seen *)to)->inside);
    append(to, text, length);
}

static void line_take(void *to, const struct stream_line *line)
{
    struct seen *s = to;
    const char *at = line->text;

    MUST(line->count > 0 || s->inside);
    MUST(line->count <= STREAM_HITS_MAX);
    MUST(memchr(line->text, '\n', line->length) == NULL);
    MUST(line->number > s->lines);
    s->lines = line->number;
    for (size_t i = 0; i < line->count; i++) {
        const struct scan_hit *hit = &line->hits[i];
        size_t offset = s->length + (size_t)(hit->at - line->text);

        MUST(hit->at >= at && hit->length > 0);
        at = hit->at + hit->length;
        MUST(at <= line->text + line->length);
        MUST(scan_meaning((unsigned long)hit->meaning->code) == hit->meaning);
        s->check = s->check * 31 + offset * 131 + (size_t)hit->meaning->code;
    }
    s->hits += line->count;
    s->inside = !line->ends;
    append(s, line->text, line->length);
    append(s, line->ending, strlen(line->ending));
}

/* Everything in pieces whose sizes come from the input, or at once. */
static void read_in(struct seen *s, const uint8_t *data, size_t size,
                    size_t step)
{
    const struct stream_sink sink = {
        .plain = plain_take, .line = line_take, .to = s, .numbers = true};
    const size_t room = WIDE_GROWTH * (size + 1);
    struct stream stream;

    s->text = malloc(room);
    MUST(s->text != NULL);
    stream_begin(&stream, &sink);
    for (size_t at = 0, n; at < size; at += n) {
        size_t free_room;
        char *to = stream_room(&stream, &free_room);

        MUST(to != NULL && free_room > 0);
        n = step > 0 ? 1 + (data[at] * step) % 61 : size;
        n = n < size - at ? n : size - at;
        n = n < free_room ? n : free_room;
        memcpy(to, data + at, n);
        stream_added(&stream, n);
    }
    stream_end(&stream);
    stream_free(&stream);
    MUST(!s->inside);
    MUST(s->length <= room);
    if (size < 2 ||
        (memcmp(data, "\xff\xfe", 2) != 0 && memcmp(data, "\xfe\xff", 2) != 0))
        MUST(s->length == size && memcmp(s->text, data, size) == 0);
    for (size_t i = 0; i < s->length; i++)
        s->check = s->check * 31 + (uint8_t)s->text[i];
    free(s->text);
}

/* The two searches agree. */
static void triggers(const char *text, size_t size)
{
    const char *end = text + size, *at = text;

    for (const char *found; at < end; at = found + 1) {
        found = trigger_find(at, end);
        for (; at < found; at++)
            MUST(trigger_at(at, (size_t)(end - at)) == TRIGGER_NONE);
        if (found == end)
            break;
        MUST(trigger_at(found, (size_t)(end - found)) != TRIGGER_NONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen whole = {0}, pieces = {0};

    if (size == 0)
        return 0;
    triggers((const char *)data, size);
    read_in(&whole, data, size, 0);
    read_in(&pieces, data, size, 1 + data[0]);
    MUST(whole.hits == pieces.hits && whole.check == pieces.check);
    return 0;
}
