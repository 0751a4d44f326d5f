/* SPDX-License-Identifier: MIT */
/* One run of the program under test: in a group of its own, which is killed
 * when it is over or out of time. Whatever leaves the group becomes our child
 * when its parent is gone, and is killed with the last run. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sweep.h"

int64_t sweep_child_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool sweep_child_open(struct sweep_child *c)
{
    static unsigned number;
    const char *dir = getenv("TMPDIR");
    int fd;

    memset(c, 0, sizeof(*c));
    c->out = -1;
    if (dir == NULL || strlen(dir) > sizeof(c->path) - 40)
        dir = "/tmp";
    snprintf(c->path, sizeof(c->path), "%s/ws2-sweep-%d-%u", dir, (int)getpid(),
             ++number);
    fd = open(c->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        c->path[0] = '\0';
        return false;
    }
    if (ftruncate(fd, sizeof(*c->report)) == 0)
        c->report = mmap(NULL, sizeof(*c->report), PROT_READ | PROT_WRITE,
                         MAP_SHARED, fd, 0);
    else
        c->report = MAP_FAILED;
    close(fd);
    if (c->report != MAP_FAILED)
        return true;
    c->report = NULL;
    return false;
}

void sweep_child_close(struct sweep_child *c)
{
    if (c->report != NULL)
        munmap(c->report, sizeof(*c->report));
    if (c->path[0] != '\0')
        unlink(c->path);
    c->report = NULL;
    c->path[0] = '\0';
}

static void report_clear(struct ws2_fault_report *r)
{
    memset(r, 0, sizeof(*r));
    r->magic = WS2_FAULT_REPORT_MAGIC;
    r->size = sizeof(*r);
}

/* In the child. The program's own file for its input would be shared. */
static _Noreturn void program_become(const struct sweep_child *c,
                                     char *const *argv, const char *spec,
                                     int out)
{
    int null = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 ||
        setenv("WS2_FAULT_REPORT", c->path, 1) != 0 ||
        (spec != NULL ? setenv("WS2_FAULT", spec, 1) : unsetenv("WS2_FAULT")) !=
            0)
        _exit(126);
    execvp(argv[0], argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

bool sweep_child_start(struct sweep_child *c, char *const *argv,
                       const char *spec, unsigned time_ms)
{
    int pipes[2];

    report_clear(c->report);
    c->over = c->late = c->telling = false;
    c->status = 0;
    c->said[0] = '\0';
    c->fill = 0;
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return false;
    fcntl(pipes[0], F_SETFL, O_NONBLOCK);
    c->begin_ns = sweep_child_now_ns();
    c->deadline_ns = c->begin_ns + (int64_t)time_ms * 1000000;
    fflush(NULL);
    c->pid = fork();
    if (c->pid == 0)
        program_become(c, argv, spec, pipes[1]);
    close(pipes[1]);
    c->out = pipes[0];
    if (c->pid > 0) {
        setpgid(c->pid, c->pid); /* whoever comes first */
        return true;
    }
    close(c->out);
    c->out = -1;
    c->pid = 0;
    return false;
}

/* --- What it says. */

static bool is_telling(const char *line)
{
    static const char *const marks[] = {
        "Sanitizer: ", /* ERROR: AddressSanitizer: and the like */
        "runtime error: ", "Invalid read of size", "Invalid write of size",
        "Conditional jump or move depends on uninitialised"};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (strstr(line, marks[i]) != NULL)
            return true;
    return false;
}

static void line_end(struct sweep_child *c)
{
    bool telling;

    c->line[c->fill] = '\0';
    telling = is_telling(c->line);
    if (c->fill > 0 && !c->telling) /* the first that tells stays */
        memcpy(c->said, c->line, c->fill + 1);
    c->telling = c->telling || telling;
    c->fill = 0;
}

static void said(struct sweep_child *c, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n')
            line_end(c);
        else if (c->fill + 1 < sizeof(c->line))
            c->line[c->fill++] =
                (char)((unsigned char)text[i] < 32 ? ' ' : text[i]);
    }
}

static void out_read(struct sweep_child *c)
{
    char buf[4096];
    ssize_t n;
    int rounds = 64; /* one that never stops does not hold up the others */

    if (c->out < 0)
        return;
    while (rounds-- > 0 && (n = read(c->out, buf, sizeof(buf))) > 0)
        said(c, buf, (size_t)n);
}

static void out_close(struct sweep_child *c)
{
    out_read(c);
    line_end(c);
    if (c->out >= 0)
        close(c->out);
    c->out = -1;
}

/* --- Its end. */

static void child_over(struct sweep_child *c, int status)
{
    kill(-c->pid, SIGKILL); /* what it has left behind */
    c->status = status;
    c->over = true;
    c->pid = 0;
    out_close(c);
}

/* Those that have ended; strangers are what runs have left behind. */
static void ended_take(struct sweep_child *all, unsigned n)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (unsigned i = 0; i < n; i++)
            if (all[i].pid == pid)
                child_over(&all[i], status);
}

static void deadlines_keep(struct sweep_child *all, unsigned n)
{
    int64_t now = sweep_child_now_ns();

    for (unsigned i = 0; i < n; i++)
        if (all[i].pid != 0 && !all[i].late && now >= all[i].deadline_ns) {
            all[i].late = true; /* waitpid has the rest */
            kill(-all[i].pid, SIGKILL);
            kill(all[i].pid, SIGKILL);
        }
}

static struct sweep_child *over_find(struct sweep_child *all, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (all[i].over) {
            all[i].over = false;
            return &all[i];
        }
    return NULL;
}

static void moment_wait(struct sweep_child *all, unsigned n)
{
    struct pollfd p[64];
    nfds_t count = 0;

    for (unsigned i = 0; i < n && count < 64; i++)
        if (all[i].pid != 0)
            p[count++] = (struct pollfd){.fd = all[i].out, .events = POLLIN};
    poll(p, count, 5);
    for (unsigned i = 0; i < n; i++)
        if (all[i].pid != 0)
            out_read(&all[i]);
}

struct sweep_child *sweep_child_wait(struct sweep_child *all, unsigned n)
{
    for (;;) {
        struct sweep_child *c;
        bool any = false;

        ended_take(all, n);
        c = over_find(all, n);
        if (c != NULL)
            return c;
        for (unsigned i = 0; i < n; i++)
            any = any || all[i].pid != 0;
        if (!any)
            return NULL;
        deadlines_keep(all, n);
        moment_wait(all, n);
    }
}

/* Children of ours that are nobody's run. */
static bool strays_kill(void)
{
    char path[64];
    int pid;
    bool any = false;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    f = fopen(path, "re");
    if (f == NULL)
        return false;
    while (fscanf(f, "%d", &pid) == 1) {
        kill(pid, SIGKILL);
        any = true;
    }
    fclose(f);
    return any;
}

void sweep_children_kill(struct sweep_child *all, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (all[i].pid != 0) {
            kill(-all[i].pid, SIGKILL);
            kill(all[i].pid, SIGKILL);
        }
    while (strays_kill())
        while (waitpid(-1, NULL, 0) > 0)
            ;
}
