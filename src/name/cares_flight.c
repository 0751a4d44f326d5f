/* SPDX-License-Identifier: MIT */
/* How many questions go out at a time. A server's socket, and ours, hold a few
 * hundred datagrams; of thousands that are asked at once most would be lost,
 * and asked again, all at once, two seconds later. So only so many fly: asked,
 * not answered, and young. What has flown for some time is not in anybody's
 * buffer any more and makes room for the next: a server that is slow to answer
 * some questions holds up the others for a moment only. Over TCP each question
 * has a connection for itself, and waits until one is free.
 *
 * A part of cares.c, with its rules: a resolver belongs to its owner. */
#include "name/cares_channel.h"

#define FLYING_MAX 100
#define FLIGHT_NS  20000000 /* 20 ms */

static void queue_add(struct ws2_dns_queue *queue, struct ws2_dns_question *q)
{
    q->queue = queue;
    q->behind = NULL;
    q->before = queue->last;
    if (queue->last != NULL)
        queue->last->behind = q;
    else
        queue->first = q;
    queue->last = q;
    queue->count++;
}

static void queue_remove(struct ws2_dns_question *q)
{
    struct ws2_dns_queue *queue = q->queue;

    if (q->before != NULL)
        q->before->behind = q->behind;
    else
        queue->first = q->behind;
    if (q->behind != NULL)
        q->behind->before = q->before;
    else
        queue->last = q->before;
    queue->count--;
    q->queue = NULL;
}

/* Whether one more may fly. */
static bool has_room(struct ws2_dns *dns, int64_t now_ns)
{
    struct ws2_dns_question *oldest = dns->flying.first;

    if (dns->flying.count < FLYING_MAX)
        return true;
    if (now_ns - oldest->sent_ns < FLIGHT_NS)
        return false;
    queue_remove(oldest);
    return true;
}

static void question_fly(struct ws2_dns_question *q, int64_t now_ns)
{
    q->sent_ns = now_ns;
    queue_add(&q->dns->flying, q);
    ws2_dns_question_send(q);
}

/* A connection that is free, or 0. */
static unsigned connection_find(const struct ws2_dns *dns)
{
    for (unsigned way = 1; way < WS2_DNS_WAYS; way++)
        if (dns->connected[way] == NULL)
            return way;
    return 0;
}

static void question_connect(struct ws2_dns_question *q, unsigned way)
{
    q->way = way;
    q->dns->connected[way] = q;
    ws2_dns_question_send(q);
}

static void tcp_ask(struct ws2_dns_question *q)
{
    unsigned way = connection_find(q->dns);

    if (way != 0)
        question_connect(q, way);
    else
        queue_add(&q->dns->waiting_tcp, q);
}

static void udp_ask(struct ws2_dns_question *q)
{
    int64_t now_ns = os_now_ns();

    if (q->dns->waiting.first == NULL && has_room(q->dns, now_ns))
        question_fly(q, now_ns);
    else
        queue_add(&q->dns->waiting, q);
}

void ws2_dns_flight_ask(struct ws2_dns_question *q)
{
    q->way = WS2_DNS_UDP;
    if (q->tcp)
        tcp_ask(q);
    else
        udp_ask(q);
}

void ws2_dns_flight_end(struct ws2_dns_question *q)
{
    if (q->queue != NULL)
        queue_remove(q);
    if (q->way != WS2_DNS_UDP)
        q->dns->connected[q->way] = NULL;
    q->way = WS2_DNS_UDP;
}

static void udp_go(struct ws2_dns *dns)
{
    int64_t now_ns = dns->waiting.first != NULL ? os_now_ns() : 0;
    struct ws2_dns_question *q;

    while ((q = dns->waiting.first) != NULL && has_room(dns, now_ns)) {
        queue_remove(q);
        question_fly(q, now_ns);
    }
}

static void tcp_go(struct ws2_dns *dns)
{
    struct ws2_dns_question *q;
    unsigned way;

    while ((q = dns->waiting_tcp.first) != NULL &&
           (way = connection_find(dns)) != 0) {
        queue_remove(q);
        question_connect(q, way);
    }
}

void ws2_dns_flight_go(struct ws2_dns *dns)
{
    udp_go(dns);
    tcp_go(dns);
}

int64_t ws2_dns_flight_next_ns(const struct ws2_dns *dns)
{
    if (dns->waiting.first == NULL)
        return OS_FOREVER;
    return dns->flying.count < FLYING_MAX
               ? 0
               : dns->flying.first->sent_ns + FLIGHT_NS;
}
