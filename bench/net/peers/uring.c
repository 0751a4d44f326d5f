/* SPDX-License-Identifier: MIT */
/* TCP echo on io_uring, one thread that owns the ring, receives and sends of
 * one shot each, submitted with the next wait.
 *
 *   uring PORT [BUFFER] */
#include "../common.h"

#include <liburing.h>

enum { RECV, SEND, ACCEPT };

struct conn {
    int fd;
    unsigned off, len;
    char *buf;
};

static struct io_uring ring;
static size_t bufsize = 65536;

static struct io_uring_sqe *entry(void *who, unsigned what)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

    while (sqe == NULL) {
        io_uring_submit(&ring);
        sqe = io_uring_get_sqe(&ring);
    }
    sqe->user_data = (uint64_t)(uintptr_t)who | what;
    return sqe;
}

/* Preparing an entry clears its user data in old versions of liburing. */
static void tag(struct io_uring_sqe *sqe, void *who, unsigned what)
{
    sqe->user_data = (uint64_t)(uintptr_t)who | what;
}

static void receive(struct conn *c)
{
    struct io_uring_sqe *sqe = entry(c, RECV);

    io_uring_prep_recv(sqe, c->fd, c->buf, bufsize, 0);
    tag(sqe, c, RECV);
}

static void transmit(struct conn *c)
{
    struct io_uring_sqe *sqe = entry(c, SEND);

    io_uring_prep_send(sqe, c->fd, c->buf + c->off, c->len - c->off,
                       MSG_WAITALL | MSG_NOSIGNAL);
    tag(sqe, c, SEND);
}

static void accept_begin(int listener)
{
    struct io_uring_sqe *sqe = entry(NULL, ACCEPT);

    io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, 0);
    tag(sqe, NULL, ACCEPT);
}

static void conn_open(int fd)
{
    struct conn *c = calloc(1, sizeof(*c));

    set_nodelay(fd);
    c->fd = fd;
    c->buf = malloc(bufsize);
    receive(c);
}

static void conn_close(struct conn *c)
{
    close(c->fd);
    free(c->buf);
    free(c);
}

static void completed(struct conn *c, unsigned what, int res)
{
    if (res <= 0) {
        conn_close(c);
        return;
    }
    if (what == RECV) {
        c->off = 0;
        c->len = (unsigned)res;
    } else {
        c->off += (unsigned)res;
    }
    if (c->off < c->len)
        transmit(c);
    else
        receive(c);
}

static void reap(int listener)
{
    struct io_uring_cqe *cqe;
    unsigned head, n = 0;

    io_uring_for_each_cqe(&ring, head, cqe)
    {
        unsigned what = cqe->user_data & 3;

        n++;
        if (what != ACCEPT) {
            completed((struct conn *)(uintptr_t)(cqe->user_data & ~3ull), what,
                      cqe->res);
            continue;
        }
        if (cqe->res >= 0)
            conn_open(cqe->res);
        if ((cqe->flags & IORING_CQE_F_MORE) == 0)
            accept_begin(listener);
    }
    io_uring_cq_advance(&ring, n);
}

int main(int argc, char **argv)
{
    struct io_uring_params p = {.flags = IORING_SETUP_CQSIZE |
                                         IORING_SETUP_SINGLE_ISSUER |
                                         IORING_SETUP_DEFER_TASKRUN,
                                .cq_entries = 16384};
    int listener;

    if (argc < 2)
        return 2;
    if (argc > 2)
        bufsize = (size_t)atol(argv[2]);
    if (io_uring_queue_init_params(4096, &ring, &p) != 0)
        die("io_uring");
    io_uring_register_ring_fd(&ring);
    listener = tcp_listen(atoi(argv[1]), 0);
    accept_begin(listener);
    for (;;) {
        int res = io_uring_submit_and_wait(&ring, 1);

        if (res < 0 && res != -EINTR) {
            errno = -res;
            die("io_uring_enter");
        }
        reap(listener);
    }
}
