/* SPDX-License-Identifier: MIT */
/* The parts of the DNS name space provider: what a query asks for (ask), what
 * was found (found), and what results that makes. */
#ifndef WS2_NAME_NSPDNS_H
#define WS2_NAME_NSPDNS_H

#include "name/netdb.h"
#include "name/nsp.h"
#include "name/nspresults.h"
#include "name/records.h"
#include "name/resolve.h"
#include "name/text.h"

enum ws2_nspdns_kind {
    WS2_NSPDNS_HOST,    /* a host, by its name */
    WS2_NSPDNS_ADDRESS, /* a host, by its address */
    WS2_NSPDNS_PORT,    /* an entry of the services file */
    WS2_NSPDNS_RECORDS  /* DNS records of one type */
};

enum { WS2_NSPDNS_TCP, WS2_NSPDNS_UDP, WS2_NSPDNS_PROTOCOLS };

/* Which addresses are wanted: [v6][protocol]. */
struct ws2_nspdns_filter {
    bool admits[2][WS2_NSPDNS_PROTOCOLS];
    uint16_t port[WS2_NSPDNS_PROTOCOLS];
};

struct ws2_nspdns_ask {
    enum ws2_nspdns_kind kind;
    bool service; /* not a host is looked for but what it offers */
    DWORD flags;  /* LUP_* */
    GUID provider, class;
    char name[WS2_TEXT_MAX];
    struct ws2_ip ip; /* of ADDRESS, and of a name that is one */
    bool numeric;     /* the name is one */
    unsigned want;    /* enum ws2_want */
    unsigned type;    /* of RECORDS */
    struct ws2_nspdns_filter filter;
    char *query; /* lpszQueryString, or NULL */
};

/* Reads the restrictions of NSPLookupServiceBegin. WSAEINVAL,
 * WSASERVICE_NOT_FOUND, WSANO_DATA (nothing can satisfy them) and what reading
 * the services file meets. After success, to be freed. */
ws2_err ws2_nspdns_ask_read(struct ws2_nspdns_ask *ask, const WSAQUERYSETW *set,
                            const WSASERVICECLASSINFOW *info, DWORD flags);
void ws2_nspdns_ask_free(struct ws2_nspdns_ask *ask);

/* "ftp", "21", "ftp/tcp", "21/tcp": the entry of the services file.
 * WSASERVICE_NOT_FOUND, or what reading the file meets. */
ws2_err ws2_nspdns_service(const char *text, struct ws2_netdb *entry);

/* Its port in each protocol; the filter drops what the service has not. */
ws2_err ws2_nspdns_service_ports(const char *text,
                                 struct ws2_nspdns_filter *filter);

struct ws2_nspdns_found {       /* zeroed is empty */
    struct ws2_host host;       /* HOST, ADDRESS */
    struct ws2_netdb service;   /* PORT */
    struct ws2_records records; /* RECORDS */
    struct ws2_host *targets;   /* the hosts that the records name, or NULL */
    uint8_t *answer;            /* the message that has the records */
    size_t answer_len;
};

void ws2_nspdns_found_free(struct ws2_nspdns_found *found);

/* Makes the results; their parts.err says how that went. */
void ws2_nspdns_results(const struct ws2_nspdns_ask *ask,
                        struct ws2_nspdns_found *found,
                        struct ws2_nsp_results *results);

#endif
