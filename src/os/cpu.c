/* SPDX-License-Identifier: MIT */
/* See cpu.h. What the kernel tells in sysfs only is read there, and absent on
 * systems without it. No state, no lock. */
#include "os/cpu.h"

#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/call.h"

#ifndef SO_INCOMING_CPU
#define SO_INCOMING_CPU 49
#endif

#define PATH_ROOM 300

unsigned os_cpu_count(void)
{
    long n = sysconf(_SC_NPROCESSORS_CONF);

    return n > 0 ? (unsigned)n : 1;
}

/* How many entries of a directory begin with a word; the number behind the
 * first one's goes to *number, which may be NULL. */
static unsigned entries_count(const char *path, const char *word,
                              unsigned *number)
{
    int saved = errno;
    DIR *dir = opendir(path);
    struct dirent *entry;
    unsigned n = 0, value;
    size_t len = strlen(word);

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strncmp(entry->d_name, word, len) != 0 ||
            sscanf(entry->d_name + len, "%u", &value) != 1)
            continue;
        if (n++ == 0 && number != NULL)
            *number = value;
    }
    if (dir != NULL)
        closedir(dir);
    errno = saved;
    return n;
}

unsigned os_cpu_node(unsigned cpu)
{
    char path[PATH_ROOM];
    unsigned node = 0;

    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u", cpu);
    entries_count(path, "node", &node);
    return node;
}

int os_cpu_of_socket(int fd)
{
    int cpu = -1;
    socklen_t len = sizeof(cpu);
    int res =
        OS_CALL(int, getsockopt(fd, SOL_SOCKET, SO_INCOMING_CPU, &cpu, &len));

    if (res < 0)
        return res;
    return cpu >= 0 ? cpu : OS_CALL(int, sched_getcpu());
}

int os_cpu_steer(int fd, unsigned cpu)
{
    int value = (int)cpu;

    return OS_CALL(int, setsockopt(fd, SOL_SOCKET, SO_INCOMING_CPU, &value,
                                   sizeof(value)));
}

bool os_cpu_spreads(void)
{
    int saved = errno;
    DIR *dir = opendir("/sys/class/net");
    char path[PATH_ROOM];
    struct dirent *entry;
    bool found = false;

    while (!found && dir != NULL && (entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof(path), "/sys/class/net/%s/queues", entry->d_name);
        found = entries_count(path, "rx-", NULL) > 1;
    }
    if (dir != NULL)
        closedir(dir);
    errno = saved;
    return found;
}
