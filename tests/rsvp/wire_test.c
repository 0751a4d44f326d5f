/* SPDX-License-Identifier: MIT */
/* RSVP on the wire: bytes written by hand from the pictures of RFC 2205, 2210,
 * 2996 and 2997, what is refused and with which code, what is tolerated. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

/* The objects as RFC 2205's appendix A and RFC 2210 draw them. */
#define SESSION  "000c0101 c0000209 1100138c" /* 192.0.2.9 UDP 5004 */
#define HOP      "000c0301 c0000201 00000007"
#define TIME     "00080501 00007530"
#define SENDER   "000c0b01 c0000207 00001388" /* 192.0.2.7 port 5000 */
#define FILTER   "000c0a01 c0000207 00001388"
#define FILTER_B "000c0a01 c0000208 00001389"
#define ERROR    "000c0601 c0000201 01010002"
#define CONFIRM  "00080f01 c0000209"
#define WF       "00080801 00000011"
#define FF       "00080801 0000000a"
#define SE       "00080801 00000012"
/* r 64000, b 3000, p 128000, m 128, M 1500 */
#define BUCKET "7f000005 477a0000 453b8000 47fa0000 00000080 000005dc"
#define TSPEC  "00240c02 00000007 01000006 " BUCKET
#define CL     "00240902 00000007 05000006 " BUCKET
/* R 96000, S 2500 */
#define GUARANTEED                                                             \
    "00300902 0000000a 02000009 " BUCKET " 82000002 47bb8000 000009c4"
#define NULL_FLOW "00140902 00000003 06000002 80000001 00000578"
#define ADSPEC                                                                 \
    "00540d02 00000013 01800008 04000001 00000003 06000001 49989680 "          \
    "08000001 000002bc 0a000001 000005c8 02000008 85000001 00000bb8 "          \
    "86000001 00000384 87000001 000005dc 88000001 000001c2 05000000"

static uint8_t bytes[RSVP_MAX_MESSAGE];

/* A message of those objects; without a checksum. */
static size_t message(unsigned type, const char *objects)
{
    char digits[8192];
    size_t n = 0;
    int length;

    for (const char *p = objects; *p != '\0'; p++) {
        if (*p != ' ')
            digits[n++] = *p;
    }
    digits[n] = '\0';
    length = text_hex(digits, bytes + 8, sizeof(bytes) - 8);
    assert_true(length >= 0);
    length += 8;
    memcpy(bytes, (uint8_t[]){0x10, (uint8_t)type, 0, 0, 63, 0}, 6);
    bytes[6] = (uint8_t)(length >> 8);
    bytes[7] = (uint8_t)length;
    return (size_t)length;
}

static int parse(unsigned type, const char *objects, struct rsvp_message *m,
                 struct rsvp_reject *reject)
{
    size_t length = message(type, objects);
    uint8_t *copy = malloc(length);
    int res;

    assert_non_null(copy);
    memcpy(copy, bytes, length);
    res = rsvp_parse(copy, length, m, reject);
    free(copy);
    return res;
}

/* What is written by hand is what is built of the words, to the byte. */
static const struct {
    unsigned type;
    const char *objects;
    const char *words;
} golden[] = {
    {RSVP_PATH, SESSION HOP TIME SENDER TSPEC ADSPEC,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 refresh=30000 "
     "sender=192.0.2.7/5000 tspec=64000,3000,128000,128,1500 "
     "adspec=3,1250000,700,1480,1,3000,900,1500,450"},
    {RSVP_RESV, SESSION HOP TIME CONFIRM WF CL,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 refresh=30000 "
     "confirm=192.0.2.9 style=wf flow=cl,64000,3000,128000,128,1500"},
    {RSVP_RESV, SESSION HOP TIME FF GUARANTEED FILTER CL FILTER_B,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 refresh=30000 style=ff "
     "flow=g,64000,3000,128000,128,1500,96000,2500@192.0.2.7/5000 "
     "flow=cl,64000,3000,128000,128,1500@192.0.2.8/5001"},
    {RSVP_RESV,
     SESSION HOP TIME "000c0701 c0000207 c0000208"
                      "000ce101 000000b8 00000028" WF NULL_FLOW,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 refresh=30000 style=wf "
     "scope=192.0.2.7+192.0.2.8 dclass=46+10 flow=q,1400"},
    {RSVP_PATH_ERR, SESSION ERROR SENDER TSPEC,
     "session=192.0.2.9/17/5004 error=1/2/1/192.0.2.1 "
     "sender=192.0.2.7/5000 tspec=64000,3000,128000,128,1500"},
    {RSVP_RESV_ERR, SESSION HOP ERROR SE CL FILTER FILTER_B,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 error=1/2/1/192.0.2.1 "
     "style=se flow=cl,64000,3000,128000,128,1500@192.0.2.7/5000+"
     "192.0.2.8/5001"},
    {RSVP_PATH_TEAR, SESSION HOP SENDER,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 sender=192.0.2.7/5000"},
    {RSVP_RESV_TEAR, SESSION HOP FF FILTER FILTER_B,
     "session=192.0.2.9/17/5004 hop=192.0.2.1/7 style=ff "
     "flow=-@192.0.2.7/5000 flow=-@192.0.2.8/5001"},
    {RSVP_RESV_CONF, SESSION "000c0601 c0000201 00000000" CONFIRM FF CL FILTER,
     "session=192.0.2.9/17/5004 error=0/0/0/192.0.2.1 confirm=192.0.2.9 "
     "style=ff flow=cl,64000,3000,128000,128,1500@192.0.2.7/5000"},
    {RSVP_PATH,
     "00180102 20010db8 00000000 00000000 00000009 0600138c"
     "00180302 20010db8 00000000 00000000 00000001 00000007" TIME
     "00180b02 20010db8 00000000 00000000 00000007 00001388"
     "00140c02 00000003 06000002 80000001 00000578",
     "session=2001:db8::9/6/5004 hop=2001:db8::1/7 refresh=30000 "
     "sender=2001:db8::7/5000 tspec=q,1400"},
};

static void words_to(struct text_message *t, unsigned type, const char *words)
{
    char copy[1024], *save = NULL;

    text_init(t, type);
    snprintf(copy, sizeof(copy), "%s", words);
    for (char *word = strtok_r(copy, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save))
        assert_int_equal(text_field(t, word), 0);
}

static void bytes_are_those_of_the_standards(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
        static uint8_t built[RSVP_MAX_MESSAGE];
        static struct text_message t;
        struct rsvp_message m;
        int length;

        words_to(&t, golden[i].type, golden[i].words);
        length = rsvp_build(&t.m, built, sizeof(built));
        assert_true(length > 0);
        built[2] = built[3] = 0;
        assert_int_equal(length, message(golden[i].type, golden[i].objects));
        assert_memory_equal(built, bytes, (size_t)length);
        assert_int_equal(parse(golden[i].type, golden[i].objects, &m, NULL), 0);
        assert_true(text_matches(&t, &m));
        rsvp_message_clear(&m);
    }
}

/* Header: version 1, flags 0, type 5; the sum of all but itself, and then of
 * all: of a message short enough to add up by hand. */
static void checksum_is_the_internets(void **state)
{
    static const uint8_t whole[] = {
        0x10, 5, 0x04, 0x22, 63, 0,  0, 32, 0,    12, 1, 1, 0xC0, 0, 2, 9,
        0x11, 0, 0x13, 0x8C, 0,  12, 3, 1,  0xC0, 0,  2, 1, 0,    0, 0, 7};
    static struct text_message t;
    struct rsvp_message m;

    (void)state;
    words_to(&t, RSVP_PATH_TEAR, "session=192.0.2.9/17/5004 hop=192.0.2.1/7");
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), sizeof(whole));
    assert_memory_equal(bytes, whole, sizeof(whole));
    assert_int_equal(rsvp_parse(whole, sizeof(whole), &m, NULL), 0);
    rsvp_message_clear(&m);
}

#define RESV(style, flows) SESSION HOP TIME style flows
#define PATH(more)         SESSION HOP TIME SENDER TSPEC more

/* res -EPROTO: the code and value that the sender is told. */
static const struct {
    const char *why;
    unsigned type;
    const char *objects;
    int res;
    unsigned code, value;
} refusals[] = {
    {"class 0bbbbbbb", RSVP_PATH, PATH("00087f01 deadbeef"), -EPROTO, 13,
     0x7F01},
    {"class 2 was never given out", RSVP_PATH, PATH("00080201 00000000"),
     -EPROTO, 13, 0x0201},
    {"class 0bbbbbbb in an error", RSVP_PATH_ERR,
     SESSION ERROR "00087f01 deadbeef", -EBADMSG, 0, 0},
    {"class 10bbbbbb is ignored", RSVP_PATH, PATH("00088001 deadbeef"), 0, 0,
     0},
    {"class 11bbbbbb is kept", RSVP_PATH, PATH("0008c001 deadbeef"), 0, 0, 0},
    {"class 0 is padding", RSVP_PATH, PATH("00080000 deadbeef"), 0, 0, 0},
    {"C-Type of SESSION, of which nobody could be told", RSVP_PATH,
     "000c0109 c0000209 1100138c" HOP TIME SENDER TSPEC, -EBADMSG, 0, 0},
    {"C-Type of RSVP_HOP, who could not be told", RSVP_RESV,
     SESSION "000c0303 c0000201 00000007" TIME WF CL, -EBADMSG, 0, 0},
    {"C-Type of TIME_VALUES", RSVP_RESV, SESSION HOP "00080502 00007530" WF CL,
     -EPROTO, 14, 0x0502},
    {"C-Type of SENDER_TEMPLATE", RSVP_PATH,
     SESSION HOP TIME "000c0b06 c0000207 00001388" TSPEC, -EPROTO, 14, 0x0B06},
    {"C-Type of SENDER_TSPEC", RSVP_PATH, SESSION HOP TIME SENDER "00040c01",
     -EPROTO, 14, 0x0C01},
    {"C-Type of ADSPEC", RSVP_PATH, PATH("00040d01"), -EPROTO, 14, 0x0D01},
    {"C-Type of FLOWSPEC", RSVP_RESV, RESV(WF, "00040901"), -EPROTO, 14,
     0x0901},
    {"C-Type of FILTER_SPEC", RSVP_RESV,
     RESV(FF, CL "000c0a07 c0000207 00001388"), -EPROTO, 14, 0x0A07},
    {"C-Type of STYLE, without which there is no ResvErr", RSVP_RESV,
     RESV("00080802 00000011", CL), -EBADMSG, 0, 0},
    {"C-Type of SCOPE", RSVP_RESV, RESV("00080703 c0000207" WF, CL), -EPROTO,
     14, 0x0703},
    {"C-Type of POLICY_DATA", RSVP_PATH, PATH("00080e02 00000000"), -EPROTO, 14,
     0x0E02},
    {"C-Type of RESV_CONFIRM", RSVP_RESV, RESV("00080f03 c0000209" WF, CL),
     -EPROTO, 14, 0x0F03},
    {"C-Type of INTEGRITY", RSVP_PATH, PATH("00080402 00000000"), -EPROTO, 14,
     0x0402},
    {"INTEGRITY is not looked at", RSVP_PATH, "00080401 00000000" PATH(""), 0,
     0, 0},
    {"unknown style", RSVP_RESV, RESV("00080801 00000015", CL), -EPROTO, 6, 0},
    {"unknown style in the error that tells of it", RSVP_RESV_ERR,
     SESSION HOP ERROR "00080801 00000015", 0, 0, 0},
    {"... with a flow", RSVP_RESV_ERR,
     SESSION HOP ERROR "00080801 00000015" CL FILTER, -EBADMSG, 0, 0},
    {"what is reserved in STYLE", RSVP_RESV, RESV("00080801 a5ffffF1", CL), 0,
     0, 0},
    {"unknown service asked for", RSVP_RESV,
     RESV(WF, "00240902 00000007 03000006 " BUCKET), -EPROTO, 21, 2},
    {"FLOWSPEC of a version to come", RSVP_RESV,
     RESV(WF, "00240902 10000007 05000006 " BUCKET), -EPROTO, 21, 3},
    {"FLOWSPEC with a wrong length inside", RSVP_RESV,
     RESV(WF, "00240902 00000008 05000006 " BUCKET), -EPROTO, 21, 3},
    {"... of the service", RSVP_RESV,
     RESV(WF, "00240902 00000007 05000005 " BUCKET), -EPROTO, 21, 3},
    {"... of the parameter", RSVP_RESV,
     RESV(WF, "00240902 00000007 05000006 7f000006 477a0000 453b8000 47fa0000 "
              "00000080 000005dc"),
     -EPROTO, 21, 3},
    {"FLOWSPEC without anything", RSVP_RESV, RESV(WF, "00040902"), -EPROTO, 21,
     3},
    {"guaranteed without R", RSVP_RESV,
     RESV(WF, "00240902 00000007 02000006 " BUCKET), -EPROTO, 21, 3},
    {"guaranteed with R below r", RSVP_RESV,
     RESV(WF,
          "00300902 0000000a 02000009 " BUCKET " 82000002 46bb8000 000009c4"),
     -EPROTO, 21, 3},
    {"r is no number", RSVP_RESV,
     RESV(WF, "00240902 00000007 05000006 7f000005 7fc00000 453b8000 47fa0000 "
              "00000080 000005dc"),
     -EPROTO, 21, 3},
    {"r is negative", RSVP_PATH,
     SESSION HOP TIME SENDER "00240c02 00000007 01000006 7f000005 c77a0000 "
                             "453b8000 47fa0000 00000080 000005dc",
     -EPROTO, 21, 4},
    {"b is infinite", RSVP_PATH,
     SESSION HOP TIME SENDER "00240c02 00000007 01000006 7f000005 477a0000 "
                             "7f800000 47fa0000 00000080 000005dc",
     -EPROTO, 21, 4},
    {"p is infinite, which it may be", RSVP_PATH,
     SESSION HOP TIME SENDER "00240c02 00000007 01000006 7f000005 477a0000 "
                             "453b8000 7f800000 00000080 000005dc",
     0, 0, 0},
    {"p below r", RSVP_PATH,
     SESSION HOP TIME SENDER "00240c02 00000007 01000006 7f000005 477a0000 "
                             "453b8000 46fa0000 00000080 000005dc",
     -EPROTO, 21, 4},
    {"m above M", RSVP_PATH,
     SESSION HOP TIME SENDER "00240c02 00000007 01000006 7f000005 477a0000 "
                             "453b8000 47fa0000 000005dd 000005dc",
     -EPROTO, 21, 4},
    {"a Tspec of guaranteed service", RSVP_PATH,
     SESSION HOP TIME SENDER "00240c02 00000007 02000006 " BUCKET, -EPROTO, 21,
     2},
    {"a parameter that nobody knows", RSVP_PATH,
     SESSION HOP TIME SENDER "002c0c02 00000009 01000008 " BUCKET
                             " 7e000001 00000001",
     0, 0, 0},
    {"ADSPEC without a general part", RSVP_PATH,
     PATH("000c0d02 00000001 05000000"), -EPROTO, 21, 5},
    {"ADSPEC with half a general part", RSVP_PATH,
     PATH("00140d02 00000003 01000002 04000001 00000003"), -EPROTO, 21, 5},
    {"ADSPEC with a fragment twice", RSVP_PATH,
     PATH("00380d02 0000000c 01000008 04000001 00000003 06000001 49989680 "
          "08000001 000002bc 0a000001 000005c8 05000000 05000000 05000000"),
     -EPROTO, 21, 5},
    {"ADSPEC of a service that nobody knows", RSVP_PATH,
     PATH("00380d02 0000000c 01000008 04000001 00000003 06000001 49989680 "
          "08000001 000002bc 0a000001 000005c8 05000000 63800001 07000000"),
     0, 0, 0},
    {"no SESSION", RSVP_PATH, HOP TIME SENDER TSPEC, -EBADMSG, 0, 0},
    {"no RSVP_HOP", RSVP_PATH, SESSION TIME SENDER TSPEC, -EBADMSG, 0, 0},
    {"no TIME_VALUES", RSVP_PATH, SESSION HOP SENDER TSPEC, -EBADMSG, 0, 0},
    {"no SENDER_TEMPLATE", RSVP_PATH, SESSION HOP TIME TSPEC, -EBADMSG, 0, 0},
    {"no SENDER_TSPEC", RSVP_PATH, SESSION HOP TIME SENDER, -EBADMSG, 0, 0},
    {"no STYLE", RSVP_RESV, SESSION HOP TIME, -EBADMSG, 0, 0},
    {"no flow descriptor", RSVP_RESV, RESV(WF, ""), -EBADMSG, 0, 0},
    {"no ERROR_SPEC", RSVP_RESV_ERR, SESSION HOP WF CL, -EBADMSG, 0, 0},
    {"no RESV_CONFIRM", RSVP_RESV_CONF, SESSION ERROR WF CL, -EBADMSG, 0, 0},
    {"SESSION twice", RSVP_PATH, PATH(SESSION), -EBADMSG, 0, 0},
    {"two families", RSVP_PATH,
     SESSION
     "00180302 20010db8 00000000 00000000 00000001 00000007" TIME SENDER TSPEC,
     -EBADMSG, 0, 0},
    {"SESSION too long", RSVP_PATH,
     "00100101 c0000209 1100138c 00000000" HOP TIME SENDER TSPEC, -EBADMSG, 0,
     0},
    {"object of no length", RSVP_PATH, PATH("00000501"), -EBADMSG, 0, 0},
    {"object of an odd length", RSVP_PATH, PATH("00060501 0000"), -EBADMSG, 0,
     0},
    {"object past the end", RSVP_PATH, PATH("00100501 00007530"), -EBADMSG, 0,
     0},
    {"WF with a filter", RSVP_RESV, RESV(WF, CL FILTER), -EBADMSG, 0, 0},
    {"WF with two FLOWSPECs", RSVP_RESV, RESV(WF, CL CL), -EBADMSG, 0, 0},
    {"FF with two filters of one FLOWSPEC", RSVP_RESV,
     RESV(FF, CL FILTER FILTER_B), 0, 0, 0},
    {"FF without a filter", RSVP_RESV, RESV(FF, CL), -EBADMSG, 0, 0},
    {"FF without a first FLOWSPEC", RSVP_RESV, RESV(FF, FILTER CL FILTER_B),
     -EBADMSG, 0, 0},
    {"SE with two FLOWSPECs", RSVP_RESV, RESV(SE, CL FILTER CL FILTER_B),
     -EBADMSG, 0, 0},
    {"SE without a filter", RSVP_RESV, RESV(SE, CL), -EBADMSG, 0, 0},
    {"flows before STYLE", RSVP_RESV, SESSION HOP TIME CL FILTER FF, -EBADMSG,
     0, 0},
    {"objects in another order", RSVP_PATH, TSPEC SENDER TIME HOP SESSION, 0, 0,
     0},
    {"objects of a Resv in another order", RSVP_RESV,
     TIME CONFIRM HOP SESSION WF CL, 0, 0, 0},
    {"an object that has no place there", RSVP_PATH, PATH(CONFIRM WF), 0, 0, 0},
    {"a teardown with FLOWSPECs", RSVP_RESV_TEAR, SESSION HOP FF CL FILTER, 0,
     0, 0},
    {"... that make no sense", RSVP_RESV_TEAR,
     SESSION HOP FF "00080902 ffffffff" FILTER, 0, 0, 0},
    {"SCOPE of no address", RSVP_RESV, RESV("00040701" WF, CL), -EBADMSG, 0, 0},
    {"POLICY_DATA of nothing", RSVP_PATH, PATH("00040e01"), -EBADMSG, 0, 0},
};

static void each_fault_has_its_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct rsvp_reject reject;
        struct rsvp_message m;
        int res = parse(refusals[i].type, refusals[i].objects, &m, &reject);

        if (res != refusals[i].res || reject.code != refusals[i].code ||
            reject.value != refusals[i].value)
            print_error("%s: %d, %u, 0x%x, %s\n", refusals[i].why, res,
                        reject.code, reject.value,
                        reject.why != NULL ? reject.why : "-");
        assert_int_equal(res, refusals[i].res);
        assert_int_equal(reject.code, refusals[i].code);
        assert_int_equal(reject.value, refusals[i].value);
        rsvp_message_clear(&m);
    }
}

static void what_is_refused_can_be_answered(void **state)
{
    static struct text_message t;
    struct rsvp_message m;

    (void)state;
    words_to(&t, RSVP_RESV,
             "session=192.0.2.9/17/5004 hop=192.0.2.1/7 style=wf");
    /* The bad object is before what an answer needs. */
    assert_int_equal(
        parse(RSVP_RESV, "00087f01 deadbeef" RESV(WF, CL), &m, NULL), -EPROTO);
    assert_true(text_matches(&t, &m));
    rsvp_message_clear(&m);
    assert_int_equal(
        parse(RSVP_RESV, RESV("00080f03 c0000209" WF, "00040902"), &m, NULL),
        -EPROTO);
    assert_true(text_matches(&t, &m));
    rsvp_message_clear(&m);
}

static void what_cannot_be_answered_is_not_refused(void **state)
{
    static const struct {
        unsigned type;
        const char *objects;
    } cases[] = {
        {RSVP_PATH, "00087f01 deadbeef" SESSION TIME SENDER TSPEC},
        {RSVP_PATH, "00087f01 deadbeef" HOP TIME SENDER TSPEC},
        {RSVP_RESV, "00087f01 deadbeef" SESSION HOP TIME},
        {RSVP_PATH, "00087f01 deadbeef" SESSION
                    "00180302 20010db8 00000000 00000000 00000001 00000007"},
        {RSVP_PATH_TEAR, SESSION HOP "00087f01 deadbeef"},
    };
    struct rsvp_reject reject;
    struct rsvp_message m;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(parse(cases[i].type, cases[i].objects, &m, &reject),
                         -EBADMSG);
        assert_int_equal(reject.code, 0);
        assert_null(m.memory);
    }
    /* A descriptor that was read in part says nothing. */
    assert_int_equal(parse(RSVP_RESV, RESV(SE, CL "000c0a07 c0000207 00001388"),
                           &m, &reject),
                     -EPROTO);
    assert_int_equal(m.n_flows, 0);
    rsvp_message_clear(&m);
}

static void headers_are_looked_at(void **state)
{
    static const struct {
        size_t at;
        uint8_t value;
    } changes[] = {{0, 0x20}, {0, 0x00}, {1, 0},  {1, 8}, {1, 255},
                   {6, 1},    {7, 0},    {7, 31}, {2, 1}, {3, 1}};
    struct rsvp_message m;

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        size_t length = message(RSVP_PATH_TEAR, SESSION HOP);

        assert_int_equal(rsvp_parse(bytes, length, &m, NULL), 0);
        rsvp_message_clear(&m);
        bytes[changes[i].at] = changes[i].value;
        assert_int_equal(rsvp_parse(bytes, length, &m, NULL), -EBADMSG);
    }
    message(RSVP_PATH_TEAR, SESSION HOP);
    bytes[0] = 0x1F; /* flags, which nobody has defined */
    assert_int_equal(rsvp_parse(bytes, 32, &m, NULL), 0);
    assert_int_equal(m.flags, 15);
    rsvp_message_clear(&m);
}

static void an_omitted_flowspec_is_the_one_before(void **state)
{
    struct rsvp_message m;

    (void)state;
    assert_int_equal(
        parse(RSVP_RESV, RESV(FF, GUARANTEED FILTER FILTER_B), &m, NULL), 0);
    assert_int_equal(m.n_flows, 2);
    assert_int_equal(m.flows[1].n_filters, 1);
    assert_int_equal(m.flows[1].filters[0].id, 5001);
    assert_int_equal(
        rsvp_flowspec_compare(&m.flows[0].flowspec, &m.flows[1].flowspec),
        RSVP_EQUAL);
    rsvp_message_clear(&m);
}

static void append(char *text, const char *object, size_t times)
{
    for (size_t i = 0; i < times; i++)
        strcat(text, object);
}

/* At the cap, and one more. */
static void there_is_a_cap_on_everything(void **state)
{
    static const struct {
        const char *start, *object;
        size_t cap;
        unsigned type;
    } caps[] = {
        {SESSION HOP TIME FF CL, FILTER, RSVP_MAX_FLOWS, RSVP_RESV},
        {SESSION HOP TIME SENDER TSPEC, "00080e01 00000000", RSVP_MAX_BLOBS,
         RSVP_PATH},
        {SESSION HOP TIME SENDER TSPEC, "0004c001", RSVP_MAX_BLOBS, RSVP_PATH},
    };
    static char text[32768];
    struct rsvp_message m;

    (void)state;
    for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
        strcpy(text, caps[i].start);
        append(text, caps[i].object, caps[i].cap);
        assert_true(strlen(text) < 8192);
        assert_int_equal(parse(caps[i].type, text, &m, NULL), 0);
        rsvp_message_clear(&m);
        strcat(text, caps[i].object);
        assert_int_equal(parse(caps[i].type, text, &m, NULL), -EBADMSG);
    }
}

/* 512 filters; and a message of 64 kB that is nothing but filters. */
static void a_long_message_needs_no_more_room_than_the_cap(void **state)
{
    static struct rsvp_sender filters[RSVP_MAX_FILTERS + 1];
    struct rsvp_flow flow = {.n_filters = RSVP_MAX_FILTERS, .filters = filters};
    static struct text_message t;
    struct rsvp_message m;
    int length;

    (void)state;
    words_to(&t, RSVP_RESV_TEAR,
             "session=192.0.2.9/17/5004 hop=192.0.2.1/7 style=se");
    for (size_t i = 0; i <= RSVP_MAX_FILTERS; i++)
        filters[i] = (struct rsvp_sender){
            {4, {10, 0, (uint8_t)(i >> 8), (uint8_t)i}}, RSVP_BY_PORT, 1};
    t.m.flows = &flow;
    t.m.n_flows = 1;
    length = rsvp_build(&t.m, bytes, sizeof(bytes));
    assert_true(length > 0);
    assert_int_equal(rsvp_parse(bytes, (size_t)length, &m, NULL), 0);
    assert_int_equal(m.flows[0].n_filters, RSVP_MAX_FILTERS);
    rsvp_message_clear(&m);
    flow.n_filters++;
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);

    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, (uint8_t[]){0x10, RSVP_RESV, 0, 0, 63, 0, 0xFF, 0xFC}, 8);
    for (size_t at = 8; at + 12 <= 0xFFFC; at += 12)
        memcpy(bytes + at, (uint8_t[]){0, 12, RSVP_FILTER_SPEC, 1}, 4);
    assert_int_equal(rsvp_parse(bytes, 0xFFFC, &m, NULL), -EBADMSG);
    assert_null(m.memory);
}

static void what_cannot_be_is_not_built(void **state)
{
    static struct text_message t;

    (void)state;
    words_to(&t, RSVP_PATH, golden[0].words);
    assert_true(rsvp_build(&t.m, bytes, sizeof(bytes)) > 0);
    t.m.tspec.rate = NAN;
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);
    t.m.tspec.rate = 1;
    t.m.sender.addr.family = 6;
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);
    t.m.sender.addr.family = 4;
    t.m.sender.id = 65536;
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);
    t.m.sender.id = 1;
    t.m.has |= RSVP_HAS_STYLE;
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);
    t.m.has &= ~(unsigned)(RSVP_HAS_STYLE | RSVP_HAS_HOP);
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);
    t.m.has |= RSVP_HAS_HOP;
    assert_true(rsvp_build(&t.m, bytes, sizeof(bytes)) > 0);
    t.m.type = 8;
    assert_int_equal(rsvp_build(&t.m, bytes, sizeof(bytes)), -EINVAL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_those_of_the_standards),
        cmocka_unit_test(checksum_is_the_internets),
        cmocka_unit_test(each_fault_has_its_answer),
        cmocka_unit_test(what_is_refused_can_be_answered),
        cmocka_unit_test(what_cannot_be_answered_is_not_refused),
        cmocka_unit_test(headers_are_looked_at),
        cmocka_unit_test(an_omitted_flowspec_is_the_one_before),
        cmocka_unit_test(there_is_a_cap_on_everything),
        cmocka_unit_test(a_long_message_needs_no_more_room_than_the_cap),
        cmocka_unit_test(what_cannot_be_is_not_built),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
