/* SPDX-License-Identifier: MIT */
/* A local service; see agent.h. */
#include "os/agent.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/call.h"
#include "os/sock.h"

int os_agent_connect(const char *name)
{
    struct sockaddr_un sun = {.sun_family = AF_UNIX};
    const size_t len = strlen(name);
    int fd, res;

    if (len >= sizeof(sun.sun_path))
        return -ENAMETOOLONG;
    memcpy(sun.sun_path + 1, name, len);
    fd = OS_CALL(
        int, socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (fd < 0)
        return fd;
    res = OS_CALL(
        int,
        connect(fd, (struct sockaddr *)&sun,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)));
    if (res < 0) {
        os_close(fd);
        return res;
    }
    return fd;
}

int os_agent_send(int agent, const void *data, size_t len, int fd)
{
    struct iovec iov = {.iov_base = (void *)(uintptr_t)data, .iov_len = len};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr mh = {.msg_iov = &iov, .msg_iovlen = 1};
    struct cmsghdr *c;
    ssize_t res;

    if (fd >= 0) {
        mh.msg_control = &control;
        mh.msg_controllen = sizeof(control);
        c = CMSG_FIRSTHDR(&mh);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(fd));
        memcpy(CMSG_DATA(c), &fd, sizeof(fd));
    }
    res = OS_CALL(ssize_t, sendmsg(agent, &mh, MSG_NOSIGNAL | MSG_DONTWAIT));
    return res < 0 ? (int)res : 0;
}

long os_agent_recv(int agent, void *data, size_t room)
{
    return OS_CALL(long, recv(agent, data, room, MSG_DONTWAIT | MSG_TRUNC));
}

void os_agent_shut(int agent)
{
    (void)OS_CALL(int, shutdown(agent, SHUT_RDWR));
}

bool os_agent_exists(const char *path)
{
    return OS_CALL(int, access(path, X_OK)) == 0;
}

/* --- Starting it. In the children there are system calls only: other threads
 * of the process may have held any lock when they were made. */

#define READY_FD 3

/* As fork, but without its handlers, and with this signal at its end. */
static pid_t child_make(long signal_at_end)
{
    return (pid_t)syscall(SYS_clone, signal_at_end, 0, 0, 0, 0);
}

static _Noreturn void child_end(int code)
{
    for (;;)
        syscall(SYS_exit_group, code);
}

/* Either may be one of those that are wanted. */
static void descriptors_set(int ready, int null)
{
    const int above = READY_FD + 1;

    ready = (int)syscall(SYS_fcntl, ready, F_DUPFD, above);
    null = (int)syscall(SYS_fcntl, null, F_DUPFD, above);
    for (int fd = 0; fd < READY_FD; fd++)
        syscall(SYS_dup3, null, fd, 0);
    syscall(SYS_dup3, ready, READY_FD, 0);
    syscall(SYS_close_range, above, ~0u, 0);
}

static _Noreturn void program_become(const char *path, int ready, int null)
{
    static char *const none[] = {NULL};
    static char on_demand[] = "--on-demand", tell[] = "--ready", there[] = "3";
    char *const argv[] = {(char *)(uintptr_t)path, on_demand, tell, there,
                          NULL};
    const uint64_t no_signals = 0;

    descriptors_set(ready, null);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, NULL,
            sizeof(no_signals));
    syscall(SYS_chdir, "/");
    syscall(SYS_execve, path, argv, none);
    child_end(127);
}

/* Its parent ends at once, so that nobody is told of its own end. */
static int program_start(const char *path, int ready, int null)
{
    pid_t pid = OS_CALL(pid_t, child_make(0));

    if (pid < 0)
        return pid;
    if (pid == 0) {
        syscall(SYS_setsid);
        if (child_make(SIGCHLD) == 0)
            program_become(path, ready, null);
        child_end(0);
    }
    while (OS_CALL(pid_t, waitpid(pid, NULL, (int)__WCLONE)) == -EINTR)
        ;
    return 0;
}

int os_agent_start(const char *path)
{
    int ends[2], null, res;

    res = OS_CALL(int, pipe2(ends, O_CLOEXEC));
    if (res < 0)
        return res;
    null = OS_CALL(int, open("/dev/null", O_RDWR | O_CLOEXEC));
    res = null < 0 ? null : program_start(path, ends[1], null);
    if (null >= 0)
        os_close(null);
    os_close(ends[1]);
    if (res < 0) {
        os_close(ends[0]);
        return res;
    }
    return ends[0];
}

int os_agent_is_ready(int ready)
{
    char byte;

    return OS_CALL(ssize_t, read(ready, &byte, 1)) == 1;
}
