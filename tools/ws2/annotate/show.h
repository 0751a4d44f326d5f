/* SPDX-License-Identifier: MIT */
/* How ws2 annotate shows what it has found: each a sink of a stream. */
#ifndef WS2_TOOL_ANNOTATE_SHOW_H
#define WS2_TOOL_ANNOTATE_SHOW_H

#include "stream.h"

/* --- The log itself, explained. */

struct inline_show {
    bool suffix;      /* at the end of the line; else on lines of its own */
    bool only;        /* only lines with codes */
    const char *file; /* before each line, with its number; or NULL */
    const ws2_error_info *told[STREAM_HITS_MAX]; /* of a line not over */
    size_t told_count;
};

struct stream_sink inline_sink(struct inline_show *show);

/* --- A JSON object for each line with codes. */

struct json_show {
    const char *file;
};

struct stream_sink json_sink(struct json_show *show);

/* --- Counts. */

struct tally_row {
    const ws2_error_info *meaning;
    unsigned long long count; /* of lines */
    unsigned long long first, last;
    const char *first_file, *last_file;
    char *sample; /* the first line, as long as one is shown */
};

struct tally {
    const char *file; /* that is being read */
    struct tally_row *rows;
    size_t count;
    unsigned long long lines; /* with codes */
    bool failed;              /* out of memory */
};

struct stream_sink tally_sink(struct tally *tally);
void tally_show(struct tally *tally, bool json);
void tally_free(struct tally *tally);

/* The codes of a line, each once, added to list; the new length. */
size_t codes_add(const ws2_error_info **list, size_t length,
                 const struct stream_line *line);

#endif
