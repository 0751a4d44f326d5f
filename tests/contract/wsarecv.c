/* SPDX-License-Identifier: MIT */
/* WSARecv: what recv has not, several buffers above all. */
#include "harness.h"

static void unstarted(const struct ct_row *row)
{
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got, flags = 0;

    SOCKET_FAILS(row->code,
                 WSARecv(INVALID_SOCKET, &buf, 1, &got, &flags, NULL, NULL));
}

static const struct ct_row rows[] = {
    ROW(WSARecv, WSANOTINITIALISED, "before WSAStartup", unstarted,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
