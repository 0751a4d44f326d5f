/* SPDX-License-Identifier: MIT */
/* WSAStartup refused by the state of the system. The test driver runs this once
 * in each state and names it in CT_STARTUP; rows of other states are skipped.
 */
#include "lsp.h"
#include <stdlib.h>

static bool state_is(const char *name)
{
    const char *state = getenv("CT_STARTUP");

    if (state != NULL && strcmp(state, name) == 0)
        return true;
    ct_skip("only in the run that brings this about");
    return false;
}

/* No kind of socket can be made. */
static void no_sockets(const struct ct_row *row)
{
    WSADATA data;

    if (!state_is("notready"))
        return;
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), row->code);
    SOCKET_FAILS(WSANOTINITIALISED, WSACleanup()); /* it counts for nothing */
}

/* One start is allowed at a time. */
static void limit_reached(const struct ct_row *row)
{
    WSADATA data;

    if (!state_is("proclim"))
        return;
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), row->code);
    EQUAL(WSACleanup(), 0);
    SOCKET_FAILS(WSANOTINITIALISED, WSACleanup());
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

static void old_version_first(const struct ct_row *row)
{
    WSADATA data;

    if (state_is("notready"))
        EQUAL(WSAStartup(MAKEWORD(0, 9), &data), row->code);
}

/* The protocols are in the catalog, but not in this system. */
static void no_ipv6(const struct ct_row *row)
{
    WSADATA data;

    if (!state_is("noipv6"))
        return;
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    FAILS(INVALID_SOCKET, row->code,
          row->function[0] == 's'
              ? socket(AF_INET6, row->arg, 0)
              : WSASocketA(AF_INET6, row->arg, 0, NULL, 0, 0));
    CHECK(ct_open(CT_TCP) != INVALID_SOCKET);
}

/* A layer that finds its way down before Windows Sockets are started. */
static void no_provider(const struct ct_row *row)
{
    LPWSPSTARTUP startup;
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE table;
    WSPDATA data;

    if (!state_is("notready"))
        return;
    startup = lsp_base_startup();
    memset(&upcalls, 0, sizeof(upcalls));
    CHECK(startup != NULL);
    if (startup != NULL)
        EQUAL(startup(MAKEWORD(2, 2), &data, NULL, upcalls, &table), row->code);
}

static const struct ct_row rows[] = {
    ROW(WSAStartup, WSASYSNOTREADY, "a system without sockets", no_sockets,
        .flags = CT_UNSTARTED),
    ROW(WSPStartup, WSASYSNOTREADY, "a system without sockets", no_provider,
        .flags = CT_UNSTARTED),
    ROW(WSAStartup, WSAEPROCLIM, "limit of starts reached", limit_reached,
        .flags = CT_UNSTARTED),
    RULE(socket, "a system without IPv6, TCP", no_ipv6, .arg = SOCK_STREAM,
         .code = WSAEPFNOSUPPORT, .flags = CT_UNSTARTED),
    RULE(socket, "a system without IPv6, UDP", no_ipv6, .arg = SOCK_DGRAM,
         .code = WSAEPFNOSUPPORT, .flags = CT_UNSTARTED),
    RULE(WSASocket, "a system without IPv6", no_ipv6, .arg = SOCK_STREAM,
         .code = WSAEPFNOSUPPORT, .flags = CT_UNSTARTED),
    FIRST(WSAStartup, WSAVERNOTSUPPORTED, "WSASYSNOTREADY", old_version_first,
          .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
