/* SPDX-License-Identifier: MIT */
/* What the programs on ProcessSocketNotifications share. Declares what
 * mingw-w64's headers and library lack: all of it. */
#ifndef CT_SOCKNOTIFY_H
#define CT_SOCKNOTIFY_H

#include "harness.h"

#ifndef SOCK_NOTIFY_OP_ENABLE
#define SOCK_NOTIFY_REGISTER_EVENT_NONE   0x00
#define SOCK_NOTIFY_REGISTER_EVENT_IN     0x01
#define SOCK_NOTIFY_REGISTER_EVENT_OUT    0x02
#define SOCK_NOTIFY_REGISTER_EVENT_HANGUP 0x04
#define SOCK_NOTIFY_EVENT_IN              0x01
#define SOCK_NOTIFY_EVENT_OUT             0x02
#define SOCK_NOTIFY_EVENT_HANGUP          0x04
#define SOCK_NOTIFY_EVENT_ERR             0x40
#define SOCK_NOTIFY_EVENT_REMOVE          0x80
#define SOCK_NOTIFY_OP_NONE               0x00
#define SOCK_NOTIFY_OP_ENABLE             0x01
#define SOCK_NOTIFY_OP_DISABLE            0x02
#define SOCK_NOTIFY_OP_REMOVE             0x04
#define SOCK_NOTIFY_TRIGGER_ONESHOT       0x01
#define SOCK_NOTIFY_TRIGGER_PERSISTENT    0x02
#define SOCK_NOTIFY_TRIGGER_LEVEL         0x04
#define SOCK_NOTIFY_TRIGGER_EDGE          0x08

typedef struct SOCK_NOTIFY_REGISTRATION {
    SOCKET socket;
    PVOID completionKey;
    UINT16 eventFilter;
    UINT8 operation, triggerFlags;
    DWORD registrationResult;
} SOCK_NOTIFY_REGISTRATION;

#define SocketNotificationRetrieveEvents(e) ((e)->dwNumberOfBytesTransferred)

static inline DWORD ProcessSocketNotifications(HANDLE port, UINT32 count,
                                               SOCK_NOTIFY_REGISTRATION *infos,
                                               UINT32 timeout, ULONG max,
                                               OVERLAPPED_ENTRY *entries,
                                               UINT32 *received)
{
    union {
        FARPROC any;
        DWORD(WINAPI *fn)
        (HANDLE, UINT32, SOCK_NOTIFY_REGISTRATION *, UINT32, ULONG,
         OVERLAPPED_ENTRY *, UINT32 *);
    } found;

    found.any = GetProcAddress(GetModuleHandleA("ws2_32.dll"),
                               "ProcessSocketNotifications");
    return found.any != NULL
               ? found.fn(port, count, infos, timeout, max, entries, received)
               : (DWORD)ERROR_PROC_NOT_FOUND;
}
#endif

#define SN_IN      SOCK_NOTIFY_REGISTER_EVENT_IN
#define SN_OUT     SOCK_NOTIFY_REGISTER_EVENT_OUT
#define SN_HANGUP  SOCK_NOTIFY_REGISTER_EVENT_HANGUP
#define SN_LEVEL   SOCK_NOTIFY_TRIGGER_LEVEL
#define SN_EDGE    SOCK_NOTIFY_TRIGGER_EDGE
#define SN_ONESHOT SOCK_NOTIFY_TRIGGER_ONESHOT
#define SN_ENABLE  SOCK_NOTIFY_OP_ENABLE
#define SN_DISABLE SOCK_NOTIFY_OP_DISABLE
#define SN_REMOVE  SOCK_NOTIFY_OP_REMOVE

enum { SN_KEY = 4711 };

static inline HANDLE sn_port(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    CHECK(port != NULL);
    return port;
}

static inline SOCK_NOTIFY_REGISTRATION sn_registration(SOCKET s, int operation,
                                                       int filter, int trigger)
{
    SOCK_NOTIFY_REGISTRATION r;

    memset(&r, 0, sizeof(r));
    r.socket = s;
    r.completionKey = (PVOID)SN_KEY;
    r.operation = (UINT8)operation;
    r.eventFilter = (UINT16)filter;
    r.triggerFlags = (UINT8)trigger;
    r.registrationResult = CT_UNTOUCHED;
    return r;
}

/* Carries one registration out; its result. */
static inline DWORD sn_process(HANDLE port, SOCKET s, int operation, int filter,
                               int trigger)
{
    SOCK_NOTIFY_REGISTRATION r = sn_registration(s, operation, filter, trigger);

    EQUAL(ProcessSocketNotifications(port, 1, &r, 0, 0, NULL, NULL), 0);
    return r.registrationResult;
}

static inline void sn_enable(HANDLE port, SOCKET s, int filter, int trigger)
{
    EQUAL(sn_process(port, s, SN_ENABLE, filter, trigger), 0);
}

/* The events of the next notification. */
static inline UINT32 sn_next(HANDLE port)
{
    OVERLAPPED_ENTRY e;
    UINT32 n = 0;

    memset(&e, 0, sizeof(e));
    EQUAL(ProcessSocketNotifications(port, 0, NULL, INFINITE, 1, &e, &n), 0);
    EQUAL(n, 1);
    EQUAL(e.lpCompletionKey, SN_KEY);
    return SocketNotificationRetrieveEvents(&e);
}

static inline void sn_nothing(HANDLE port)
{
    OVERLAPPED_ENTRY e;
    UINT32 n = 9;

    EQUAL(ProcessSocketNotifications(port, 0, NULL, 0, 1, &e, &n),
          WAIT_TIMEOUT);
    EQUAL(n, 0);
}

#endif
