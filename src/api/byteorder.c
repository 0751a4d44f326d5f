/* SPDX-License-Identifier: MIT */
/* Doors: htonl and its siblings, and the WSA forms, which ask the socket's
 * provider for its byte order (all of ours are big-endian). The plain ones need
 * neither WSAStartup nor a socket. */
#include "api/door.h"

#include "os/mem.h"

static u_short swap16(u_short x)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? x : __builtin_bswap16(x);
}

static u_long swap32(u_long x)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? x : __builtin_bswap32(x);
}

u_long WSAAPI htonl(u_long hostlong)
{
    return swap32(hostlong);
}

u_long WSAAPI ntohl(u_long netlong)
{
    return swap32(netlong);
}

u_short WSAAPI htons(u_short hostshort)
{
    return swap16(hostshort);
}

u_short WSAAPI ntohs(u_short netshort)
{
    return swap16(netshort);
}

/* Started, a socket, and a place for the result. */
static int convert_out(SOCKET s, void *out, const void *value, size_t len)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);

    if (err == WS2_OK) {
        if (out == NULL || os_mem_copy_out(out, value, len) != 0)
            err = WSAEFAULT;
        ws2_door_close(s);
    }
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_WSAHtonl(SOCKET s, u_long hostlong, u_long *lpnetlong)
{
    u_long value = swap32(hostlong);

    return convert_out(s, lpnetlong, &value, sizeof(value));
}

int WSAAPI ws2_do_WSANtohl(SOCKET s, u_long netlong, u_long *lphostlong)
{
    u_long value = swap32(netlong);

    return convert_out(s, lphostlong, &value, sizeof(value));
}

int WSAAPI ws2_do_WSAHtons(SOCKET s, u_short hostshort, u_short *lpnetshort)
{
    u_short value = swap16(hostshort);

    return convert_out(s, lpnetshort, &value, sizeof(value));
}

int WSAAPI ws2_do_WSANtohs(SOCKET s, u_short netshort, u_short *lphostshort)
{
    u_short value = swap16(netshort);

    return convert_out(s, lphostshort, &value, sizeof(value));
}
