/* SPDX-License-Identifier: MIT */
/* Changes of files; see filewatch.h. */
#include "os/filewatch.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/call.h"

#define CHANGES                                                                \
    (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE |    \
     IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)

int os_filewatch_open(void)
{
    return OS_CALL(int, inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
}

static int is_directory(const char *path)
{
    struct stat st;

    return OS_CALL(int, stat(path, &st)) == 0 && S_ISDIR(st.st_mode);
}

/* The nearest directory above path that is there. */
static void nearest_directory(const char *path, char out[PATH_MAX])
{
    char *slash;

    snprintf(out, PATH_MAX, "%s", path);
    do {
        slash = strrchr(out, '/');
        if (slash == NULL || slash == out) {
            snprintf(out, PATH_MAX, "%s", slash == NULL ? "." : "/");
            return;
        }
        *slash = '\0';
    } while (!is_directory(out));
}

/* One that was made meanwhile is nearer, and is watched then. */
int os_filewatch_add(int fd, const char *path)
{
    char directory[PATH_MAX], now[PATH_MAX];
    int res;

    nearest_directory(path, now);
    do {
        memcpy(directory, now, sizeof(now));
        res = OS_CALL(int,
                      inotify_add_watch(fd, directory, CHANGES | IN_ONLYDIR));
        nearest_directory(path, now);
    } while (strcmp(directory, now) != 0);
    return res < 0 ? res : 0;
}

void os_filewatch_take(int fd)
{
    char events[4096];
    long n;

    do
        n = OS_CALL(long, read(fd, events, sizeof(events)));
    while (n > 0 || n == -EINTR);
}
