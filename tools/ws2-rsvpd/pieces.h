/* SPDX-License-Identifier: MIT */
/* Fragments of IPv6 packets put together (RFC 8200, 4.5; RFC 5722). The kernel
 * does so for packets that are for this machine, and hands a router's agent the
 * pieces of those that it takes on their way. A few at a time are kept, for a
 * while each; whoever sends more pieces loses the oldest. */
#ifndef WS2_RSVPD_PIECES_H
#define WS2_RSVPD_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIECES_PACKETS 8u
#define PIECES_LIFE_MS 10000u

struct piece {
    const uint8_t *from_to; /* both addresses, 32 bytes */
    uint32_t id;
    size_t offset; /* of the data in the packet's, a multiple of 8 */
    bool more;     /* this is not the last one */
    const uint8_t *data;
    size_t len;
};

struct pieces; /* NULL before the first */

/* Takes one. True: its packet is complete, in *whole until the next call. */
bool pieces_add(struct pieces **all, const struct piece *p, uint64_t now_ms,
                const uint8_t **whole, size_t *whole_len);
void pieces_free(struct pieces *all);

#endif
