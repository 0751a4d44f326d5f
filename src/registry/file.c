/* SPDX-License-Identifier: MIT */
/* The database's file; see file.h. No state. */
#include "registry/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int path_set(struct ws2_reg_file *file, const char *directory,
                    const char *rest)
{
    int len = snprintf(file->path, sizeof(file->path), "%s%s", directory, rest);

    return len < (int)sizeof(file->path) ? 0 : -ENAMETOOLONG;
}

/* The XDG specification ignores what is not absolute. */
static const char *absolute(const char *variable)
{
    const char *value = secure_getenv(variable);

    return value != NULL && value[0] == '/' ? value : NULL;
}

static int home_set(struct ws2_reg_file *file)
{
    static const char rest[] = "/.local/state/ws2/registry.db";
    const char *home = absolute("HOME");
    struct passwd entry, *found = NULL;
    char room[4096];

    if (home != NULL)
        return path_set(file, home, rest);
    if (getpwuid_r(geteuid(), &entry, room, sizeof(room), &found) != 0 ||
        found == NULL || entry.pw_dir == NULL || entry.pw_dir[0] != '/')
        return -ENOENT;
    return path_set(file, entry.pw_dir, rest);
}

int ws2_reg_file_find(struct ws2_reg_file *file)
{
    const char *named = secure_getenv("WS2_REGISTRY");
    const char *state = absolute("XDG_STATE_HOME");

    if (named != NULL && named[0] != '\0')
        return path_set(file, named, "");
    if (state != NULL)
        return path_set(file, state, "/ws2/registry.db");
    return home_set(file);
}

bool ws2_reg_file_exists(const struct ws2_reg_file *file)
{
    struct stat st;

    return stat(file->path, &st) == 0;
}

static int directories_make(const char *path)
{
    char part[PATH_MAX];

    for (const char *p = strchr(path + 1, '/'); p != NULL;
         p = strchr(p + 1, '/')) {
        memcpy(part, path, (size_t)(p - path));
        part[p - path] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST && errno != EROFS &&
            errno != EACCES)
            return -errno; /* the last two: it may be there all the same */
    }
    return 0;
}

/* Its descriptor is closed before SQLite opens the file: to close another one
 * later would drop SQLite's locks, which POSIX gives to the process. */
int ws2_reg_file_make(const struct ws2_reg_file *file)
{
    int fd, res;

    if (ws2_reg_file_exists(file))
        return 0;
    res = directories_make(file->path);
    if (res < 0)
        return res;
    fd = open(file->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? 0 : -errno;
    close(fd);
    return 0;
}

/* Who has the database open is done in a moment, or stopped. */
#define ALONE_TRIES 500
#define ALONE_NS    10000000

static int lock_take(int fd, bool alone)
{
    const struct timespec moment = {.tv_nsec = ALONE_NS};

    for (int i = 0; i < ALONE_TRIES; i++) {
        if (flock(fd, alone ? LOCK_EX | LOCK_NB : LOCK_SH) == 0)
            return 0;
        if (errno != EINTR && errno != EWOULDBLOCK)
            return -errno;
        if (errno == EWOULDBLOCK)
            nanosleep(&moment, NULL);
    }
    return -EAGAIN;
}

int ws2_reg_file_lock(const struct ws2_reg_file *file, bool alone, int *fd)
{
    char path[PATH_MAX + sizeof("-lock")];
    int res;

    snprintf(path, sizeof(path), "%s-lock", file->path);
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0 && (errno == EROFS || errno == EACCES) && !alone)
        return 0;
    if (*fd < 0)
        return -errno;
    res = lock_take(*fd, alone);
    if (res < 0) {
        close(*fd);
        *fd = -1;
    }
    return res;
}

/* One name for the database and its companions, which belong to it. */
static void name_aside(char out[64])
{
    struct timespec now;
    struct tm tm;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    snprintf(out, 64, ".damaged-%04d%02d%02dT%02d%02d%02d.%09ldZ",
             (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
             tm.tm_min, tm.tm_sec, now.tv_nsec);
}

int ws2_reg_file_set_aside(const struct ws2_reg_file *file, const char *why)
{
    static const char *const companions[] = {"-wal", "-shm", "-journal"};
    char suffix[64], from[PATH_MAX + 16], to[PATH_MAX + 80];

    name_aside(suffix);
    snprintf(to, sizeof(to), "%s%s", file->path, suffix);
    if (rename(file->path, to) != 0)
        return -errno;
    fprintf(stderr, "ws2: %s: %s; it is now %s\n", file->path, why, to);
    for (size_t i = 0; i < sizeof(companions) / sizeof(companions[0]); i++) {
        snprintf(from, sizeof(from), "%s%s", file->path, companions[i]);
        snprintf(to, sizeof(to), "%s%s%s", file->path, suffix, companions[i]);
        (void)rename(from, to); /* most are not there */
    }
    return 0;
}
