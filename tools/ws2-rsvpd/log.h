/* SPDX-License-Identifier: MIT */
/* What the agent says of itself, to standard error. */
#ifndef WS2_RSVPD_LOG_H
#define WS2_RSVPD_LOG_H

enum log_level { LOG_SEVERE, LOG_WARN, LOG_USUAL, LOG_DETAIL };

/* "error", "warning", "info" or "debug"; -1: no such word. */
int log_level_of(const char *word);
void log_level_set(enum log_level level);

/* One line; more than some hundred a second are counted and not said. */
void log_say(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
