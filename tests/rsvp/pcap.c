/* SPDX-License-Identifier: MIT */
#include "pcap.h"
#include "wire.h"

#define UDP        17
#define UDP_HEADER 8

int pcap_open(FILE *file, unsigned link)
{
    uint32_t header[] = {0xA1B2C3D4u, 2 | 4 << 16, 0, 0, 65535, link};

    return fwrite(header, sizeof(header), 1, file) == 1 ? 0 : -1;
}

int pcap_packet(FILE *file, const void *packet, size_t length)
{
    uint32_t header[] = {0, 0, (uint32_t)length, (uint32_t)length};

    return fwrite(header, sizeof(header), 1, file) == 1 &&
                   fwrite(packet, length, 1, file) == 1
               ? 0
               : -1;
}

static bool has_router_alert(const uint8_t *message, unsigned udp_port)
{
    return udp_port == 0 &&
           (message[1] == RSVP_PATH || message[1] == RSVP_PATH_TEAR ||
            message[1] == RSVP_RESV_CONF);
}

static void put_v4(struct wire *w, const struct rsvp_addr *from,
                   const struct rsvp_addr *to, bool alert, unsigned protocol,
                   size_t length)
{
    size_t start = w->at;

    wire_put8(w, alert ? 0x46 : 0x45);
    wire_put8(w, 0);
    wire_put16(w, (unsigned)(length + (alert ? 24 : 20)));
    wire_put32(w, 0);
    wire_put8(w, 63);
    wire_put8(w, protocol);
    wire_put16(w, 0);
    wire_put(w, from->bytes, 4);
    wire_put(w, to->bytes, 4);
    if (alert)
        wire_put32(w, 0x94040000);
    wire_set16(w, start + 10, wire_checksum(w->bytes + start, w->at - start));
}

static void put_v6(struct wire *w, const struct rsvp_addr *from,
                   const struct rsvp_addr *to, bool alert, unsigned protocol,
                   size_t length)
{
    static const uint8_t hop_by_hop[] = {RSVP_PROTOCOL, 0, 5, 2, 0, 1, 1, 0};

    wire_put32(w, 0x60000000);
    wire_put16(w, (unsigned)(length + (alert ? sizeof(hop_by_hop) : 0)));
    wire_put8(w, alert ? 0 : protocol);
    wire_put8(w, 63);
    wire_put(w, from->bytes, 16);
    wire_put(w, to->bytes, 16);
    if (alert)
        wire_put(w, hop_by_hop, sizeof(hop_by_hop));
}

/* Over the addresses, the length and the protocol as well. */
static void udp_checksum(struct wire *w, size_t udp,
                         const struct rsvp_addr *from,
                         const struct rsvp_addr *to)
{
    static uint8_t pseudo[40 + RSVP_MAX_MESSAGE + UDP_HEADER];
    struct wire p = {pseudo, sizeof(pseudo), 0};
    size_t length = w->at - udp, each = from->family == 4 ? 4 : 16;

    wire_put(&p, from->bytes, each);
    wire_put(&p, to->bytes, each);
    wire_put32(&p, (uint32_t)length);
    wire_put32(&p, UDP);
    wire_put(&p, w->bytes + udp, length);
    wire_set16(w, udp + 6, wire_checksum(pseudo, p.at));
}

int pcap_message(FILE *file, const struct rsvp_addr *from,
                 const struct rsvp_addr *to, unsigned udp_port,
                 const void *message, size_t length)
{
    static uint8_t packet[RSVP_MAX_MESSAGE];
    struct wire w = {packet, sizeof(packet), 0};
    bool alert = has_router_alert(message, udp_port);
    unsigned protocol = udp_port != 0 ? UDP : RSVP_PROTOCOL;
    size_t udp, inside = length + (udp_port != 0 ? UDP_HEADER : 0);

    if (from->family == 4)
        put_v4(&w, from, to, alert, protocol, inside);
    else
        put_v6(&w, from, to, alert, protocol, inside);
    udp = w.at;
    if (udp_port != 0) {
        wire_put16(&w, udp_port);
        wire_put16(&w, udp_port);
        wire_put16(&w, (unsigned)inside);
        wire_put16(&w, 0);
    }
    wire_put(&w, message, length);
    if (udp_port != 0)
        udp_checksum(&w, udp, from, to);
    return w.at <= w.size ? pcap_packet(file, packet, w.at) : -1;
}
