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

static char *pages; // writable, unmapped, read-only
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
    return at < pages || at >= pages + 3 * PAGE || at + size <= pages + PAGE;
}

static void map_pages(void)
{
    pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + PAGE, PAGE, PROT_NONE) != 0 ||
        mprotect(pages + 2 * PAGE, PAGE, PROT_READ) != 0) {
        perror("pages");
        exit(3);
    }
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

void host_count(struct host_log *log, unsigned door, int code)
{
    for (int i = 0; i < HOST_CODES; i++) {
        if (log->counts[door][i].count == 0) {
            log->counts[door][i].code = code;
            log->counts[door][i].seed = log->seed;
            log->counts[door][i].call = log->call;
        } else if (log->counts[door][i].code != code) {
            continue;
        }
        log->counts[door][i].count++;
        return;
    }
}

void host_finding(struct host_log *log, const char *door, const char *what)
{
    if (log->findings++ > 20)
        return;
    printf("finding\t%s\t%s\tseed %llu call %u\n", door, what,
           (unsigned long long)log->seed, log->call);
    fflush(stdout);
}

static void died(struct host_log *log, int status, const char *name)
{
    char what[64];
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        snprintf(what, sizeof what, "hung");
    else
        snprintf(what, sizeof what, "died of status %#x", (unsigned)status);
    host_finding(log, name, what);
    for (int i = 0; i < 9; i++)
        printf("  argument %d: %#lx\n", i + 1, (unsigned long)log->args[i]);
}

static void report(const struct host_log *log, const char *const *names,
                   unsigned doors)
{
    for (unsigned d = 0; d < doors; d++)
        for (int i = 0; i < HOST_CODES && log->counts[d][i].count > 0; i++)
            printf("count\t%s\t%d\t%lu\tseed %llu call %u\n", names[d],
                   log->counts[d][i].code, log->counts[d][i].count,
                   (unsigned long long)log->counts[d][i].seed,
                   log->counts[d][i].call);
}

int host_run(uint64_t seed, unsigned batches, unsigned calls,
             void (*batch)(struct host_log *, unsigned),
             const char *const *names, unsigned doors)
{
    struct host_log *log = mmap(NULL, sizeof *log, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (log == MAP_FAILED || doors > HOST_DOORS)
        return 3;
    map_pages();
    for (unsigned i = 0; i < batches; i++) {
        int status = 0;
        log->seed = seed + i;
        fflush(stdout);
        pid_t pid = fork();
        if (pid < 0)
            return perror("fork"), 3;
        if (pid == 0) {
            batch(log, calls);
            exit(0);
        }
        if (waitpid(pid, &status, 0) != pid || status != 0)
            died(log, status, names[log->door]);
    }
    report(log, names, doors);
    return log->findings != 0;
}
