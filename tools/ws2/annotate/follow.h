/* SPDX-License-Identifier: MIT */
/* A log that grows. */
#ifndef WS2_TOOL_ANNOTATE_FOLLOW_H
#define WS2_TOOL_ANNOTATE_FOLLOW_H

#include "stream.h"

/* Reads all that fd has into the stream and shows each piece at once. 0, or
 * -errno when it cannot be read on, or nothing can be written. */
int log_read(struct stream *s, int fd);

/* Reads the file, and what is appended to it, for ever: also when another file
 * takes its place (rotation) or it is cut and begins anew. Returns only when
 * reading or writing fails, with -errno. */
int log_follow(struct stream *s, const char *path);

#endif
