/* SPDX-License-Identifier: MIT */
/* Files of configuration; see keptfile.h. */
#include "os/keptfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/call.h"
#include "os/wallclock.h"

#define OTHERS        (S_IWGRP | S_IWOTH)
#define CLOCK_STEP_NS 2000000000 /* the coarsest of a file system */

static bool is_ours(uid_t owner)
{
    return owner == 0 || owner == geteuid();
}

static void stamp_of(const struct stat *st, struct os_stamp *stamp)
{
    memset(stamp, 0, sizeof(*stamp));
    stamp->device = st->st_dev;
    stamp->inode = st->st_ino;
    stamp->size = (uint64_t)st->st_size;
    stamp->changed_ns =
        (int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec;
}

/* The directory's name: what precedes the last slash. */
static int directory_of(const char *path, char out[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    int n = slash == NULL
                ? snprintf(out, PATH_MAX, ".")
                : snprintf(out, PATH_MAX, "%.*s",
                           (int)(slash > path ? slash - path : 1), path);

    return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static enum os_trust file_trust(const struct stat *st)
{
    if (!S_ISREG(st->st_mode))
        return OS_NO_FILE;
    if (!is_ours(st->st_uid))
        return OS_FOREIGN;
    return (st->st_mode & OTHERS) != 0 ? OS_WRITABLE : OS_TRUSTED;
}

/* Who may write to a directory may put another file in a file's place. */
static int directory_trust(const char *path, enum os_trust *trust)
{
    char directory[PATH_MAX];
    struct stat st;
    int res = directory_of(path, directory);

    if (res == 0)
        res = OS_CALL(int, stat(directory, &st));
    if (res != 0)
        return res;
    if (!is_ours(st.st_uid))
        *trust = OS_DIRECTORY_FOREIGN;
    else if ((st.st_mode & OTHERS) != 0 && (st.st_mode & S_ISVTX) == 0)
        *trust = OS_DIRECTORY_WRITABLE;
    return 0;
}

static bool real_path(const char *path, char real[PATH_MAX])
{
    int saved = errno;
    bool found = realpath(path, real) != NULL;

    errno = saved;
    return found;
}

/* Of a link both directories count: its own, and that of what it leads to. */
static int trust_of(const char *path, const struct stat *st,
                    enum os_trust *trust)
{
    char real[PATH_MAX];
    int res = 0;

    *trust = file_trust(st);
    if (*trust == OS_TRUSTED)
        res = directory_trust(path, trust);
    if (res != 0 || *trust != OS_TRUSTED)
        return res;
    if (!real_path(path, real))
        return -ENOENT;
    return strcmp(real, path) != 0 ? directory_trust(real, trust) : 0;
}

int os_kept_trust(const char *path, enum os_trust *trust)
{
    struct stat st;
    int res = OS_CALL(int, stat(path, &st));

    return res == 0 ? trust_of(path, &st, trust) : res;
}

void os_kept_stamp(const char *path, struct os_stamp *stamp)
{
    struct stat st;

    memset(stamp, 0, sizeof(*stamp));
    if (OS_CALL(int, stat(path, &st)) == 0)
        stamp_of(&st, stamp);
}

bool os_kept_settled(const struct os_stamp *stamp)
{
    return os_wall_ns() - stamp->changed_ns > CLOCK_STEP_NS;
}

static long text_read(int fd, size_t size, char **text)
{
    char *at = malloc(size + 1);
    size_t len = 0;
    long n;

    if (at == NULL)
        return -ENOMEM;
    do {
        n = OS_CALL(long, read(fd, at + len, size - len));
        if (n > 0)
            len += (size_t)n;
    } while (n == -EINTR || (n > 0 && len < size));
    if (n < 0) {
        free(at);
        return n;
    }
    at[len] = '\0';
    *text = at;
    return (long)len;
}

/* O_NONBLOCK: a pipe in the file's place holds nobody up. */
long os_kept_read(const char *path, size_t max, char **text,
                  enum os_trust *trust, struct os_stamp *stamp)
{
    struct stat st;
    long res;
    int fd;

    *text = NULL;
    if (trust != NULL)
        *trust = OS_TRUSTED;
    memset(stamp, 0, sizeof(*stamp));
    fd = OS_CALL(int, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd < 0)
        return fd;
    res = OS_CALL(int, fstat(fd, &st));
    if (res == 0) {
        stamp_of(&st, stamp);
        if (trust != NULL)
            res = trust_of(path, &st, trust);
    }
    if (res == 0 && (trust == NULL || *trust == OS_TRUSTED))
        res = (uint64_t)st.st_size > max
                  ? -EFBIG
                  : text_read(fd, (size_t)st.st_size, text);
    (void)OS_CALL(int, close(fd));
    return res;
}

static int all_write(int fd, const char *data, size_t len)
{
    while (len > 0) {
        long n = OS_CALL(long, write(fd, data, len));

        if (n < 0 && n != -EINTR)
            return (int)n;
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

/* The new text, whole and on the disk, beside the old one. */
static int beside_write(const char *name, const void *data, size_t len)
{
    int fd, res;

    (void)OS_CALL(int, unlink(name)); /* left by somebody who was killed */
    fd = OS_CALL(int, open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                           S_IRUSR | S_IWUSR));
    if (fd < 0)
        return fd;
    res = all_write(fd, data, len);
    if (res == 0)
        res = OS_CALL(int, fchmod(fd, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
    if (res == 0)
        res = OS_CALL(int, fsync(fd));
    if (OS_CALL(int, close(fd)) < 0 && res == 0)
        res = -EIO;
    if (res != 0)
        (void)OS_CALL(int, unlink(name));
    return res;
}

/* The new name is on the disk, too. */
static int directory_sync(const char *path)
{
    char directory[PATH_MAX];
    int res = directory_of(path, directory);
    int fd;

    if (res != 0)
        return res;
    fd = OS_CALL(int, open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0)
        return fd;
    res = OS_CALL(int, fsync(fd));
    (void)OS_CALL(int, close(fd));
    return res;
}

int os_kept_write(const char *path, const void *data, size_t len)
{
    char name[PATH_MAX];
    int res;

    if (snprintf(name, sizeof(name), "%s.new", path) >= (int)sizeof(name))
        return -ENAMETOOLONG;
    res = beside_write(name, data, len);
    if (res == 0)
        res = OS_CALL(int, rename(name, path));
    return res == 0 ? directory_sync(path) : res;
}

int os_kept_aside(const char *path)
{
    char name[PATH_MAX];
    int res;

    if (snprintf(name, sizeof(name), "%s.old", path) >= (int)sizeof(name))
        return -ENAMETOOLONG;
    res = OS_CALL(int, rename(path, name));
    return res == 0 ? directory_sync(path) : res;
}

int os_kept_directory(const char *path, unsigned mode)
{
    char name[PATH_MAX];
    int res = 0;

    if (snprintf(name, sizeof(name), "%s", path) >= (int)sizeof(name))
        return -ENAMETOOLONG;
    for (char *at = strchr(name + 1, '/'); at != NULL;
         at = strchr(at + 1, '/')) {
        *at = '\0';
        res = OS_CALL(int, mkdir(name, mode));
        *at = '/';
    }
    /* Of those above, what matters is that the last one is there. */
    return res == -EEXIST ? 0 : res;
}

int os_kept_lock_open(const char *path)
{
    return OS_CALL(int, open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                             S_IRUSR | S_IWUSR));
}

int os_kept_lock(int fd, unsigned at, bool wait)
{
    struct flock range = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
    int res;

    do
        res =
            OS_CALL(int, fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range));
    while (res == -EINTR && wait);
    return res == -EACCES ? -EAGAIN : res;
}
