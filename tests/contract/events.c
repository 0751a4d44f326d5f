/* SPDX-License-Identifier: MIT */
/* The event functions and WSAWaitForMultipleEvents without APCs. */
#include "harness.h"

static void unstarted(const struct ct_row *row)
{
    FAILS(WSA_INVALID_EVENT, row->code, WSACreateEvent());
}

static const struct ct_row rows[] = {
    ROW(WSACreateEvent, WSANOTINITIALISED, "before WSAStartup", unstarted,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
