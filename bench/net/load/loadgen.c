/* SPDX-License-Identifier: MIT */
/* loadgen.c - closed-loop TCP echo load generator (epoll, one thread).
 * usage: loadgen host port connections message_size seconds pipeline [warmup_s]
 * [pid,pid,...] Each connection keeps `pipeline` messages outstanding; payload
 * is verified during the warm-up. With pids it also reports their CPU time over
 * the measured window (/proc/PID/stat) and RSS. Last line (machine readable):
 *   RES msgs_per_s p50_us p99_us max_us own_cpu_frac server_cpu_s_per_M
 * server_rss_kB msgs */
#include "../common.h"
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/resource.h>

struct conn {
    int fd;
    uint32_t head, out, unsent;
    size_t rx, txoff;
    uint64_t *ts;
};
static uint64_t hist[64 * 64];
static char *tmpl, *rbuf;
static size_t msz, rbsz, chunk;
static unsigned pipeline;
static uint64_t msgs, maxlat;
static int measuring, verify = 1;

static unsigned bucket(uint64_t v)
{
    if (v < 64)
        return (unsigned)v;
    unsigned e = 63u - (unsigned)__builtin_clzll(v);
    return (e - 5) * 64 + (unsigned)((v >> (e - 6)) & 63);
}
static double bucket_mid(unsigned b)
{
    if (b < 64)
        return b;
    unsigned e = b / 64 + 5;
    return (double)((uint64_t)(64 + (b & 63)) << (e - 6)) +
           (double)(1ull << (e - 6)) / 2;
}
static double quantile(double q)
{
    uint64_t n = 0, k = 0;
    for (int i = 0; i < 64 * 64; i++)
        n += hist[i];
    for (unsigned i = 0; i < 64 * 64; i++) {
        k += hist[i];
        if (k && (double)k >= q * (double)n)
            return bucket_mid(i) / 1000.0;
    }
    return 0;
}

static void tx(struct conn *c)
{
    while (c->unsent) {
        /* `unsent` messages minus what already left of the first one; tmpl is a
         * whole number of messages */
        size_t want = (size_t)c->unsent * msz - c->txoff,
               lim = chunk - c->txoff;
        ssize_t w = send(c->fd, tmpl + c->txoff, want < lim ? want : lim,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (w < 0) {
            if (errno == EAGAIN)
                return;
            die("send");
        }
        size_t done = c->txoff + (size_t)w;
        c->unsent -= (uint32_t)(done / msz);
        c->txoff = done % msz;
    }
}
static void post(struct conn *c, unsigned n, uint64_t t)
{
    for (unsigned i = 0; i < n; i++)
        c->ts[(c->head + c->out++) % pipeline] = t;
    c->unsent += n;
    tx(c);
}
static void rx(struct conn *c)
{
    for (;;) {
        ssize_t n = recv(c->fd, rbuf, rbsz, MSG_DONTWAIT);
        if (n < 0) {
            if (errno == EAGAIN)
                return;
            die("recv");
        }
        if (n == 0) {
            fprintf(stderr, "server closed a connection\n");
            exit(1);
        }
        if (verify)
            for (ssize_t i = 0; i < n; i++)
                if (rbuf[i] != tmpl[(c->rx + (size_t)i) % msz]) {
                    fprintf(stderr, "payload mismatch\n");
                    exit(1);
                }
        c->rx += (size_t)n;
        if (c->rx >= msz) {
            uint64_t t = now_ns();
            unsigned k = 0;
            while (c->rx >= msz && c->out) {
                uint64_t lat = t - c->ts[c->head];
                c->head = (c->head + 1) % pipeline;
                c->out--;
                c->rx -= msz;
                k++;
                if (measuring) {
                    hist[bucket(lat)]++;
                    if (lat > maxlat)
                        maxlat = lat;
                }
            }
            msgs += k;
            post(c, k, t);
        }
        if ((size_t)n < rbsz)
            return;
    }
}

static int pids[16], npids;
static double cpu_of(void)
{
    double t = 0;
    for (int i = 0; i < npids; i++) {
        char p[64], b[1024], *q;
        unsigned long u = 0, s = 0;
        snprintf(p, sizeof p, "/proc/%d/stat", pids[i]);
        FILE *f = fopen(p, "r");
        if (!f)
            continue;
        size_t n = fread(b, 1, sizeof b - 1, f);
        fclose(f);
        b[n] = 0;
        q = strrchr(b, ')');
        if (q &&
            sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                   &u, &s) == 2)
            t += (double)(u + s) / (double)sysconf(_SC_CLK_TCK);
    }
    return t;
}
static long rss_of(void)
{
    long t = 0, v;
    for (int i = 0; i < npids; i++) {
        char p[64], b[256];
        snprintf(p, sizeof p, "/proc/%d/status", pids[i]);
        FILE *f = fopen(p, "r");
        while (f && fgets(b, sizeof b, f))
            if (sscanf(b, "VmRSS: %ld", &v) == 1)
                t += v;
        if (f)
            fclose(f);
    }
    return t;
}
static double self_cpu(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
           (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 7) {
        fprintf(stderr, "usage: loadgen host port connections message_size "
                        "seconds pipeline [warmup_s] [pid,...]\n");
        return 2;
    }
    int n = atoi(argv[3]);
    double secs = atof(argv[5]), warm = argc > 7 ? atof(argv[7]) : 1.0;
    msz = (size_t)atol(argv[4]);
    pipeline = (unsigned)atoi(argv[6]);
    for (char *p = argc > 8 ? argv[8] : NULL; p && *p && npids < 16;) {
        pids[npids++] = (int)strtol(p, &p, 10);
        if (*p)
            p++;
    }
    size_t reps = pipeline;
    while (reps > 1 && reps * msz > (1u << 20))
        reps--;
    chunk = reps * msz;
    tmpl = malloc(chunk);
    for (size_t i = 0; i < chunk; i++)
        tmpl[i] = (char)('!' + (i % msz) * 7 % 89);
    rbsz = 262144;
    rbuf = malloc(rbsz);
    struct addrinfo hi = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM},
                    *ai;
    if (getaddrinfo(argv[1], argv[2], &hi, &ai)) {
        fprintf(stderr, "bad host\n");
        return 2;
    }
    int ep = epoll_create1(0);
    struct conn *cs = calloc((size_t)n, sizeof *cs);
    for (int i = 0; i < n; i++) {
        struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
                                .data.ptr = &cs[i]};
        cs[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        if (cs[i].fd < 0 || connect(cs[i].fd, ai->ai_addr, ai->ai_addrlen))
            die("connect");
        set_nodelay(cs[i].fd);
        cs[i].ts = calloc(pipeline, sizeof(uint64_t));
        if (epoll_ctl(ep, EPOLL_CTL_ADD, cs[i].fd, &e))
            die("epoll_ctl");
    }
    for (int i = 0; i < n; i++)
        post(&cs[i], pipeline, now_ns());
    uint64_t t0 = now_ns(), tm = t0 + (uint64_t)(warm * 1e9),
             te = tm + (uint64_t)(secs * 1e9), ta = 0, tb;
    double c0 = 0, s0 = 0;
    struct epoll_event es[512];
    for (;;) {
        int k = epoll_wait(ep, es, 512, 100);
        for (int i = 0; i < k; i++) {
            struct conn *c = es[i].data.ptr;
            if (c->unsent)
                tx(c);
            if (es[i].events & ~(unsigned)EPOLLOUT)
                rx(c);
        }
        tb = now_ns();
        if (!measuring && tb >= tm) {
            measuring = 1;
            verify = 0;
            msgs = 0;
            ta = tb;
            c0 = self_cpu();
            s0 = cpu_of();
        } else if (measuring && tb >= te)
            break;
    }
    double el = (double)(tb - ta) / 1e9, own = (self_cpu() - c0) / el,
           srv = cpu_of() - s0, rate = (double)msgs / el;
    double p50 = quantile(.5), p99 = quantile(.99);
    printf("conns=%d size=%zu pipeline=%u: %.0f msg/s  p50 %.1f us  p99 %.1f "
           "us  max %.1f us  (loadgen cpu %.0f%%)\n",
           n, msz, pipeline, rate, p50, p99, (double)maxlat / 1000, own * 100);
    printf("RES %.0f %.2f %.2f %.2f %.3f %.4f %ld %llu\n", rate, p50, p99,
           (double)maxlat / 1000, own, msgs ? srv * 1e6 / (double)msgs : 0.0,
           rss_of(), (unsigned long long)msgs);
    return 0;
}
