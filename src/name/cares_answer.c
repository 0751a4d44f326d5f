/* SPDX-License-Identifier: MIT */
/* Reading DNS answers into a struct ws2_host with c-ares' parsers, which
 * check every length of what may be a hostile message. No state, no lock. */
#include "name/cares_channel.h"

#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static enum ws2_dns_status hostent_read(const struct hostent *ent,
                                        struct ws2_host *host)
{
    for (char **a = ent->h_aliases; a != NULL && *a != NULL; a++)
        if (!ws2_host_add_alias(host, *a))
            return WS2_DNS_NOMEM;
    if (ent->h_name != NULL && !ws2_host_set_canonical(host, ent->h_name))
        return WS2_DNS_NOMEM;
    return WS2_DNS_OK;
}

static enum ws2_dns_status hostent_read_ips(const struct hostent *ent,
                                            struct ws2_host *host)
{
    struct ws2_ip ip = {.v6 = ent->h_addrtype == AF_INET6};

    for (char **a = ent->h_addr_list; a != NULL && *a != NULL; a++) {
        memcpy(ip.bytes, *a, ip.v6 ? 16 : 4);
        if (!ws2_host_add_ip(host, &ip))
            return WS2_DNS_NOMEM;
    }
    return WS2_DNS_OK;
}

enum ws2_dns_status ws2_dns_read_ips(const uint8_t *answer, size_t len, bool v6,
                                     struct ws2_host *host)
{
    struct hostent *ent = NULL;
    enum ws2_dns_status status;
    int res = v6 ? ares_parse_aaaa_reply(answer, (int)len, &ent, NULL, NULL)
                 : ares_parse_a_reply(answer, (int)len, &ent, NULL, NULL);

    if (res != ARES_SUCCESS)
        return res == ARES_EBADNAME ? WS2_DNS_BADRESP
                                    : ws2_dns_status_of_ares(res);
    status = hostent_read(ent, host);
    if (status == WS2_DNS_OK)
        status = hostent_read_ips(ent, host);
    ares_free_hostent(ent);
    return status;
}

enum ws2_dns_status ws2_dns_read_ptr(const uint8_t *answer, size_t len,
                                     struct ws2_host *host)
{
    struct hostent *ent = NULL;
    struct in_addr none = {0};
    enum ws2_dns_status status;
    int res = ares_parse_ptr_reply(answer, (int)len, &none, sizeof(none),
                                   AF_INET, &ent);

    if (res != ARES_SUCCESS)
        return res == ARES_EBADNAME ? WS2_DNS_BADRESP
                                    : ws2_dns_status_of_ares(res);
    status = hostent_read(ent, host);
    ares_free_hostent(ent);
    return status;
}
