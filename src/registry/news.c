/* SPDX-License-Identifier: MIT */
/* News of the database; see news.h. No state. */
#include "registry/news.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "registry/file.h"

static int directory_watch(int fd)
{
    struct ws2_reg_file file;
    char *slash;
    int res = ws2_reg_file_find(&file);

    if (res < 0)
        return res;
    slash = strrchr(file.path, '/');
    if (slash == NULL)
        strcpy(file.path, ".");
    else
        slash[slash == file.path] = '\0';
    res = inotify_add_watch(fd, file.path,
                            IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO);
    return res < 0 ? -errno : 0;
}

int ws2_reg_news_open(struct ws2_reg_news *news)
{
    int res;

    news->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    news->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    res = news->wake < 0 || news->watch < 0 ? -errno
                                            : directory_watch(news->watch);
    if (res < 0)
        ws2_reg_news_close(news);
    return res;
}

void ws2_reg_news_close(struct ws2_reg_news *news)
{
    if (news->wake >= 0)
        close(news->wake);
    if (news->watch >= 0)
        close(news->watch);
    news->wake = news->watch = -1;
}

static void drain(int fd)
{
    char room[4096];

    while (read(fd, room, sizeof(room)) > 0)
        ;
}

void ws2_reg_news_wait(const struct ws2_reg_news *news)
{
    struct pollfd fds[] = {{.fd = news->wake, .events = POLLIN},
                           {.fd = news->watch, .events = POLLIN}};

    (void)poll(fds, 2, -1);
    drain(news->wake);
    drain(news->watch);
}

void ws2_reg_news_wake(const struct ws2_reg_news *news)
{
    const uint64_t one = 1;
    ssize_t n = write(news->wake, &one, sizeof(one));

    (void)n; /* full: it is awake */
}
