/* SPDX-License-Identifier: MIT */
/* WSASend: what send has not, several buffers above all. */
#include "harness.h"

static void unstarted(const struct ct_row *row)
{
    WSABUF buf = {1, (char[]){"x"}};
    DWORD sent;

    SOCKET_FAILS(row->code,
                 WSASend(INVALID_SOCKET, &buf, 1, &sent, 0, NULL, NULL));
}

static const struct ct_row rows[] = {
    ROW(WSASend, WSANOTINITIALISED, "before WSAStartup", unstarted,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
