/* SPDX-License-Identifier: MIT */
/* Being told when files, which may not be there yet, change: inotify on the
 * directories that they are in, or would be. Results are >= 0 or -errno. */
#ifndef WS2_OS_FILEWATCH_H
#define WS2_OS_FILEWATCH_H

/* A descriptor that is readable when a look is due. */
int os_filewatch_open(void);

/* From here on no change of path goes by without a look; to be called again
 * after each, as directories come and go. */
int os_filewatch_add(int fd, const char *path);

/* Takes off what was told. */
void os_filewatch_take(int fd);

#endif
