/* SPDX-License-Identifier: MIT */
/* Numbered datagrams with several receives under way: each comes once, in
 * order, from the right address, whatever is cancelled meanwhile. No more are
 * under way than the socket's buffer holds, so that none is lost. */
#include <stdlib.h>
#include <string.h>

#include "stress.h"

#define RECEIVES 4
#define SENDS    4
#define AHEAD    8    /* datagrams that are sent and not received yet */
#define LONGEST  4000 /* bytes of one */

struct post {
    enum how how;
    unsigned rand;
    HANDLE bell;
    SOCKET from, to;
    struct sockaddr_in from_addr, to_addr;
    struct op recv[RECEIVES], send[SENDS];
    unsigned recv_head, recv_tail, send_head, send_tail;
    unsigned sent, received; /* numbers */
    bool over;
    bool again; /* one could not begin: there was no memory */
};

static void letter_write(char *buf, DWORD len, unsigned number)
{
    memcpy(buf, &number, sizeof(number));
    for (DWORD i = sizeof(number); i < len; i++)
        buf[i] = pattern((unsigned long long)number * 31 + i);
}

static void letter_check(struct post *p, const struct op *op)
{
    unsigned number = 0;

    memcpy(&number, op->buf, sizeof(number));
    if (op->bytes < sizeof(number) || number != p->received)
        wrong("another datagram", (long)number, (long)p->received);
    for (DWORD i = sizeof(number); i < op->bytes; i++)
        if (op->buf[i] != pattern((unsigned long long)number * 31 + i)) {
            wrong("another byte of a datagram", (long)number, (long)i);
            break;
        }
    if (op->from.sin_port != p->from_addr.sin_port)
        wrong("another sender", op->from.sin_port, p->from_addr.sin_port);
    p->received++;
}

static bool receive(struct post *p)
{
    struct op *op = &p->recv[p->recv_tail % RECEIVES];
    WSABUF buf = {LONGEST, op->buf};
    DWORD flags = 0, n = 0, error;
    int res;

    if (p->how == BY_EVENT)
        WSAResetEvent(op->ov.hEvent);
    op->ended = 0;
    op->begun = true;
    op->fromlen = sizeof(op->from);
    res = WSARecvFrom(p->to, &buf, 1, &n, &flags, (struct sockaddr *)&op->from,
                      &op->fromlen, &op->ov,
                      p->how == BY_ROUTINE ? op_routine : NULL);
    if (!op_begun(op, p->how, res, n, &error)) {
        p->over = error != WSAENOBUFS;
        p->again = true;
        return false;
    }
    p->recv_tail++;
    return true;
}

static bool post(struct post *p)
{
    struct op *op = &p->send[p->send_tail % SENDS];
    WSABUF buf = {4 + draw(&p->rand, LONGEST - 4), op->buf};
    DWORD n = 0, error;
    int res;

    if (p->how == BY_EVENT)
        WSAResetEvent(op->ov.hEvent);
    letter_write(op->buf, buf.len, p->sent);
    op->ended = 0;
    op->begun = true;
    res = WSASendTo(p->from, &buf, 1, &n, 0, (struct sockaddr *)&p->to_addr,
                    sizeof(p->to_addr), &op->ov,
                    p->how == BY_ROUTINE ? op_routine : NULL);
    if (!op_begun(op, p->how, res, n, &error)) {
        p->over = error != WSAENOBUFS;
        p->again = true;
        return false;
    }
    p->send_tail++;
    p->sent++;
    return true;
}

static unsigned reap(struct post *p)
{
    unsigned n = 0;

    for (; p->send_head != p->send_tail; p->send_head++, n++) {
        struct op *op = &p->send[p->send_head % SENDS];

        if (!op_has_ended(op, p->how, p->from))
            break;
        op->begun = false;
        if (op->error != 0) {
            p->over = true; /* its number will not come */
            if (!faults && op->error != ERROR_OPERATION_ABORTED)
                wrong("WSASendTo", (long)op->error, 0);
        }
    }
    for (; p->recv_head != p->recv_tail; p->recv_head++, n++) {
        struct op *op = &p->recv[p->recv_head % RECEIVES];

        if (!op_has_ended(op, p->how, p->to))
            break;
        op->begun = false;
        if (op->error == 0)
            letter_check(p, op);
        else if (op->error != ERROR_OPERATION_ABORTED)
            p->over = true;
    }
    return n;
}

static bool under_way(const struct post *p)
{
    return p->send_head != p->send_tail || p->recv_head != p->recv_tail;
}

static void rest(struct post *p)
{
    struct op *first[2];
    DWORD n = 0;

    if (p->send_head != p->send_tail)
        first[n++] = &p->send[p->send_head % SENDS];
    if (p->recv_head != p->recv_tail)
        first[n++] = &p->recv[p->recv_head % RECEIVES];
    if (n != 0)
        ops_rest(first, n, p->how, p->bell);
}

static void exchange(struct post *p, unsigned letters)
{
    while (!p->over && p->received < letters && go_on()) {
        p->again = false;
        while (p->recv_tail - p->recv_head < RECEIVES && receive(p))
            ;
        while (p->sent < letters && p->sent - p->received < AHEAD &&
               p->send_tail - p->send_head < SENDS && post(p))
            ;
        if (draw(&p->rand, 8) == 0)
            CancelIoEx((HANDLE)p->to,
                       draw(&p->rand, 2)
                           ? NULL
                           : &p->recv[draw(&p->rand, RECEIVES)].ov);
        if (reap(p) == 0 && !p->again)
            rest(p);
    }
    if (p->over && !faults)
        wrong("datagrams ended early", (long)p->received, (long)p->sent);
}

static bool addresses(struct post *p)
{
    int len = sizeof(p->from_addr);

    if (p->from == INVALID_SOCKET || p->to == INVALID_SOCKET)
        return false;
    getsockname(p->from, (struct sockaddr *)&p->from_addr, &len);
    len = sizeof(p->to_addr);
    getsockname(p->to, (struct sockaddr *)&p->to_addr, &len);
    return true;
}

static void correspondence(struct post *p)
{
    p->how = (enum how)draw(&p->rand, HOWS);
    p->recv_head = p->recv_tail = p->send_head = p->send_tail = 0;
    p->sent = p->received = 0;
    p->over = false;
    for (int i = 0; i < RECEIVES; i++)
        op_reset(&p->recv[i], p->bell, p->how);
    for (int i = 0; i < SENDS; i++)
        op_reset(&p->send[i], p->bell, p->how);
    p->from = bound(SOCK_DGRAM);
    p->to = bound(SOCK_DGRAM);
    if (addresses(p) && attach(p->from, p->how) && attach(p->to, p->how))
        exchange(p, draw(&p->rand, 400));
    closesocket(p->from);
    closesocket(p->to);
    while (under_way(p))
        if (reap(p) == 0)
            rest(p);
    for (int i = 0; i < RECEIVES; i++)
        op_free(&p->recv[i]);
    for (int i = 0; i < SENDS; i++)
        op_free(&p->send[i]);
}

DWORD WINAPI datagrams(void *arg)
{
    struct post *p = surely(sizeof(*p));

    p->rand = *(unsigned *)arg;
    p->bell = bell_new();
    while (go_on())
        correspondence(p);
    CloseHandle(p->bell);
    free(p);
    return 0;
}
