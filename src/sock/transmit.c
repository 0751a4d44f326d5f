/* SPDX-License-Identifier: MIT */
/* Sending the pieces of a transmission; see transmit.h. A stream takes files
 * straight from the kernel's memory (sendfile); where a file system cannot do
 * that, and for datagrams, they are read into a buffer of ours. */
#include "sock/transmit.h"

#include <errno.h>
#include <stdlib.h>

#include "os/mem.h"
#include "os/sendfile.h"

#define BUFFER 65536   /* no datagram is longer */
#define TURN   4194304 /* bytes of one attempt */
#define LEAST  4096    /* what a send counts at least: blocks may be a byte */

static bool buffer_need(struct ws2_transmit *t)
{
    if (t->buffer == NULL)
        t->buffer = malloc(BUFFER);
    return t->buffer != NULL;
}

/* The code for what reading a file gave: it was to have n bytes there. */
static ws2_err read_code(long res)
{
    return res == 0 ? ERROR_HANDLE_EOF
                    : ws2_err_from_res(WS2_OP_FILE, (int)res);
}

static ws2_err sent_code(struct ws2_transmit *t, long res)
{
    if (res == -EAGAIN)
        return WS2_AGAIN;
    return res == -EINTR ? WS2_OK : ws2_sock_broken(t->op.sk, WS2_OP_SEND, res);
}

static bool is_last(const struct ws2_transmit *t, const struct ws2_piece *p)
{
    return p == &t->piece[t->n - 1];
}

/* By way of the buffer. */
static ws2_err file_copy(struct ws2_transmit *t, const struct ws2_piece *p,
                         uint32_t n, long *sent)
{
    long res;

    if (!buffer_need(t))
        return WSAENOBUFS;
    res = os_file_read(ws2_file_fd(p->file), t->buffer, n < BUFFER ? n : BUFFER,
                       p->offset);
    if (res <= 0)
        return read_code(res);
    *sent = os_send_part(t->op.sk->fd, t->buffer, (size_t)res, !is_last(t, p));
    return WS2_OK;
}

/* Up to n bytes of the piece: *sent as of a send, or the file's code. */
static ws2_err piece_send(struct ws2_transmit *t, const struct ws2_piece *p,
                          uint32_t n, long *sent)
{
    int fd = t->op.sk->fd;

    if (p->file == NULL) {
        *sent = os_send_part(fd, p->memory, n, !is_last(t, p) || n < p->left);
        return WS2_OK;
    }
    *sent = os_sendfile(fd, ws2_file_fd(p->file), p->offset, n);
    if (*sent == 0)
        return ERROR_HANDLE_EOF; /* it is shorter now */
    return os_sendfile_refused(*sent) ? file_copy(t, p, n, sent) : WS2_OK;
}

static void piece_advance(struct ws2_piece *p, uint32_t n)
{
    p->left -= n;
    p->offset += n;
    if (p->memory != NULL)
        p->memory += n;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static ws2_err stream_run(struct ws2_transmit *t)
{
    uint32_t turn = TURN;

    while (t->at < t->n) {
        struct ws2_piece *p = &t->piece[t->at];
        uint32_t n = least(p->left, turn);
        ws2_err err;
        long sent;

        if (p->left == 0) {
            t->at++;
            continue;
        }
        if (turn == 0)
            return WS2_YIELD;
        if (t->block != 0)
            n = least(n, t->block);
        err = piece_send(t, p, n, &sent);
        if (err == WS2_OK && sent < 0)
            err = sent_code(t, sent);
        if (err != WS2_OK)
            return err;
        if (sent <= 0)
            continue;
        piece_advance(p, (uint32_t)sent);
        t->op.o.packet.bytes += (DWORD)sent;
        turn -= least(turn, sent < LEAST ? LEAST : (uint32_t)sent);
    }
    return WS2_OK;
}

/* Up to n bytes of the piece behind what the packet has. */
static ws2_err piece_pack(struct ws2_transmit *t, struct ws2_piece *p,
                          uint32_t n)
{
    char *to = t->buffer + t->packed;
    long res = n;

    if (p->file != NULL)
        res = os_file_read(ws2_file_fd(p->file), to, n, p->offset);
    else if (os_mem_copy_in(to, p->memory, n) != 0)
        return WSAEFAULT;
    if (res <= 0)
        return read_code(res);
    piece_advance(p, (uint32_t)res);
    t->packed += (uint32_t)res;
    return WS2_OK;
}

/* A packet ends with a piece that says so, where it is as long as a block, or
 * with everything. */
static ws2_err packet_make(struct ws2_transmit *t)
{
    const uint32_t most = t->block != 0 ? least(t->block, BUFFER) : BUFFER;
    ws2_err err = buffer_need(t) ? WS2_OK : WSAENOBUFS;
    bool ended = false;

    while (err == WS2_OK && !ended && t->at < t->n && t->packed < most) {
        struct ws2_piece *p = &t->piece[t->at];

        if (p->left != 0)
            err = piece_pack(t, p, least(p->left, most - t->packed));
        if (p->left == 0) {
            ended = p->ends;
            t->at++;
        }
    }
    if (err == WS2_OK && t->packed == BUFFER)
        err = WSAEMSGSIZE;
    t->whole = err == WS2_OK && (ended || t->packed != 0);
    return err;
}

static ws2_err dgram_run(struct ws2_transmit *t)
{
    struct ws2_bufs b = {.n = 1};
    struct os_msg msg = {0};
    struct os_buf buf;
    ws2_err err = WS2_OK;
    DWORD moved;

    while (err == WS2_OK && (t->whole || t->at < t->n)) {
        if (!t->whole)
            err = packet_make(t);
        if (err != WS2_OK || !t->whole)
            return err; /* nothing is left but empty pieces */
        buf.base = t->buffer;
        buf.len = t->packed;
        b.at = &buf;
        err = ws2_sock_send_try(t->op.sk, &b, &msg, &moved, 0);
        if (err == WS2_OK) {
            t->op.o.packet.bytes += moved;
            t->packed = 0;
            t->whole = false;
        }
    }
    return err;
}

ws2_err ws2_transmit_run(struct ws2_transmit *t)
{
    ws2_err err = atomic_load_explicit(&t->op.sk->dead, memory_order_relaxed);

    if (err != WS2_OK)
        return err;
    return sock_is_stream(t->op.sk) ? stream_run(t) : dgram_run(t);
}
