/* SPDX-License-Identifier: MIT */
/* Doors of the older name functions: gethostbyname, gethostbyaddr, the
 * services and protocols database, and the machine's own name. Failure is NULL
 * (or SOCKET_ERROR) and the last error. Microsoft Learn's pages of these
 * names. */
#include "api/door.h"

#include <errno.h>

#include "name/name.h"

/* Runs the lookup between "started?" and the failing exit; res stays NULL
 * unless it succeeds. errno is the program's. */
#define RESULT_OF(res, lookup)                                                 \
    do {                                                                       \
        int saved_ = errno;                                                    \
        ws2_err err_ = ws2_enter();                                            \
                                                                               \
        if (err_ == WS2_OK)                                                    \
            err_ = (lookup);                                                   \
        if (err_ != WS2_OK)                                                    \
            ws2_set_last_error(err_);                                          \
        errno = saved_;                                                        \
        return (res);                                                          \
    } while (0)

struct hostent *WSAAPI ws2_do_gethostbyname(const char *name)
{
    HOSTENT *ent = NULL;

    RESULT_OF(ent, ws2_name_gethostbyname(name, &ent));
}

struct hostent *WSAAPI ws2_do_gethostbyaddr(const char *addr, int len, int type)
{
    HOSTENT *ent = NULL;

    RESULT_OF(ent, ws2_name_gethostbyaddr(addr, len, type, &ent));
}

struct servent *WSAAPI ws2_do_getservbyname(const char *name, const char *proto)
{
    SERVENT *ent = NULL;

    RESULT_OF(ent, ws2_name_getservbyname(name, proto, &ent));
}

struct servent *WSAAPI ws2_do_getservbyport(int port, const char *proto)
{
    SERVENT *ent = NULL;

    RESULT_OF(ent, ws2_name_getservbyport(port, proto, &ent));
}

struct protoent *WSAAPI ws2_do_getprotobyname(const char *name)
{
    PROTOENT *ent = NULL;

    RESULT_OF(ent, ws2_name_getprotobyname(name, &ent));
}

struct protoent *WSAAPI ws2_do_getprotobynumber(int number)
{
    PROTOENT *ent = NULL;

    RESULT_OF(ent, ws2_name_getprotobynumber(number, &ent));
}

static int hostname_get(void *name, int namelen, BOOL wide)
{
    int saved = errno;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = wide ? ws2_name_gethostname_wide(name, namelen)
                   : ws2_name_gethostname(name, namelen);
    errno = saved;
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_gethostname(char *name, int namelen)
{
    return hostname_get(name, namelen, FALSE);
}

int WSAAPI ws2_do_GetHostNameW(PWSTR name, int namelen)
{
    return hostname_get(name, namelen, TRUE);
}
