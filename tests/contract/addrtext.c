/* SPDX-License-Identifier: MIT */
/* Addresses of one family as text, without a socket and without WSAStartup:
 * inet_addr, inet_ntoa, inet_ntop, inet_pton and the wide forms of these. */
#include "harness.h"

static void widen(const char *text, WCHAR *out)
{
    do
        *out++ = (WCHAR)(unsigned char)*text;
    while (*text++ != '\0');
}

static void same_text(const char *got, const char *want)
{
    if (got == NULL || strcmp(got, want) != 0)
        ct_fail("got \"%s\", want \"%s\"", got != NULL ? got : "NULL", want);
}

static void same_wide(const WCHAR *got, const char *want)
{
    WCHAR wide[80];

    widen(want, wide);
    if (memcmp(got, wide, (strlen(want) + 1) * sizeof(*wide)) != 0)
        ct_fail("the wide text is not \"%s\"", want);
}

/* inet_addr: in one to four parts, decimal, octal or hexadecimal. */
static void inet_addr_reads(const struct ct_row *row)
{
    static const struct {
        const char *text;
        u_long addr;
    } good[] = {
        {"10.20.30.40", 0x0a141e28},      {"0.0.0.0", 0},
        {"192.168.300", 0xc0a8012c},      {"10.65793", 0x0a010101},
        {"3232235777", 0xc0a80101},       {"0x7f000001", 0x7f000001},
        {"0x7F.0.0.0x1", 0x7f000001},     {"010.011.012.013", 0x08090a0b},
        {"1.2.3.4 and more", 0x01020304}, {"1.2.3.4\t", 0x01020304},
        {"1.2.3.4\n", 0x01020304},        {" ", 0},
        {"255.255.255.255", INADDR_NONE},
    };
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(good); i++)
        if (inet_addr(good[i].text) != htonl(good[i].addr))
            ct_fail("\"%s\": %08lx", good[i].text,
                    (unsigned long)ntohl(inet_addr(good[i].text)));
}

static void inet_addr_refuses(const struct ct_row *row)
{
    static const char *const bad[] = {
        "",          "a",          "1.2.3.256",   "1.2.3.4.5", "256.1.1.1",
        "1..2",      "1.2.3.",     ".1.2.3",      "1.2.3.4a",  "1.2.3.08",
        "1.2.3.0x",  "1.2.65536",  "1.16777216",  "-1",        "1.2.3.-4",
        " 1.2.3.4",  "\t1.2.3.4",  "1.2.3. 4",    "::1",       "4294967296",
        "[1.2.3.4]", "1.2.3.4:80", "1.2.3.4\xfe", "\t",
    };
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(bad); i++)
        if (inet_addr(bad[i]) != INADDR_NONE)
            ct_fail("\"%s\" was taken", bad[i]);
}

/* Row: NULL, or with arg unmapped text. */
static void inet_addr_pointer(const struct ct_row *row)
{
    FAILS((long long)INADDR_NONE, WSAEFAULT,
          (long long)inet_addr(row->arg ? ct_unmapped() : NULL));
}

static DWORD WINAPI ntoa_elsewhere(void *unused)
{
    struct in_addr addr;

    (void)unused;
    addr.s_addr = htonl(0x05060708);
    return strcmp(inet_ntoa(addr), "5.6.7.8") == 0;
}

/* The text is the thread's own. */
static void ntoa_writes(const struct ct_row *row)
{
    struct in_addr addr;
    const char *text;
    HANDLE thread;
    DWORD good = 0;

    (void)row;
    addr.s_addr = htonl(0xff000a01);
    text = inet_ntoa(addr);
    same_text(text, "255.0.10.1");
    thread = ct_thread(ntoa_elsewhere, NULL);
    ct_join(thread);
    EQUAL(GetExitCodeThread(thread, &good) != 0, 1);
    EQUAL(good, TRUE);
    same_text(text, "255.0.10.1");
}

/* Only the wide form sets a code, for which its page has none. */
static void pton_refusal_code(const struct ct_row *row)
{
    static const WCHAR wide[] = {'1', '.', '2', 0};
    unsigned char got[16];

    (void)row;
    FAILS(0, CT_UNTOUCHED, inet_pton(AF_INET, "1.2", got));
    FAILS(0, WSAEINVAL, InetPtonW(AF_INET, wide, got));
    FAILS(0, WSAEINVAL, InetPtonW(AF_INET6, wide, got));
}

static const struct {
    int family;
    const char *text;
    unsigned char bytes[16];
} forms[] = {
    {AF_INET, "0.0.0.0", {0}},
    {AF_INET, "127.0.0.1", {127, 0, 0, 1}},
    {AF_INET, "255.255.255.255", {255, 255, 255, 255}},
    {AF_INET6, "::", {0}},
    {AF_INET6, "::1", {[15] = 1}},
    {AF_INET6,
     "2001:db8::8:800:200c:417a",
     {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 8, 8, 0, 0x20, 0xc, 0x41, 0x7a}},
    {AF_INET6,
     "1:2:3:4:5:6:7:8",
     {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
    {AF_INET6, "fe80::", {0xfe, 0x80}},
    {AF_INET6, "1:0:0:1::1", {[1] = 1, [7] = 1, [15] = 1}},
    {AF_INET6,
     "::ffff:192.0.2.1",
     {[10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = 1}},
    {AF_INET6, "::192.0.2.1", {[12] = 192, [14] = 2, [15] = 1}},
};

static void ntop_writes(const struct ct_row *row)
{
    unsigned char bytes[16];
    char text[80];
    WCHAR wide[80];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(forms); i++) {
        memcpy(bytes, forms[i].bytes, sizeof(bytes));
        EQUAL(inet_ntop(forms[i].family, bytes, text, sizeof(text)), text);
        same_text(text, forms[i].text);
        EQUAL(InetNtopW(forms[i].family, bytes, wide, 80), wide);
        same_wide(wide, forms[i].text);
    }
}

static void pton_reads(const struct ct_row *row)
{
    unsigned char got[16];
    WCHAR wide[80];
    size_t size;
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(forms); i++) {
        size = forms[i].family == AF_INET ? 4 : 16;
        memset(got, 0x55, sizeof(got));
        EQUAL(inet_pton(forms[i].family, forms[i].text, got), 1);
        if (memcmp(got, forms[i].bytes, size) != 0)
            ct_fail("\"%s\" is read wrongly", forms[i].text);
        widen(forms[i].text, wide);
        memset(got, 0x55, sizeof(got));
        EQUAL(InetPtonW(forms[i].family, wide, got), 1);
        EQUAL(memcmp(got, forms[i].bytes, size), 0);
    }
}

/* Exactly as much room as the text takes does; one character less does not.
 * Row: the family is arg. */
static void ntop_room(const struct ct_row *row)
{
    unsigned char bytes[16] = {1, 2, 3, 4};
    size_t need = row->arg == AF_INET ? sizeof("1.2.3.4") : sizeof("102:304::");
    char text[16] = "................";
    WCHAR wide[16];

    FAILS(NULL, row->code, inet_ntop(row->arg, bytes, text, need - 1));
    FAILS(NULL, row->code, InetNtopW(row->arg, bytes, wide, need - 1));
    FAILS(NULL, row->code, inet_ntop(row->arg, bytes, text, 0));
    EQUAL(inet_ntop(row->arg, bytes, text, need), text);
    EQUAL(text[need], '.');
    EQUAL(InetNtopW(row->arg, bytes, wide, need), wide);
}

static void ntop_no_buffer(const struct ct_row *row)
{
    unsigned char bytes[16] = {0};

    FAILS(NULL, row->code, inet_ntop(AF_INET, bytes, NULL, 16));
    FAILS(NULL, row->code, inet_ntop(AF_INET6, bytes, NULL, 46));
    FAILS(NULL, row->code, InetNtopW(AF_INET, bytes, NULL, 16));
}

/* Row: the family is arg. */
static void ntop_family(const struct ct_row *row)
{
    unsigned char bytes[16] = {0};
    char text[80];
    WCHAR wide[80];

    FAILS(NULL, row->code, inet_ntop(row->arg, bytes, text, sizeof(text)));
    FAILS(NULL, row->code, InetNtopW(row->arg, bytes, wide, 80));
}

static void pton_family(const struct ct_row *row)
{
    static const WCHAR wide[] = {'1', '.', '1', '.', '1', '.', '1', 0};
    unsigned char got[16];

    FAILS(-1, row->code, inet_pton(row->arg, "1.1.1.1", got));
    FAILS(-1, row->code, InetPtonW(row->arg, wide, got));
}

/* Row: a bad pointer (enum ct_bad) for the text or, with arg2, the result;
 * the family is arg3. */
static void pton_pointer(const struct ct_row *row)
{
    unsigned char got[16];
    void *bad = ct_bad(row->arg);

    if (row->arg2)
        FAILS(-1, row->code, inet_pton(row->arg3, "1.1.1.1", bad));
    else
        FAILS(-1, row->code, inet_pton(row->arg3, bad, got));
    if (!row->arg2)
        FAILS(-1, row->code, InetPtonW(row->arg3, bad, got));
}

static void pton_refuses(const struct ct_row *row)
{
    static const char *const bad4[] = {
        "",         "a",        "1",         "1.2.3",     "1.2.3.4.5",
        "1.2.3.4 ", " 1.2.3.4", "1.2.3.256", "1.2.3.04",  "1.2.3.0x4",
        "1.2.3.-4", "::1",      "1.2.3.4:1", "[1.2.3.4]",
    };
    static const char *const bad6[] = {
        "",
        ":",
        ":::",
        "1::2::3",
        "12345::",
        "::g",
        "1:2:3:4:5:6:7:8:9",
        "::1%1",
        "[::1]",
        "::1/64",
        "1.2.3.4",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::256.1.1.1",
        "::1.2.3",
        " ::1",
    };
    unsigned char got[16];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(bad4); i++)
        if (inet_pton(AF_INET, bad4[i], got) != 0)
            ct_fail("\"%s\" was taken", bad4[i]);
    for (i = 0; i < CT_COUNT(bad6); i++)
        if (inet_pton(AF_INET6, bad6[i], got) != 0)
            ct_fail("\"%s\" was taken", bad6[i]);
}

#define PTON_BAD(what, how, result)                                            \
    ROW(inet_pton, WSAEFAULT, what, pton_pointer, .arg = how, .arg2 = result,  \
        .arg3 = AF_INET)

static const struct ct_row rows[] = {
    RULE(inet_addr, "what is no address", inet_addr_refuses,
         .flags = CT_UNSTARTED),
    RULE(inet_addr, "NULL: INADDR_NONE, and WSAEFAULT", inet_addr_pointer,
         .flags = CT_UNSTARTED),
    RULE(inet_addr, "unmapped: INADDR_NONE, and WSAEFAULT", inet_addr_pointer,
         .arg = 1),
    RULE(inet_addr, "every form of an address", inet_addr_reads,
         .flags = CT_UNSTARTED),
    RULE(inet_ntoa, "the text is the thread's", ntoa_writes),
    ROW(inet_ntop, ERROR_INVALID_PARAMETER, "IPv4, no room", ntop_room,
        .name = "ERROR_INVALID_PARAMETER", .arg = AF_INET),
    ROW(inet_ntop, ERROR_INVALID_PARAMETER, "IPv6, no room", ntop_room,
        .name = "ERROR_INVALID_PARAMETER", .arg = AF_INET6),
    ROW(inet_ntop, ERROR_INVALID_PARAMETER, "no buffer", ntop_no_buffer,
        .name = "ERROR_INVALID_PARAMETER"),
    ROW(inet_ntop, WSAEAFNOSUPPORT, "AF_UNSPEC", ntop_family, .arg = AF_UNSPEC),
    ROW(inet_ntop, WSAEAFNOSUPPORT, "AF_UNIX", ntop_family, .arg = AF_UNIX),
    ROW(inet_ntop, WSAEAFNOSUPPORT, "Linux' AF_INET6", ntop_family, .arg = 10),
    ROW(inet_pton, WSAEAFNOSUPPORT, "AF_UNSPEC", pton_family, .arg = AF_UNSPEC),
    ROW(inet_pton, WSAEAFNOSUPPORT, "AF_UNIX", pton_family, .arg = AF_UNIX),
    ROW(inet_pton, WSAEAFNOSUPPORT, "Linux' AF_INET6", pton_family, .arg = 10),
    PTON_BAD("text NULL", CT_NULL, 0),
    PTON_BAD("text unmapped", CT_UNMAPPED, 0),
    PTON_BAD("result NULL", CT_NULL, 1),
    PTON_BAD("result unmapped", CT_UNMAPPED, 1),
    PTON_BAD("result read-only", CT_READONLY, 1),
    PTON_BAD("result partly mapped", CT_EDGE, 1),
    FIRST(inet_pton, WSAEFAULT, "WSAEAFNOSUPPORT, text NULL", pton_pointer,
          .arg3 = AF_UNSPEC),
    RULE(inet_pton, "0 for what is no address", pton_refuses,
         .flags = CT_UNSTARTED),
    RULE(inet_pton, "bad text has a code in the wide form", pton_refusal_code),
    RULE(inet_pton, "reads what inet_ntop writes", pton_reads,
         .flags = CT_UNSTARTED),
    RULE(inet_ntop, "the shortest text", ntop_writes, .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
