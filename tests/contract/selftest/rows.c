/* SPDX-License-Identifier: MIT */
/* Rows that end in every way a row can end, to see that the runner says so.
 * Not part of the contract; see selftest.sh. */
#include "harness.h"

static void passes(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, bind(ct_open(CT_TCP), NULL, 16));
}

static void wrong_code(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, listen(ct_open(CT_TCP), 1));
}

static void no_failure(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, listen(ct_open(CT_TCP_BOUND), 1));
}

/* Returns the failure without setting a code. */
static void no_code(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, SOCKET_ERROR);
}

static void unequal(const struct ct_row *row)
{
    (void)row;
    EQUAL(2 + 2, 5);
    EQUAL(2 + 2, 6); /* the first one counts */
}

static void skips(const struct ct_row *row)
{
    (void)row;
    ct_skip("not today");
    EQUAL(1, 2);
}

static void crashes(const struct ct_row *row)
{
    (void)row;
    *(volatile char *)ct_unmapped() = 1;
}

static void hangs(const struct ct_row *row)
{
    char byte;

    (void)row;
    recv(ct_open(CT_TCP_CLIENT), &byte, 1, 0);
}

static void vanishes(const struct ct_row *row)
{
    (void)row;
    ExitProcess(3);
}

/* What a row leaves open is gone when the next one starts. */
static SOCKET left;

static void leaves(const struct ct_row *row)
{
    WSADATA data;

    (void)row;
    left = ct_open(CT_TCP_LISTENING);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

static void finds_nothing(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, listen(left, 1));
}

static const struct ct_row rows[] = {
    ROW(bind, WSAEFAULT, "passes", passes),
    ROW(bind, WSAEFAULT, "wrong code", wrong_code),
    ROW(bind, WSAEFAULT, "no failure", no_failure),
    ROW(bind, WSAEFAULT, "no code", no_code),
    RULE(bind, "unequal", unequal),
    FIRST(bind, WSAEFAULT, "WSAEINVAL", wrong_code),
    ROW(listen, WSAEINVAL, "skips", skips),
    ROW(listen, WSAEINVAL, "crashes", crashes),
    ROW(listen, WSAEINVAL, "hangs", hangs),
    ROW(listen, WSAEINVAL, "vanishes", vanishes),
    ROW(accept, WSAEFAULT, "known failure", wrong_code, .xfail = "#9"),
    ROW(accept, WSAEFAULT, "known failure that passes", passes, .xfail = "#9"),
    RULE(socket, "leaves a socket and a start", leaves),
    ROW(socket, WSANOTINITIALISED, "finds nothing", finds_nothing,
        .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
