/* SPDX-License-Identifier: MIT */
/* What the network says of a socket's quality of service, each code by every
 * way in which a program can be told: FD_QOS as an event and as a message, and
 * SIO_GET_QOS that waits. */
#include "qosnews.h"

/* --- What happens. Each is what brings about one code, up to the wait for
 * it. */

static void happens_receivers(void)
{
    struct ends e;

    both_ask(&e, SENDER, qos_sends(CL, RATE), qos_receives(CL, RATE));
}

static void happens_senders(void)
{
    struct ends e;

    both_ask(&e, RECEIVER, qos_sends(CL, RATE),
             qos_receives(CL | SERVICE_NO_QOS_SIGNALING, UNSET));
}

static void happens_no_senders(void)
{
    struct ends e;

    if (!both_ask(&e, RECEIVER, qos_sends(CL, RATE), qos_receives(CL, RATE)))
        return;
    news_await(WSA_QOS_SENDERS);
    EQUAL(shutdown(e.a, SD_SEND), 0);
}

static void happens_no_receivers(void)
{
    struct ends e;

    if (!both_ask(&e, SENDER, qos_sends(CL, RATE), qos_receives(CL, RATE)))
        return;
    news_await(WSA_QOS_RECEIVERS);
    ask(e.b, qos_none());
}

static void happens_confirmed(void)
{
    RSVP_RESERVE_INFO info;
    struct ends e;

    both_ask(&e, RECEIVER, qos_sends(CL, RATE), qos_confirmed(&info));
}

/* More than there is to give away. */
static void happens_admission(void)
{
    struct ends e;

    both_ask(&e, RECEIVER, qos_sends(CL, TOO_MUCH), qos_receives(CL, TOO_MUCH));
}

/* A service that nobody may have. */
static void happens_policy(void)
{
    struct ends e;

    both_ask(&e, RECEIVER, qos_sends(CL, RATE), qos_receives(G, RATE));
}

/* Two receivers of one session, and the second wants another style. */
static void happens_style(void)
{
    RSVP_FILTERSPEC filter = {.Type = FILTERSPECV4};
    FLOWDESCRIPTOR flow = {
        .FlowSpec = qos_flow(CL), .NumFilters = 1, .FilterList = &filter};
    RSVP_RESERVE_INFO info = {
        .ObjectHdr = {RSVP_OBJECT_RESERVE_INFO, sizeof(info)},
        .Style = RSVP_SHARED_EXPLICIT_STYLE,
        .NumFlowDesc = 1,
        .FlowDescList = &flow};
    QOS q = qos_receives(CL, RATE);
    struct ends e;
    SOCKET second;

    if (!ends_open(&e))
        return;
    filter.FilterSpecV4.Address.Addr = e.at_a.sin_addr.s_addr;
    filter.FilterSpecV4.Port = e.at_a.sin_port;
    watch.s = e.a;
    ask(e.a, qos_sends(CL, RATE));
    ask(e.b, q);
    EQUAL(get(e.a), 0); /* there is one: WSA_QOS_RECEIVERS */
    second = qos_bound(&e.at_b, true);
    if (second == INVALID_SOCKET)
        return;
    watch_begin(second);
    q.ProviderSpecific.buf = (char *)&info;
    q.ProviderSpecific.len = sizeof(info);
    ask(second, q);
}

/* A node on the way does not understand what it is sent. */
static void happens_object(void)
{
    struct sockaddr_in name = ct_loopback(htons(6013));
    SOCKET s;

    name.sin_addr.s_addr = htonl(0xc6336401); /* 198.51.100.1 */
    s = qos_bound(&name, false);
    if (s == INVALID_SOCKET)
        return;
    watch_begin(s);
    ask(s, qos_receives(CL, RATE));
}

/* Two senders of one name and one destination, as the second one's connect has
 * it. */
static void happens_generic(void)
{
    struct ends e;
    SOCKET second;

    if (!ends_open(&e))
        return;
    ask(e.a, qos_sends(CL, RATE));
    second = qos_bound(&e.at_a, true);
    if (second == INVALID_SOCKET)
        return;
    watch_begin(second);
    ask(second, qos_sends(CL, RATE));
    EQUAL(connect(second, SA(&e.at_b), sizeof(e.at_b)), 0);
}

enum what {
    RECEIVERS,
    SENDERS,
    NO_SENDERS,
    NO_RECEIVERS,
    CONFIRMED,
    ADMISSION,
    POLICY,
    STYLE,
    OBJECT,
    GENERIC
};

static void (*const happens[])(void) = {
    happens_receivers,    happens_senders,   happens_no_senders,
    happens_no_receivers, happens_confirmed, happens_admission,
    happens_policy,       happens_style,     happens_object,
    happens_generic};

static void is_told(const struct ct_row *row)
{
    if (!agent_is("good"))
        return;
    watch.way = (enum way)row->arg2;
    happens[row->arg]();
    if (!ct_failed())
        news_await(row->code);
}

#define TOLD(code, what, label)                                                \
    ROW(WSAEnumNetworkEvents, WSA_QOS_##code, label, is_told, .arg = what,     \
        .arg2 = BY_EVENT),                                                     \
        ROW(WSAAsyncSelect, WSA_QOS_##code, label, is_told, .arg = what,       \
            .arg2 = BY_MESSAGE),                                               \
        ROW(WSAIoctl, WSA_QOS_##code, "SIO_GET_QOS: " label, is_told,          \
            .arg = what, .arg2 = BY_GET)

static const struct ct_row rows[] = {
    TOLD(RECEIVERS, RECEIVERS, "somebody reserves"),
    TOLD(SENDERS, SENDERS, "somebody sends, to who only looks"),
    TOLD(NO_SENDERS, NO_SENDERS, "the sender has shut down"),
    TOLD(NO_RECEIVERS, NO_RECEIVERS, "the receiver wants nothing more"),
    TOLD(REQUEST_CONFIRMED, CONFIRMED, "a confirmation was asked for"),
    TOLD(ADMISSION_FAILURE, ADMISSION, "more than can be reserved"),
    TOLD(POLICY_FAILURE, POLICY, "a service that is denied"),
    TOLD(BAD_STYLE, STYLE, "two styles in one session"),
    TOLD(BAD_OBJECT, OBJECT, "a node that does not know an object"),
    TOLD(GENERIC_ERROR, GENERIC, "two senders of one name"),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
