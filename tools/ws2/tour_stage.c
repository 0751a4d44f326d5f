/* SPDX-License-Identifier: MIT */
/* The places of the scenes: what each wants of the keeper's namespaces, or
 * makes for itself. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stage.h"
#include "tour.h"
#include "tour_keeper.h"

#define FILES_FEW 32

static bool join(const char *what)
{
    char path[64];
    struct stat theirs, ours;
    int fd;
    bool ok;

    snprintf(path, sizeof(path), "/proc/self/ns/%s", what);
    ok = stat(path, &ours) == 0;
    snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)keeper.pid, what);
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

    if (keeper.told.namespaces[0] != '\0')
        return keeper.told.namespaces;
    if (join("user") && join("net") && unshare(CLONE_FS) == 0 && join("mnt"))
        return NULL;
    tour_reason(reason, sizeof(reason), "the namespaces cannot be joined");
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

/* An agent of the scene's own. */
static const char *qdisc_foreign(void)
{
    static char reason[120];
    const char *why = network_none();

    if (why == NULL && !stage_link_up("lo"))
        why = "no loopback interface in a namespace of our own";
    if (why == NULL && !stage_qdisc("lo"))
        why = "no traffic control (sch_fifo)";
    if (why == NULL && !tour_agent_start()) {
        tour_reason(reason, sizeof(reason),
                    "no agent that signals (ws2-rsvpd)");
        why = reason;
    }
    return why;
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
    char path[sizeof(keeper.directory) + 32];

    settings_forget();
    snprintf(path, sizeof(path), "%s/%d.catalog", keeper.directory,
             scene->code);
    setenv("WS2_CATALOG", path, 1);
    snprintf(path, sizeof(path), "%s/%d.db", keeper.directory, scene->code);
    setenv("WS2_REGISTRY", path, 1);
    setenv("WS2_RSVPD",
           scene->place == PLACE_SIGNALS || scene->place == PLACE_FOREIGN
               ? tour_agent_path()
               : "",
           1);
}

const char *tour_stage_enter(const struct scene *scene)
{
    const char *joined;

    close(keeper.end); /* it shall end with the tour, whatever we do */
    settings_make(scene);
    switch (scene->place) {
    case PLACE_CATALOG: /* in a user namespace the provider would be somebody
                           else's file, which is not loaded */
        return NULL;
    case PLACE_NO_NETWORK:
        return network_none();
    case PLACE_FEW_PORTS:
        return ports_few();
    case PLACE_FOREIGN:
        return qdisc_foreign();
    case PLACE_SIGNALS:
        return keeper.told.signals[0] != '\0' ? keeper.told.signals
                                              : namespaces_join();
    case PLACE_NETWORK:
        return keeper.told.network[0] != '\0' ? keeper.told.network
                                              : namespaces_join();
    case PLACE_FILES:
        return keeper.told.files[0] != '\0' ? keeper.told.files
                                            : namespaces_join();
    default:
        break;
    }
    /* The others need loopback only, which may be the system's. */
    joined = keeper.told.namespaces[0] == '\0' ? namespaces_join() : NULL;
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
        setenv("WS2_DNS_SERVERS", keeper.told.names_at, 1);
        return keeper.told.names[0] != '\0' ? keeper.told.names : NULL;
    default:
        return NULL;
    }
}

const char *tour_stage_files(void)
{
    return keeper.told.files_at;
}

const char *tour_stage_directory(void)
{
    return keeper.directory;
}
