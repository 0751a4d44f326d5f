/* SPDX-License-Identifier: MIT */
/* Doors of RFC 3678: a multicast group's source filter. Each packs its
 * arguments for one WSAIoctl; more sources than a filter holds, and no memory
 * for them, is WSAENOBUFS. */
#include <stdlib.h>
#include <string.h>

#include <ws2tcpip.h>

#include "api/door.h"
#include "os/mem.h"
#include "os/msfilter.h"

/* Started, and s is a socket: arguments are looked at after that. */
static ws2_err socket_check(SOCKET s)
{
    const WSPPROC_TABLE *proc;
    ws2_err err = ws2_door_open(s, &proc);

    if (err == WS2_OK)
        ws2_door_close(s);
    return err;
}

static ws2_err packet_make(SOCKET s, size_t head, size_t size, ULONG count,
                           char **out)
{
    ws2_err err = socket_check(s);

    *out = NULL;
    if (err != WS2_OK)
        return err;
    if (count > OS_MSFILTER_MAX)
        return WSAENOBUFS;
    *out = calloc(1, head + size * count);
    return *out != NULL ? WS2_OK : WSAENOBUFS;
}

static ws2_err copy_in(void *to, const void *from, size_t len)
{
    if (len != 0 && (from == NULL || os_mem_copy_in(to, from, len) != 0))
        return WSAEFAULT;
    return WS2_OK;
}

/* The answer comes back in the packet. */
static ws2_err packet_ask(SOCKET s, DWORD code, char *packet, size_t len)
{
    DWORD returned;
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);

    if (err != WS2_OK)
        return err;
    if (proc->lpWSPIoctl(s, code, packet, (DWORD)len, packet, (DWORD)len,
                         &returned, NULL, NULL, NULL, &err) == 0)
        err = WS2_OK;
    else if (err == WS2_OK)
        err = WSASYSCALLFAILURE;
    ws2_door_close(s);
    return err;
}

static int finish(char *packet, ws2_err err)
{
    free(packet);
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

/* The answer's mode, number and as many sources as the caller has room for. */
static ws2_err answer_out(MULTICAST_MODE_TYPE got, ULONG count,
                          const char *sources, size_t size,
                          MULTICAST_MODE_TYPE *mode, ULONG room,
                          ULONG *SourceCount, void *SourceList)
{
    size_t len = size * (count < room ? count : room);

    if (os_mem_copy_out(mode, &got, sizeof(got)) != 0 ||
        os_mem_copy_out(SourceCount, &count, sizeof(count)) != 0 ||
        (len != 0 && (SourceList == NULL ||
                      os_mem_copy_out(SourceList, sources, len) != 0)))
        return WSAEFAULT;
    return WS2_OK;
}

/* How many sources the caller has room for, of those that a filter may have. */
static ws2_err room_get(SOCKET s, const ULONG *SourceCount, size_t size,
                        const MULTICAST_MODE_TYPE *mode, ULONG *room)
{
    ws2_err err = socket_check(s);

    if (err == WS2_OK && (SourceCount == NULL || mode == NULL))
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = copy_in(room, SourceCount, sizeof(*room));
    if (err != WS2_OK)
        return err;
    if (*room > UINT32_MAX / size)
        return WSAENOBUFS; /* more than memory can be */
    if (*room > OS_MSFILTER_MAX)
        *room = OS_MSFILTER_MAX;
    return WS2_OK;
}

int WSAAPI ws2_do_setipv4sourcefilter(SOCKET Socket, IN_ADDR Interface,
                                      IN_ADDR Group,
                                      MULTICAST_MODE_TYPE FilterMode,
                                      ULONG SourceCount,
                                      const IN_ADDR *SourceList)
{
    const size_t head = IP_MSFILTER_SIZE(0);
    IP_MSFILTER *filter;
    char *packet;
    ws2_err err =
        packet_make(Socket, head, sizeof(IN_ADDR), SourceCount, &packet);

    if (err == WS2_OK) {
        filter = (IP_MSFILTER *)(void *)packet;
        filter->imsf_multiaddr = Group;
        filter->imsf_interface = Interface;
        filter->imsf_fmode = FilterMode;
        filter->imsf_numsrc = SourceCount;
        err = copy_in(packet + head, SourceList,
                      sizeof(IN_ADDR) * (size_t)SourceCount);
    }
    if (err == WS2_OK)
        err = packet_ask(Socket, SIO_SET_MULTICAST_FILTER, packet,
                         head + sizeof(IN_ADDR) * (size_t)SourceCount);
    return finish(packet, err);
}

int WSAAPI ws2_do_setsourcefilter(SOCKET Socket, ULONG Interface,
                                  const SOCKADDR *Group, int GroupLength,
                                  MULTICAST_MODE_TYPE FilterMode,
                                  ULONG SourceCount,
                                  const SOCKADDR_STORAGE *SourceList)
{
    const size_t head = GROUP_FILTER_SIZE(0);
    GROUP_FILTER *filter;
    char *packet;
    ws2_err err = packet_make(Socket, head, sizeof(SOCKADDR_STORAGE),
                              SourceCount, &packet);

    if (err == WS2_OK && (GroupLength < (int)sizeof(SOCKADDR_IN) ||
                          GroupLength > (int)sizeof(SOCKADDR_STORAGE)))
        err = WSAEFAULT;
    if (err == WS2_OK) {
        filter = (GROUP_FILTER *)(void *)packet;
        filter->gf_interface = Interface;
        filter->gf_fmode = FilterMode;
        filter->gf_numsrc = SourceCount;
        err = copy_in(&filter->gf_group, Group, (size_t)GroupLength);
    }
    if (err == WS2_OK)
        err = copy_in(packet + head, SourceList,
                      sizeof(SOCKADDR_STORAGE) * (size_t)SourceCount);
    if (err == WS2_OK)
        err = packet_ask(Socket, SIOCSMSFILTER, packet,
                         head + sizeof(SOCKADDR_STORAGE) * (size_t)SourceCount);
    return finish(packet, err);
}

int WSAAPI ws2_do_getipv4sourcefilter(SOCKET Socket, IN_ADDR Interface,
                                      IN_ADDR Group,
                                      MULTICAST_MODE_TYPE *FilterMode,
                                      ULONG *SourceCount, IN_ADDR *SourceList)
{
    const size_t head = IP_MSFILTER_SIZE(0);
    IP_MSFILTER *filter;
    char *packet = NULL;
    ULONG room = 0;
    ws2_err err =
        room_get(Socket, SourceCount, sizeof(IN_ADDR), FilterMode, &room);

    if (err == WS2_OK)
        err = packet_make(Socket, head, sizeof(IN_ADDR), room, &packet);
    if (err != WS2_OK)
        return finish(packet, err);
    filter = (IP_MSFILTER *)(void *)packet;
    filter->imsf_multiaddr = Group;
    filter->imsf_interface = Interface;
    filter->imsf_numsrc = room;
    err = packet_ask(Socket, SIO_GET_MULTICAST_FILTER, packet,
                     head + sizeof(IN_ADDR) * (size_t)room);
    if (err == WS2_OK)
        err = answer_out(filter->imsf_fmode, filter->imsf_numsrc, packet + head,
                         sizeof(IN_ADDR), FilterMode, room, SourceCount,
                         SourceList);
    return finish(packet, err);
}

int WSAAPI ws2_do_getsourcefilter(SOCKET Socket, ULONG Interface,
                                  const SOCKADDR *Group, int GroupLength,
                                  MULTICAST_MODE_TYPE *FilterMode,
                                  ULONG *SourceCount,
                                  SOCKADDR_STORAGE *SourceList)
{
    const size_t head = GROUP_FILTER_SIZE(0);
    GROUP_FILTER *filter;
    char *packet = NULL;
    ULONG room = 0;
    ws2_err err = room_get(Socket, SourceCount, sizeof(SOCKADDR_STORAGE),
                           FilterMode, &room);

    if (err == WS2_OK)
        err =
            packet_make(Socket, head, sizeof(SOCKADDR_STORAGE), room, &packet);
    if (err == WS2_OK && (GroupLength < (int)sizeof(SOCKADDR_IN) ||
                          GroupLength > (int)sizeof(SOCKADDR_STORAGE)))
        err = WSAEFAULT;
    filter = (GROUP_FILTER *)(void *)packet;
    if (err == WS2_OK)
        err = copy_in(&filter->gf_group, Group, (size_t)GroupLength);
    if (err != WS2_OK)
        return finish(packet, err);
    filter->gf_interface = Interface;
    filter->gf_numsrc = room;
    err = packet_ask(Socket, SIOCGMSFILTER, packet,
                     head + sizeof(SOCKADDR_STORAGE) * (size_t)room);
    if (err == WS2_OK)
        err = answer_out(filter->gf_fmode, filter->gf_numsrc, packet + head,
                         sizeof(SOCKADDR_STORAGE), FilterMode, room,
                         SourceCount, SourceList);
    return finish(packet, err);
}
