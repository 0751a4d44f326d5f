/* SPDX-License-Identifier: MIT */
/* WSANSPIoctl: control codes of namespace providers, and notification of
 * changes. */
#include "nsproviders.h"

static void ioctl_who(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1", .provider = &second);
    DWORD size = 0;
    GUID id = {0};

    SOCKET_FAILS(row->code,
                 WSANSPIoctl(h, NSP_WHO, NULL, 0, &id, 4, &size, NULL));
    EQUAL(size, sizeof(id));
    SOCKET_FAILS(row->code, WSANSPIoctl(h, NSP_WHO, NULL, 0, ct_readonly(),
                                        sizeof(id), &size, NULL));
    SOCKET_FAILS(row->code, WSANSPIoctl(h, NSP_WHO, ct_unmapped(), 4, &id,
                                        sizeof(id), &size, NULL));
    SOCKET_FAILS(row->code, WSANSPIoctl(h, NSP_WHO, NULL, 0, &id, sizeof(id),
                                        ct_unmapped(), NULL));
    SOCKET_FAILS(row->code, WSANSPIoctl(h, NSP_WHO, NULL, 0, &id, sizeof(id),
                                        &size, ct_unmapped()));
    EQUAL(WSANSPIoctl(h, NSP_WHO, NULL, 0, &id, sizeof(id), &size, NULL), 0);
    CHECK(memcmp(&id, &second, sizeof(id)) == 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

enum ioctl_fault { SEVERAL, POLLED, IMMEDIATE, UNKNOWN, DOWN, BAD_TYPE, ARMED };

static void ioctl_code(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1", .provider = row->arg == SEVERAL ? NULL : &first);
    OVERLAPPED o = {.hEvent = ct_event()};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};
    WSACOMPLETION *given = &how;
    DWORD size = 0, code = SIO_NSP_NOTIFY_CHANGE;

    how.Parameters.Event.lpOverlapped = &o;
    switch (row->arg) {
    case POLLED:
        given = NULL;
        break;
    case IMMEDIATE:
        how.Type = NSP_NOTIFY_IMMEDIATELY;
        break;
    case UNKNOWN:
        code = 4711;
        break;
    case DOWN:
        code = NSP_DOWN;
        break;
    case BAD_TYPE:
        how.Type = (WSACOMPLETIONTYPE)5;
        break;
    default:
        break;
    }
    SOCKET_FAILS(row->code,
                 WSANSPIoctl(h, code, NULL, 0, NULL, 0, &size, given));
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void ioctl_overlapped(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1", .provider = &first);
    WSACOMPLETION how = {.Type = (WSACOMPLETIONTYPE)row->arg};
    DWORD size = 0;

    how.Parameters.Event.lpOverlapped = ct_readonly();
    SOCKET_FAILS(WSAEFAULT, WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL,
                                        0, &size, &how));
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void change_arm(HANDLE h, WSACOMPLETION *how)
{
    DWORD size = 0;

    SOCKET_FAILS(WSA_IO_PENDING, WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0,
                                             NULL, 0, &size, how));
    memset(how, 0xff, sizeof(*how)); /* nobody needs it any more */
}

static void change_tell(HANDLE h)
{
    DWORD size = 0;

    EQUAL(WSANSPIoctl(h, NSP_CHANGE, NULL, 0, NULL, 0, &size, NULL), 0);
}

static void change_event(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1", .provider = &first), event = ct_event();
    OVERLAPPED o = {.hEvent = event};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};

    how.Parameters.Event.lpOverlapped = &o;
    change_arm(h, &how);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    if (row->arg)
        EQUAL(WSALookupServiceEnd(h), 0);
    else
        change_tell(h);
    ct_await(event);
    EQUAL(o.Internal, row->code);
    if (!row->arg)
        EQUAL(WSALookupServiceEnd(h), 0);
}

static void change_port(const struct ct_row *row)
{
    HANDLE port = ct_keep_handle(
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1));
    HANDLE h = ASK(L"give:1", .provider = &first);
    OVERLAPPED o = {0}, *told = NULL;
    WSACOMPLETION how = {.Type = NSP_NOTIFY_PORT};
    ULONG_PTR key = 0;
    DWORD bytes;

    (void)row;
    how.Parameters.Port.lpOverlapped = &o;
    how.Parameters.Port.hPort = port;
    how.Parameters.Port.Key = 42;
    change_arm(h, &how);
    change_tell(h);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &told, 5000));
    EQUAL(key, 42);
    EQUAL(told, &o);
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void change_window(const struct ct_row *row)
{
    HWND window = CreateWindowA("STATIC", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                                NULL, NULL);
    HANDLE h = ASK(L"give:1", .provider = &first);
    WSACOMPLETION how = {.Type = NSP_NOTIFY_HWND};
    MSG msg = {0};

    how.Parameters.WindowMessage.hWnd = window;
    how.Parameters.WindowMessage.uMsg = WM_USER + 7;
    how.Parameters.WindowMessage.context = 99;
    change_arm(h, &how);
    if (!row->arg)
        change_tell(h);
    EQUAL(WSALookupServiceEnd(h), 0);
    EQUAL(PeekMessageA(&msg, window, WM_USER + 7, WM_USER + 7, PM_REMOVE),
          !row->arg);
    if (!row->arg)
        EQUAL(msg.wParam, 99);
    DestroyWindow(window);
}

#define CHANGE(err, what, fault)                                               \
    ROW(WSANSPIoctl, err, what, ioctl_code, .arg = fault)

static const struct ct_row rows[] = {
    ROW(WSANSPIoctl, WSAEFAULT, "bad memory, too little room", ioctl_who),
    CHANGE(WSAEINVAL, "several providers", SEVERAL),
    CHANGE(WSAEINVAL, "unknown completion", BAD_TYPE),
    CHANGE(WSAEWOULDBLOCK, "polled, nothing changed", POLLED),
    CHANGE(WSAEWOULDBLOCK, "NSP_NOTIFY_IMMEDIATELY", IMMEDIATE),
    CHANGE(WSAEOPNOTSUPP, "unknown control code", UNKNOWN),
    CHANGE(WSAENETDOWN, "the provider says so", DOWN),
    CHANGE(WSA_IO_PENDING, "armed", ARMED),
    RULE(WSANSPIoctl, "event, OVERLAPPED in bad memory", ioctl_overlapped,
         .arg = NSP_NOTIFY_EVENT),
    RULE(WSANSPIoctl, "port, OVERLAPPED in bad memory", ioctl_overlapped,
         .arg = NSP_NOTIFY_PORT),
    RULE(WSANSPIoctl, "APC, OVERLAPPED in bad memory", ioctl_overlapped,
         .arg = NSP_NOTIFY_APC),
    RULE(WSANSPIoctl, "a change, by event", change_event),
    ROW(WSANSPIoctl, WSA_OPERATION_ABORTED, "the query ends", change_event,
        .arg = 1),
    RULE(WSANSPIoctl, "a change, by port", change_port),
    RULE(WSANSPIoctl, "a change, by message", change_window),
    RULE(WSANSPIoctl, "the query ends: no message", change_window, .arg = 1),
};

int main(int argc, char **argv)
{
    return ns_main(argc, argv, rows, CT_COUNT(rows));
}
