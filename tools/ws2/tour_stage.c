/* SPDX-License-Identifier: MIT */
/* What is around the scenes: a process that owns a user, a network and a mount
 * namespace and, in them, the hosts, the file system and the DNS server of
 * tools/stage. It ends when this program does, however that ends, and takes
 * everything along. Scenes are played by processes that join it. */
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
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dnsserver.h"
#include "dnszone.h"
#include "stage.h"
#include "tour.h"

#define FILES_FEW 32

/* What the process tells when it is ready: a reason where something could not
 * be had, else "". */
static struct told {
    char namespaces[120], network[120], files[120], names[120];
    char files_at[80], names_at[64];
} told;

/* What the DNS server answers; tools/stage/dnszone.h has the form. */
static const char zone[] = "host.test      A    198.51.100.1\n"
                           "text.test      TXT  no address\n"
                           "formerr.test   !rcode 1\n"
                           "servfail.test  !rcode 2\n"
                           "refused.test   !rcode 5\n"
                           "never.test     !drop\n";

static pid_t keeper = -1;
static int keeper_end = -1; /* is closed when it shall end */
static char directory[64];

static void reason_set(char *reason, size_t size, const char *what)
{
    snprintf(reason, size, "%s: %s", what, strerror(errno));
}
#define REASON(of, what) reason_set(told.of, sizeof(told.of), what)

/* --- The keeper. */

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
    if (told.namespaces[0] != '\0')
        strcpy(told.network, told.namespaces);
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

    if (told.namespaces[0] != '\0')
        strcpy(told.files, told.namespaces);
    else if ((at = stage_errno_fs()) == NULL)
        REASON(files, "no file system of our own (/dev/fuse)");
    else
        snprintf(told.files_at, sizeof(told.files_at), "%s", at);
}

static void names_make(void)
{
    pid_t parent = getpid();

    if (!zone_load("zone",
                   fmemopen((void *)(uintptr_t)zone, strlen(zone), "r"))) {
        strcpy(told.names, "no zone for the DNS server");
        return;
    }
    dns_open(-1);
    dns_servers(told.names_at, sizeof(told.names_at));
    if (fork() != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    while (getppid() == parent)
        dns_round(-1);
    _exit(0);
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
    if (write(ready, &told, sizeof(told)) == sizeof(told))
        while (read(end, &byte, 1) < 0 && errno == EINTR)
            ;
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM); /* our session: the hosts, the files, the DNS server */
    while (wait(NULL) > 0)
        ;
    nftw(directory, entry_remove, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    _exit(0);
}

static bool keeper_start(void)
{
    int ready[2], end[2];
    bool ok;

    if (pipe2(ready, O_CLOEXEC) != 0 || pipe2(end, O_CLOEXEC) != 0)
        return false;
    keeper = fork();
    if (keeper == 0) {
        close(ready[0]);
        close(end[1]);
        keep(ready[1], end[0]);
    }
    close(ready[1]);
    close(end[0]);
    keeper_end = end[1];
    ok = keeper > 0 && read(ready[0], &told, sizeof(told)) == sizeof(told);
    close(ready[0]);
    return ok;
}

/* Links that are hard to follow. */
static bool links_make(void)
{
    char path[80], name[301];

    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    snprintf(path, sizeof(path), "%s/loop", directory);
    if (symlink("loop", path) != 0)
        return false;
    snprintf(path, sizeof(path), "%s/long", directory);
    return symlink(name, path) == 0;
}

bool tour_stage_begin(void)
{
    const char *tmp = getenv("TMPDIR");

    /* short: paths of sockets have 107 characters */
    snprintf(directory, sizeof(directory), "%s/ws2-tour.XXXXXX",
             tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(directory) != NULL && keeper_start() && links_make())
        return true;
    fprintf(stderr, "ws2 tour: %s: %s\n", directory, strerror(errno));
    tour_stage_end();
    return false;
}

void tour_stage_end(void)
{
    if (keeper_end >= 0)
        close(keeper_end);
    if (keeper > 0)
        waitpid(keeper, NULL, 0);
    keeper = keeper_end = -1;
}

/* --- Those who play. */

static bool join(const char *what)
{
    char path[64];
    struct stat theirs, ours;
    int fd;
    bool ok;

    snprintf(path, sizeof(path), "/proc/self/ns/%s", what);
    ok = stat(path, &ours) == 0;
    snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)keeper, what);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    ok = ok && fd >= 0 && fstat(fd, &theirs) == 0 &&
         (ours.st_ino == theirs.st_ino || setns(fd, 0) == 0);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The user's first, as it gives the right to the others; it is ours already
 * where root has made the others alone. */
static const char *namespaces_join(void)
{
    static char reason[80];

    if (told.namespaces[0] != '\0')
        return told.namespaces;
    if (join("user") && join("net") && unshare(CLONE_FS) == 0 && join("mnt"))
        return NULL;
    reason_set(reason, sizeof(reason), "the namespaces cannot be joined");
    return reason;
}

static const char *network_none(void)
{
    const char *reason = namespaces_join();

    if (reason == NULL && unshare(CLONE_NEWNET) != 0)
        reason = "no network namespace (unshare)";
    return reason;
}

static const char *ports_few(void)
{
    const char *reason = network_none();

    if (reason == NULL && !stage_link_up("lo"))
        reason = "no loopback interface in a namespace of our own";
    if (reason == NULL &&
        !stage_file_write("/proc/sys/net/ipv4/ip_local_port_range",
                          "50000 50001"))
        reason = "no settings of our own in /proc/sys/net";
    return reason;
}

static const char *limit_set(__rlimit_resource_t what, rlim_t value)
{
    struct rlimit limit = {value, value};

    return setrlimit(what, &limit) == 0 ? NULL : "no limit can be set";
}

/* Nothing of the caller's settings counts, but for what is of use to who looks
 * for a mistake. */
static void settings_forget(void)
{
    char **at = environ;
    char name[64];

    while (*at != NULL) {
        size_t len = strcspn(*at, "=");

        snprintf(name, sizeof(name), "%.*s", (int)len, *at);
        if (strncmp(name, "WS2_", 4) == 0 && len < sizeof(name) &&
            strcmp(name, "WS2_DEBUG_UNMAPPED") != 0) {
            unsetenv(name);
            at = environ;
        } else {
            at++;
        }
    }
    unsetenv("LOCALDOMAIN");
    unsetenv("RES_OPTIONS");
}

/* The system's catalog and services do not count, either. */
static void settings_make(const struct scene *scene)
{
    char path[sizeof(directory) + 32];

    settings_forget();
    snprintf(path, sizeof(path), "%s/%d.catalog", directory, scene->code);
    setenv("WS2_CATALOG", path, 1);
    snprintf(path, sizeof(path), "%s/%d.db", directory, scene->code);
    setenv("WS2_REGISTRY", path, 1);
}

const char *tour_stage_enter(const struct scene *scene)
{
    const char *joined;

    close(keeper_end); /* it shall end with the tour, whatever we do */
    settings_make(scene);
    switch (scene->place) {
    case PLACE_CATALOG: /* in a user namespace the provider would be somebody
                           else's file, which is not loaded */
        return NULL;
    case PLACE_NO_NETWORK:
        return network_none();
    case PLACE_FEW_PORTS:
        return ports_few();
    case PLACE_NETWORK:
        return told.network[0] != '\0' ? told.network : namespaces_join();
    case PLACE_FILES:
        return told.files[0] != '\0' ? told.files : namespaces_join();
    default:
        break;
    }
    /* The others need loopback only, which may be the system's. */
    joined = told.namespaces[0] == '\0' ? namespaces_join() : NULL;
    if (joined != NULL)
        return joined;
    switch (scene->place) {
    case PLACE_FEW_FILES:
        return limit_set(RLIMIT_NOFILE, FILES_FEW);
    case PLACE_LIMIT:
        setenv("WS2_PROCLIM", "1", 1);
        return NULL;
    case PLACE_NO_SOCKETS:
    case PLACE_NO_IPV6:
        return stage_deny_sockets(scene->place == PLACE_NO_SOCKETS)
                   ? NULL
                   : "no filter of system calls (seccomp)";
    case PLACE_NAMES:
        setenv("WS2_DNS_SERVERS", told.names_at, 1);
        return told.names[0] != '\0' ? told.names : NULL;
    default:
        return NULL;
    }
}

const char *tour_stage_files(void)
{
    return told.files_at;
}

const char *tour_stage_directory(void)
{
    return directory;
}
