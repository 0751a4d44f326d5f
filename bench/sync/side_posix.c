/* SPDX-License-Identifier: MIT */
/* The loops of body.h on plain POSIX calls. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kit.h"

#define SIDE           "POSIX"
#define SOCKET         int
#define INVALID_SOCKET (-1)
#define closesocket    close
#define WOULD_BLOCK    EAGAIN

typedef socklen_t addr_len;
typedef size_t io_len;

/* <errno.h> declares this function "const", so that a compiler calls it once
 * for a whole loop. A program that looks at errno after a call that failed
 * pays for a call each time: so does this declaration of the same function. */
int *errno_call(void) __asm__("__errno_location");
#define LAST_ERROR()      (*errno_call())
#define LAST_ERROR_KEPT() errno

static int set_nonblocking(int s)
{
    int on = 1;

    return ioctl(s, FIONBIO, &on);
}

struct crowd {
    struct pollfd each[BENCH_CROWD];
    nfds_t n;
};

static void crowd_add(struct crowd *c, int s)
{
    c->each[c->n].fd = s;
    c->each[c->n++].events = POLLIN;
}

static int crowd_poll(struct crowd *c)
{
    return poll(c->each, c->n, -1);
}

/* select(2) is no measure: it takes no descriptor above 1023. */
static int crowd_select(struct crowd *c)
{
    return crowd_poll(c);
}

#include "body.h"

static void start(void)
{
}

static void stop(void)
{
}

const struct bench_side bench_posix = {BENCH_SIDE_FUNCTIONS};
