/* SPDX-License-Identifier: MIT */
/* This machine; see local.h. Asked from the kernel at each call: no state, no
 * lock. Source: Microsoft Learn, getaddrinfo and gethostname. */
#include "name/local.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>
#include <winsock2.h>

#include "os/netif.h"
#include "os/sock.h"

void ws2_local_hostname(char name[WS2_HOSTNAME_MAX])
{
    /* Documented: resources of a cluster are told the cluster's name. */
    const char *cluster = secure_getenv("_CLUSTER_NETWORK_NAME_");
    struct utsname uts;

    _Static_assert(sizeof(uts.nodename) <= WS2_HOSTNAME_MAX, "its size");
    if (cluster != NULL && *cluster != '\0' &&
        strlen(cluster) < WS2_HOSTNAME_MAX)
        strcpy(name, cluster);
    else if (uname(&uts) == 0 && uts.nodename[0] != '\0' &&
             strcmp(uts.nodename, "(none)") != 0)
        strcpy(name, uts.nodename);
    else
        strcpy(name, "localhost");
}

/* RFC 6761, section 6.3: localhost. and all names below it. */
static bool name_is_loopback(const char *name)
{
    static const char localhost[] = "localhost";
    size_t len = strlen(name), want = sizeof(localhost) - 1;

    if (len > 0 && name[len - 1] == '.')
        len--;
    return len >= want &&
           strncasecmp(name + len - want, localhost, want) == 0 &&
           (len == want || name[len - want - 1] == '.');
}

enum ws2_local ws2_local_kind(const char *name)
{
    char host[WS2_HOSTNAME_MAX];

    if (name_is_loopback(name))
        return WS2_LOCAL_LOOPBACK;
    if (*name == '\0' || strcasecmp(name, "..localmachine") == 0)
        return WS2_LOCAL_MACHINE;
    ws2_local_hostname(host);
    return strcasecmp(name, host) == 0 ? WS2_LOCAL_MACHINE : WS2_LOCAL_NONE;
}

static struct ws2_ip ip_from_os(const struct os_netif_addr *addr)
{
    struct ws2_ip ip = {.v6 = addr->family == OS_AF_INET6,
                        .scope = addr->scope};

    memcpy(ip.bytes, addr->bytes, sizeof(ip.bytes));
    return ip;
}

/* ::1 only where the machine has it; 127.0.0.1 is always there. */
static ws2_err loopback_add(struct ws2_host *host)
{
    struct ws2_ip v4 = ws2_ip_v4(0x7f000001), v6 = ws2_ip_v6_loopback();

    if (ws2_local_has(&v6) && !ws2_host_add_ip(host, &v6))
        return WSA_NOT_ENOUGH_MEMORY;
    return ws2_host_add_ip(host, &v4) ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

static ws2_err machine_add(struct ws2_host *host)
{
    struct os_netif_addr *addrs;
    int count = os_netif_addresses(&addrs);
    ws2_err err = WS2_OK;

    for (int i = 0; err == WS2_OK && i < count; i++) {
        struct ws2_ip ip = ip_from_os(&addrs[i]);

        if (!addrs[i].loopback && !ws2_host_add_ip(host, &ip))
            err = WSA_NOT_ENOUGH_MEMORY;
    }
    free(addrs);
    return err == WS2_OK && host->ip_count == 0 ? loopback_add(host) : err;
}

ws2_err ws2_local_addresses(enum ws2_local kind, struct ws2_host *host)
{
    char name[WS2_HOSTNAME_MAX] = "localhost";

    if (kind == WS2_LOCAL_MACHINE)
        ws2_local_hostname(name);
    if (!ws2_host_set_canonical(host, name))
        return WSA_NOT_ENOUGH_MEMORY;
    return kind == WS2_LOCAL_MACHINE ? machine_add(host) : loopback_add(host);
}

bool ws2_local_has(const struct ws2_ip *ip)
{
    struct os_netif_addr *addrs;
    int count = os_netif_addresses(&addrs);
    bool found = false;

    for (int i = 0; !found && i < count; i++) {
        struct ws2_ip own = ip_from_os(&addrs[i]);

        found = ws2_ip_equal(&own, ip);
    }
    free(addrs);
    return found;
}

bool ws2_local_configured(bool v6)
{
    struct os_netif_addr *addrs;
    int count = os_netif_addresses(&addrs);
    bool found = false;

    for (int i = 0; !found && i < count; i++)
        found = (addrs[i].family == OS_AF_INET6) == v6 && !addrs[i].loopback &&
                !(v6 && addrs[i].bytes[0] == 0xfe &&
                  (addrs[i].bytes[1] & 0xc0) == 0x80);
    free(addrs);
    return found;
}
