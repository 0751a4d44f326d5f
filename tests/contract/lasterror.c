/* SPDX-License-Identifier: MIT */
/* The last error of a thread, and texts for codes of getaddrinfo. */
#include "harness.h"

static void unstarted(const struct ct_row *row)
{
    WSASetLastError(row->code);
    EQUAL(WSAGetLastError(), row->code);
}

static const struct ct_row rows[] = {
    RULE(WSASetLastError, "works before WSAStartup", unstarted,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
