/* SPDX-License-Identifier: MIT */
/* The checks of requests for quality of service, without a socket: what is read
 * out of a good one, service types in both spellings, IPv6, memory that is not
 * there, and what decides when there are several faults. What each rule refuses
 * is in tests/contract/qosset.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2ipdef.h>

#include "qos/check.h"

#define UNSET QOS_NOT_SPECIFIED

static struct ws2_qos_request nothing, out;
static struct ws2_qos_status why;
static struct ws2_qos_facts facts;
static void *nowhere;

static struct { /* a list with one reservation in it */
    RSVP_RESERVE_INFO reserve;
    QOS_OBJECT_HDR end;
    FLOWDESCRIPTOR flows[100];
    RSVP_FILTERSPEC filters[100];
} list;
static QOS qos;

static FLOWSPEC flow_of(ULONG type)
{
    return (FLOWSPEC){10000, 1500, UNSET, UNSET, UNSET, type, 1500, 128};
}

static int fresh(void **state)
{
    (void)state;
    ws2_qos_request_init(&nothing);
    facts = (struct ws2_qos_facts){
        .family = AF_INET, .protocol = IPPROTO_UDP, .current = &nothing};
    qos = (QOS){.SendingFlowspec = flow_of(SERVICETYPE_CONTROLLEDLOAD),
                .ReceivingFlowspec = flow_of(SERVICETYPE_CONTROLLEDLOAD)};
    memset(&list, 0, sizeof(list));
    list.reserve.ObjectHdr =
        (QOS_OBJECT_HDR){RSVP_OBJECT_RESERVE_INFO, sizeof(list.reserve)};
    list.end = (QOS_OBJECT_HDR){QOS_OBJECT_END_OF_LIST, sizeof(list.end)};
    for (ULONG i = 0; i < 100; i++) {
        list.flows[i].FlowSpec = qos.ReceivingFlowspec;
        list.flows[i].NumFilters = 1;
        list.flows[i].FilterList = &list.filters[i];
        list.filters[i].Type = FILTERSPECV4;
        list.filters[i].FilterSpecV4.Address.Addr = htonl(0x0a000001 + i);
        list.filters[i].FilterSpecV4.Port = htons(5000);
    }
    list.reserve.FlowDescList = list.flows;
    nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return nowhere == MAP_FAILED;
}

static int done(void **state)
{
    (void)state;
    ws2_qos_request_clear(&out);
    return munmap(nowhere, 4096);
}

static ws2_err checked(void)
{
    memset(&why, 0, sizeof(why));
    return ws2_qos_check(&qos, &facts, &out, &why);
}

static ws2_err reserved(ULONG style, ULONG flows)
{
    list.reserve.Style = style;
    list.reserve.NumFlowDesc = flows;
    qos.ProviderSpecific.buf = (char *)&list;
    qos.ProviderSpecific.len = sizeof(list.reserve) + sizeof(list.end);
    ws2_qos_request_clear(&out);
    return checked();
}

/* The status has the code; nothing is left of the request. */
static void assert_refused(ws2_err err, ws2_err want)
{
    assert_int_equal(err, want);
    assert_int_equal(why.code, want);
    assert_int_equal(why.extended[0], GQOS_API);
    assert_null(out.senders);
    assert_null(out.policy);
}

/* --- What is read. */

static void good(void **state)
{
    (void)state;
    assert_int_equal(checked(), WS2_OK);
    assert_int_equal(out.sending.TokenRate, 10000);
    assert_int_equal(out.style, RSVP_WILDCARD_STYLE);
    assert_int_equal(out.sd_mode, UNSET);
    assert_int_equal(out.destination.ss_family, 0);
    facts.connected = true;
    assert_int_equal(checked(), WS2_OK);
    assert_int_equal(out.style, RSVP_FIXED_FILTER_STYLE);
}

static void kept(void **state)
{
    (void)state;
    nothing.sending = flow_of(SERVICETYPE_GUARANTEED);
    qos.SendingFlowspec.ServiceType = SERVICETYPE_NOCHANGE;
    qos.SendingFlowspec.MaxSduSize = 0; /* is not looked at */
    assert_int_equal(checked(), WS2_OK);
    assert_int_equal(out.sending.ServiceType, SERVICETYPE_GUARANTEED);
    assert_int_equal(out.sending.MaxSduSize, 1500);
    qos.ReceivingFlowspec.ServiceType = UNSET;
    assert_refused(checked(), WSA_QOS_ESERVICETYPE);
    facts.unset_is_kept = true;
    assert_int_equal(checked(), WS2_OK);
    assert_int_equal(out.receiving.ServiceType, SERVICETYPE_NOTRAFFIC);
}

static void senders(void **state)
{
    (void)state;
    assert_int_equal(reserved(RSVP_FIXED_FILTER_STYLE, 99), WS2_OK);
    assert_int_equal(out.sender_count, 99);
    assert_memory_equal(&out.senders[98].filter, &list.filters[98],
                        sizeof(list.filters[98]));
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 100), WSA_QOS_EFLOWCOUNT);
    list.flows[0].NumFilters = 99;
    assert_int_equal(reserved(RSVP_SHARED_EXPLICIT_STYLE, 1), WS2_OK);
    assert_int_equal(out.sender_count, 99);
    assert_int_equal(out.style, RSVP_SHARED_EXPLICIT_STYLE);
    list.flows[0].NumFilters = 100;
    assert_refused(reserved(RSVP_SHARED_EXPLICIT_STYLE, 1),
                   WSA_QOS_EFILTERCOUNT);
}

static void one_peer(void **state)
{
    (void)state;
    facts.protocol = IPPROTO_TCP; /* connected or not */
    assert_int_equal(reserved(RSVP_FIXED_FILTER_STYLE, 0), WS2_OK);
    assert_int_equal(reserved(RSVP_FIXED_FILTER_STYLE, 1), WS2_OK);
    assert_int_equal(reserved(RSVP_WILDCARD_STYLE, 0), WS2_OK);
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 2), WSA_QOS_EFLOWCOUNT);
    assert_refused(reserved(RSVP_SHARED_EXPLICIT_STYLE, 1),
                   WSA_QOS_EFILTERSTYLE);
}

static void confirm_for_sender(void **state)
{
    (void)state;
    qos.ReceivingFlowspec = flow_of(SERVICETYPE_NOTRAFFIC);
    list.reserve.ConfirmRequest = 1;
    assert_int_equal(reserved(RSVP_DEFAULT_STYLE, 0), WS2_OK);
    assert_true(out.confirm);
    assert_refused(reserved(RSVP_WILDCARD_STYLE, 0), WSA_QOS_EFILTERSTYLE);
}

/* --- Services. */

static void services(void **state)
{
    static const struct {
        ULONG type, base;
        bool no_signaling, no_control;
    } known[] = {
        {SERVICETYPE_GUARANTEED, SERVICETYPE_GUARANTEED, false, false},
        {SERVICE_GUARANTEED, SERVICETYPE_GUARANTEED, false, false},
        {SERVICE_BESTEFFORT, SERVICETYPE_BESTEFFORT, false, false},
        {SERVICE_QUALITATIVE | SERVICE_NO_QOS_SIGNALING,
         SERVICETYPE_QUALITATIVE, true, false},
        {SERVICE_CONTROLLEDLOAD | SERVICE_NO_TRAFFIC_CONTROL,
         SERVICETYPE_CONTROLLEDLOAD, false, true},
        {SERVICETYPE_CONTROLLEDLOAD | SERVICE_NO_TRAFFIC_CONTROL |
             SERVICE_NO_QOS_SIGNALING,
         SERVICETYPE_CONTROLLEDLOAD, true, true},
        {SERVICE_NO_QOS_SIGNALING, SERVICETYPE_NOTRAFFIC, true, false},
    };
    static const ULONG unknown[] = {
        7,          8,          11,         14,         0xffff,
        0x10002,    0x80000002, 0x01000002, 0x80030000, 0x80010001,
        0x20000002, 0x02000002, 0xffffffff, 0x80080000};
    struct ws2_qos_service s;

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        assert_true(ws2_qos_service_read(known[i].type, &s));
        assert_int_equal(s.base, known[i].base);
        assert_int_equal(s.no_signaling, known[i].no_signaling);
        assert_int_equal(s.no_traffic_control, known[i].no_control);
    }
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        assert_false(ws2_qos_service_read(unknown[i], &s));
}

/* What may be left open. */
static void defaults(void **state)
{
    (void)state;
    memset(&qos.ReceivingFlowspec, 0xff, sizeof(FLOWSPEC));
    qos.ReceivingFlowspec.ServiceType = SERVICETYPE_CONTROLLEDLOAD;
    qos.SendingFlowspec = qos.ReceivingFlowspec;
    qos.SendingFlowspec.ServiceType = SERVICETYPE_QUALITATIVE;
    assert_int_equal(checked(), WS2_OK);
    memset(&qos, 0, sizeof(qos)); /* no traffic in either direction */
    assert_int_equal(checked(), WS2_OK);
    qos.SendingFlowspec.ServiceType = SERVICETYPE_BESTEFFORT;
    assert_int_equal(checked(), WS2_OK);
    qos.SendingFlowspec.ServiceType = SERVICETYPE_QUALITATIVE;
    assert_refused(checked(), WSA_QOS_EFLOWSPEC);
}

/* By its rate or by its delay, and not by both. */
static void guaranteed(void **state)
{
    FLOWSPEC *f = &qos.ReceivingFlowspec;

    (void)state;
    *f = flow_of(SERVICETYPE_GUARANTEED);
    assert_int_equal(checked(), WS2_OK);
    f->TokenRate = UNSET;
    assert_refused(checked(), WSA_QOS_EFLOWSPEC);
    f->Latency = 1000;
    assert_refused(checked(), WSA_QOS_EFLOWSPEC);
    f->DelayVariation = 100;
    assert_int_equal(checked(), WS2_OK);
}

/* --- IPv6. */

static void filters6(void **state)
{
    RSVP_FILTERSPEC *f = &list.filters[0];

    (void)state;
    facts.family = AF_INET6;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EFILTERTYPE);
    memset(f, 0, sizeof(*f));
    f->Type = FILTERSPECV6;
    f->FilterSpecV6.Port = htons(5000);
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPSFILTERSPEC);
    f->FilterSpecV6.Address.Addr[15] = 1;
    assert_int_equal(reserved(RSVP_FIXED_FILTER_STYLE, 1), WS2_OK);
    f->FilterSpecV6.UnUsed = 1;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPSFILTERSPEC);
    f->FilterSpecV6.UnUsed = 0;
    f->FilterSpecV6.Address.Addr[0] = 0xff;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPSFILTERSPEC);
    f->FilterSpecV6.Address.Addr[0] = 0x20;
    f->Type = FILTERSPECV6_FLOW; /* the port's place is the label's */
    assert_int_equal(reserved(RSVP_FIXED_FILTER_STYLE, 1), WS2_OK);
    f->Type = FILTERSPECV6_GPI;
    f->FilterSpecV6Gpi.GeneralPortId = 0;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPSFILTERSPEC);
}

/* --- Memory. */

static void memory(void **state)
{
    (void)state;
    qos.ProviderSpecific.len = 20;
    qos.ProviderSpecific.buf = nowhere;
    assert_refused(checked(), WSAEFAULT);
    list.reserve.FlowDescList = nowhere;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSAEFAULT);
    list.reserve.FlowDescList = list.flows;
    list.flows[0].FilterList = nowhere;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSAEFAULT);
    list.flows[0].FilterList = &list.filters[0];
    list.reserve.PolicyElementList = nowhere;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSAEFAULT);
    list.reserve.PolicyElementList = NULL;
    assert_int_equal(reserved(RSVP_FIXED_FILTER_STYLE, 1), WS2_OK);
}

/* --- Which of several. */

static void order(void **state)
{
    (void)state;
    list.flows[0].FlowSpec.TokenRate = 0;
    list.flows[0].NumFilters = 0;
    list.filters[0].Type = (FilterType)9;
    assert_refused(reserved(9, 0), WSA_QOS_EFILTERSTYLE);
    assert_refused(reserved(RSVP_WILDCARD_STYLE, 1), WSA_QOS_EFLOWCOUNT);
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPSFLOWSPEC);
    list.flows[0].FlowSpec.TokenRate = 10000;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EFILTERCOUNT);
    list.flows[0].NumFilters = 1;
    list.filters[0].FilterSpecV4.Port = 0;
    list.reserve.PolicyElementList =
        (LPRSVP_POLICY_INFO)(void *)&list.reserve; /* no policy */
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EFILTERTYPE);
    list.filters[0].Type = FILTERSPECV4;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPSFILTERSPEC);
    list.filters[0] = list.filters[1];
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 2), WSA_QOS_EFLOWDESC);
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EPOLICYOBJ);
    list.reserve.FlowDescList = NULL;
    assert_refused(reserved(RSVP_FIXED_FILTER_STYLE, 1), WSA_QOS_EFLOWDESC);
}

/* --- Policy elements, in both places where they may stand. */

static void policy(void **state)
{
    struct {
        QOS_OBJECT_HDR hdr;
        ULONG count;
        USHORT len, type;
        ULONG info;
    } p = {{RSVP_OBJECT_POLICY_INFO, sizeof(p)}, 1, 8, 3, 77};
    struct {
        unsigned char policy[sizeof(p)];
        unsigned char reserve[sizeof(list.reserve)];
    } both;

    (void)state;
    list.reserve.PolicyElementList = (LPRSVP_POLICY_INFO)(void *)&p;
    memcpy(both.policy, &p, sizeof(p));
    memcpy(both.reserve, &list.reserve, sizeof(list.reserve));
    qos.ProviderSpecific.buf = (char *)&both;
    qos.ProviderSpecific.len = sizeof(both);
    assert_int_equal(checked(), WS2_OK);
    assert_int_equal(out.policy_len, 16);
    assert_memory_equal(out.policy, &p.len, 8);
    assert_memory_equal(out.policy + 8, &p.len, 8);
    ws2_qos_request_clear(&out);
    p.type = 2;
    assert_refused(checked(), WSA_QOS_RESERVED_PETYPE);
    p.hdr.ObjectLength = 0xffffffff;
    assert_refused(checked(), WSA_QOS_EPOLICYOBJ);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(good, fresh, done),
        cmocka_unit_test_setup_teardown(kept, fresh, done),
        cmocka_unit_test_setup_teardown(senders, fresh, done),
        cmocka_unit_test_setup_teardown(one_peer, fresh, done),
        cmocka_unit_test_setup_teardown(confirm_for_sender, fresh, done),
        cmocka_unit_test_setup_teardown(services, fresh, done),
        cmocka_unit_test_setup_teardown(defaults, fresh, done),
        cmocka_unit_test_setup_teardown(guaranteed, fresh, done),
        cmocka_unit_test_setup_teardown(filters6, fresh, done),
        cmocka_unit_test_setup_teardown(memory, fresh, done),
        cmocka_unit_test_setup_teardown(order, fresh, done),
        cmocka_unit_test_setup_teardown(policy, fresh, done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
