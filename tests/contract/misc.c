/* SPDX-License-Identifier: MIT */
/* Byte order by socket, addresses to text and back, the protocol catalog. */
#include "harness.h"

static void unstarted(const struct ct_row *row)
{
    u_long out;

    SOCKET_FAILS(row->code, WSAHtonl(INVALID_SOCKET, 1, &out));
}

static const struct ct_row rows[] = {
    ROW(WSAHtonl, WSANOTINITIALISED, "before WSAStartup", unstarted,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
