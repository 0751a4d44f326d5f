/* SPDX-License-Identifier: MIT */
/* The agent that signals for the tour; see tour_keeper.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tour_keeper.h"

const char *tour_agent_path(void)
{
    static char path[PATH_MAX + sizeof("/ws2-rsvpd")];
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);

    path[n > 0 ? n : 0] = '\0';
    strcpy(n > 0 ? strrchr(path, '/') : path, "/ws2-rsvpd");
    return path;
}

bool tour_agent_start(void)
{
    char config[sizeof(keeper.directory) + 16], number[16], byte;
    int ready[2];
    bool ok;

    snprintf(config, sizeof(config), "%s/policy", keeper.directory);
    if (access(tour_agent_path(), X_OK) != 0 || pipe2(ready, O_CLOEXEC) != 0)
        return false;
    if (_Fork() == 0) { /* with nothing of the library's, whose locks may be as
                           another fork has left them */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        fcntl(ready[1], F_SETFD, 0);
        snprintf(number, sizeof(number), "%d", ready[1]);
        execl(tour_agent_path(), "ws2-rsvpd", "--foreground", "--loopback",
              "--refresh", "100", "--budget", "lo=100000", "--config", config,
              "--log", "error", "--ready", number, (char *)NULL);
        _exit(126);
    }
    close(ready[1]);
    errno = ECHILD;
    ok = read(ready[0], &byte, 1) == 1;
    close(ready[0]);
    return ok;
}
