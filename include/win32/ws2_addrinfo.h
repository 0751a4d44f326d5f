/* SPDX-License-Identifier: MIT */
/* The result lists of getaddrinfo and GetAddrInfoEx, and their flags. A part
 * of ws2def.h. */
#ifndef WS2_ADDRINFO_H
#define WS2_ADDRINFO_H

/* Flags for ai_flags. */
#define AI_PASSIVE                  0x00000001
#define AI_CANONNAME                0x00000002
#define AI_NUMERICHOST              0x00000004
#define AI_NUMERICSERV              0x00000008
#define AI_DNS_ONLY                 0x00000010
#define AI_FORCE_CLEAR_TEXT         0x00000020
#define AI_BYPASS_DNS_CACHE         0x00000040
#define AI_RETURN_TTL               0x00000080
#define AI_ALL                      0x00000100
#define AI_ADDRCONFIG               0x00000400
#define AI_V4MAPPED                 0x00000800
#define AI_NON_AUTHORITATIVE        0x00004000
#define AI_SECURE                   0x00008000
#define AI_RETURN_PREFERRED_NAMES   0x00010000
#define AI_FQDN                     0x00020000
#define AI_FILESERVER               0x00040000
#define AI_DISABLE_IDN_ENCODING     0x00080000
#define AI_SECURE_WITH_FALLBACK     0x00100000
#define AI_EXCLUSIVE_CUSTOM_SERVERS 0x00200000
#define AI_RETURN_RESPONSE_FLAGS    0x10000000
#define AI_REQUIRE_SECURE           0x20000000
#define AI_RESOLUTION_HANDLE        0x40000000
#define AI_EXTENDED                 0x80000000

#define ADDRINFOEX_VERSION_2 2
#define ADDRINFOEX_VERSION_3 3
#define ADDRINFOEX_VERSION_4 4
#define ADDRINFOEX_VERSION_5 5
#define ADDRINFOEX_VERSION_6 6
#define ADDRINFOEX_VERSION_7 7

/* ai_extraflags */
#define AI_EXTRA_DNSSEC_REQUIRED 0x1

/* Note the order: ai_canonname comes before ai_addr. */
typedef struct addrinfo {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    struct addrinfo *ai_next;
} ADDRINFOA, *PADDRINFOA;

typedef struct addrinfoW {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    struct addrinfoW *ai_next;
} ADDRINFOW, *PADDRINFOW;

typedef struct addrinfoexA {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoexA *ai_next;
} ADDRINFOEXA, *PADDRINFOEXA, *LPADDRINFOEXA;

typedef struct addrinfoexW {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoexW *ai_next;
} ADDRINFOEXW, *PADDRINFOEXW, *LPADDRINFOEXW;

/* With AI_EXTENDED, ai_version says how far the entry goes. */
typedef struct addrinfoex2A {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoex2A *ai_next;
    int ai_version;
    char *ai_fqdn;
} ADDRINFOEX2A, *PADDRINFOEX2A, *LPADDRINFOEX2A;

typedef struct addrinfoex2W {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoex2W *ai_next;
    int ai_version;
    PWSTR ai_fqdn;
} ADDRINFOEX2W, *PADDRINFOEX2W, *LPADDRINFOEX2W;

typedef struct addrinfoex3 {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoex3 *ai_next;
    int ai_version;
    PWSTR ai_fqdn;
    int ai_interfaceindex;
} ADDRINFOEX3, *PADDRINFOEX3, *LPADDRINFOEX3;

typedef struct addrinfoex4 {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    GUID *ai_provider;
    struct addrinfoex4 *ai_next;
    int ai_version;
    PWSTR ai_fqdn;
    int ai_interfaceindex;
    HANDLE ai_resolutionhandle;
} ADDRINFOEX4, *PADDRINFOEX4, *LPADDRINFOEX4;

typedef struct addrinfoex5 {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    GUID *ai_provider;
    struct addrinfoex5 *ai_next;
    int ai_version;
    PWSTR ai_fqdn;
    int ai_interfaceindex;
    HANDLE ai_resolutionhandle;
    unsigned int ai_ttl; /* seconds */
} ADDRINFOEX5, *PADDRINFOEX5, *LPADDRINFOEX5;

#define AI_DNS_SERVER_TYPE_UDP     0x1
#define AI_DNS_SERVER_TYPE_DOH     0x2
#define AI_DNS_SERVER_TYPE_DOT     0x3
#define AI_DNS_SERVER_UDP_FALLBACK 0x1
#define AI_DNS_RESPONSE_SECURE     0x1
#define AI_DNS_RESPONSE_HOSTFILE   0x2

typedef struct addrinfo_dns_server {
    unsigned int ai_servertype;
    unsigned __int64 ai_flags;
    unsigned int ai_addrlen;
    struct sockaddr *ai_addr;
    __extension__ union {
        PWSTR ai_template; /* DNS over HTTPS */
        PWSTR ai_hostname; /* DNS over TLS */
    };
} ADDRINFO_DNS_SERVER;

typedef struct addrinfoex6 {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    GUID *ai_provider;
    struct addrinfoex5 *ai_next; /* so in the SDK */
    int ai_version;
    PWSTR ai_fqdn;
    int ai_interfaceindex;
    HANDLE ai_resolutionhandle;
    unsigned int ai_ttl; /* seconds */
    unsigned int ai_numservers;
    ADDRINFO_DNS_SERVER *ai_servers;
    ULONG64 ai_responseflags;
} ADDRINFOEX6, *PADDRINFOEX6;

typedef struct addrinfoex7 {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    GUID *ai_provider;
    struct addrinfoex7 *ai_next;
    int ai_version;
    PWSTR ai_fqdn;
    int ai_interfaceindex;
    HANDLE ai_resolutionhandle;
    unsigned int ai_ttl; /* seconds */
    unsigned int ai_numservers;
    ADDRINFO_DNS_SERVER *ai_servers;
    ULONG64 ai_responseflags;
    ULONG64 ai_extraflags;
} ADDRINFOEX7, *PADDRINFOEX7;

#ifdef UNICODE
typedef ADDRINFOW ADDRINFOT, *PADDRINFOT;
typedef ADDRINFOEXW ADDRINFOEX, *PADDRINFOEX;
#else
typedef ADDRINFOA ADDRINFOT, *PADDRINFOT;
typedef ADDRINFOEXA ADDRINFOEX, *PADDRINFOEX;
#endif
typedef ADDRINFOA ADDRINFO, *LPADDRINFO;

/* Name spaces: the dwNameSpace of a lookup or of GetAddrInfoEx. */
#define NS_ALL         (0)
#define NS_SAP         (1)
#define NS_NDS         (2)
#define NS_PEER_BROWSE (3)
#define NS_SLP         (5)
#define NS_DHCP        (6)
#define NS_TCPIP_LOCAL (10)
#define NS_TCPIP_HOSTS (11)
#define NS_DNS         (12)
#define NS_NETBT       (13)
#define NS_WINS        (14)
#define NS_NLA         (15)
#define NS_BTH         (16)
#define NS_NBP         (20)
#define NS_MS          (30)
#define NS_STDA        (31)
#define NS_NTDS        (32)
#define NS_EMAIL       (37)
#define NS_PNRPNAME    (38)
#define NS_PNRPCLOUD   (39)
#define NS_X500        (40)
#define NS_NIS         (41)
#define NS_NISPLUS     (42)
#define NS_WRQ         (50)
#define NS_NETDES      (60)

#define NI_NOFQDN      0x01
#define NI_NUMERICHOST 0x02
#define NI_NAMEREQD    0x04
#define NI_NUMERICSERV 0x08
#define NI_DGRAM       0x10

#define NI_MAXHOST 1025 /* bytes, with the terminator */
#define NI_MAXSERV 32

#endif
