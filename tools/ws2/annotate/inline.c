/* SPDX-License-Identifier: MIT */
/* The log with explanations: behind a line, or below it. What was in the log
 * goes out byte for byte, but for colours on a terminal. */
#include <stdio.h>
#include <string.h>

#include "out.h"
#include "show.h"

size_t codes_add(const ws2_error_info **list, size_t length,
                 const struct stream_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        size_t j = 0;

        while (j < length && list[j] != line->hits[i].meaning)
            j++;
        if (j == length && length < STREAM_HITS_MAX)
            list[length++] = line->hits[i].meaning;
    }
    return length;
}

static void bytes_write(const char *from, const char *to)
{
    fwrite(from, 1, (size_t)(to - from), stdout);
}

static void text_write(const struct stream_line *line)
{
    const char *at = line->text, *end = line->text + line->length;

    for (size_t i = 0; i < line->count; i++) {
        const struct scan_hit *hit = &line->hits[i];

        bytes_write(at, hit->at);
        out_print(OUT_BAD, "%.*s", (int)hit->length, hit->at);
        at = hit->at + hit->length;
    }
    bytes_write(at, end);
}

/* "WSAECONNRESET 10054: The connection was reset by the other side" */
static void code_write(const ws2_error_info *e)
{
    out_print(OUT_NAME, "%s", e->name);
    out_print(OUT_FAINT, " %d: ", e->code);
    out_print(OUT_FAINT, "%s", e->title);
}

static void codes_write(const struct inline_show *show, const char *ending)
{
    for (size_t i = 0; i < show->told_count; i++) {
        if (show->suffix)
            fputs(i == 0 ? "  <- " : "; ", stdout);
        else
            fputs("    ^ ", stdout);
        code_write(show->told[i]);
        if (!show->suffix)
            fputs(ending, stdout);
    }
}

static void line_show(void *to, const struct stream_line *line)
{
    struct inline_show *show = to;
    const char *ending = line->ending[0] != '\0' ? line->ending : "\n";

    if (show->file != NULL && show->told_count == 0) {
        out_print(OUT_CALL, "%s", show->file);
        printf(":%llu:", line->number);
    }
    text_write(line);
    show->told_count = codes_add(show->told, show->told_count, line);
    if (!line->ends)
        return;
    if (show->suffix)
        codes_write(show, "");
    fputs(show->suffix && !show->only ? line->ending : ending, stdout);
    if (!show->suffix)
        codes_write(show, ending);
    show->told_count = 0;
}

static void plain_show(void *to, const char *text, size_t length)
{
    (void)to;
    fwrite(text, 1, length, stdout);
}

struct stream_sink inline_sink(struct inline_show *show)
{
    return (struct stream_sink){.plain = show->only ? NULL : plain_show,
                                .line = line_show,
                                .to = show,
                                .numbers = show->file != NULL};
}
