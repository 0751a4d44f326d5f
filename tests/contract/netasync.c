/* SPDX-License-Identifier: MIT */
/* What a network says to those who wait for messages, beside what neterrors.c
 * shows of all ways to wait. Needs a network of that kind: far.h. */
#include "broken.h"
#include "netmessages.h"

/* Row: all four ports that the system may choose, from arg on, are taken. */
static void no_port_left(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(FRIENDLY, 1);
    char ports[64];
    SOCKET s;
    int i;

    if (!far_ready())
        return;
    snprintf(ports, sizeof(ports), "set ip_local_port_range %d %d\n", row->arg,
             row->arg + 3);
    CHECK(far_ask(ports));
    for (i = 0; i < 5; i++) {
        async(s = ct_open(CT_TCP), FD_CONNECT);
        connect(s, SA(&sin), sizeof(sin));
        EQUAL(told(s, FD_CONNECT), FD_CONNECT);
        EQUAL(news.code[FD_CONNECT_BIT], i < 4 ? 0 : row->code);
    }
}

static void all_down(const struct ct_row *row)
{
    SOCKET s;

    if (!far_ready())
        return;
    s = breaking(ALL_DOWN);
    if (s == INVALID_SOCKET)
        return;
    async(s, FD_READ | FD_CLOSE);
    EQUAL(told(s, FD_CLOSE), FD_CLOSE);
    EQUAL(news.code[FD_CLOSE_BIT], row->code);
}

static const struct ct_row rows[] = {
    ROW(WSAAsyncSelect, WSAENOBUFS, "FD_CONNECT: no port left", no_port_left,
        .arg = 46000),
    ROW(WSAAsyncSelect, WSAENETDOWN, "FD_CLOSE: no interface is up", all_down),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
