/* SPDX-License-Identifier: MIT */
/* The NLA name space provider by its own table, as the dispatcher calls it, on
 * networks that the test makes and changes: it runs in a network namespace of
 * its own (tests/contract/lonely-net), and is skipped anywhere else. */
#include <winsock2.h>
#include <windows.h>

#include <mswsock.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "name/nsp.h"
#include "name/text.h"

#define SOON      20000 /* ms; never, if not by then */
#define CANCELLED 0xc0000120u

static GUID provider = NLA_NAMESPACE_GUID;
static NSP_ROUTINE nsp = {.cbSize = sizeof(nsp)};

static union {
    WSAQUERYSETW set;
    char bytes[65536];
} result;

static void configure(const char *command)
{
    assert_int_equal(system(command), 0);
}

static int begin(WSAQUERYSETW *set, DWORD flags, HANDLE *lookup)
{
    set->dwSize = sizeof(*set);
    return nsp.NSPLookupServiceBegin(&provider, set, NULL, flags, lookup) == 0
               ? 0
               : WSAGetLastError();
}

static HANDLE begun(DWORD flags)
{
    WSAQUERYSETW set = {0};
    HANDLE lookup;

    assert_int_equal(begin(&set, flags, &lookup), 0);
    return lookup;
}

static int next(HANDLE lookup)
{
    DWORD length = sizeof(result);

    return nsp.NSPLookupServiceNext(lookup, LUP_RETURN_ALL, &length,
                                    &result.set) == 0
               ? 0
               : WSAGetLastError();
}

static void end(HANDLE lookup)
{
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
}

static int watch(HANDLE lookup, WSACOMPLETION *how)
{
    DWORD n = 1;
    INT res = nsp.NSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n,
                           how, NULL);

    assert_int_equal(n, 0);
    return res == 0 ? 0 : WSAGetLastError();
}

static void same(const WCHAR *got, const char *want)
{
    WCHAR wide[256];
    size_t units = ws2_text_to_wide(want, wide);

    assert_non_null(got);
    assert_memory_equal(got, wide, units * sizeof(*wide));
}

static void told(HANDLE lookup, const char *name, const char *comment,
                 DWORD change)
{
    assert_int_equal(next(lookup), 0);
    same(result.set.lpszServiceInstanceName, name);
    same(result.set.lpszComment, comment);
    assert_int_equal(result.set.dwOutputFlags, change);
    assert_int_equal(result.set.dwNameSpace, NS_NLA);
    if (change == RESULT_IS_DELETED)
        assert_null(result.set.lpBlob);
    else
        assert_non_null(result.set.lpBlob);
}

/* The blob behind another one, or the first. */
static NLA_BLOB *blob_after(const NLA_BLOB *blob)
{
    BYTE *data = result.set.lpBlob->pBlobData;
    DWORD at = blob == NULL ? 0 : blob->header.nextOffset;
    NLA_BLOB *found = (NLA_BLOB *)(void *)(data + at);

    assert_true(blob == NULL || at > 0);
    assert_true(at + found->header.dwSize <= result.set.lpBlob->cbSize);
    return found;
}

static void interface_is(const NLA_BLOB *blob, const char *name)
{
    assert_int_equal(blob->header.type, NLA_INTERFACE);
    assert_int_equal(blob->data.interfaceData.dwType, 6);
    assert_string_equal(blob->data.interfaceData.adapterName, name);
}

static void connectivity_is(const NLA_BLOB *blob, int type, int internet)
{
    assert_int_equal(blob->header.type, NLA_CONNECTIVITY);
    assert_int_equal(blob->data.connectivity.type, type);
    assert_int_equal(blob->data.connectivity.internet, internet);
}

/* An interface that runs once its other end does, with an address. */
static void link_make(int n, const char *address)
{
    char command[512];

    snprintf(command, sizeof(command),
             "ip link add d%d type veth peer name p%d && ip link set p%d up &&"
             "ip link set d%d up && ip address add %s dev d%d &&"
             "until ip link show d%d | grep -q 'state UP'; do :; done",
             n, n, n, n, address, n, n);
    configure(command);
}

static int networks_up(void **state)
{
    (void)state;
    link_make(0, "10.1.2.3/24");
    return 0;
}

static int networks_down(void **state)
{
    (void)state;
    configure("for d in d0 d1; do ip link del $d 2>/dev/null; done; :");
    return 0;
}

static void test_none(void **state)
{
    HANDLE lookup = begun(LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    end(lookup);
}

static void test_network(void **state)
{
    const GUID class = NLA_SERVICE_CLASS_GUID;
    HANDLE lookup = begun(LUP_RETURN_ALL);
    NLA_BLOB *blob;

    (void)state;
    told(lookup, "10.1.2.0/24", "d0", 0);
    assert_memory_equal(result.set.lpNSProviderId, &provider, sizeof(provider));
    assert_memory_equal(result.set.lpServiceClassId, &class, sizeof(class));
    blob = blob_after(NULL);
    interface_is(blob, "d0");
    blob = blob_after(blob);
    connectivity_is(blob, NLA_NETWORK_UNMANAGED, NLA_INTERNET_NO);
    assert_int_equal(blob->header.nextOffset, 0);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    end(lookup);
}

static void test_deep(void **state)
{
    HANDLE lookup = begun(LUP_RETURN_ALL | LUP_DEEP);
    NLA_BLOB *blob;

    (void)state;
    told(lookup, "10.1.2.0/24", "d0", 0);
    blob = blob_after(blob_after(blob_after(NULL)));
    assert_int_equal(blob->header.type, NLA_RAW_DATA);
    assert_string_equal(blob->data.rawData, "10.1.2.3/24");
    assert_int_equal(blob->header.nextOffset, 0);
    end(lookup);
}

static void test_internet(void **state)
{
    HANDLE lookup;

    (void)state;
    configure("ip route add default dev d0");
    lookup = begun(LUP_RETURN_ALL);
    told(lookup, "10.1.2.0/24", "d0", 0);
    connectivity_is(blob_after(blob_after(NULL)), NLA_NETWORK_UNMANAGED,
                    NLA_INTERNET_YES);
    end(lookup);
}

/* A default route over several interfaces leads out through each. */
static void test_multipath(void **state)
{
    HANDLE lookup;

    (void)state;
    link_make(1, "10.9.9.9/24");
    configure("ip route add default nexthop dev d0 nexthop dev d1");
    lookup = begun(LUP_RETURN_ALL);
    told(lookup, "10.1.2.0/24", "d0", 0);
    connectivity_is(blob_after(blob_after(NULL)), NLA_NETWORK_UNMANAGED,
                    NLA_INTERNET_YES);
    told(lookup, "10.9.9.0/24", "d1", 0);
    connectivity_is(blob_after(blob_after(NULL)), NLA_NETWORK_UNMANAGED,
                    NLA_INTERNET_YES);
    end(lookup);
}

/* Two interfaces on one network. */
static void test_together(void **state)
{
    HANDLE lookup;
    NLA_BLOB *blob;

    (void)state;
    link_make(1, "10.1.2.4/24");
    lookup = begun(LUP_RETURN_ALL);
    told(lookup, "10.1.2.0/24", "d0, d1", 0);
    blob = blob_after(NULL);
    interface_is(blob, "d0");
    blob = blob_after(blob);
    interface_is(blob, "d1");
    blob = blob_after(blob);
    connectivity_is(blob, NLA_NETWORK_UNMANAGED, NLA_INTERNET_NO);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    end(lookup);
}

/* What does not run is on no network; only link-local addresses make one that
 * is the interface's own. */
static void test_lesser(void **state)
{
    HANDLE lookup;

    (void)state;
    link_make(1, "169.254.7.8/16");
    configure("ip link set d0 down");
    lookup = begun(LUP_RETURN_ALL);
    told(lookup, "169.254.0.0/16%d1", "d1", 0);
    connectivity_is(blob_after(blob_after(NULL)), NLA_NETWORK_AD_HOC,
                    NLA_INTERNET_NO);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    end(lookup);
}

static void test_by_name(void **state)
{
    WCHAR name[] = u"10.3.0.0/16";
    WSAQUERYSETW set = {.lpszServiceInstanceName = name};
    HANDLE lookup;

    (void)state;
    link_make(1, "10.3.4.5/16");
    assert_int_equal(begin(&set, LUP_RETURN_ALL, &lookup), 0);
    told(lookup, "10.3.0.0/16", "d1", 0);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    assert_int_equal(watch(lookup, NULL), WSAEWOULDBLOCK);
    configure("ip address add 10.1.2.77/24 dev d0"); /* is another network's */
    assert_int_equal(watch(lookup, NULL), WSAEWOULDBLOCK);
    end(lookup);
}

/* Set by set: what there is, then what has changed. */
static void test_poll(void **state)
{
    WSACOMPLETION now = {.Type = NSP_NOTIFY_IMMEDIATELY};
    HANDLE lookup = begun(LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(watch(lookup, NULL), WSAEWOULDBLOCK);
    link_make(1, "10.3.4.5/16");
    assert_int_equal(watch(lookup, NULL), 0);
    assert_int_equal(watch(lookup, &now), 0);
    told(lookup, "10.1.2.0/24", "d0", 0);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    told(lookup, "10.3.0.0/16", "d1", RESULT_IS_ADDED);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    assert_int_equal(watch(lookup, &now), WSAEWOULDBLOCK);

    configure("ip address add 10.3.4.6/16 dev d1 && ip link set d0 down");
    told(lookup, "10.3.0.0/16", "d1", RESULT_IS_CHANGED);
    told(lookup, "10.1.2.0/24", "d0", RESULT_IS_DELETED);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    end(lookup);
}

/* Who has not asked for notification is told of none. */
static void test_unwatched(void **state)
{
    HANDLE lookup = begun(LUP_RETURN_ALL);

    (void)state;
    configure("ip address add 10.3.4.5/16 dev d0");
    told(lookup, "10.1.2.0/24", "d0", 0);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    end(lookup);
}

static void test_event(void **state)
{
    OVERLAPPED ov = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT,
                         .Parameters.Event.lpOverlapped = &ov};
    HANDLE lookup = begun(LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    assert_int_equal(watch(lookup, &how), WSAEINVAL); /* one at a time */
    configure("ip link set lo down && ip link set lo up");
    assert_int_equal(WaitForSingleObject(ov.hEvent, 0), WAIT_TIMEOUT);
    configure("ip address add 10.1.2.9/24 dev d0");
    assert_int_equal(WaitForSingleObject(ov.hEvent, SOON), WAIT_OBJECT_0);
    assert_int_equal(ov.Internal, 0);

    /* What was not taken yet is told at once. */
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    assert_int_equal(WaitForSingleObject(ov.hEvent, SOON), WAIT_OBJECT_0);
    told(lookup, "10.1.2.0/24", "d0", 0);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);
    told(lookup, "10.1.2.0/24", "d0", RESULT_IS_CHANGED);
    assert_int_equal(next(lookup), WSA_E_NO_MORE);

    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    assert_int_equal(WaitForSingleObject(ov.hEvent, 0), WAIT_TIMEOUT);
    end(lookup);
    assert_int_equal(WaitForSingleObject(ov.hEvent, SOON), WAIT_OBJECT_0);
    assert_int_equal((DWORD)ov.Internal, CANCELLED);
    CloseHandle(ov.hEvent);
}

static void test_port(void **state)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    OVERLAPPED ov = {0}, *taken;
    WSACOMPLETION how = {.Type = NSP_NOTIFY_PORT,
                         .Parameters.Port = {&ov, port, 0x1234}};
    HANDLE lookup = begun(LUP_RETURN_ALL);
    ULONG_PTR key;
    DWORD n;

    (void)state;
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    assert_int_equal(GetQueuedCompletionStatus(port, &n, &key, &taken, 0),
                     FALSE);
    configure("ip address add 10.1.2.9/24 dev d0");
    assert_int_equal(GetQueuedCompletionStatus(port, &n, &key, &taken, SOON),
                     TRUE);
    assert_int_equal(key, 0x1234);
    assert_ptr_equal(taken, &ov);
    assert_int_equal(n, 0);
    end(lookup);

    lookup = begun(LUP_RETURN_ALL);
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    end(lookup);
    assert_int_equal(GetQueuedCompletionStatus(port, &n, &key, &taken, SOON),
                     FALSE);
    assert_int_equal(GetLastError(), ERROR_OPERATION_ABORTED);
    assert_ptr_equal(taken, &ov);
    CloseHandle(port);
}

static DWORD apc_error;
static OVERLAPPED *apc_overlapped;

static void CALLBACK apc_run(DWORD error, DWORD n, OVERLAPPED *ov, DWORD flags)
{
    assert_int_equal(n, 0);
    assert_int_equal(flags, 0);
    apc_error = error;
    apc_overlapped = ov;
}

static void test_apc(void **state)
{
    OVERLAPPED ov = {0};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_APC,
                         .Parameters.Apc = {&ov, apc_run}};
    HANDLE lookup = begun(LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    configure("ip address add 10.1.2.9/24 dev d0");
    assert_int_equal(SleepEx(SOON, TRUE), WAIT_IO_COMPLETION);
    assert_int_equal(apc_error, 0);
    assert_ptr_equal(apc_overlapped, &ov);
    end(lookup);

    lookup = begun(LUP_RETURN_ALL);
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    end(lookup);
    assert_int_equal(SleepEx(SOON, TRUE), WAIT_IO_COMPLETION);
    assert_int_equal(apc_error, WSA_OPERATION_ABORTED);
}

/* No message says that a query has ended. */
static void test_window(void **state)
{
    WNDCLASSEXW class = {.cbSize = sizeof(class),
                         .lpfnWndProc = DefWindowProcW,
                         .lpszClassName = u"nla"};
    HWND window;
    WSACOMPLETION how = {.Type = NSP_NOTIFY_HWND};
    HANDLE lookup = begun(LUP_RETURN_ALL);
    MSG msg;

    (void)state;
    assert_int_not_equal(RegisterClassExW(&class), 0);
    window = CreateWindowExW(0, u"nla", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                             NULL, NULL);
    assert_non_null(window);
    how.Parameters.WindowMessage.hWnd = window;
    how.Parameters.WindowMessage.uMsg = WM_USER + 1;
    how.Parameters.WindowMessage.context = 77;
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    assert_int_equal(PeekMessageW(&msg, window, 0, 0, PM_REMOVE), FALSE);
    configure("ip address add 10.1.2.9/24 dev d0");
    assert_int_equal(GetMessageW(&msg, window, WM_USER, WM_USER + 10), TRUE);
    assert_int_equal(msg.message, WM_USER + 1);
    assert_int_equal(msg.wParam, 77);
    end(lookup);

    lookup = begun(LUP_RETURN_ALL);
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    end(lookup);
    assert_int_equal(PeekMessageW(&msg, window, 0, 0, PM_REMOVE), FALSE);
    DestroyWindow(window);
}

/* 0, or which step failed. */
static int child_run(HANDLE parents)
{
    OVERLAPPED ov = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT,
                         .Parameters.Event.lpOverlapped = &ov};
    WSAQUERYSETW set = {0};
    HANDLE lookup;

    if (next(parents) != 0)
        return 1;
    if (begin(&set, LUP_RETURN_ALL, &lookup) != 0 ||
        watch(lookup, &how) != WSA_IO_PENDING)
        return 2;
    if (system("ip address add 10.1.2.66/24 dev d0") != 0 ||
        WaitForSingleObject(ov.hEvent, SOON) != WAIT_OBJECT_0)
        return 3;
    return nsp.NSPLookupServiceEnd(lookup) == 0 ? 0 : 4;
}

/* Each process is told of what it asked for itself. */
static void test_fork(void **state)
{
#ifdef __SANITIZE_THREAD__
    skip(); /* the sanitizer ends what starts threads after fork */
#endif
    OVERLAPPED ov = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT,
                         .Parameters.Event.lpOverlapped = &ov};
    HANDLE lookup = begun(LUP_RETURN_ALL);
    int status;
    pid_t pid;

    (void)state;
    assert_int_equal(watch(lookup, &how), WSA_IO_PENDING);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(child_run(lookup));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(WaitForSingleObject(ov.hEvent, SOON), WAIT_OBJECT_0);
    end(lookup);
    CloseHandle(ov.hEvent);
}

#define RACES 300

static _Atomic(HANDLE) racing;
static atomic_bool raced;

static void *race_end(void *arg)
{
    while (!atomic_load(&raced)) {
        HANDLE lookup = atomic_exchange(&racing, NULL);

        if (lookup != NULL)
            end(lookup);
    }
    return arg;
}

/* A query that ends while it asks to be told: that comes to an end, too, or is
 * refused. */
static void test_races(void **state)
{
    pthread_t thread;
    int refused = 0;

    (void)state;
    atomic_store(&raced, false);
    assert_int_equal(pthread_create(&thread, NULL, race_end, NULL), 0);
    for (int i = 0; i < RACES; i++) {
        OVERLAPPED ov = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
        WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT,
                             .Parameters.Event.lpOverlapped = &ov};
        HANDLE lookup = begun(LUP_RETURN_ALL);
        DWORD n;

        atomic_store(&racing, lookup);
        if (i % 3 == 0)
            SwitchToThread();
        if (nsp.NSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n,
                         &how, NULL) != 0 &&
            WSAGetLastError() == WSA_IO_PENDING)
            assert_int_equal(WaitForSingleObject(ov.hEvent, SOON),
                             WAIT_OBJECT_0);
        else
            refused++;
        while (atomic_load(&racing) != NULL)
            SwitchToThread();
        CloseHandle(ov.hEvent);
    }
    atomic_store(&raced, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    print_message("%d of %d refused\n", refused, RACES);
}

static void test_refused(void **state)
{
    GUID other = {0x12345678, 1, 2, {3}}, class = NLA_SERVICE_CLASS_GUID;
    AFPROTOCOLS ip = {AF_INET6, 0}, bluetooth = {32, 3};
    OVERLAPPED ov = {0};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};
    HANDLE lookup;

    (void)state;
    assert_int_equal(
        begin(&(WSAQUERYSETW){.lpServiceClassId = &other}, 0, &lookup),
        WSASERVICE_NOT_FOUND);
    assert_int_equal(begin(&(WSAQUERYSETW){0}, LUP_CONTAINERS, &lookup),
                     WSANO_DATA);
    assert_int_equal(begin(&(WSAQUERYSETW){.dwNumberOfProtocols = 1,
                                           .lpafpProtocols = &bluetooth},
                           0, &lookup),
                     WSAEINVAL);
    assert_int_equal(begin(&(WSAQUERYSETW){.lpServiceClassId = &class,
                                           .dwNumberOfProtocols = 1,
                                           .lpafpProtocols = &ip},
                           0, &lookup),
                     0);
    assert_int_equal(nsp.NSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE + 1, NULL, 0,
                                  NULL, 0, NULL, NULL, NULL),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEOPNOTSUPP);
    assert_int_equal(watch(lookup, &how), WSAEFAULT);
    how = (WSACOMPLETION){.Type = NSP_NOTIFY_PORT,
                          .Parameters.Port = {&ov, NULL, 0}};
    assert_int_equal(watch(lookup, &how), WSAEINVAL);
    how = (WSACOMPLETION){.Type = NSP_NOTIFY_HWND};
    assert_int_equal(watch(lookup, &how), WSAEINVAL);
    how.Type = 99;
    assert_int_equal(watch(lookup, &how), WSAEINVAL);
    end(lookup);
    assert_int_equal(nsp.NSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL,
                                  0, NULL, NULL, NULL),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSA_INVALID_HANDLE);
    assert_int_equal(next(lookup), WSA_INVALID_HANDLE);
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSA_INVALID_HANDLE);
}

static int setup(void **state)
{
    WSADATA data;

    (void)state;
    /* Link-local addresses come when they like. */
    configure("f=/proc/sys/net/ipv6/conf/default/disable_ipv6;"
              "[ ! -e $f ] || echo 1 >$f");
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return -1;
    return ws2_nspnla_startup(&provider, &nsp);
}

static int teardown(void **state)
{
    (void)state;
    return nsp.NSPCleanup(&provider) != 0 || WSACleanup() != 0 ? -1 : 0;
}

#define ON_NETWORKS(test)                                                      \
    cmocka_unit_test_setup_teardown(test, networks_up, networks_down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none), ON_NETWORKS(test_network),
        ON_NETWORKS(test_deep),      ON_NETWORKS(test_internet),
        ON_NETWORKS(test_multipath), ON_NETWORKS(test_together),
        ON_NETWORKS(test_lesser),    ON_NETWORKS(test_by_name),
        ON_NETWORKS(test_poll),      ON_NETWORKS(test_unwatched),
        ON_NETWORKS(test_event),     ON_NETWORKS(test_port),
        ON_NETWORKS(test_apc),       ON_NETWORKS(test_window),
        ON_NETWORKS(test_fork),      ON_NETWORKS(test_races),
        ON_NETWORKS(test_refused),
    };

    if (getenv("CT_NETWORK") == NULL)
        return 77; /* no network namespace here */
    return cmocka_run_group_tests(tests, setup, teardown);
}
