/* SPDX-License-Identifier: MIT */
/* What the doors call: the name functions by their documented arguments, as
 * pointers that nobody has looked at yet. Results are 0 or the documented
 * code. Per-thread results stay until the thread's next call of the same
 * kind, or its end. */
#ifndef WS2_NAME_NAME_H
#define WS2_NAME_NAME_H

#include <winsock2.h>

#include "err/err.h"

ws2_err ws2_name_gethostbyname(const char *name, HOSTENT **out);
ws2_err ws2_name_gethostbyaddr(const char *addr, int len, int type,
                               HOSTENT **out);

/* Microsoft Learn lists no WSAEFAULT for getservbyname; a bad pointer gets it
 * all the same, as with the other three. */
ws2_err ws2_name_getservbyname(const char *name, const char *proto,
                               SERVENT **out);
ws2_err ws2_name_getservbyport(int port, const char *proto, SERVENT **out);
ws2_err ws2_name_getprotobyname(const char *name, PROTOENT **out);
ws2_err ws2_name_getprotobynumber(int number, PROTOENT **out);

/* namelen counts characters. */
ws2_err ws2_name_gethostname(char *name, int namelen);
ws2_err ws2_name_gethostname_wide(WCHAR *name, int namelen);

/* getnameinfo and GetNameInfoW; sizes count characters. */
struct ws2_nameinfo {
    const void *addr;
    int addr_len;
    void *node, *service;
    DWORD node_size, service_size;
    int flags;
    BOOL wide;
};
ws2_err ws2_name_getnameinfo(const struct ws2_nameinfo *args);

/* The last WSACleanup: ends blocking lookups and frees what is kept between
 * calls. */
void ws2_name_cleanup(void);

#endif
