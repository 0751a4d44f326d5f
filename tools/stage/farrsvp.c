/* SPDX-License-Identifier: MIT */
/* far-host's routers, 198.18.10.N: they signal (RSVP). Who sends one a datagram
 * is told of a flow to the port that it came from, and who reserves for it that
 * an object of the reservation is of an unknown class. */
#include "farhost.h"

#include <arpa/inet.h>
#include <math.h>
#include <netinet/ip.h>
#include <string.h>

#include "message.h"

static struct rsvp_addr addr_of(in_addr_t address)
{
    struct rsvp_addr a = {.family = 4};

    memcpy(a.bytes, &address, sizeof(address));
    return a;
}

static void message_send(const struct rsvp_message *m, const struct frame *to)
{
    struct frame out;
    int len = rsvp_build(m, out.body + sizeof(struct iphdr), 2000);

    if (len > 0)
        far_reply(&out, to, RSVP_PROTOCOL, (size_t)len);
}

void far_router_hello(const struct frame *in)
{
    struct iphdr ip;
    uint16_t port;
    struct rsvp_message m = {
        .type = RSVP_PATH,
        .send_ttl = FAR_TTL,
        .has = RSVP_HAS_SESSION | RSVP_HAS_HOP | RSVP_HAS_TIME |
               RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
        .session = {.protocol = IPPROTO_UDP},
        .refresh_ms = 30000,
        .sender = {.kind = RSVP_BY_PORT, .id = 9},
        .tspec = {RSVP_GENERAL, 10000, 2000, INFINITY, 128, 1500}};

    memcpy(&ip, in->body, sizeof(ip));
    memcpy(&port, in->body + sizeof(ip), sizeof(port));
    m.session.addr = addr_of(ip.saddr);
    m.session.port = ntohs(port);
    m.hop.addr = m.sender.addr = addr_of(ip.daddr);
    message_send(&m, in);
}

void far_router_take(const struct frame *in, size_t len)
{
    struct iphdr ip;
    struct rsvp_message m;
    int res;

    memcpy(&ip, in->body, sizeof(ip));
    memset(&m, 0, sizeof(m));
    res = rsvp_parse(in->body + sizeof(ip), len, &m, NULL);
    if (res == 0 && m.type == RSVP_RESV) {
        m.type = RSVP_RESV_ERR;
        m.has =
            RSVP_HAS_SESSION | RSVP_HAS_HOP | RSVP_HAS_ERROR | RSVP_HAS_STYLE;
        m.hop.addr = m.error.node = addr_of(ip.daddr);
        m.error.code = RSVP_E_CLASS;
        m.error.value = 0x7f01; /* class and type of what it does not know */
        message_send(&m, in);
    }
    rsvp_message_clear(&m);
}
