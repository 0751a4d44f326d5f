/* SPDX-License-Identifier: MIT */
/* WSASendTo: what sendto has not, several buffers above all. */
#include "harness.h"

static void unstarted(const struct ct_row *row)
{
    WSABUF buf = {1, (char[]){"x"}};
    struct sockaddr_in to = ct_loopback(htons(9));
    DWORD sent;

    SOCKET_FAILS(row->code, WSASendTo(INVALID_SOCKET, &buf, 1, &sent, 0,
                                      SA(&to), sizeof(to), NULL, NULL));
}

static const struct ct_row rows[] = {
    ROW(WSASendTo, WSANOTINITIALISED, "before WSAStartup", unstarted,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
