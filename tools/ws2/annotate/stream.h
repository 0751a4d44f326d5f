/* SPDX-License-Identifier: MIT */
/* A log on its way through: whole lines are told to who shows them, lines
 * without codes many at a time. Bytes may be any, lines of any length; UTF-16
 * with a byte order mark comes out as UTF-8. */
#ifndef WS2_TOOL_ANNOTATE_STREAM_H
#define WS2_TOOL_ANNOTATE_STREAM_H

#include "scan.h"
#include "w3c.h"
#include "wide.h"

/* Codes of one line that are told; more are passed over. */
enum { STREAM_HITS_MAX = 32 };

struct stream_line {
    const char *text; /* without its line ending */
    size_t length;
    const char *ending; /* "\n", "\r\n"; "" in the middle of a line too long
                           for the memory, and at the end of a file */
    bool ends;          /* the line ends here */
    unsigned long long number; /* from 1; 0 unless asked for */
    const struct scan_hit *hits;
    size_t count; /* of hits; 0 for the end of a line that had some before */
};

/* Who shows it. */
struct stream_sink {
    void (*plain)(void *to, const char *text, size_t length); /* or NULL */
    void (*line)(void *to, const struct stream_line *line);
    void *to;
    bool numbers; /* lines are to be counted */
};

struct stream {
    const struct stream_sink *sink;
    char *buffer;
    size_t have, room;
    unsigned long long lines; /* before the buffer */
    struct w3c w3c;
    char *raw; /* bytes of a log in UTF-16 are put here; else NULL */
    struct wide wide;
    bool begun;  /* how the log begins has been looked at */
    bool inside; /* the buffer begins inside a line too long, with codes */
};

void stream_begin(struct stream *s, const struct stream_sink *sink);

/* Where size bytes may be put, at least one; NULL: out of memory. */
char *stream_room(struct stream *s, size_t *size);

/* So many bytes were put there. */
void stream_added(struct stream *s, size_t size);

/* There is no more: what is left is a line, too. */
void stream_end(struct stream *s);

void stream_free(struct stream *s);

#endif
