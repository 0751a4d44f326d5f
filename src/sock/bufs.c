/* SPDX-License-Identifier: MIT */
/* Arrays of WSABUFs: copied from the program, used up by partial transfers, and
 * passed through one buffer of ours where Linux takes fewer of them in a
 * message than Windows. One transfer owns its array: no lock. */
#include <stddef.h>
#include <stdlib.h>

#include "os/mem.h"
#include "sock/sock.h"

/* No datagram of ours is longer. */
#define MESSAGE_MAX (1u << 20)

_Static_assert(sizeof(struct os_buf) == sizeof(WSABUF) &&
                   offsetof(struct os_buf, base) == offsetof(WSABUF, buf),
               "os_buf is WSABUF");

/* Empty buffers move nothing and count against Linux' limit. */
static void bufs_compact(struct ws2_bufs *b)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < b->n; i++)
        if (b->at[i].len != 0)
            b->at[n++] = b->at[i];
    b->n = n != 0 ? n : 1;
}

/* What cannot be memory is found before a byte moves; the kernel tests the
 * rest on its way. */
static bool bufs_plausible(const struct ws2_bufs *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (b->at[i].len != 0 && (uintptr_t)b->at[i].base < WS2_MEM_LOWEST)
            return false;
    return true;
}

ws2_err ws2_bufs_in(struct ws2_bufs *b, const WSABUF *bufs, DWORD n)
{
    const size_t few = sizeof(b->few) / sizeof(b->few[0]);

    b->many = NULL;
    b->whole.base = NULL;
    b->at = b->few;
    b->n = n;
    if (n == 1) /* as nearly always */
        return os_mem_copy_in(b->few, bufs, sizeof(*bufs)) == 0 &&
                       bufs_plausible(b)
                   ? WS2_OK
                   : WSAEFAULT;
    if (n == 0)
        return WSAEINVAL;
    if (bufs == NULL)
        return WSAEFAULT;
    if (n > few) {
        if (!os_mem_readable(bufs, (size_t)n * sizeof(*bufs)))
            return WSAEFAULT;
        b->many = malloc((size_t)n * sizeof(*b->many));
        if (b->many == NULL)
            return WSAENOBUFS;
        b->at = b->many;
    }
    if (os_mem_copy_in(b->at, bufs, (size_t)n * sizeof(*bufs)) != 0 ||
        !bufs_plausible(b)) {
        ws2_bufs_free(b);
        return WSAEFAULT;
    }
    if (n > OS_BUFS_MAX)
        bufs_compact(b);
    return WS2_OK;
}

void ws2_bufs_free_memory(struct ws2_bufs *b)
{
    free(b->many);
    free(b->whole.base);
    b->many = NULL;
    b->whole.base = NULL;
}

void ws2_bufs_advance(struct ws2_bufs *b, size_t moved)
{
    while (b->n > 0 && moved >= b->at->len) {
        moved -= b->at->len;
        b->at++;
        b->n--;
    }
    if (b->n > 0) {
        b->at->base += moved;
        b->at->len -= (uint32_t)moved;
    }
}

uint64_t ws2_bufs_total(const struct ws2_bufs *b)
{
    uint64_t total = 0;

    for (uint32_t i = 0; i < b->n; i++)
        total += b->at[i].len;
    return total;
}

static ws2_err whole_new(struct ws2_bufs *b, uint64_t len)
{
    b->whole.base = malloc(len);
    b->whole.len = (uint32_t)len;
    return b->whole.base != NULL ? WS2_OK : WSAENOBUFS;
}

ws2_err ws2_bufs_gather(struct ws2_bufs *b, struct os_msg *msg)
{
    uint64_t total, at = 0;
    ws2_err err;

    msg->bufs = b->at;
    msg->nbufs = b->n;
    if (b->n <= OS_BUFS_MAX)
        return WS2_OK;
    total = ws2_bufs_total(b);
    if (total > MESSAGE_MAX)
        return WSAEMSGSIZE;
    err = whole_new(b, total);
    for (uint32_t i = 0; err == WS2_OK && i < b->n; at += b->at[i++].len)
        if (os_mem_copy_in(b->whole.base + at, b->at[i].base, b->at[i].len))
            err = WSAEFAULT;
    msg->bufs = &b->whole;
    msg->nbufs = 1;
    return err;
}

ws2_err ws2_bufs_stage(struct ws2_bufs *b, struct os_msg *msg)
{
    uint64_t total;

    msg->bufs = b->at;
    msg->nbufs = b->n;
    if (b->n <= OS_BUFS_MAX)
        return WS2_OK;
    for (uint32_t i = 0; i < b->n; i++)
        if (!os_mem_writable(b->at[i].base, b->at[i].len))
            return WSAEFAULT;
    total = ws2_bufs_total(b);
    msg->bufs = &b->whole;
    msg->nbufs = 1;
    return whole_new(b, total < MESSAGE_MAX ? total : MESSAGE_MAX);
}

ws2_err ws2_bufs_spread(const struct ws2_bufs *b, size_t received)
{
    const char *from = b->whole.base;
    size_t n;

    for (uint32_t i = 0; from != NULL && received != 0; i++) {
        n = received < b->at[i].len ? received : b->at[i].len;
        if (os_mem_copy_out(b->at[i].base, from, n) != 0)
            return WSAEFAULT;
        from += n;
        received -= n;
    }
    return WS2_OK;
}
