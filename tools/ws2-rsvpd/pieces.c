/* SPDX-License-Identifier: MIT */
#include "pieces.h"

#include <stdlib.h>
#include <string.h>

#define PACKET_MAX 65536u
#define UNIT       8u /* of offsets */

struct packet {
    bool used;
    uint8_t from_to[32];
    uint32_t id;
    uint64_t since;
    size_t have, top; /* bytes that are there, and where the last one ends */
    size_t total;     /* 0: the last piece is not there */
    uint8_t there[PACKET_MAX / UNIT / 8]; /* a bit for each unit */
    uint8_t bytes[PACKET_MAX];
};

struct pieces {
    struct packet packets[PIECES_PACKETS];
};

static struct packet *packet_find(struct pieces *all, const struct piece *p,
                                  uint64_t now)
{
    for (unsigned i = 0; i < PIECES_PACKETS; i++) {
        struct packet *k = &all->packets[i];

        if (k->used && now - k->since > PIECES_LIFE_MS)
            k->used = false;
        if (k->used && k->id == p->id &&
            memcmp(k->from_to, p->from_to, sizeof(k->from_to)) == 0)
            return k;
    }
    return NULL;
}

/* A free place, or the oldest. */
static struct packet *packet_new(struct pieces *all, const struct piece *p,
                                 uint64_t now)
{
    struct packet *k = &all->packets[0];

    for (unsigned i = 0; i < PIECES_PACKETS && k->used; i++)
        if (!all->packets[i].used || all->packets[i].since < k->since)
            k = &all->packets[i];
    k->used = true;
    k->id = p->id;
    k->since = now;
    k->have = k->top = k->total = 0;
    memcpy(k->from_to, p->from_to, sizeof(k->from_to));
    memset(k->there, 0, sizeof(k->there));
    return k;
}

/* Marks its units; false: some were there, or it ends where it cannot. */
static bool piece_mark(struct packet *k, const struct piece *p)
{
    size_t end = p->offset + p->len, unit;

    if (p->len == 0 || p->offset % UNIT != 0 || end > PACKET_MAX ||
        (p->more && p->len % UNIT != 0) || (!p->more && k->total != 0) ||
        (k->total != 0 && end > k->total) || (!p->more && end < k->top))
        return false;
    for (unit = p->offset / UNIT; unit * UNIT < end; unit++) {
        if ((k->there[unit / 8] >> unit % 8 & 1) != 0)
            return false;
        k->there[unit / 8] |= (uint8_t)(1u << unit % 8);
    }
    if (!p->more)
        k->total = end;
    if (end > k->top)
        k->top = end;
    return true;
}

bool pieces_add(struct pieces **all, const struct piece *p, uint64_t now_ms,
                const uint8_t **whole, size_t *whole_len)
{
    struct packet *k;

    if (*all == NULL)
        *all = calloc(1, sizeof(**all));
    if (*all == NULL)
        return false;
    k = packet_find(*all, p, now_ms);
    if (k == NULL)
        k = packet_new(*all, p, now_ms);
    if (!piece_mark(k, p)) {
        k->used = false; /* RFC 5722: pieces that overlap spoil all */
        return false;
    }
    memcpy(k->bytes + p->offset, p->data, p->len);
    k->have += p->len;
    if (k->total == 0 || k->have != k->total)
        return false;
    k->used = false;
    *whole = k->bytes;
    *whole_len = k->total;
    return true;
}

void pieces_free(struct pieces *all)
{
    free(all);
}
