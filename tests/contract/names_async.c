/* SPDX-License-Identifier: MIT */
/* WSAAsyncGetHostByName, WSAAsyncGetHostByAddr and WSACancelAsyncRequest. */
#include "names_async.h"

#define BY_NAME "WSAAsyncGetHostByName"
#define BY_ADDR "WSAAsyncGetHostByAddr"

static HANDLE ask_name(const char *name)
{
    struct key k = {.name = name};

    return ask(BY_NAME, &k, &got, sizeof(got));
}

/* 198.51.100.last */
static HANDLE ask_addr(int last)
{
    char addr[4] = {(char)198, 51, 100, (char)last};
    struct key k = {.name = addr, .len = 4, .type = AF_INET};

    return ask(BY_ADDR, &k, &got, sizeof(got));
}

/* Results */

static void host_laid_out(void)
{
    CHECK(inside(&got, sizeof(got), got.host.h_name));
    CHECK(inside(&got, sizeof(got), got.host.h_aliases));
    CHECK(inside(&got, sizeof(got), got.host.h_addr_list));
    CHECK(inside(&got, sizeof(got), got.host.h_addr_list[0]));
    EQUAL((uintptr_t)got.host.h_addr_list[0] % sizeof(ULONG), 0);
    EQUAL(got.host.h_addrtype, AF_INET);
    EQUAL(got.host.h_length, 4);
}

static void name_found(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    told_good(ask_name("alias.test"));
    host_laid_out();
    SAME(got.host.h_name, "v4.test");
    SAME(got.host.h_aliases[0], "alias.test");
    SAME(got.host.h_aliases[1], "hop.test");
    CHECK(got.host.h_aliases[2] == NULL);
    EQUAL(*(ULONG *)got.host.h_addr, inet_addr("198.51.100.1"));
    CHECK(got.host.h_addr_list[1] == NULL);
}

static void addr_found(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    told_good(ask_addr(1));
    host_laid_out();
    SAME(got.host.h_name, "v4.test");
    EQUAL(*(ULONG *)got.host.h_addr, inet_addr("198.51.100.1"));
    CHECK(got.host.h_addr_list[1] == NULL);
}

static void addr6_found(const struct ct_row *row)
{
    struct in6_addr in6;
    struct key k = {.name = (char *)&in6, .len = 16, .type = AF_INET6};

    if (!have_dns())
        return;
    (void)row;
    EQUAL(inet_pton(AF_INET6, "2001:db8::1", &in6), 1);
    told_good(ask(BY_ADDR, &k, &got, sizeof(got)));
    SAME(got.host.h_name, "v6.test");
    EQUAL(got.host.h_addrtype, AF_INET6);
    EQUAL(got.host.h_length, 16);
    EQUAL(memcmp(got.host.h_addr, &in6, 16), 0);
}

static void many_addresses(const struct ct_row *row)
{
    int count = 0;

    if (!have_dns())
        return;
    (void)row;
    told_good(ask_name("many.test"));
    while (got.host.h_addr_list[count] != NULL)
        count++;
    EQUAL(count, 1000);
}

/* gethostname's is always found. */
static void own_name(const struct ct_row *row)
{
    char own[256];

    (void)row;
    NEED(gethostname(own, sizeof(own)), 0);
    told_good(ask_name(own));
    SAME(got.host.h_name, own);
    told_good(ask_name(""));
    SAME(got.host.h_name, own);
    told_good(ask_name("localhost"));
    EQUAL(*(ULONG *)got.host.h_addr, htonl(INADDR_LOOPBACK));
    told_good(ask_name("198.51.100.99"));
    SAME(got.host.h_name, "198.51.100.99");
}

/* Failures */

static const char *const names[] = {
    "a..b",          "nxdomain.test", "::1",          "v6.test",
    "empty.test",    "formerr.test",  "notimp.test",  "refused.test",
    "servfail.test", "silent.test",   "with blank.x",
};

static void name_fails(const struct ct_row *row)
{
    if (!have_dns())
        return;
    patience(names[row->arg]);
    told_fails(row->code, ask_name(names[row->arg]));
    patience("");
}

static void name_overlong(const struct ct_row *row)
{
    static char name[70000];

    memset(name, 'a', sizeof(name) - 1);
    told_fails(row->code, ask_name(name));
    name[300] = '\0';
    told_fails(row->code, ask_name(name));
}

static void name_pointer(const struct ct_row *row)
{
    told_fails(row->code, ask_name(ct_bad(row->arg)));
}

static void addr_fails(const struct ct_row *row)
{
    if (have_dns())
        told_fails(row->code, ask_addr(row->arg));
}

static void addr_pointer(const struct ct_row *row)
{
    struct key k = {.name = ct_bad(row->arg), .len = 4, .type = AF_INET};

    told_fails(row->code, ask(BY_ADDR, &k, &got, sizeof(got)));
}

/* Lengths and types that are none: their code is told. */
static void addr_bad(const struct ct_row *row)
{
    static const struct {
        int len, type, code;
    } bad[] = {{4, 99, WSAEAFNOSUPPORT},
               {15, AF_INET6, WSAEINVAL},
               {3, AF_INET, WSAEFAULT},
               {-4, AF_INET, WSAEFAULT}};

    (void)row;
    for (int i = 0; i < CT_COUNT(bad); i++) {
        struct key k = {.name = "\x7f\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0",
                        .len = bad[i].len,
                        .type = bad[i].type};

        told_fails(bad[i].code, ask(BY_ADDR, &k, &got, sizeof(got)));
    }
}

/* Nothing is left for a lookup to be made with. */
static void descriptors_gone(const struct ct_row *row)
{
    static SOCKET socks[4096];
    struct key k = {.name = "v4.test"};
    int count = 0;

    if (!have_dns())
        return;
    if (strcmp(row->function, BY_ADDR) == 0)
        k = (struct key){.name = "\xc6\x33\x64\x01", .len = 4, .type = AF_INET};
    while (count < CT_COUNT(socks) &&
           (socks[count] = socket(AF_INET, SOCK_DGRAM, 0)) != INVALID_SOCKET)
        count++;
    if (count == CT_COUNT(socks))
        ct_skip("more than %d sockets", count);
    else
        FAILS(NULL, row->code, ask(row->function, &k, &got, sizeof(got)));
    while (count > 0)
        closesocket(socks[--count]);
    CHECK(!told_more());
}

/* The request is over, whatever the program does meanwhile */

static void not_a_task(const struct ct_row *row)
{
    HANDLE bad[] = {NULL, INVALID_HANDLE_VALUE, ct_event(), window,
                    (HANDLE)(UINT_PTR)0x7fffffff};

    for (int i = 0; i < CT_COUNT(bad); i++)
        SOCKET_FAILS(row->code, WSACancelAsyncRequest(bad[i]));
}

static void cancel_refused(const struct ct_row *row)
{
    if (row->flags & CT_CLEANED)
        WSACleanup();
    SOCKET_FAILS(row->code, WSACancelAsyncRequest(NULL));
}

/* Row: by name or by address (arg). Nothing is told, nothing written. */
static void cancelled(const struct ct_row *row)
{
    HANDLE task, other;

    if (!have_dns())
        return;
    memset(&got, 0x5a, sizeof(got));
    task = row->arg ? ask_addr(50) : ask_name("never.test");
    CHECK(task != NULL);
    EQUAL(WSACancelAsyncRequest(task), 0);
    SOCKET_FAILS(WSAEALREADY, WSACancelAsyncRequest(task));
    EQUAL(got.bytes[0], 0x5a);
    other = ask_name("v4.test"); /* told after it, were it told */
    CHECK(other != task);
    told_good(other);
    CHECK(!told_more());
}

/* Row: the message is still in the queue, or has been taken (arg). */
static void cancel_late(const struct ct_row *row)
{
    HANDLE task = ask_name("127.0.0.1");

    if (row->arg)
        told_good(task);
    SOCKET_FAILS(row->code, WSACancelAsyncRequest(task));
    if (!row->arg)
        told_good(task);
    CHECK(!told_more());
}

/* An answer that comes as it is cancelled is told or is cancelled. */
static void cancel_races(const struct ct_row *row)
{
    HANDLE tasks[200], last;
    bool ended[200] = {false};
    MSG msg;

    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(tasks) && !ct_failed(); i++) {
        tasks[i] = ask_name("two.test");
        CHECK(tasks[i] != NULL);
        if (i >= 20)
            ended[i - 20] = WSACancelAsyncRequest(tasks[i - 20]) == 0;
    }
    last = ask_name("slow.test");
    while (!ct_failed() && WaitMessage() &&
           PeekMessageA(&msg, window, TOLD, TOLD, PM_REMOVE) &&
           msg.wParam != (WPARAM)last)
        for (int i = 0; i < CT_COUNT(tasks); i++)
            if (msg.wParam == (WPARAM)tasks[i]) {
                CHECK(!ended[i]);
                ended[i] = true;
            }
    for (int i = 0; i < CT_COUNT(tasks); i++)
        CHECK(ended[i]);
}

/* Hundreds at a time, one of which nobody answers. */
static void many_requests(const struct ct_row *row)
{
    HANDLE tasks[300], never;
    static char bufs[300][MAXGETHOSTSTRUCT];
    char name[32];
    MSG msg = {0};

    if (!have_dns())
        return;
    (void)row;
    never = ask_name("never.test");
    for (int i = 0; i < CT_COUNT(tasks); i++) {
        struct key k = {.name = name};

        snprintf(name, sizeof(name), "n%d.bulk.test", i);
        tasks[i] = ask(BY_NAME, &k, bufs[i], MAXGETHOSTSTRUCT);
        CHECK(tasks[i] != NULL);
    }
    for (int left = CT_COUNT(tasks); left > 0 && !ct_failed(); left--) {
        while (!ct_failed() &&
               !PeekMessageA(&msg, window, TOLD, TOLD, PM_REMOVE))
            EQUAL(MsgWaitForMultipleObjects(0, NULL, FALSE, 20000,
                                            QS_ALLPOSTMESSAGE),
                  WAIT_OBJECT_0);
        EQUAL(WSAGETASYNCERROR(msg.lParam), 0);
        for (int i = 0; i < CT_COUNT(tasks); i++)
            if (msg.wParam == (WPARAM)tasks[i]) {
                snprintf(name, sizeof(name), "n%d.bulk.test", i);
                SAME(((HOSTENT *)(void *)bufs[i])->h_name, name);
                tasks[i] = NULL;
            }
    }
    for (int i = 0; i < CT_COUNT(tasks); i++)
        CHECK(tasks[i] == NULL);
    EQUAL(WSACancelAsyncRequest(never), 0);
}

/* Nobody is told, and the others are. */
static void window_gone(const struct ct_row *row)
{
    HWND gone = window_make();
    struct key k = {.name = "slow.test"};
    HANDLE task;

    if (!have_dns())
        return;
    (void)row;
    task = ask_at(gone, BY_NAME, &k, &got, sizeof(got));
    CHECK(task != NULL);
    EQUAL(DestroyWindow(gone), TRUE);
    told_good(ask_name("slow.test")); /* takes as long */
    SOCKET_FAILS(WSAEALREADY, WSACancelAsyncRequest(task));
    CHECK(!told_more());
}

/* The last WSACleanup ends requests without a word. */
static void cleaned_up(const struct ct_row *row)
{
    HANDLE task;

    if (!have_dns())
        return;
    (void)row;
    memset(&got, 0x5a, sizeof(got));
    task = ask_name("never.test");
    CHECK(task != NULL);
    EQUAL(WSACleanup(), 0);
    CHECK(!told_more());
    EQUAL(got.bytes[0], 0x5a);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &(WSADATA){0}), 0);
    SOCKET_FAILS(WSAEALREADY, WSACancelAsyncRequest(task));
    told_good(ask_name("v4.test"));
    CHECK(!told_more());
}

#define NAME(err, n, what)                                                     \
    ROW(WSAAsyncGetHostByName, err, what, name_fails, .arg = n)
#define ADDR(err, n, what)                                                     \
    ROW(WSAAsyncGetHostByAddr, err, what, addr_fails, .arg = n)

static const struct ct_row rows[] = {
    ROWS_ANY(WSAAsyncGetHostByName),
    ROWS_ANY(WSAAsyncGetHostByAddr),
    RULE(WSAAsyncGetHostByName, "a host with aliases", name_found),
    RULE(WSAAsyncGetHostByName, "a thousand addresses", many_addresses),
    RULE(WSAAsyncGetHostByName, "this machine", own_name),
    RULE(WSAAsyncGetHostByAddr, "IPv4", addr_found),
    RULE(WSAAsyncGetHostByAddr, "IPv6", addr6_found),
    ROW(WSAAsyncGetHostByName, WSAEFAULT, "told: NULL name", name_pointer,
        .arg = CT_NULL),
    ROW(WSAAsyncGetHostByName, WSAEFAULT, "told: unmapped name", name_pointer,
        .arg = CT_UNMAPPED),
    NAME(WSAHOST_NOT_FOUND, 0, "told: empty label"),
    NAME(WSAHOST_NOT_FOUND, 10, "told: blank"),
    NAME(WSAHOST_NOT_FOUND, 1, "told: rcode 3"),
    ROW(WSAAsyncGetHostByName, WSAHOST_NOT_FOUND, "told: overlong names",
        name_overlong),
    NAME(WSANO_DATA, 2, "told: IPv6 address"),
    NAME(WSANO_DATA, 3, "told: IPv6 name"),
    NAME(WSANO_DATA, 4, "told: no address"),
    NAME(WSANO_RECOVERY, 5, "told: rcode 1"),
    NAME(WSANO_RECOVERY, 6, "told: rcode 4"),
    NAME(WSANO_RECOVERY, 7, "told: rcode 5"),
    NAME(WSATRY_AGAIN, 8, "told: rcode 2"),
    NAME(WSATRY_AGAIN, 9, "told: no answer"),
    ROW(WSAAsyncGetHostByName, WSAEWOULDBLOCK, "no descriptors",
        descriptors_gone),
    ROW(WSAAsyncGetHostByAddr, WSAEFAULT, "told: NULL address", addr_pointer,
        .arg = CT_NULL),
    ROW(WSAAsyncGetHostByAddr, WSAEFAULT, "told: unmapped address",
        addr_pointer, .arg = CT_UNMAPPED),
    ROW(WSAAsyncGetHostByAddr, WSAEFAULT, "told: 2 bytes of an address",
        addr_pointer, .arg = CT_EDGE),
    RULE(WSAAsyncGetHostByAddr, "bad lengths and types are told", addr_bad),
    ADDR(WSAHOST_NOT_FOUND, 99, "told: rcode 3"),
    ADDR(WSANO_DATA, 26, "told: no PTR record"),
    ADDR(WSANO_RECOVERY, 20, "told: rcode 1"),
    ADDR(WSANO_RECOVERY, 24, "told: rcode 4"),
    ADDR(WSANO_RECOVERY, 25, "told: rcode 5"),
    ADDR(WSATRY_AGAIN, 21, "told: rcode 2"),
    ROW(WSAAsyncGetHostByAddr, WSAEWOULDBLOCK, "no descriptors",
        descriptors_gone),

    ROW(WSACancelAsyncRequest, WSANOTINITIALISED, "before WSAStartup",
        cancel_refused, .flags = CT_UNSTARTED),
    ROW(WSACancelAsyncRequest, WSANOTINITIALISED, "after WSACleanup",
        cancel_refused, .flags = CT_CLEANED),
    ROW(WSACancelAsyncRequest, WSAEINVAL, "no task handles", not_a_task),
    ROW(WSACancelAsyncRequest, WSAEALREADY, "the message is in the queue",
        cancel_late),
    ROW(WSACancelAsyncRequest, WSAEALREADY, "the message was taken",
        cancel_late, .arg = 1),
    RULE(WSACancelAsyncRequest, "nothing is told of a name", cancelled),
    RULE(WSACancelAsyncRequest, "nothing is told of an address", cancelled,
         .arg = 1),
    RULE(WSACancelAsyncRequest, "as answers come", cancel_races),
    RULE(WSAAsyncGetHostByName, "hundreds at a time", many_requests),
    RULE(WSAAsyncGetHostByName, "the window goes first", window_gone),
    RULE(WSAAsyncGetHostByName, "ended by WSACleanup", cleaned_up),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
