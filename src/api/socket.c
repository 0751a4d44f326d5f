/* SPDX-License-Identifier: MIT */
/* Doors: socket, WSASocket, closesocket, shutdown. */
#include "api/door.h"

#include "api/protocolinfo.h"
#include "os/mem.h"
#include "sock/sock.h"

/* FROM_PROTOCOL_INFO takes a value from the structure. */
static ws2_err socket_open(int af, int type, int protocol,
                           const WSAPROTOCOL_INFOW *info, GROUP g,
                           DWORD dwFlags, SOCKET *out)
{
    WSAPROTOCOL_INFOW entry;
    ws2_err err;

    if (info != NULL) {
        if (af == FROM_PROTOCOL_INFO)
            af = info->iAddressFamily;
        if (type == FROM_PROTOCOL_INFO)
            type = info->iSocketType;
        if (protocol == FROM_PROTOCOL_INFO)
            protocol = info->iProtocol;
        if (!ws2_spi_served_entry(info->dwCatalogEntryId, &entry))
            return WSAEINVAL;
        if (entry.iAddressFamily != af || entry.iSocketType != type)
            return WSAEINVAL; /* the provider named does not do that */
        if (protocol != 0 && !ws2_spi_has_protocol(&entry, protocol))
            return WSAEPROTONOSUPPORT;
    } else {
        err = ws2_spi_find(af, type, protocol, &entry);
        if (err != WS2_OK)
            return err;
    }
    if (protocol == 0)
        protocol = entry.iProtocol;
    if (info != NULL) /* WSADuplicateSocket's: the provider knows what it is */
        entry.dwProviderReserved = info->dwProviderReserved;
    return ws2_spi_socket(&entry, protocol, g, dwFlags, out);
}

#define SOCKET_FLAGS                                                           \
    (WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_ROOT |                        \
     WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_ROOT |                 \
     WSA_FLAG_MULTIPOINT_D_LEAF | WSA_FLAG_ACCESS_SYSTEM_SECURITY |            \
     WSA_FLAG_NO_HANDLE_INHERIT | WSA_FLAG_REGISTERED_IO)

/* At most one root or leaf in each plane. */
static ws2_err flags_check(DWORD dwFlags)
{
    const DWORD c = WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF;
    const DWORD d = WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF;

    if ((dwFlags & ~(DWORD)SOCKET_FLAGS) != 0 || (dwFlags & c) == c ||
        (dwFlags & d) == d)
        return WSAEINVAL;
    return WS2_OK;
}

SOCKET WSAAPI ws2_do_socket(int af, int type, int protocol)
{
    SOCKET out = INVALID_SOCKET;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = socket_open(af, type, protocol, NULL, 0,
                          ws2_sock_opens_overlapped() ? WSA_FLAG_OVERLAPPED : 0,
                          &out);
    if (err == WS2_OK)
        return out;
    ws2_door_fail(err);
    return INVALID_SOCKET;
}

SOCKET WSAAPI ws2_do_WSASocketW(int af, int type, int protocol,
                                LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g,
                                DWORD dwFlags)
{
    WSAPROTOCOL_INFOW info;
    SOCKET out = INVALID_SOCKET;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = flags_check(dwFlags);
    if (err == WS2_OK && lpProtocolInfo != NULL &&
        os_mem_copy_in(&info, lpProtocolInfo, sizeof(info)) != 0)
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = socket_open(af, type, protocol,
                          lpProtocolInfo != NULL ? &info : NULL, g, dwFlags,
                          &out);
    if (err == WS2_OK)
        return out;
    ws2_door_fail(err);
    return INVALID_SOCKET;
}

SOCKET WSAAPI ws2_do_WSASocketA(int af, int type, int protocol,
                                LPWSAPROTOCOL_INFOA lpProtocolInfo, GROUP g,
                                DWORD dwFlags)
{
    WSAPROTOCOL_INFOA narrow;
    WSAPROTOCOL_INFOW wide;

    if (ws2_enter() != WS2_OK || lpProtocolInfo == NULL)
        return ws2_do_WSASocketW(af, type, protocol, NULL, g, dwFlags);
    if (os_mem_copy_in(&narrow, lpProtocolInfo, sizeof(narrow)) != 0) {
        ws2_door_fail(WSAEFAULT);
        return INVALID_SOCKET;
    }
    ws2_protocolinfo_widen(&narrow, &wide);
    return ws2_do_WSASocketW(af, type, protocol, &wide, g, dwFlags);
}

int WSAAPI ws2_do_closesocket(SOCKET s)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        /* not while pinned: the last pin is what lets the socket go */
        ws2_door_close(s);
        res = proc->lpWSPCloseSocket(s, &err);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_shutdown(SOCKET s, int how)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPShutdown(s, how, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}
