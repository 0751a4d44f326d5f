/* SPDX-License-Identifier: MIT */
/* A network of a test's own. */
#ifndef WS2_TESTS_RSVP_NET_H
#define WS2_TESTS_RSVP_NET_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool net_write(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && write(fd, text, strlen(text)) >= 0;

    if (fd >= 0)
        close(fd);
    return done;
}

/* All privileges in a network that has the loopback alone. Where the system
 * forbids that the test is over. */
static void net_own(void)
{
    char map[64];
    unsigned uid = geteuid(), gid = getegid();

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        fprintf(stderr, "skipped: no network of its own: %s\n",
                strerror(errno));
        exit(77);
    }
    net_write("/proc/self/setgroups", "deny");
    snprintf(map, sizeof(map), "0 %u 1", uid);
    if (!net_write("/proc/self/uid_map", map)) {
        fprintf(stderr, "skipped: no user of its own: %s\n", strerror(errno));
        exit(77);
    }
    snprintf(map, sizeof(map), "0 %u 1", gid);
    net_write("/proc/self/gid_map", map);
}

static bool net_run(const char *command)
{
    return system(command) == 0;
}

/* What a command prints. */
static const char *net_said(const char *command)
{
    static char text[8192];
    FILE *f = popen(command, "re");
    size_t n = f != NULL ? fread(text, 1, sizeof(text) - 1, f) : 0;

    if (f != NULL)
        pclose(f);
    text[n] = 0;
    return text;
}

#endif
