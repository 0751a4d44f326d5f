/* SPDX-License-Identifier: MIT */
/* What is around the scenes; see tour_keeper.h. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dnsserver.h"
#include "dnszone.h"
#include "stage.h"
#include "tour.h"
#include "tour_keeper.h"

/* What the DNS server answers; tools/stage/dnszone.h has the form. */
static const char zone[] = "host.test      A    198.51.100.1\n"
                           "text.test      TXT  no address\n"
                           "formerr.test   !rcode 1\n"
                           "servfail.test  !rcode 2\n"
                           "refused.test   !rcode 5\n"
                           "never.test     !drop\n";

/* The agent's; ws2-rsvpd(8) has the form. */
static const char policy[] = "rule global default both g deny\n"
                             "rule global unknown both any allow\n";

struct keeper keeper = {.pid = -1, .end = -1};

void tour_reason(char *reason, size_t size, const char *what)
{
    snprintf(reason, size, "%s: %s", what, strerror(errno));
}
#define REASON(of, what)                                                       \
    tour_reason(keeper.told.of, sizeof(keeper.told.of), what)

static int entry_remove(const char *path, const struct stat *st, int type,
                        struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    remove(path);
    return 0;
}

static void namespaces_make(void)
{
    if (!stage_namespace_enter(CLONE_NEWNET | CLONE_NEWNS) &&
        unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
        REASON(namespaces, "no namespace of our own (unshare)");
    else if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        REASON(namespaces, "no mounts of our own");
    else if (!stage_link_up("lo"))
        REASON(namespaces, "no loopback interface in a namespace of our own");
}

static void network_make(void)
{
    if (keeper.told.namespaces[0] != '\0')
        strcpy(keeper.told.network, keeper.told.namespaces);
    else if (!stage_links("near", "far", "198.18.0.1", 16))
        REASON(network, "no pair of interfaces (veth)");
    else if (!stage_file_write("/proc/sys/net/ipv4/tcp_retries2", "0"))
        REASON(network, "no settings of our own in /proc/sys/net");
    else if (!stage_far_host())
        REASON(network, "no packet socket");
}

static void files_make(void)
{
    const char *at = NULL;

    if (keeper.told.namespaces[0] != '\0')
        strcpy(keeper.told.files, keeper.told.namespaces);
    else if ((at = stage_errno_fs()) == NULL)
        REASON(files, "no file system of our own (/dev/fuse)");
    else
        snprintf(keeper.told.files_at, sizeof(keeper.told.files_at), "%s", at);
}

static void names_make(void)
{
    pid_t parent = getpid();

    if (!zone_load("zone",
                   fmemopen((void *)(uintptr_t)zone, strlen(zone), "r"))) {
        strcpy(keeper.told.names, "no zone for the DNS server");
        return;
    }
    dns_open(-1);
    dns_servers(keeper.told.names_at, sizeof(keeper.told.names_at));
    if (fork() != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    while (getppid() == parent)
        dns_round(-1);
    _exit(0);
}

static void signals_make(void)
{
    if (keeper.told.network[0] != '\0')
        strcpy(keeper.told.signals, keeper.told.network);
    else if (!tour_agent_start())
        REASON(signals, "no agent that signals (ws2-rsvpd)");
}

/* Makes all, tells of it, and waits for the end. */
static void keep(int ready, int end)
{
    char byte;

    setsid(); /* the terminal's ^C is not for us: there is something to do */
    namespaces_make();
    network_make();
    files_make();
    names_make();
    signals_make();
    if (write(ready, &keeper.told, sizeof(keeper.told)) == sizeof(keeper.told))
        while (read(end, &byte, 1) < 0 && errno == EINTR)
            ;
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM); /* our session: the hosts, the files, the DNS server */
    while (wait(NULL) > 0)
        ;
    nftw(keeper.directory, entry_remove, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    _exit(0);
}

static bool keeper_start(void)
{
    int ready[2], end[2];
    bool ok;

    if (pipe2(ready, O_CLOEXEC) != 0 || pipe2(end, O_CLOEXEC) != 0)
        return false;
    keeper.pid = fork();
    if (keeper.pid == 0) {
        close(ready[0]);
        close(end[1]);
        keep(ready[1], end[0]);
    }
    close(ready[1]);
    close(end[0]);
    keeper.end = end[1];
    ok = keeper.pid > 0 && read(ready[0], &keeper.told, sizeof(keeper.told)) ==
                               sizeof(keeper.told);
    close(ready[0]);
    return ok;
}

/* Links that are hard to follow. */
static bool links_make(void)
{
    char path[80], name[301];

    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    snprintf(path, sizeof(path), "%s/loop", keeper.directory);
    if (symlink("loop", path) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/long", keeper.directory);
    return symlink(name, path) == 0;
}

static bool policy_make(void)
{
    char path[80];
    FILE *f;
    bool ok;

    snprintf(path, sizeof(path), "%s/policy", keeper.directory);
    f = fopen(path, "we");
    ok = f != NULL && fputs(policy, f) >= 0;
    return f != NULL && fclose(f) == 0 && ok;
}

bool tour_stage_begin(void)
{
    const char *tmp = getenv("TMPDIR");

    /* short: paths of sockets have 107 characters */
    snprintf(keeper.directory, sizeof(keeper.directory), "%s/ws2-tour.XXXXXX",
             tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(keeper.directory) != NULL && policy_make() && keeper_start() &&
        links_make())
        return true;
    fprintf(stderr, "ws2 tour: %s: %s\n", keeper.directory, strerror(errno));
    tour_stage_end();
    return false;
}

void tour_stage_end(void)
{
    if (keeper.end >= 0)
        close(keeper.end);
    if (keeper.pid > 0)
        waitpid(keeper.pid, NULL, 0);
    keeper.pid = keeper.end = -1;
}
