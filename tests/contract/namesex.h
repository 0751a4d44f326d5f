/* SPDX-License-Identifier: MIT */
/* For the tests of GetAddrInfoEx, which mingw-w64's headers know in part. */
#ifndef CT_NAMESEX_H
#define CT_NAMESEX_H

#include "names.h"

#ifdef __MINGW32__
INT WSAAPI GetAddrInfoExCancel(LPHANDLE lpHandle);
INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped);
#endif

#ifndef AI_RETURN_TTL
#define AI_RETURN_TTL 0x80
#endif
#ifndef AI_RETURN_RESPONSE_FLAGS
#define AI_RETURN_RESPONSE_FLAGS 0x10000000
#endif
#ifndef AI_EXCLUSIVE_CUSTOM_SERVERS
#define AI_EXCLUSIVE_CUSTOM_SERVERS 0x200000
#endif
#ifndef AI_REQUIRE_SECURE
#define AI_REQUIRE_SECURE 0x20000000
#endif
#ifndef AI_RESOLUTION_HANDLE
#define AI_RESOLUTION_HANDLE 0x40000000
#endif
#ifndef AI_EXTENDED
#define AI_EXTENDED 0x80000000
#endif
#ifndef NS_PNRPNAME
#define NS_PNRPNAME  38
#define NS_PNRPCLOUD 39
#endif
#ifndef NS_NLA
#define NS_NLA 15
#endif
#ifndef NS_WINS
#define NS_WINS 14
#endif
#ifndef WSA_E_CANCELLED
#define WSA_E_CANCELLED 10111
#endif

/* The entry in its longest version, ADDRINFOEX7, as Windows lays it out. */
struct entry {
    int flags, family, socktype, protocol;
    size_t addrlen;
    const void *canonname; /* PWSTR, or PSTR */
    struct sockaddr *addr;
    void *blob;
    size_t bloblen;
    GUID *provider;
    struct entry *next;
    int version;
    const void *fqdn;
    int interfaceindex;
    HANDLE resolutionhandle;
    unsigned ttl;
    unsigned numservers;
    void *servers;
    ULONG64 responseflags;
    ULONG64 extraflags;
};

struct dns_server {
    unsigned type;
    ULONG64 flags;
    unsigned addrlen;
    struct sockaddr *addr;
    const WCHAR *template;
};

#define W(text) ((const WCHAR *)u##text)

static inline WCHAR *widen(const char *s, WCHAR *out)
{
    size_t i = 0;

    if (s == NULL)
        return NULL;
    while ((out[i] = (unsigned char)s[i]) != 0)
        i++;
    return out;
}

static inline INT get_narrow(const char *node, const char *service,
                             const struct entry *hints, struct entry **list)
{
    return GetAddrInfoExA(node, service, NS_ALL, NULL, (const void *)hints,
                          (void *)list, NULL, NULL, NULL, NULL);
}

static inline INT get_wide(const char *node, const char *service,
                           const struct entry *hints, struct entry **list)
{
    WCHAR wide_node[512], wide_service[64];

    return GetAddrInfoExW(widen(node, wide_node), widen(service, wide_service),
                          NS_DNS, NULL, (const void *)hints, (void *)list, NULL,
                          NULL, NULL, NULL);
}

static inline void list_free(struct entry *list)
{
    FreeAddrInfoExW((void *)list);
}

/* The addresses as text, in order, as list_is() has them. */
static inline bool entries_are(const struct entry *list, const char *want)
{
    ADDRINFOA plain[64] = {{0}};
    int n = 0;

    for (; list != NULL && n < CT_COUNT(plain); list = list->next, n++) {
        plain[n].ai_addr = list->addr;
        plain[n].ai_addrlen = list->addrlen;
        if (n > 0)
            plain[n - 1].ai_next = &plain[n];
    }
    return list_is(n > 0 ? plain : NULL, want);
}

static inline void wide_is(const void *got, const char *want, int line)
{
    const WCHAR *wide = got;
    char text[512];
    int i = 0;

    if (wide == NULL) {
        text_is(NULL, want, line);
        return;
    }
    for (; wide[i] != 0 && i < CT_COUNT(text) - 1; i++)
        text[i] = wide[i] < 0x80 ? (char)wide[i] : '?';
    text[i] = '\0';
    text_is(text, want, line);
}
#define SAME_WIDE(got, want) wide_is(got, want, __LINE__)

#endif
