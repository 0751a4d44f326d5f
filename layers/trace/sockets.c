/* SPDX-License-Identifier: MIT */
/* Traced: how sockets begin and end. */
#include "calls.h"
#include "layer.h"
#include "line.h"

static SOCKET ends_in_socket(struct line *l, SOCKET s, const INT *err)
{
    if (line_succeeds(l, s != INVALID_SOCKET, err))
        line_add(l, "0x%x", HANDLE_NUMBER(s));
    return s;
}

static SOCKET WSPAPI trace_socket(int af, int type, int protocol,
                                  LPWSAPROTOCOL_INFOW info, GROUP g,
                                  DWORD flags, LPINT err)
{
    struct line l;
    SOCKET s;

    line_begin(&l, "WSPSocket");
    line_value(&l, &names_families, (DWORD)af);
    line_value(&l, &names_types, (DWORD)type);
    line_value(&l, &names_protocols, (DWORD)protocol);
    line_flags(&l, &names_socket_flags, flags);
    s = ends_in_socket(
        &l, layer.lpWSPSocket(af, type, protocol, info, g, flags, err), err);
    line_write(&l);
    return s;
}

static SOCKET WSPAPI trace_accept(SOCKET s, struct sockaddr *addr, LPINT length,
                                  LPCONDITIONPROC condition, DWORD_PTR data,
                                  LPINT err)
{
    struct line l;
    SOCKET out;

    line_begin_socket(&l, "WSPAccept", s);
    out = ends_in_socket(
        &l, layer.lpWSPAccept(s, addr, length, condition, data, err), err);
    if (out != INVALID_SOCKET)
        line_result_address(&l, addr, length);
    line_write(&l);
    return out;
}

static SOCKET WSPAPI trace_joinleaf(SOCKET s, const struct sockaddr *name,
                                    int length, LPWSABUF caller,
                                    LPWSABUF callee, LPQOS sqos, LPQOS gqos,
                                    DWORD flags, LPINT err)
{
    struct line l;
    SOCKET leaf;

    line_begin_socket(&l, "WSPJoinLeaf", s);
    line_address(&l, name, length);
    line_add(&l, "0x%x", (unsigned)flags);
    leaf = ends_in_socket(&l,
                          layer.lpWSPJoinLeaf(s, name, length, caller, callee,
                                              sqos, gqos, flags, err),
                          err);
    line_write(&l);
    return leaf;
}

static int WSPAPI trace_duplicatesocket(SOCKET s, DWORD process,
                                        LPWSAPROTOCOL_INFOW info, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPDuplicateSocket", s);
    line_add(&l, "process %u", (unsigned)process);
    return line_end(&l, layer.lpWSPDuplicateSocket(s, process, info, err), err);
}

static int WSPAPI trace_shutdown(SOCKET s, int how, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPShutdown", s);
    line_value(&l, &names_directions, (DWORD)how);
    return line_end(&l, layer.lpWSPShutdown(s, how, err), err);
}

static int WSPAPI trace_closesocket(SOCKET s, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPCloseSocket", s);
    return line_end(&l, layer.lpWSPCloseSocket(s, err), err);
}

static int WSPAPI trace_cancelblockingcall(LPINT err)
{
    struct line l;

    line_begin(&l, "WSPCancelBlockingCall");
    return line_end(&l, layer.lpWSPCancelBlockingCall(err), err);
}

static int WSPAPI trace_cleanup(LPINT err)
{
    struct line l;

    line_begin(&l, "WSPCleanup");
    return line_end(&l, layer.lpWSPCleanup(err), err);
}

void calls_sockets(LPWSPPROC_TABLE table)
{
    table->lpWSPAccept = trace_accept;
    table->lpWSPCancelBlockingCall = trace_cancelblockingcall;
    table->lpWSPCleanup = trace_cleanup;
    table->lpWSPCloseSocket = trace_closesocket;
    table->lpWSPDuplicateSocket = trace_duplicatesocket;
    table->lpWSPJoinLeaf = trace_joinleaf;
    table->lpWSPShutdown = trace_shutdown;
    table->lpWSPSocket = trace_socket;
}
