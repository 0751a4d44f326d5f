/* SPDX-License-Identifier: MIT */
/* Queries of NS_NLA, and being told that networks have changed. Run in a
 * network namespace of its own, whose networks the rows make and change (see
 * lonely-net); anywhere else they are skipped. */
#include "nslookup.h"

#include <stdlib.h>

#define SOON 20000 /* ms; never, if not by then */

static GUID networks = NLA_SERVICE_CLASS_GUID;
static GUID other = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

static void configure(const char *command)
{
    EQUAL(system(command), 0);
}

/* One network, 10.1.2.0/24 at n0, and no other. */
static bool on_network(void)
{
    if (getenv("CT_NETWORK") == NULL) {
        ct_skip("needs a network namespace of its own");
        return false;
    }
    configure("six=/proc/sys/net/ipv6/conf/default/disable_ipv6;"
              "[ ! -e $six ] || echo 1 >$six; ip link del n0 2>/dev/null;"
              "ip link add n0 type veth peer name p0 && ip link set p0 up &&"
              "ip link set n0 up && ip address add 10.1.2.3/24 dev n0 &&"
              "until ip link show n0 | grep -q 'state UP'; do :; done");
    return !ct_failed();
}

static void address_comes(void)
{
    configure("ip address add 10.1.2.4/24 dev n0");
}

static HANDLE asked(void)
{
    WSAQUERYSETA set = ns_query(NS_NLA, NULL, &networks);

    return ns_begin(&set, LUP_RETURN_ALL);
}

static int watch(HANDLE lookup, WSACOMPLETION *how)
{
    DWORD n = 0;

    return WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n,
                       how);
}

static void begin_fails(const struct ct_row *row)
{
    WSAQUERYSETA set =
        ns_query(NS_NLA, NULL, row->arg == 1 ? &other : &networks);
    AFPROTOCOLS bluetooth = {32, 3};
    HANDLE lookup = NULL;

    if (row->arg == 2) {
        set.dwNumberOfProtocols = 1;
        set.lpafpProtocols = &bluetooth;
    }
    SOCKET_FAILS(row->code,
                 WSALookupServiceBeginA(
                     &set, row->arg == 0 ? LUP_CONTAINERS : 0, &lookup));
}

static void told(HANDLE lookup, const char *name, DWORD change)
{
    EQUAL(ns_next(lookup), 0);
    ns_same(result.set.lpszServiceInstanceName, name);
    EQUAL(result.set.dwOutputFlags, change);
    EQUAL(result.set.dwNameSpace, NS_NLA);
    EQUAL(result.set.lpBlob == NULL, change == RESULT_IS_DELETED);
}

/* Chained blobs: where the next one is counts from the first. */
static void network_told(const struct ct_row *row)
{
    const NLA_BLOB *blob;
    HANDLE lookup;

    (void)row;
    if (!on_network())
        return;
    lookup = asked();
    told(lookup, "10.1.2.0/24", 0);
    if (ct_failed())
        return;
    ns_same(result.set.lpszComment, "n0");
    blob = (const NLA_BLOB *)(const void *)result.set.lpBlob->pBlobData;
    EQUAL(blob->header.type, NLA_INTERFACE);
    ns_same(blob->data.interfaceData.adapterName, "n0");
    blob = (const NLA_BLOB *)(const void *)(result.set.lpBlob->pBlobData +
                                            blob->header.nextOffset);
    EQUAL(blob->header.type, NLA_CONNECTIVITY);
    EQUAL(blob->data.connectivity.type, NLA_NETWORK_UNMANAGED);
    EQUAL(blob->data.connectivity.internet, NLA_INTERNET_NO);
    EQUAL(blob->header.nextOffset, 0);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    ns_end(lookup);
}

/* Without a class, as programs ask for all networks. */
static void no_class(const struct ct_row *row)
{
    WSAQUERYSETA set = ns_query(NS_NLA, NULL, NULL);
    HANDLE lookup;

    (void)row;
    if (!on_network())
        return;
    lookup = ns_begin(&set, LUP_RETURN_ALL);
    told(lookup, "10.1.2.0/24", 0);
    ns_end(lookup);
}

static void poll_unchanged(const struct ct_row *row)
{
    WSACOMPLETION now = {.Type = NSP_NOTIFY_IMMEDIATELY};
    HANDLE lookup;

    if (!on_network())
        return;
    lookup = asked();
    SOCKET_FAILS(row->code, watch(lookup, NULL));
    SOCKET_FAILS(row->code, watch(lookup, &now));
    address_comes();
    EQUAL(watch(lookup, NULL), 0);
    EQUAL(watch(lookup, &now), 0);
    ns_end(lookup);
}

/* What there is, and then, set by set, what has changed. */
static void changes_told(const struct ct_row *row)
{
    HANDLE lookup;

    (void)row;
    if (!on_network())
        return;
    lookup = asked();
    SOCKET_FAILS(WSAEWOULDBLOCK, watch(lookup, NULL));
    told(lookup, "10.1.2.0/24", 0);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    address_comes();
    told(lookup, "10.1.2.0/24", RESULT_IS_CHANGED);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    configure("ip address flush dev n0 && ip address add 10.7.0.1/16 dev n0");
    told(lookup, "10.7.0.0/16", RESULT_IS_ADDED);
    told(lookup, "10.1.2.0/24", RESULT_IS_DELETED);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    ns_end(lookup);
}

static WSAOVERLAPPED ov; /* a row that failed may leave it pending */

static void event_set(const struct ct_row *row)
{
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};
    HANDLE lookup;

    if (!on_network())
        return;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    how.Parameters.Event.lpOverlapped = &ov;
    lookup = asked();
    SOCKET_FAILS(row->code, watch(lookup, &how));
    EQUAL(WaitForSingleObject(ov.hEvent, 0), WAIT_TIMEOUT);
    address_comes();
    EQUAL(WaitForSingleObject(ov.hEvent, SOON), WAIT_OBJECT_0);
    EQUAL(ov.Internal, 0);
    ns_end(lookup);
}

static int apc_code;

static void CALLBACK apc_run(DWORD code, DWORD n, WSAOVERLAPPED *o, DWORD flags)
{
    (void)n, (void)o, (void)flags;
    apc_code = (int)code;
}

static void end_aborts(const struct ct_row *row)
{
    WSACOMPLETION how = {.Type = NSP_NOTIFY_APC};
    HANDLE lookup;

    if (!on_network())
        return;
    memset(&ov, 0, sizeof(ov));
    how.Parameters.Apc.lpOverlapped = &ov;
    how.Parameters.Apc.lpfnCompletionProc = apc_run;
    apc_code = CT_UNTOUCHED;
    lookup = asked();
    SOCKET_FAILS(WSA_IO_PENDING, watch(lookup, &how));
    ns_end(lookup);
    EQUAL(SleepEx(SOON, TRUE), WAIT_IO_COMPLETION);
    EQUAL(apc_code, row->code);
}

static void packet_queued(const struct ct_row *row)
{
    HANDLE port = ct_keep_handle(
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0));
    WSACOMPLETION how = {.Type = NSP_NOTIFY_PORT};
    OVERLAPPED *taken = NULL;
    ULONG_PTR key = 0;
    HANDLE lookup;
    DWORD n;

    (void)row;
    if (!on_network())
        return;
    memset(&ov, 0, sizeof(ov));
    how.Parameters.Port.lpOverlapped = &ov;
    how.Parameters.Port.hPort = port;
    how.Parameters.Port.Key = 7;
    lookup = asked();
    SOCKET_FAILS(WSA_IO_PENDING, watch(lookup, &how));
    address_comes();
    EQUAL(GetQueuedCompletionStatus(port, &n, &key, &taken, SOON), TRUE);
    EQUAL(key, 7);
    CHECK(taken == &ov);
    ns_end(lookup);
}

static void message_posted(const struct ct_row *row)
{
    WNDCLASSEXW class = {.cbSize = sizeof(class),
                         .lpfnWndProc = DefWindowProcW,
                         .lpszClassName = L"nsnla"};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_HWND};
    HANDLE lookup;
    HWND window;
    MSG msg;

    (void)row;
    if (!on_network())
        return;
    RegisterClassExW(&class);
    window = CreateWindowExW(0, L"nsnla", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
                             NULL, NULL, NULL);
    how.Parameters.WindowMessage.hWnd = window;
    how.Parameters.WindowMessage.uMsg = WM_USER + 1;
    how.Parameters.WindowMessage.context = 77;
    lookup = asked();
    SOCKET_FAILS(WSA_IO_PENDING, watch(lookup, &how));
    address_comes();
    EQUAL(GetMessageW(&msg, window, WM_USER, WM_USER + 1), TRUE);
    EQUAL(msg.message, WM_USER + 1);
    EQUAL(msg.wParam, 77);
    ns_end(lookup);
    DestroyWindow(window);
}

static void ioctl_fails(const struct ct_row *row)
{
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};
    HANDLE lookup = asked();
    DWORD n = 0;

    switch (row->arg) {
    case 0: /* no OVERLAPPED */
        SOCKET_FAILS(row->code, watch(lookup, &how));
        break;
    case 1:
        how.Type = (WSACOMPLETIONTYPE)99;
        SOCKET_FAILS(row->code, watch(lookup, &how));
        break;
    case 2: /* one at a time */
        memset(&ov, 0, sizeof(ov));
        how.Parameters.Event.lpOverlapped = &ov;
        SOCKET_FAILS(WSA_IO_PENDING, watch(lookup, &how));
        SOCKET_FAILS(row->code, watch(lookup, &how));
        break;
    default:
        SOCKET_FAILS(row->code, WSANSPIoctl(lookup, SIO_ADDRESS_LIST_CHANGE,
                                            NULL, 0, NULL, 0, &n, NULL));
        break;
    }
    ns_end(lookup);
}

/* The kernel cannot be asked. */
static void no_descriptors(const struct ct_row *row)
{
    HANDLE lookup;

    if (getenv("CT_NETWORK") == NULL) {
        ct_skip("needs a limit of descriptors");
        return;
    }
    lookup = asked();
    while (socket(AF_INET, SOCK_DGRAM, 0) != INVALID_SOCKET)
        ;
    EQUAL(WSAGetLastError(), WSAEMFILE);
    SOCKET_FAILS(row->code, watch(lookup, NULL));
    ns_end(lookup);
}

static const struct ct_row rows[] = {
    ROW(WSALookupServiceBegin, WSANO_DATA, "NLA has no containers", begin_fails,
        .arg = 0),
    ROW(WSALookupServiceBegin, WSASERVICE_NOT_FOUND, "NLA, another class",
        begin_fails, .arg = 1),
    ROW(WSALookupServiceBegin, WSAEINVAL, "NLA, a family that is not IP's",
        begin_fails, .arg = 2),
    RULE(WSALookupServiceNext, "NLA, a network", network_told),
    RULE(WSALookupServiceNext, "NLA, no class", no_class),
    RULE(WSALookupServiceNext, "NLA, what has changed", changes_told),
    ROW(WSANSPIoctl, WSAEWOULDBLOCK, "nothing has changed", poll_unchanged),
    ROW(WSANSPIoctl, WSA_IO_PENDING, "event", event_set),
    ROW(WSANSPIoctl, WSA_OPERATION_ABORTED, "WSALookupServiceEnd", end_aborts),
    RULE(WSANSPIoctl, "completion port", packet_queued),
    RULE(WSANSPIoctl, "window", message_posted),
    ROW(WSANSPIoctl, WSAEFAULT, "no OVERLAPPED", ioctl_fails, .arg = 0),
    ROW(WSANSPIoctl, WSAEINVAL, "unknown way to be told", ioctl_fails,
        .arg = 1),
    ROW(WSANSPIoctl, WSAEINVAL, "a second one while one is pending",
        ioctl_fails, .arg = 2),
    ROW(WSANSPIoctl, WSAEOPNOTSUPP, "unknown code", ioctl_fails, .arg = 3),
    ROW(WSANSPIoctl, WSAENETDOWN, "no descriptor to ask the kernel with",
        no_descriptors),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
