/* SPDX-License-Identifier: MIT */
/* A capture file for tshark: RSVP messages in packets of their own. */
#ifndef RSVP_PCAP_H
#define RSVP_PCAP_H

#include <stdio.h>

#include "message.h"

enum {
    PCAP_LINK_RAW = 101,    /* packets begin with the IP header */
    PCAP_LINK_ETHERNET = 1, /* what a packet socket sees of a veth */
};

/* Each returns 0, or -1 when the file could not be written. */
int pcap_open(FILE *file, unsigned link);
int pcap_packet(FILE *file, const void *packet, size_t length);

/* A message from `from` to `to`: by protocol 46 with Router Alert where the
 * type has it, or (udp_port not 0) in UDP. */
int pcap_message(FILE *file, const struct rsvp_addr *from,
                 const struct rsvp_addr *to, unsigned udp_port,
                 const void *message, size_t length);

#endif
