/* SPDX-License-Identifier: MIT */
/* ioctlsocket for programs that write `unsigned long` for u_long.
 *
 * On Windows the two are the same type of 32 bits; here unsigned long has 64.
 * So the 64-bit forms are accepted as well: the library works on the low half
 * and the high half of a result is cleared. A part of winsock2.h. */
#ifndef WS2_IOCTLSOCKET_H
#define WS2_IOCTLSOCKET_H

WS2_INLINE int ws2_ioctlsocket_wide(SOCKET s, long cmd, void *argp)
{
    char *low = (char *)argp;
    char *high = low;
    int ret;

    if (low != NULL && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        low += sizeof(ULONG);
    else if (low != NULL)
        high += sizeof(ULONG);
    ret = ioctlsocket(s, cmd, (u_long *)(void *)low);
    if (ret == 0 && ((unsigned long)cmd & IOC_OUT))
        __builtin_memset(high, 0, sizeof(ULONG));
    return ret;
}

#ifdef __cplusplus
extern "C++" {
WS2_INLINE int ws2_ioctlsocket_any(SOCKET s, long cmd, unsigned long *argp)
{
    return ws2_ioctlsocket_wide(s, cmd, argp);
}
WS2_INLINE int ws2_ioctlsocket_any(SOCKET s, long cmd, long *argp)
{
    return ws2_ioctlsocket_wide(s, cmd, argp);
}
/* A template, so that NULL and nullptr go to the plain function. */
template <typename T> inline int ioctlsocket(SOCKET s, long cmd, T *argp)
{
    return ws2_ioctlsocket_any(s, cmd, argp);
}
}
#elif !defined(WS2_BUILDING) /* the library defines the function */
#define ioctlsocket(s, cmd, argp)                                              \
    (__extension__ _Generic((argp),                                            \
         unsigned long *: ws2_ioctlsocket_ulong,                               \
         long *: ws2_ioctlsocket_long,                                         \
         default: ioctlsocket)((s), (cmd), (argp)))

WS2_INLINE int ws2_ioctlsocket_ulong(SOCKET s, long cmd, unsigned long *argp)
{
    return ws2_ioctlsocket_wide(s, cmd, argp);
}
WS2_INLINE int ws2_ioctlsocket_long(SOCKET s, long cmd, long *argp)
{
    return ws2_ioctlsocket_wide(s, cmd, argp);
}
#endif

#endif
