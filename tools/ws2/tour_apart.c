/* SPDX-License-Identifier: MIT */
/* One scene in a process of its own: what crashes, hangs or leaves something
 * behind is one line of the tour, and no more. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tour.h"

#define LIMIT_S 15

/* Only what may be called between fork and exec, and no lock of the library.
 */
static void scene_start(const struct scene *scene, int out)
    __attribute__((noreturn));
static void scene_start(const struct scene *scene, int out)
{
    struct tour_message lacks = {.verdict = TOUR_UNSHOWN, .came = -1};
    const char *reason = tour_stage_enter(scene);
    char code[16];

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGALRM, SIG_DFL);
    alarm(LIMIT_S);
    if (reason != NULL) {
        snprintf(lacks.words, sizeof(lacks.words), "%s", reason);
        _exit(write(out, &lacks, sizeof(lacks)) == sizeof(lacks) ? 0 : 1);
    }
    snprintf(code, sizeof(code), "%d", scene->code);
    if (out == TOUR_OUT ? fcntl(out, F_SETFD, 0) == 0
                        : dup2(out, TOUR_OUT) == TOUR_OUT)
        execl("/proc/self/exe", "ws2", "tour", "--play", code,
              tour_stage_files(), tour_stage_directory(), (char *)NULL);
    _exit(126);
}

static unsigned ms_since(const struct timespec *begin)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned)((now.tv_sec - begin->tv_sec) * 1000 +
                      (now.tv_nsec - begin->tv_nsec) / 1000000);
}

static void trouble(struct tour_result *result, int status)
{
    result->verdict = TOUR_WRONG;
    result->came = -1;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        snprintf(result->words, sizeof(result->words),
                 "does not end within %d seconds", LIMIT_S);
    else if (WIFSIGNALED(status))
        snprintf(result->words, sizeof(result->words), "crashes: %s",
                 strsignal(WTERMSIG(status)));
    else
        snprintf(result->words, sizeof(result->words), "ends with status %d",
                 WEXITSTATUS(status));
}

/* What it told, if it did. */
static bool message_read(int fd, struct tour_message *message)
{
    ssize_t n;

    do
        n = read(fd, message, sizeof(*message));
    while (n < 0 && errno == EINTR);
    close(fd);
    return n == sizeof(*message);
}

void tour_apart(const struct scene *scene, struct tour_result *result)
{
    struct tour_message message;
    struct timespec begin;
    int ends[2], status = 0;
    pid_t pid;

    memset(result, 0, sizeof(*result));
    clock_gettime(CLOCK_MONOTONIC, &begin);
    fflush(NULL);
    if (pipe2(ends, O_CLOEXEC) != 0 || (pid = fork()) < 0) {
        result->verdict = TOUR_WRONG;
        snprintf(result->words, sizeof(result->words), "no process: %s",
                 strerror(errno));
        return;
    }
    if (pid == 0)
        scene_start(scene, ends[1]);
    close(ends[1]);
    if (message_read(ends[0], &message)) {
        result->verdict = message.verdict;
        result->came = message.came;
        memcpy(result->words, message.words, sizeof(result->words));
        waitpid(pid, NULL, 0);
    } else {
        waitpid(pid, &status, 0);
        trouble(result, status);
    }
    result->ms = ms_since(&begin);
}
