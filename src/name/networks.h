/* SPDX-License-Identifier: MIT */
/* The networks that this machine is on, as the NS_NLA name space tells of them.
 *
 * A network is a subnet: it is known by the first address of an interface, the
 * IPv4 one where there is one, and interfaces with the same subnet are on the
 * same network. Link-local addresses name a network only where there are no
 * others, and then one of that interface. Microsoft Learn, "The Role of NLA".
 */
#ifndef WS2_NAME_NETWORKS_H
#define WS2_NAME_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err/err.h"

struct ws2_network {
    char *name;    /* "198.51.100.0/24" */
    char *comment; /* its interfaces: "eth0, wlan0" */
    uint8_t *blob; /* a chain of NLA_BLOBs: interfaces, connectivity, addresses
                      as raw data */
    size_t blob_len;
    size_t raw_at;  /* the last one's place in it */
    size_t link_at; /* and the one's before */
};

struct ws2_networks { /* zeroed is empty */
    struct ws2_network *list;
    size_t count;
};

/* As it is now. WSASYSNOTREADY: the kernel does not tell;
 * WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_networks_get(struct ws2_networks *out);
void ws2_networks_free(struct ws2_networks *networks);

/* The one of that name, or NULL. */
const struct ws2_network *ws2_networks_find(const struct ws2_networks *networks,
                                            const char *name);

/* Whether nothing about it has changed. */
bool ws2_network_equal(const struct ws2_network *a,
                       const struct ws2_network *b);

#endif
