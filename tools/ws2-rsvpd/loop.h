/* SPDX-License-Identifier: MIT */
/* The loop: one thread that waits for descriptors and for the soonest timer. */
#ifndef WS2_RSVPD_LOOP_H
#define WS2_RSVPD_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* Lies in its owner's memory, and may be removed while it runs. */
struct watch {
    int fd;
    uint32_t events; /* EPOLL... */
    void (*ready)(struct watch *w, uint32_t events);
};

struct loop {
    int epoll;
    bool over;
    /* What the last wait brought, for who is removed meanwhile. */
    struct watch *found[64];
    int count;
};

int loop_open(struct loop *loop); /* 0 or -errno */
void loop_close(struct loop *loop);
int loop_add(struct loop *loop, struct watch *w);
void loop_change(struct loop *loop, struct watch *w, uint32_t events);
void loop_remove(struct loop *loop, struct watch *w);

/* Waits, timeout_ms at most (-1: as long as it takes), and runs what is
 * ready. */
void loop_turn(struct loop *loop, int timeout_ms);

/* Milliseconds of a clock that never steps. */
uint64_t loop_now(void);

#endif
