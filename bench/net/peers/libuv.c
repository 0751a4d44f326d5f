/* SPDX-License-Identifier: MIT */
/* echo_libuv.c - libuv TCP echo, one loop.
 * usage: echo_libuv port [write|try]     write: uv_write (canonical); try:
 * uv_try_write, then uv_write for the rest */
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static uv_loop_t *loop;
static int use_try;
typedef struct {
    uv_write_t req;
    uv_buf_t b;
} wr;

/* One cached 64 KiB block: uv_write keeps its buffer until the callback. */
static char *cache[64];
static int ncache;
static void on_alloc(uv_handle_t *h, size_t want, uv_buf_t *b)
{
    (void)h;
    (void)want;
    *b = uv_buf_init(ncache ? cache[--ncache] : malloc(65536), 65536);
}
static void give(char *p)
{
    if (ncache < 64)
        cache[ncache++] = p;
    else
        free(p);
}
static void on_close(uv_handle_t *h)
{
    free(h);
}
static void on_written(uv_write_t *r, int st)
{
    wr *w = (wr *)r;
    (void)st;
    give(w->b.base);
    free(w);
}
static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *b)
{
    if (n <= 0) {
        if (b->base)
            give(b->base);
        if (n < 0)
            uv_close((uv_handle_t *)s, on_close);
        return;
    }
    size_t off = 0;
    if (use_try) {
        uv_buf_t t = uv_buf_init(b->base, (unsigned)n);
        int k = uv_try_write(s, &t, 1);
        if (k == n) {
            give(b->base);
            return;
        }
        if (k > 0)
            off = (size_t)k;
    }
    wr *w = malloc(sizeof *w);
    w->b = uv_buf_init(b->base, 65536);
    uv_buf_t t = uv_buf_init(b->base + off, (unsigned)((size_t)n - off));
    if (uv_write(&w->req, s, &t, 1, on_written)) {
        give(b->base);
        free(w);
    }
}
static void on_conn(uv_stream_t *srv, int st)
{
    if (st)
        return;
    uv_tcp_t *c = malloc(sizeof *c);
    uv_tcp_init(loop, c);
    if (uv_accept(srv, (uv_stream_t *)c)) {
        uv_close((uv_handle_t *)c, on_close);
        return;
    }
    uv_tcp_nodelay(c, 1);
    uv_read_start((uv_stream_t *)c, on_alloc, on_read);
}
int main(int argc, char **argv)
{
    struct sockaddr_in a;
    uv_tcp_t srv;
    if (argc < 2)
        return 2;
    use_try = argc > 2 && !strcmp(argv[2], "try");
    loop = uv_default_loop();
    uv_ip4_addr("127.0.0.1", atoi(argv[1]), &a);
    uv_tcp_init(loop, &srv);
    if (uv_tcp_bind(&srv, (struct sockaddr *)&a, 0) ||
        uv_listen((uv_stream_t *)&srv, 4096, on_conn))
        return 1;
    return uv_run(loop, UV_RUN_DEFAULT);
}
