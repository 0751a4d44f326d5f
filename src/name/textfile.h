/* SPDX-License-Identifier: MIT */
/* The text of a small file of /etc, kept between lookups for as long as the
 * file is the same: a change counts at the next lookup. */
#ifndef WS2_NAME_TEXTFILE_H
#define WS2_NAME_TEXTFILE_H

#include <stddef.h>

#include "os/keptfile.h"

enum ws2_file {
    WS2_FILE_GOOD,
    WS2_FILE_ABSENT,
    WS2_FILE_BUSY, /* no descriptor or no memory, for now */
    WS2_FILE_UNREADABLE
};

struct ws2_text { /* as it was once; never changed */
    unsigned refs;
    struct os_stamp stamp;
    size_t len;
    char *chars;
};

/* One of these files, static. Zeroed but for the first two: the variable of the
 * environment that names another file (not in set-uid programs), and the path
 * without it. */
struct ws2_textfile {
    const char *env, *path;
    struct ws2_text *kept;
    struct ws2_textfile *next; /* of those with a kept text */
};

/* Its text now, for ws2_text_put. */
enum ws2_file ws2_textfile_get(struct ws2_textfile *file,
                               struct ws2_text **text);
void ws2_text_put(struct ws2_text *text);

/* Keeps nothing any more; the last WSACleanup calls it. */
void ws2_textfiles_drop(void);

#endif
