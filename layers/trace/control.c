/* SPDX-License-Identifier: MIT */
/* Traced: names, connections, options and ioctls. */
#include <string.h>

#include <mswsock.h>

#include "calls.h"
#include "layer.h"
#include "line.h"

static int WSPAPI trace_bind(SOCKET s, const struct sockaddr *name, int length,
                             LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPBind", s);
    line_address(&l, name, length);
    return line_end(&l, layer.lpWSPBind(s, name, length, err), err);
}

static int WSPAPI trace_connect(SOCKET s, const struct sockaddr *name,
                                int length, LPWSABUF caller, LPWSABUF callee,
                                LPQOS sqos, LPQOS gqos, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPConnect", s);
    line_address(&l, name, length);
    return line_end(
        &l,
        layer.lpWSPConnect(s, name, length, caller, callee, sqos, gqos, err),
        err);
}

static int WSPAPI trace_listen(SOCKET s, int backlog, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPListen", s);
    if (backlog == SOMAXCONN)
        line_add(&l, "SOMAXCONN");
    else
        line_add(&l, "%d", backlog);
    return line_end(&l, layer.lpWSPListen(s, backlog, err), err);
}

static int ends_in_address(struct line *l, int res, const struct sockaddr *name,
                           const INT *length, const INT *err)
{
    if (line_succeeds(l, res == 0, err))
        line_result_address(l, name, length);
    line_write(l);
    return res;
}

static int WSPAPI trace_getpeername(SOCKET s, struct sockaddr *name,
                                    LPINT length, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPGetPeerName", s);
    return ends_in_address(&l, layer.lpWSPGetPeerName(s, name, length, err),
                           name, length, err);
}

static int WSPAPI trace_getsockname(SOCKET s, struct sockaddr *name,
                                    LPINT length, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPGetSockName", s);
    return ends_in_address(&l, layer.lpWSPGetSockName(s, name, length, err),
                           name, length, err);
}

static void add_option(struct line *l, int level, int name)
{
    line_value(l, &names_levels, (DWORD)level);
    line_value(l, names_options(level), (DWORD)name);
}

static int WSPAPI trace_getsockopt(SOCKET s, int level, int name, char *value,
                                   LPINT length, LPINT err)
{
    struct line l;
    int res, number, n;

    line_begin_socket(&l, "WSPGetSockOpt", s);
    add_option(&l, level, name);
    res = layer.lpWSPGetSockOpt(s, level, name, value, length, err);
    if (line_succeeds(&l, res == 0, err) && line_peek(length, &n, sizeof(n))) {
        if (n == sizeof(number) && line_peek(value, &number, sizeof(number)))
            line_add(&l, "%d", number);
        else
            line_add(&l, "%d bytes", n);
    }
    line_write(&l);
    return res;
}

static int WSPAPI trace_setsockopt(SOCKET s, int level, int name,
                                   const char *value, int length, LPINT err)
{
    struct line l;
    int number;

    line_begin_socket(&l, "WSPSetSockOpt", s);
    add_option(&l, level, name);
    if (length == sizeof(number) && line_peek(value, &number, sizeof(number)))
        line_add(&l, "%d", number);
    else
        line_add(&l, "%d bytes", length);
    return line_end(
        &l, layer.lpWSPSetSockOpt(s, level, name, value, length, err), err);
}

/* Functions that have no procedure are the provider's below: the program calls
 * them past us. A layer that is to see them answers with its own. */
static void add_function(struct line *l, LPVOID in, DWORD in_length)
{
    GUID id;

    if (in_length >= sizeof(id) && line_peek(in, &id, sizeof(id)))
        line_add(l, "%s", names_function(&id));
}

static int WSPAPI trace_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_length,
                              LPVOID out, DWORD out_length, LPDWORD returned,
                              LPWSAOVERLAPPED ov,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                              LPWSATHREADID thread, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPIoctl", s);
    if (names_find(&names_ioctls, code) != NULL)
        line_value(&l, &names_ioctls, code);
    else
        line_add(&l, "0x%x", (unsigned)code);
    if (code == SIO_GET_EXTENSION_FUNCTION_POINTER)
        add_function(&l, in, in_length);
    else
        line_add(&l, "%u bytes in, %u out", (unsigned)in_length,
                 (unsigned)out_length);
    line_overlapped(&l, ov, routine);
    return line_end(&l,
                    layer.lpWSPIoctl(s, code, in, in_length, out, out_length,
                                     returned, ov, routine, thread, err),
                    err);
}

static BOOL WSPAPI trace_getqosbyname(SOCKET s, LPWSABUF name, LPQOS qos,
                                      LPINT err)
{
    struct line l;
    BOOL found;

    line_begin_socket(&l, "WSPGetQOSByName", s);
    found = layer.lpWSPGetQOSByName(s, name, qos, err);
    (void)line_end(&l, found ? 0 : SOCKET_ERROR, err);
    return found;
}

void calls_control(LPWSPPROC_TABLE table)
{
    table->lpWSPBind = trace_bind;
    table->lpWSPConnect = trace_connect;
    table->lpWSPGetPeerName = trace_getpeername;
    table->lpWSPGetQOSByName = trace_getqosbyname;
    table->lpWSPGetSockName = trace_getsockname;
    table->lpWSPGetSockOpt = trace_getsockopt;
    table->lpWSPIoctl = trace_ioctl;
    table->lpWSPListen = trace_listen;
    table->lpWSPSetSockOpt = trace_setsockopt;
}
