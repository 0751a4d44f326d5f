/* SPDX-License-Identifier: MIT */
/* idle.c - memory per idle connection.   usage: idle host port connections
 * pid[,pid...] Opens N connections, settles, reads the servers' VmRSS and the
 * machine's slab; then echoes 64 B once on each and reads again. last line: RES
 * rss_B_per_conn_untouched rss_B_per_conn_after_one_echo kernel_B_per_conn
 * (both ends, slab+pagetables) rss_kB_start */
#include "../common.h"
static long vmrss(const char *list)
{
    long t = 0, v;
    char b[256];
    for (const char *p = list; *p;) {
        char *e, f[64];
        snprintf(f, sizeof f, "/proc/%ld/status", strtol(p, &e, 10));
        p = *e ? e + 1 : e;
        FILE *q = fopen(f, "r");
        while (q && fgets(b, sizeof b, q))
            if (sscanf(b, "VmRSS: %ld", &v) == 1)
                t += v;
        if (q)
            fclose(q);
    }
    return t;
}
static long slab(void)
{
    long t = 0, v;
    char b[256];
    FILE *q = fopen("/proc/meminfo", "r");
    while (q && fgets(b, sizeof b, q))
        if (sscanf(b, "Slab: %ld", &v) == 1 ||
            sscanf(b, "PageTables: %ld", &v) == 1)
            t += v;
    if (q)
        fclose(q);
    return t;
}
int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    int n = atoi(argv[3]);
    struct sockaddr_in a = loop_addr(atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &a.sin_addr);
    int *fd = malloc((size_t)n * sizeof *fd);
    /* the first connection may allocate lazily: keep it out of the difference
     */
    int w = socket(AF_INET, SOCK_STREAM, 0);
    char b[64] = "warm";
    if (connect(w, (void *)&a, sizeof a) || send(w, b, 64, 0) != 64 ||
        recv(w, b, 64, MSG_WAITALL) != 64)
        die("warm");
    usleep(300000);
    long r0 = vmrss(argv[4]), s0 = slab();
    for (int i = 0; i < n; i++) {
        fd[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (fd[i] < 0 || connect(fd[i], (void *)&a, sizeof a))
            die("connect");
        if (i % 256 == 255)
            usleep(2000);
    }
    sleep(2);
    long r1 = vmrss(argv[4]), s1 = slab();
    for (int i = 0; i < n; i++)
        if (send(fd[i], b, 64, 0) != 64 ||
            recv(fd[i], b, 64, MSG_WAITALL) != 64)
            die("echo");
    sleep(1);
    long r2 = vmrss(argv[4]);
    printf("RES %.0f %.0f %.0f %ld\n", (double)(r1 - r0) * 1024 / n,
           (double)(r2 - r0) * 1024 / n, (double)(s1 - s0) * 1024 / n, r0);
    return 0;
}
