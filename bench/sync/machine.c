/* SPDX-License-Identifier: MIT */
/* Where and when figures were taken, which processors there are, and whether
 * the machine was quiet: what other programs did with the processors during the
 * run comes from /proc/stat less our own use. */
#include <errno.h>
#include <gnu/libc-version.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "kit.h"

static int cpu_list[CPU_SETSIZE];
static unsigned cpu_count;

static double wall_begin, busy_begin, own_begin;

static double wall_s(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Seconds that all processors together were not idle. */
static double busy_s(void)
{
    unsigned long long v[8] = {0};
    FILE *f = fopen("/proc/stat", "r");
    int n = 0;

    if (f != NULL) {
        n = fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &v[0],
                   &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]);
        fclose(f);
    }
    if (n != 8)
        return 0;
    return (double)(v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) /
           (double)sysconf(_SC_CLK_TCK);
}

static double own_s(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* The value of the first line of /proc/cpuinfo that begins with key. */
static void cpuinfo_find(const char *key, char *out, size_t size)
{
    FILE *f = fopen("/proc/cpuinfo", "r");
    char line[1024];
    char *at;

    out[0] = '\0';
    while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
        at = strchr(line, ':');
        if (strncmp(line, key, strlen(key)) == 0 && at != NULL) {
            at[strcspn(at, "\n")] = '\0';
            snprintf(out, size, "%.*s", (int)size - 1, at + 1 + (at[1] == ' '));
            break;
        }
    }
    if (f != NULL)
        fclose(f);
}

static void guest_find(struct bench_machine *m)
{
    char flags[1024];

    cpuinfo_find("flags", flags, sizeof(flags));
    m->guest =
        strstr(flags, " hypervisor") != NULL ? "virtual machine" : "bare metal";
}

static void cpus_find(struct bench_machine *m)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) != 0)
        bench_die("machine", "sched_getaffinity", errno);
    for (unsigned i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &set))
            cpu_list[cpu_count++] = (int)i;
    m->cpus = cpu_count;
    m->cpu_id[0] = cpu_list[0];
    m->cpu_id[1] = cpu_count > 1 ? cpu_list[1] : -1;
}

int bench_cpu_spread(unsigned i)
{
    return cpu_list[i % cpu_count];
}

void bench_cpu_pin(int cpu)
{
    cpu_set_t set;

    if (cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0)
        bench_die("machine", "sched_setaffinity", errno);
}

void bench_machine_begin(struct bench_machine *m)
{
    struct utsname un;
    time_t now = time(NULL);
    struct tm tm;

    memset(m, 0, sizeof(*m));
    strftime(m->date, sizeof(m->date), "%Y-%m-%d %H:%M", gmtime_r(&now, &tm));
    cpuinfo_find("model name", m->cpu, sizeof(m->cpu));
    guest_find(m);
    if (uname(&un) == 0)
        snprintf(m->kernel, sizeof(m->kernel), "%.40s %.40s", un.release,
                 un.machine);
    snprintf(m->libc, sizeof(m->libc), "glibc %s", gnu_get_libc_version());
    cpus_find(m);
    getloadavg(&m->load, 1);
    wall_begin = wall_s();
    busy_begin = busy_s();
    own_begin = own_s();
}

void bench_machine_end(struct bench_machine *m)
{
    double wall = wall_s() - wall_begin;
    double others = (busy_s() - busy_begin) - (own_s() - own_begin);

    m->others_busy = wall > 0 && others > 0 ? others / wall : 0;
}
