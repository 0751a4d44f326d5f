// SPDX-License-Identifier: MIT
#include "host.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static _Thread_local char *pages; // writable, unmapped, read-only, unmapped
enum { PAGE = 4096 };

const char *host_null(void)
{
    return NULL;
}
const char *host_unmapped(void)
{
    return pages + PAGE;
}
const char *host_readonly(void)
{
    return pages + 2 * PAGE;
}
const char *host_page_end(void)
{
    return pages + PAGE - 2;
}

int host_writable(const char *at, size_t size)
{
    if (at == NULL)
        return 0;
    return at < pages || at >= pages + 4 * PAGE || at + size <= pages + PAGE;
}

static char *map(size_t size)
{
    char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (at == MAP_FAILED) {
        perror("mmap");
        exit(3);
    }
    return at;
}

void host_pages(void)
{
    pages = map(4 * PAGE);
    if (mprotect(pages + PAGE, PAGE, PROT_NONE) != 0 ||
        mprotect(pages + 3 * PAGE, PAGE, PROT_NONE) != 0 ||
        mprotect(pages + 2 * PAGE, PAGE, PROT_READ) != 0) {
        perror("pages");
        exit(3);
    }
}

char *host_arena(size_t size)
{
    char *at = map(size + PAGE);

    mprotect(at + size, PAGE, PROT_NONE);
    return at;
}

int host_descriptors(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (dir != NULL && readdir(dir) != NULL)
        n++;
    if (dir != NULL)
        closedir(dir);
    return n;
}

void host_describe_descriptors(void)
{
    char link[32], to[128];

    for (int fd = 3; fd < 1024; fd++) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, to, sizeof to - 1);
        if (n > 0)
            printf("  %d: %.*s\n", fd, (int)n, to);
    }
}

int host_errno(int value)
{
    int was = errno;

    errno = value;
    return was;
}

void host_watchdog(unsigned seconds)
{
    alarm(seconds);
}

void host_fault(char which)
{
    switch (which) {
    case 'c':
        abort();
    case 'h':
        pause();
        break;
    case 'l':
        (void)!dup(STDOUT_FILENO);
        break;
    case 'e':
        errno = EDOM;
        break;
    default:
        break;
    }
}

void host_count(struct host_log *log, struct host_thread *t, int code)
{
    for (int i = 0; i < HOST_CODES; i++) {
        if (t->counts[t->door][i].count == 0) {
            t->counts[t->door][i].code = code;
            t->counts[t->door][i].seed = log->seed;
            t->counts[t->door][i].call = t->call;
        } else if (t->counts[t->door][i].code != code) {
            continue;
        }
        t->counts[t->door][i].count++;
        return;
    }
}

void host_finding(struct host_log *log, const struct host_thread *t,
                  const char *door, const char *what)
{
    if (__atomic_fetch_add(&log->findings, 1, __ATOMIC_RELAXED) > 20)
        return;
    printf("finding\t%s\t%s\tseed %llu call %u\n", door, what,
           (unsigned long long)log->seed, t->call);
    fflush(stdout);
}

// Every thread's last call: any of them may be to blame.
static void died(struct host_log *log, int status, const struct host_plan *plan)
{
    char what[64];
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        snprintf(what, sizeof what, "hung");
    else
        snprintf(what, sizeof what, "died of status %#x", (unsigned)status);
    for (unsigned i = 0; i < log->threads; i++) {
        const struct host_thread *t = &log->of[i];
        host_finding(log, t, plan->name(t->door), what);
        for (int a = 0; a < HOST_ARGS; a++)
            printf("  argument %d: %#lx\n", a + 1, (unsigned long)t->args[a]);
    }
}

static void report(const struct host_log *log, const struct host_plan *plan)
{
    for (unsigned t = 0; t < log->threads; t++)
        for (unsigned d = 0; d < plan->doors; d++)
            for (int i = 0; i < HOST_CODES; i++)
                if (log->of[t].counts[d][i].count > 0)
                    printf("count\t%s\t%d\t%lu\tseed %llu call %u\n",
                           plan->name(d), log->of[t].counts[d][i].code,
                           log->of[t].counts[d][i].count,
                           (unsigned long long)log->of[t].counts[d][i].seed,
                           log->of[t].counts[d][i].call);
}

int host_run(const struct host_plan *plan)
{
    struct host_log *log = mmap(NULL, sizeof *log, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (log == MAP_FAILED || plan->doors > HOST_DOORS || plan->threads < 1 ||
        plan->threads > HOST_THREADS)
        return 3;
    log->threads = plan->threads;
    log->seed = plan->seed;
    if (plan->batches == 0)
        plan->batch(log, plan->calls);
    for (unsigned i = 0; i < plan->batches; i++) {
        int status = 0;
        log->seed = plan->seed + i;
        fflush(stdout);
        pid_t pid = fork();
        if (pid < 0)
            return perror("fork"), 3;
        if (pid == 0) {
            plan->batch(log, plan->calls);
            exit(0);
        }
        if (waitpid(pid, &status, 0) != pid || status != 0)
            died(log, status, plan);
    }
    report(log, plan);
    return log->findings != 0;
}
