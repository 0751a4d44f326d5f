/* SPDX-License-Identifier: MIT */
/* A line of JSON for each line of the log that has codes. */
#include <stdio.h>

#include "json.h"
#include "show.h"

static void line_show(void *to, const struct stream_line *line)
{
    const struct json_show *show = to;

    if (line->count == 0)
        return;
    json_line_begin();
    json_string("file", show->file);
    json_number("line", (long long)line->number);
    json_begin("codes", '[');
    for (size_t i = 0; i < line->count; i++) {
        const struct scan_hit *hit = &line->hits[i];

        json_begin(NULL, '{');
        json_number("code", hit->meaning->code);
        json_string("name", hit->meaning->name);
        json_string("title", hit->meaning->title);
        json_string_part("as", hit->at, hit->length);
        json_number("column", hit->at - line->text + 1);
        json_end();
    }
    json_end();
    json_string_part("text", line->text, line->length);
    json_end();
}

struct stream_sink json_sink(struct json_show *show)
{
    return (struct stream_sink){.line = line_show, .to = show, .numbers = true};
}
