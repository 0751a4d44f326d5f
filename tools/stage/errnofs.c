/* SPDX-License-Identifier: MIT */
/* A file system that answers with any errno there is. The names in its only
 * directory say how:
 *
 *   errno-NAME   is looked up, and the answer is NAME: errno-ELOOP
 *   make-NAME    is not there, and making it gives NAME
 *   read-NAME    is a file, and reading it gives NAME
 *   lock-NAME.*  is a file, empty and its owner's, and locking it gives NAME
 *   loop         is a symbolic link to itself
 *
 * Speaks the kernel's FUSE protocol (linux/fuse.h) by itself and mounts in a
 * user namespace, so that neither libfuse nor a privilege is needed, only
 * /dev/fuse. */
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REQUEST_MAX 0x21000 /* what the kernel may send at once */
#define FILE_SIZE   4096
#define ERRNO_LAST  133

/* A node's number is its kind and, beside that, the errno of its name. */
enum node {
    ROOT = FUSE_ROOT_ID,
    READABLE = 0x1000,
    LOOP = 0x2000,
    LOCKABLE = 0x3000
};

static int fuse;

static void answer(const struct fuse_in_header *in, int err, const void *data,
                   size_t len)
{
    struct fuse_out_header out = {
        .len = (uint32_t)(sizeof(out) + (err == 0 ? len : 0)),
        .error = -err,
        .unique = in->unique};
    struct iovec iov[2] = {{&out, sizeof(out)}, {(void *)(uintptr_t)data, len}};

    if (writev(fuse, iov, err == 0 && len != 0 ? 2 : 1) < 0 && errno != ENOENT)
        perror("errno-fs"); /* ENOENT: whoever asked has gone */
}

/* NAME of PREFIX-NAMEend... as an errno; 0 for another name. */
static int errno_until(const char *name, const char *prefix, char end)
{
    size_t n = strlen(prefix), len = strcspn(name, ".");
    int e;

    if (strncmp(name, prefix, n) != 0 || name[len] != end)
        return 0;
    for (e = 1; e <= ERRNO_LAST; e++) {
        const char *known = strerrorname_np(e);

        if (known != NULL && strlen(known) == len - n &&
            strncmp(name + n, known, len - n) == 0)
            return e;
    }
    return 0;
}

static int errno_of(const char *name, const char *prefix)
{
    return errno_until(name, prefix, '\0');
}

static struct fuse_attr attr_of(uint64_t node)
{
    struct fuse_attr attr = {.ino = node, .nlink = 1, .blksize = 4096};

    if (node == ROOT)
        attr.mode = S_IFDIR | 0755;
    else if (node == LOOP)
        attr.mode = S_IFLNK | 0777;
    else
        attr.mode = S_IFREG | (node >= LOCKABLE ? 0600 : 0666);
    attr.size = node >= READABLE && node < LOOP ? FILE_SIZE : 0;
    return attr;
}

static void look_up(const struct fuse_in_header *in, const char *name)
{
    int err = errno_of(name, "errno-");
    struct fuse_entry_out entry;

    memset(&entry, 0, sizeof(entry));
    if (err == 0 && strcmp(name, "loop") == 0)
        entry.nodeid = LOOP;
    else if (err == 0 && errno_of(name, "read-") != 0)
        entry.nodeid = (uint64_t)(READABLE + errno_of(name, "read-"));
    else if (err == 0 && errno_until(name, "lock-", '.') != 0)
        entry.nodeid = (uint64_t)(LOCKABLE + errno_until(name, "lock-", '.'));
    else if (err == 0)
        err = ENOENT;
    entry.attr = attr_of(entry.nodeid);
    answer(in, err, &entry, sizeof(entry));
}

static void tell_attr(const struct fuse_in_header *in)
{
    struct fuse_attr_out out = {.attr = attr_of(in->nodeid)};

    answer(in, 0, &out, sizeof(out));
}

static void begin(const struct fuse_in_header *in,
                  const struct fuse_init_in *init)
{
    struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION,
                                .minor = init->minor < FUSE_KERNEL_MINOR_VERSION
                                             ? init->minor
                                             : FUSE_KERNEL_MINOR_VERSION,
                                .flags = init->flags & FUSE_POSIX_LOCKS,
                                .max_write = 4096,
                                .max_readahead = init->max_readahead};

    answer(in, 0, &out, sizeof(out));
}

/* No name has a success: nothing is ever made. */
static void make(const struct fuse_in_header *in, const void *arg)
{
    const char *name = (const char *)arg + sizeof(struct fuse_mknod_in);
    int err = errno_of(name, "make-");

    answer(in, err != 0 ? err : EPERM, NULL, 0);
}

static void serve(const struct fuse_in_header *in)
{
    const void *arg = in + 1;
    struct fuse_open_out opened = {.open_flags = FOPEN_DIRECT_IO};

    switch (in->opcode) {
    case FUSE_INIT:
        begin(in, arg);
        break;
    case FUSE_LOOKUP:
        look_up(in, arg);
        break;
    case FUSE_GETATTR:
        tell_attr(in);
        break;
    case FUSE_MKNOD:
        make(in, arg);
        break;
    case FUSE_READLINK:
        answer(in, 0, "loop", strlen("loop"));
        break;
    case FUSE_OPEN:
        answer(in, 0, &opened, sizeof(opened));
        break;
    case FUSE_READ:
        answer(in, (int)(in->nodeid - READABLE), NULL, 0);
        break;
    case FUSE_SETLK:
    case FUSE_SETLKW:
        answer(in, (int)(in->nodeid - LOCKABLE), NULL, 0);
        break;
    case FUSE_RELEASE:
    case FUSE_FLUSH:
        answer(in, 0, NULL, 0);
        break;
    case FUSE_FORGET: /* these have no answers */
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
        break;
    default:
        answer(in, ENOSYS, NULL, 0);
    }
}

static void serve_all(void)
{
    static union {
        struct fuse_in_header head;
        char room[REQUEST_MAX];
    } request;
    ssize_t n;

    while ((n = read(fuse, &request, sizeof(request))) >= 0 || errno == EINTR ||
           errno == ENOENT)
        if (n > 0)
            serve(&request.head);
}

static char dir[64];

static bool mounted(void)
{
    const char *tmp = getenv("TMPDIR");
    char options[80];

    /* short: paths of sockets have 107 characters */
    snprintf(dir, sizeof(dir), "%s/errno-fs.XXXXXX",
             tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (fuse < 0 || mkdtemp(dir) == NULL)
        return false;
    snprintf(options, sizeof(options),
             "fd=%d,rootmode=40000,user_id=0,group_id=0", fuse);
    if (mount("errno-fs", dir, "fuse", MS_NOSUID | MS_NODEV, options) == 0)
        return true;
    rmdir(dir);
    return false;
}

static void end(int sig)
{
    (void)sig;
    umount2(dir, MNT_DETACH);
    rmdir(dir);
    _exit(0);
}

const char *stage_errno_fs(void)
{
    pid_t parent = getpid();

    if (!mounted())
        return NULL;
    if (fork() == 0) {
        signal(SIGTERM, end);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() == parent)
            serve_all();
        end(SIGTERM);
    }
    return dir;
}
