/* SPDX-License-Identifier: MIT */
/* What far-host does to the program's own network, and the socket on which it
 * is asked to; see farhost.c. */
#include "farhost.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct setting { /* as it was */
    char path[80], value[64];
} changed[8];
static size_t changes;

static bool file_write(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    bool ok = f != NULL && fputs(text, f) >= 0;

    return f != NULL && fclose(f) == 0 && ok;
}

static bool file_read(const char *path, char *text, int size)
{
    FILE *f = fopen(path, "re");
    bool ok = f != NULL && fgets(text, size, f) != NULL;

    if (f != NULL)
        fclose(f);
    return ok;
}

static bool setting_change(const char *text)
{
    struct setting *was = &changed[changes];
    int at = 0;
    char name[40];

    if (changes == sizeof(changed) / sizeof(changed[0]) ||
        sscanf(text, "%39[a-z0-9_] %n", name, &at) != 1 || at == 0)
        return false;
    snprintf(was->path, sizeof(was->path), "/proc/sys/net/ipv4/%s", name);
    if (!file_read(was->path, was->value, sizeof(was->value)))
        return false;
    changes++;
    return file_write(was->path, text + at);
}

static void settings_restore(void)
{
    for (; changes > 0; changes--)
        file_write(changed[changes - 1].path, changed[changes - 1].value);
}

static bool link_set(const char *name, bool up)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq ifr;
    bool ok;

    memset(&ifr, 0, sizeof(ifr));
    strcpy(ifr.ifr_name, name);
    ok = ioctl(fd, SIOCGIFFLAGS, &ifr) == 0;
    ifr.ifr_flags =
        (short)(up ? ifr.ifr_flags | IFF_UP : ifr.ifr_flags & ~IFF_UP);
    ok = ok && ioctl(fd, SIOCSIFFLAGS, &ifr) == 0;
    close(fd);
    return ok;
}

/* All of them: one that is up is a network. */
static bool links_set(bool up)
{
    static const char *const names[] = {"lo",  "near",  "far",  "jam",
                                        "maj", "queue", "eueuq"};
    bool ok = true;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        ok = link_set(names[i], up) && ok;
    return ok;
}

static bool address_lend(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct ifreq ifr;
    bool ok;

    memset(&ifr, 0, sizeof(ifr));
    strcpy(ifr.ifr_name, "near:2");
    sin.sin_addr.s_addr = htonl(0xc6120002);
    memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
    ok = ioctl(fd, SIOCSIFADDR, &ifr) == 0;
    close(fd);
    return ok;
}

/* The host 198.18.1.77, which would answer, is said to be out of reach. */
static bool host_bar(bool barred)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct rtentry route;
    bool ok;

    memset(&route, 0, sizeof(route));
    sin.sin_addr.s_addr = htonl(0xc612014d);
    memcpy(&route.rt_dst, &sin, sizeof(sin));
    route.rt_flags = RTF_REJECT | RTF_HOST;
    ok = ioctl(fd, barred ? SIOCADDRT : SIOCDELRT, &route) == 0;
    close(fd);
    return ok;
}

static bool command_run(const char *line)
{
    if (strcmp(line, "down\n") == 0)
        return links_set(false);
    if (strcmp(line, "up\n") == 0)
        return links_set(true);
    if (strcmp(line, "lend\n") == 0)
        return address_lend();
    if (strcmp(line, "take\n") == 0)
        return link_set("near:2", false);
    if (strcmp(line, "bar\n") == 0)
        return host_bar(true);
    if (strncmp(line, "set ", strlen("set ")) == 0)
        return setting_change(line + strlen("set "));
    return strcmp(line, "hello\n") == 0;
}

/* One session; false when it is over. */
bool far_control_take(int fd)
{
    char line[64];
    ssize_t n = read(fd, line, sizeof(line) - 1);
    const char *answer;

    if (n <= 0) {
        links_set(true);
        host_bar(false);
        settings_restore();
        return false;
    }
    line[n] = '\0';
    answer = command_run(line) ? "ok\n" : "no\n";
    return write(fd, answer, strlen(answer)) > 0;
}

static char control_dir[80], control_path[100];

void far_control_end(int sig)
{
    (void)sig;
    unlink(control_path);
    rmdir(control_dir);
    _exit(0);
}

int far_control_open(void)
{
    const char *tmp = getenv("TMPDIR");
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(control_dir, sizeof(control_dir), "%s/far-host.XXXXXX",
             tmp != NULL && strlen(tmp) < 50 ? tmp : "/tmp");
    if (fd < 0 || mkdtemp(control_dir) == NULL)
        return -1;
    snprintf(control_path, sizeof(control_path), "%s/c", control_dir);
    strcpy(un.sun_path, control_path);
    if (bind(fd, (struct sockaddr *)&un, sizeof(un)) != 0 || listen(fd, 9) != 0)
        return -1;
    setenv("CT_CONTROL", control_path, 1);
    return fd;
}
