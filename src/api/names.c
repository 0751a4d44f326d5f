/* SPDX-License-Identifier: MIT */
/* Doors that resolve names for both IP versions: getaddrinfo, getnameinfo and
 * their wide forms. The code is the result and, as on Windows, the last error
 * too, also the 0 of a getaddrinfo that succeeds. Microsoft Learn, "ws2tcpip.h
 * header". */
#include "api/door.h"

#include <errno.h>
#include <ws2tcpip.h>

#include "name/addrinfo.h"
#include "name/name.h"
#include "os/mem.h"
#include "os/poll.h"

static INT addrinfo_get(const void *node, const void *service,
                        const void *hints, bool wide, ADDRINFOA **result)
{
    struct ws2_ai_call call = {node, service, hints, wide, false, OS_FOREVER};
    int saved = errno;
    bool writable = os_mem_writable(result, sizeof(*result));
    ADDRINFOA *list = NULL;
    ws2_err err = ws2_enter();

    if (err == WS2_OK && !writable)
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = ws2_ai_lookup(&call, &list);
    if (writable) /* NULL on every failure */
        (void)os_mem_copy_out(result, &list, sizeof(list));
    ws2_set_last_error(err);
    errno = saved;
    return err;
}

INT WSAAPI ws2_do_getaddrinfo(PCSTR pNodeName, PCSTR pServiceName,
                              const ADDRINFOA *pHints, PADDRINFOA *ppResult)
{
    return addrinfo_get(pNodeName, pServiceName, pHints, false, ppResult);
}

INT WSAAPI ws2_do_GetAddrInfoW(PCWSTR pNodeName, PCWSTR pServiceName,
                               const ADDRINFOW *pHints, PADDRINFOW *ppResult)
{
    return addrinfo_get(pNodeName, pServiceName, pHints, true,
                        (ADDRINFOA **)(void *)ppResult);
}

VOID WSAAPI ws2_do_freeaddrinfo(PADDRINFOA pAddrInfo)
{
    ws2_ai_free(pAddrInfo);
}

VOID WSAAPI ws2_do_FreeAddrInfoW(PADDRINFOW pAddrInfo)
{
    ws2_ai_free((ADDRINFOA *)(void *)pAddrInfo);
}

static INT nameinfo_get(const struct ws2_nameinfo *args)
{
    int saved = errno;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_name_getnameinfo(args);
    if (err != WS2_OK)
        ws2_set_last_error(err);
    errno = saved;
    return err;
}

INT WSAAPI ws2_do_getnameinfo(const SOCKADDR *pSockaddr,
                              socklen_t SockaddrLength, PCHAR pNodeBuffer,
                              DWORD NodeBufferSize, PCHAR pServiceBuffer,
                              DWORD ServiceBufferSize, INT Flags)
{
    struct ws2_nameinfo args = {
        pSockaddr,      SockaddrLength,    pNodeBuffer, pServiceBuffer,
        NodeBufferSize, ServiceBufferSize, Flags,       FALSE};

    return nameinfo_get(&args);
}

INT WSAAPI ws2_do_GetNameInfoW(const SOCKADDR *pSockaddr,
                               socklen_t SockaddrLength, PWCHAR pNodeBuffer,
                               DWORD NodeBufferSize, PWCHAR pServiceBuffer,
                               DWORD ServiceBufferSize, INT Flags)
{
    struct ws2_nameinfo args = {
        pSockaddr,      SockaddrLength,    pNodeBuffer, pServiceBuffer,
        NodeBufferSize, ServiceBufferSize, Flags,       TRUE};

    return nameinfo_get(&args);
}
