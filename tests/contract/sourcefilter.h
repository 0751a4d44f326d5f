/* SPDX-License-Identifier: MIT */
/* The functions of RFC 3678 for mingw-w64, whose headers lack them; the SDK's
 * are inline, too. */
#ifndef CT_SOURCEFILTER_H
#define CT_SOURCEFILTER_H

#ifdef __MINGW64_VERSION_MAJOR
#include <stdlib.h>

#ifndef SIOCSMSFILTER
#define SIOCSMSFILTER _IOW('t', 126, ULONG)
#define SIOCGMSFILTER _IOW('t', 127 | IOC_IN, ULONG)
#endif
#define HEAD4 offsetof(IP_MSFILTER, imsf_slist)
#define HEAD  offsetof(GROUP_FILTER, gf_slist)

static void *packet_make(size_t head, size_t size, ULONG count)
{
    void *packet = NULL;

    if (count <= (0xffffffff - head) / size)
        packet = calloc(1, head + size * count);
    if (packet == NULL)
        WSASetLastError(WSAENOBUFS);
    return packet;
}

static int packet_send(SOCKET s, DWORD code, void *packet, size_t len)
{
    DWORD n;

    return WSAIoctl(s, code, packet, (DWORD)len, packet, (DWORD)len, &n, NULL,
                    NULL);
}

static inline int setipv4sourcefilter(SOCKET s, IN_ADDR interface_,
                                      IN_ADDR group, MULTICAST_MODE_TYPE mode,
                                      ULONG count, const IN_ADDR *list)
{
    IP_MSFILTER *f = packet_make(HEAD4, sizeof(*list), count);
    int res = SOCKET_ERROR;

    if (f == NULL)
        return res;
    f->imsf_multiaddr = group;
    f->imsf_interface = interface_;
    f->imsf_fmode = mode;
    f->imsf_numsrc = count;
    if (count != 0)
        memcpy(f->imsf_slist, list, sizeof(*list) * count);
    res = packet_send(s, SIO_SET_MULTICAST_FILTER, f,
                      HEAD4 + sizeof(*list) * count);
    free(f);
    return res;
}

static inline int getipv4sourcefilter(SOCKET s, IN_ADDR interface_,
                                      IN_ADDR group, MULTICAST_MODE_TYPE *mode,
                                      ULONG *count, IN_ADDR *list)
{
    IP_MSFILTER *f = packet_make(HEAD4, sizeof(*list), *count);
    int res = SOCKET_ERROR;

    if (f == NULL)
        return res;
    f->imsf_multiaddr = group;
    f->imsf_interface = interface_;
    f->imsf_numsrc = *count;
    res = packet_send(s, SIO_GET_MULTICAST_FILTER, f,
                      HEAD4 + sizeof(*list) * *count);
    if (res == 0) {
        ULONG n = f->imsf_numsrc < *count ? f->imsf_numsrc : *count;

        *mode = f->imsf_fmode;
        if (n != 0)
            memcpy(list, f->imsf_slist, sizeof(*list) * n);
        *count = f->imsf_numsrc;
    }
    free(f);
    return res;
}

static inline int setsourcefilter(SOCKET s, ULONG index, const SOCKADDR *group,
                                  int len, MULTICAST_MODE_TYPE mode,
                                  ULONG count, const SOCKADDR_STORAGE *list)
{
    GROUP_FILTER *f = packet_make(HEAD, sizeof(*list), count);
    int res = SOCKET_ERROR;

    if (f == NULL)
        return res;
    f->gf_interface = index;
    memcpy(&f->gf_group, group, (size_t)len);
    f->gf_fmode = mode;
    f->gf_numsrc = count;
    if (count != 0)
        memcpy(f->gf_slist, list, sizeof(*list) * count);
    res = packet_send(s, SIOCSMSFILTER, f, HEAD + sizeof(*list) * count);
    free(f);
    return res;
}

static inline int getsourcefilter(SOCKET s, ULONG index, const SOCKADDR *group,
                                  int len, MULTICAST_MODE_TYPE *mode,
                                  ULONG *count, SOCKADDR_STORAGE *list)
{
    GROUP_FILTER *f = packet_make(HEAD, sizeof(*list), *count);
    int res = SOCKET_ERROR;

    if (f == NULL)
        return res;
    f->gf_interface = index;
    memcpy(&f->gf_group, group, (size_t)len);
    f->gf_numsrc = *count;
    res = packet_send(s, SIOCGMSFILTER, f, HEAD + sizeof(*list) * *count);
    if (res == 0) {
        ULONG n = f->gf_numsrc < *count ? f->gf_numsrc : *count;

        *mode = f->gf_fmode;
        if (n != 0)
            memcpy(list, f->gf_slist, sizeof(*list) * n);
        *count = f->gf_numsrc;
    }
    free(f);
    return res;
}

#endif
#endif
