/* SPDX-License-Identifier: MIT */
/* See stream.h. */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

#define ROOM_FIRST (256u << 10) /* fits the processor's cache */
#define ROOM_MOST  (8u << 20)   /* longer lines are looked at in pieces */
#define ROOM_LEAST (4u << 10)   /* to be read at a time */
#define RAW_ROOM   (64u << 10)  /* of UTF-16 at a time */

void stream_begin(struct stream *s, const struct stream_sink *sink)
{
    memset(s, 0, sizeof(*s));
    s->sink = sink;
}

void stream_free(struct stream *s)
{
    free(s->buffer);
    free(s->raw);
    s->buffer = s->raw = NULL;
    s->have = s->room = 0;
}

/* Room for so many bytes more. */
static bool room_make(struct stream *s, size_t least)
{
    size_t room = s->room == 0 ? ROOM_FIRST : 2 * s->room;
    char *larger;

    if (s->room - s->have >= least)
        return true;
    larger = realloc(s->buffer, room);
    if (larger == NULL)
        return false;
    s->buffer = larger;
    s->room = room;
    return true;
}

char *stream_room(struct stream *s, size_t *size)
{
    size_t least =
        s->raw != NULL ? WIDE_GROWTH * (RAW_ROOM / 2 + 1) : ROOM_LEAST;

    if (!room_make(s, least))
        return NULL;
    *size = s->raw != NULL ? RAW_ROOM : s->room - s->have;
    return s->raw != NULL ? s->raw : s->buffer + s->have;
}

static unsigned long long lines_count(const char *text, size_t length)
{
    unsigned long long lines = 0;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    return lines;
}

static void plain_tell(struct stream *s, const char *from, const char *to)
{
    if (from == to)
        return;
    if (s->sink->numbers)
        s->lines += lines_count(from, (size_t)(to - from));
    if (s->sink->plain != NULL)
        s->sink->plain(s->sink->to, from, (size_t)(to - from));
}

/* Codes by the words beside them, and the one in the status column. first: the
 * first one of the former, if it is known. */
static size_t hits_find(struct stream *s, const char *begin, const char *end,
                        const struct scan_hit *first, struct scan_hit *hits)
{
    struct scan_hit hit, column = {NULL, 0, NULL};
    const char *from = begin;
    size_t count = 0;

    if (s->w3c.columns == 0 || !w3c_find(&s->w3c, begin, end, &column))
        column.at = end;
    if (first != NULL) {
        hits[count++] = *first;
        from = first->at + first->length;
    }
    while (count < STREAM_HITS_MAX - 1 &&
           scan_find(begin, end, from, end, &hit)) {
        if (column.at < hit.at)
            hits[count++] = column;
        if (column.at <= hit.at)
            column.at = end;
        hits[count++] = hit;
        from = hit.at + hit.length;
    }
    if (column.at != end && count < STREAM_HITS_MAX)
        hits[count++] = column;
    return count;
}

static const char *line_end(const char *at, const char *stop)
{
    const char *newline = memchr(at, '\n', (size_t)(stop - at));

    return newline != NULL ? newline : stop;
}

/* One line, or a piece of one; returns what comes behind it. */
static const char *line_tell(struct stream *s, const char *begin,
                             const char *stop, bool final,
                             const struct scan_hit *first)
{
    struct scan_hit hits[STREAM_HITS_MAX];
    const char *end = line_end(begin, stop), *next = end;
    struct stream_line line = {.text = begin, .ending = "", .hits = hits};

    line.ends = end < stop || final;
    if (end < stop) {
        bool carriage = end > begin && end[-1] == '\r';

        line.ending = carriage ? "\r\n" : "\n";
        next = end + 1;
        end -= carriage;
    }
    line.length = (size_t)(end - begin);
    line.count = hits_find(s, begin, end, first, hits);
    if (line.count == 0 && !s->inside) {
        plain_tell(s, begin, next);
        return next;
    }
    s->lines += line.ends && s->sink->numbers;
    line.number = s->lines + (!line.ends && s->sink->numbers);
    s->inside = !line.ends;
    s->sink->line(s->sink->to, &line);
    return next;
}

/* Where the next line is that names columns; stop: nowhere. */
static const char *directive_find(const char *begin, const char *stop)
{
    const char *at = begin;

    while ((at = memchr(at, '#', (size_t)(stop - at))) != NULL) {
        if ((at == begin || at[-1] == '\n') && stop - at > 8 &&
            memcmp(at, "#Fields:", 8) == 0)
            return at;
        at++;
    }
    return stop;
}

/* Lines up to stop among which none names columns. */
static void lines_tell(struct stream *s, const char *at, const char *stop,
                       bool final)
{
    const char *from = at;
    struct scan_hit hit;

    if (s->inside && at < stop)
        from = at = line_tell(s, at, stop, final, NULL);
    while (s->w3c.columns > 0 && at < stop)
        from = at = line_tell(s, at, stop, final, NULL);
    while (from < stop && scan_find(at, stop, from, stop, &hit)) {
        const char *newline = memrchr(at, '\n', (size_t)(hit.at - at));
        const char *begin = newline != NULL ? newline + 1 : at;

        plain_tell(s, at, begin);
        from = at = line_tell(s, begin, stop, final, &hit);
    }
    plain_tell(s, at, stop);
}

/* stop is behind a line's end, or the end of a piece. */
static void block_tell(struct stream *s, const char *stop, bool final)
{
    const char *at = s->buffer;

    while (at < stop) {
        const char *directive = directive_find(at, stop);

        lines_tell(s, at, directive, final && directive == stop);
        at = directive;
        if (at < stop) {
            const char *end = line_end(at, stop);

            end -= end > at && end[-1] == '\r';
            w3c_directive(&s->w3c, at, end);
            at = line_tell(s, at, stop, final, NULL);
        }
    }
    s->have -= (size_t)(stop - s->buffer);
    memmove(s->buffer, stop, s->have);
}

/* The first bytes may say that it is UTF-16: what has come so far is made
 * UTF-8. Without the memory for that it is taken as it is. */
static void begin_look(struct stream *s, size_t *size)
{
    size_t all = s->have + *size;

    if (all == 1 && (s->buffer[0] | 1) == '\xff')
        return; /* half of a mark? */
    s->begun = true;
    if (all < 2 || !wide_begins(&s->wide, s->buffer) ||
        !room_make(s, WIDE_GROWTH * (all / 2 + 1)))
        return;
    s->raw = malloc(all > RAW_ROOM ? all : RAW_ROOM);
    if (s->raw == NULL)
        return;
    memcpy(s->raw, s->buffer + 2, all - 2);
    s->have = 0;
    *size = wide_narrow(&s->wide, s->raw, all - 2, s->buffer);
}

static void text_added(struct stream *s, size_t size)
{
    const char *added = s->buffer + s->have, *newline, *stop;

    s->have += size;
    newline = memrchr(added, '\n', size);
    if (newline != NULL) {
        block_tell(s, newline + 1, false);
    } else if (s->have > ROOM_MOST) {
        /* Not within a number or a name, if there is anything else. */
        stop = s->buffer + s->have;
        while (stop > added && word_char(stop[-1]))
            stop--;
        block_tell(s, stop > added ? stop : s->buffer + s->have, false);
    }
}

void stream_added(struct stream *s, size_t size)
{
    if (s->raw != NULL)
        size = wide_narrow(&s->wide, s->raw, size, s->buffer + s->have);
    else if (!s->begun)
        begin_look(s, &size);
    text_added(s, size);
}

void stream_end(struct stream *s)
{
    size_t size;

    if (s->raw != NULL && stream_room(s, &size) != NULL)
        s->have += wide_end(&s->wide, s->buffer + s->have);
    if (s->have > 0)
        block_tell(s, s->buffer + s->have, true);
    else if (s->inside)
        line_tell(s, s->buffer, s->buffer, true, NULL);
}
