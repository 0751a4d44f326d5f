/* SPDX-License-Identifier: MIT */
/* The two halves of far-host: hosts beyond the link, and the program's end. */
#ifndef FAR_HOST_H
#define FAR_HOST_H

#include <net/ethernet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 198.18.KIND.CODE, and of them the objecting ones fd18::KIND:CODE too */
enum kind {
    FRIENDLY = 1,    /* TCP: accepts and acknowledges; UDP: echoes */
    SILENT = 2,      /* takes everything, says nothing */
    DEAF = 3,        /* accepts connections, then says nothing */
    RESETTING = 4,   /* accepts connections, resets them at their first data */
    CUT_OFF = 5,     /* accepts; data is answered with ICMP unreachable, CODE */
    UNREACHABLE = 6, /* ICMP destination unreachable, CODE */
    EXPIRED = 7,     /* ICMP time exceeded, CODE */
    PROBLEM = 8,     /* ICMP parameter problem, CODE */
    ABSENT = 9,      /* nobody answers for this address */
    ROUTER = 10      /* signals by RSVP: farrsvp.c */
};

struct frame {
    struct ether_header eth;
    unsigned char body[70000]; /* segmentation may be left to the device */
} __attribute__((packed));

/* farhost.c */
/* The Internet checksum of data that continues `sum`. */
uint32_t far_sum_add(uint32_t sum, const void *data, size_t len);
uint16_t far_sum_end(uint32_t sum);
void far_put(const struct frame *f, size_t len); /* len: of the body */

/* len bytes stand in f->body behind an IPv4 header that this fills in; they
 * go back to where `to` came from. */
#define FAR_TTL 64
void far_reply(struct frame *f, const struct frame *to, uint8_t protocol,
               size_t len);

/* farrsvp.c: of IPv4, for a ROUTER: a datagram, and RSVP of len bytes. */
void far_router_hello(const struct frame *in);
void far_router_take(const struct frame *in, size_t len);

/* farhost6.c: a packet of IPv6. */
void far_take6(const struct frame *in);

/* farcontrol.c: a listening socket, whose name is left in CT_CONTROL; < 0:
 * cannot be had. */
int far_control_open(void);
/* One command of a session; false when that is over, and all is undone. */
bool far_control_take(int fd);
/* Removes the socket's name and ends the process; for a signal, too. */
void far_control_end(int sig);

#endif
