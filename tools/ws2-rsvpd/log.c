/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINES_MAX 200u /* in a second */

static enum log_level limit = LOG_WARN;

int log_level_of(const char *word)
{
    static const struct {
        const char *word;
        enum log_level level;
    } words[] = {{"error", LOG_SEVERE},
                 {"warning", LOG_WARN},
                 {"info", LOG_USUAL},
                 {"debug", LOG_DETAIL}};

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strcmp(word, words[i].word) == 0)
            return (int)words[i].level;
    return -1;
}

void log_level_set(enum log_level level)
{
    limit = level;
}

static int within_rate(void)
{
    static time_t second;
    static unsigned lines, unsaid;
    time_t now = time(NULL);

    if (now != second) {
        if (unsaid > 0)
            fprintf(stderr, "ws2-rsvpd: %u lines were left out\n", unsaid);
        second = now;
        lines = unsaid = 0;
    }
    if (lines++ < LINES_MAX)
        return 1;
    unsaid++;
    return 0;
}

void log_say(enum log_level level, const char *format, ...)
{
    char line[512];
    va_list args;

    if (level > limit || !within_rate())
        return;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    fprintf(stderr, "ws2-rsvpd: %s\n", line);
}
