/* SPDX-License-Identifier: MIT */
/* A namespace provider for tests that does what it is asked to. One object
 * serves any number of providers; the first number of a GUID tells them apart.
 *
 * The name that is looked for is an order, a verb and a number:
 *   give:N      has N results
 *   refuse:N    NSPLookupServiceBegin fails with code N (0: names none)
 *   fail:N      NSPLookupServiceNext does
 *   wait        NSPLookupServiceNext waits for NSPLookupServiceEnd
 *   large:N     one result, with a blob of N bytes
 *   class       one result, whose comment is the name of the class that came
 *               with the query
 *   greedy      NSPLookupServiceNext wants more room, and never says how much
 *   astray:N    one result; its Nth pointer leads nowhere
 * A class whose second number is not 0 is an order, too: what has to do with it
 * fails with that code.
 * A context is the number of the provider that the order is for; others give
 * one result. */
#include "good.h"

#include <stddef.h>
#include <stdlib.h>
#include <wchar.h>

enum { LOOKUPS = 64, TEXT_MAX = 32 };

struct lookup {
    LONG used; /* the others belong to who has set it */
    GUID id, class;
    WCHAR verb[TEXT_MAX], class_name[TEXT_MAX];
    DWORD number, flags;
    unsigned left, made;
    HANDLE ended;
    BOOL armed;
    WSACOMPLETION how;
};

static struct lookup lookups[LOOKUPS];
static LONG counts[NSP_COUNTS];
static HANDLE waiting;

/* One service and one class for each provider. */
static struct {
    BOOL service, class;
    GUID class_id;
    WCHAR class_name[TEXT_MAX];
} kept[NSP_PROVIDERS];

LONG NSP_API nsp_count(int which)
{
    return counts[which];
}

HANDLE NSP_API nsp_waiting(void)
{
    return waiting;
}

static INT end(int code)
{
    if (code == 0)
        return 0;
    WSASetLastError(code);
    return SOCKET_ERROR;
}

static INT end_unnamed(int code)
{
    if (code != 0)
        WSASetLastError(code);
    return SOCKET_ERROR;
}

static BOOL is(const struct lookup *l, const WCHAR *verb)
{
    return wcscmp(l->verb, verb) == 0;
}

/* "verb:number" */
static void order_read(struct lookup *l, const WCHAR *name,
                       const WCHAR *context)
{
    size_t i = 0;

    if (name == NULL || (context != NULL && _wtoi(context) != (int)l->id.Data1))
        name = L"give:1";
    for (; name[i] != 0 && name[i] != L':' && i < TEXT_MAX - 1; i++)
        l->verb[i] = name[i];
    l->verb[i] = 0;
    l->number = name[i] == L':' ? (DWORD)_wtoi(name + i + 1) : 0;
    l->left = is(l, L"give") ? l->number : 1;
}

static struct lookup *lookup_take(void)
{
    for (int i = 0; i < LOOKUPS; i++)
        if (InterlockedCompareExchange(&lookups[i].used, TRUE, FALSE) ==
            FALSE) {
            memset(&lookups[i].id, 0,
                   sizeof(lookups[i]) - offsetof(struct lookup, id));
            return &lookups[i];
        }
    return NULL;
}

static void lookup_put(struct lookup *l)
{
    if (l->ended != NULL)
        CloseHandle(l->ended);
    InterlockedExchange(&l->used, FALSE);
}

static INT WSAAPI lookup_begin(LPGUID id, LPWSAQUERYSETW query,
                               LPWSASERVICECLASSINFOW info, DWORD flags,
                               LPHANDLE out)
{
    struct lookup *l = lookup_take();
    int code;

    if (l == NULL)
        return end(WSA_NOT_ENOUGH_MEMORY);
    l->id = *id;
    l->flags = flags;
    if (query->lpServiceClassId != NULL)
        l->class = *query->lpServiceClassId;
    if (info != NULL && info->lpszServiceClassName != NULL)
        wcsncpy(l->class_name, info->lpszServiceClassName, TEXT_MAX - 1);
    order_read(l, query->lpszServiceInstanceName, query->lpszContext);
    if (is(l, L"refuse")) {
        code = (int)l->number;
        lookup_put(l);
        return end_unnamed(code);
    }
    l->ended = CreateEvent(NULL, TRUE, FALSE, NULL);
    InterlockedIncrement(&counts[NSP_OPEN]);
    *out = (HANDLE)l;
    return 0;
}

/* A result and all that it points to. */
struct result {
    WSAQUERYSETW set;
    GUID class, id;
    WSAVERSION version;
    AFPROTOCOLS protocol;
    CSADDR_INFO address;
    struct sockaddr_in name;
    BLOB blob;
    WCHAR instance[TEXT_MAX], comment[TEXT_MAX], query[TEXT_MAX];
    BYTE bytes[];
};

static void result_fill(struct result *r, struct lookup *l)
{
    swprintf(r->instance, TEXT_MAX, L"%u-%u", (unsigned)l->id.Data1,
             l->made + 1);
    wcscpy(r->comment, is(l, L"class") ? l->class_name : L"comment");
    wcscpy(r->query, L"query");
    r->class = l->class;
    r->id = l->id;
    r->version.dwVersion = 7;
    r->protocol.iAddressFamily = AF_INET;
    r->name.sin_family = AF_INET;
    r->name.sin_port = htons((u_short)l->id.Data1);
    r->address.RemoteAddr.lpSockaddr = (struct sockaddr *)&r->name;
    r->address.RemoteAddr.iSockaddrLength = sizeof(r->name);
    r->blob.cbSize = is(l, L"large") ? l->number : 4;
    r->blob.pBlobData = r->bytes;
    memset(r->bytes, 0x5a, r->blob.cbSize);
}

/* What was asked for, at the beginning and now. */
static void set_fill(struct result *r, DWORD flags)
{
    WSAQUERYSETW *s = &r->set;

    s->dwSize = sizeof(*s);
    s->dwNameSpace = NSP_SPACE;
    s->lpNSProviderId = &r->id;
    if (flags & LUP_RETURN_NAME)
        s->lpszServiceInstanceName = r->instance;
    if (flags & LUP_RETURN_TYPE)
        s->lpServiceClassId = &r->class;
    if (flags & LUP_RETURN_VERSION)
        s->lpVersion = &r->version;
    if (flags & LUP_RETURN_COMMENT)
        s->lpszComment = r->comment;
    if (flags & LUP_RETURN_QUERY_STRING)
        s->lpszQueryString = r->query;
    if (flags & LUP_RETURN_BLOB)
        s->lpBlob = &r->blob;
    if (flags & LUP_RETURN_ADDR) {
        s->dwNumberOfProtocols = 1;
        s->lpafpProtocols = &r->protocol;
        s->dwNumberOfCsAddrs = 1;
        s->lpcsaBuffer = &r->address;
    }
}

/* The pointers that may lead nowhere. */
static void set_spoil(WSAQUERYSETW *s, DWORD which)
{
    static void *const nowhere = (void *)(uintptr_t)0x20;

    switch (which) {
    case 0:
        s->lpszServiceInstanceName = nowhere;
        break;
    case 1:
        s->lpServiceClassId = nowhere;
        break;
    case 2:
        s->lpcsaBuffer->RemoteAddr.lpSockaddr = nowhere;
        break;
    case 3:
        s->lpcsaBuffer->LocalAddr.iSockaddrLength = -1;
        break;
    case 4:
        s->lpBlob->pBlobData = nowhere;
        break;
    case 5:
        s->lpBlob->cbSize = 0x7fffffff;
        break;
    case 6:
        s->dwNumberOfCsAddrs = 0xffffffff;
        break;
    default:
        s->lpBlob = nowhere;
        break;
    }
}

static INT result_give(struct lookup *l, DWORD flags, LPDWORD length,
                       WSAQUERYSETW *out)
{
    struct result *r = (struct result *)out;
    DWORD need = sizeof(*r) + (is(l, L"large") ? l->number : 4);

    if (flags & LUP_FLUSHPREVIOUS)
        return end(WSAEINVAL); /* that is the caller's to do */
    if (*length < need) {
        *length = need;
        return end(WSAEFAULT);
    }
    memset(r, 0, sizeof(*r));
    result_fill(r, l);
    set_fill(r, flags & l->flags);
    if (is(l, L"astray"))
        set_spoil(&r->set, l->number);
    l->made++;
    l->left--;
    return 0;
}

static INT WSAAPI lookup_next(HANDLE h, DWORD flags, LPDWORD length,
                              LPWSAQUERYSETW out)
{
    struct lookup *l = (struct lookup *)h;

    if (is(l, L"fail"))
        return end_unnamed((int)l->number);
    if (is(l, L"greedy"))
        return end(WSAEFAULT);
    if (is(l, L"wait")) {
        SetEvent(waiting);
        WaitForSingleObject(l->ended, INFINITE);
        lookup_put(l);
        return end(WSA_E_CANCELLED);
    }
    if (l->left == 0)
        return end(NSP_NO_MORE);
    return result_give(l, flags, length, out);
}

/* Notification: an order to tell it is another control code. */
static void armed_tell(struct lookup *l, DWORD status)
{
    WSACOMPLETION *how = &l->how;
    OVERLAPPED *o = how->Parameters.Event.lpOverlapped;

    if (!l->armed)
        return;
    l->armed = FALSE;
    switch (how->Type) {
    case NSP_NOTIFY_HWND:
        if (status == 0)
            PostMessageW(how->Parameters.WindowMessage.hWnd,
                         how->Parameters.WindowMessage.uMsg,
                         how->Parameters.WindowMessage.context, 0);
        break;
    case NSP_NOTIFY_EVENT:
        o->Internal = status;
        SetEvent(o->hEvent);
        break;
    case NSP_NOTIFY_PORT:
        o->Internal = status;
        PostQueuedCompletionStatus(how->Parameters.Port.hPort, 0,
                                   how->Parameters.Port.Key, o);
        break;
    default:
        break;
    }
}

static INT WSAAPI lookup_ioctl(HANDLE h, DWORD code, LPVOID in, DWORD in_size,
                               LPVOID out, DWORD out_size, LPDWORD returned,
                               LPWSACOMPLETION how, LPWSATHREADID thread)
{
    struct lookup *l = (struct lookup *)h;

    (void)in, (void)in_size, (void)thread;
    if (code == NSP_CHANGE) {
        armed_tell(l, 0);
        return 0;
    }
    if (code == NSP_WHO) {
        if (out_size < sizeof(GUID)) {
            *returned = sizeof(GUID);
            return end(WSAEFAULT);
        }
        memcpy(out, &l->id, sizeof(GUID));
        *returned = sizeof(GUID);
        return 0;
    }
    if (code == NSP_DOWN)
        return end(WSAENETDOWN);
    if (code != SIO_NSP_NOTIFY_CHANGE)
        return end(WSAEOPNOTSUPP);
    if (how == NULL || how->Type == NSP_NOTIFY_IMMEDIATELY)
        return end(WSAEWOULDBLOCK);
    if (how->Type == NSP_NOTIFY_APC) /* needs WPUQueueApc */
        return end(WSAEOPNOTSUPP);
    l->how = *how;
    l->armed = TRUE;
    return end(WSA_IO_PENDING);
}

static INT WSAAPI lookup_end(HANDLE h)
{
    struct lookup *l = (struct lookup *)h;

    armed_tell(l, WSA_OPERATION_ABORTED);
    InterlockedDecrement(&counts[NSP_OPEN]);
    if (is(l, L"wait"))
        SetEvent(l->ended); /* its Next still looks at it */
    else
        lookup_put(l);
    return 0;
}

/* The name is an order here, too. */
static INT WSAAPI set_service(LPGUID id, LPWSASERVICECLASSINFOW info,
                              LPWSAQUERYSETW service, WSAESETSERVICEOP op,
                              DWORD flags)
{
    struct lookup order = {.id = *id};
    unsigned i = id->Data1 % NSP_PROVIDERS;

    (void)info, (void)flags;
    order_read(&order, service->lpszServiceInstanceName, service->lpszContext);
    if (is(&order, L"refuse"))
        return end_unnamed((int)order.number);
    if (op != RNRSERVICE_REGISTER && !kept[i].service)
        return end(WSASERVICE_NOT_FOUND);
    kept[i].service = op == RNRSERVICE_REGISTER;
    return 0;
}

static INT WSAAPI install_class(LPGUID id, LPWSASERVICECLASSINFOW info)
{
    unsigned i = id->Data1 % NSP_PROVIDERS;

    if (info->lpServiceClassId->Data2 != 0)
        return end(info->lpServiceClassId->Data2);
    if (info->lpszServiceClassName == NULL)
        return end(WSA_INVALID_PARAMETER);
    if (kept[i].class)
        return end(WSAEALREADY);
    kept[i].class = TRUE;
    kept[i].class_id = *info->lpServiceClassId;
    wcsncpy(kept[i].class_name, info->lpszServiceClassName, TEXT_MAX - 1);
    return 0;
}

static BOOL class_known(unsigned i, const GUID *class)
{
    return kept[i].class &&
           memcmp(&kept[i].class_id, class, sizeof(*class)) == 0;
}

static INT WSAAPI remove_class(LPGUID id, LPGUID class)
{
    unsigned i = id->Data1 % NSP_PROVIDERS;

    if (class->Data2 != 0)
        return end(class->Data2);
    if (!class_known(i, class))
        return end(WSATYPE_NOT_FOUND);
    if (kept[i].service)
        return end(WSAETOOMANYREFS);
    kept[i].class = FALSE;
    return 0;
}

static INT WSAAPI class_info(LPGUID id, LPDWORD length,
                             LPWSASERVICECLASSINFOW out)
{
    struct answer {
        WSASERVICECLASSINFOW info;
        GUID id;
        WCHAR name[TEXT_MAX];
    } *answer = (struct answer *)out;
    unsigned i = id->Data1 % NSP_PROVIDERS;

    if (out->lpServiceClassId->Data2 != 0)
        return end(out->lpServiceClassId->Data2);
    if (!class_known(i, out->lpServiceClassId))
        return end(WSATYPE_NOT_FOUND);
    if (*length < sizeof(*answer)) {
        *length = sizeof(*answer);
        return end(WSAEFAULT);
    }
    answer->id = kept[i].class_id;
    wcscpy(answer->name, kept[i].class_name);
    memset(&answer->info, 0, sizeof(answer->info));
    answer->info.lpServiceClassId = &answer->id;
    answer->info.lpszServiceClassName = answer->name;
    return 0;
}

static INT WSAAPI cleanup(LPGUID id)
{
    (void)id;
    InterlockedIncrement(&counts[NSP_CLEANUPS]);
    return 0;
}

INT WSAAPI NSPStartup(LPGUID id, LPNSP_ROUTINE table)
{
    static LONG once;

    if (table->cbSize < sizeof(*table))
        return end(WSAEINVALIDPROCTABLE);
    if (InterlockedExchange(&once, 1) == 0)
        waiting = CreateEvent(NULL, FALSE, FALSE, NULL);
    kept[id->Data1 % NSP_PROVIDERS].service = FALSE;
    kept[id->Data1 % NSP_PROVIDERS].class = FALSE;
    InterlockedIncrement(&counts[NSP_STARTS]);
    table->cbSize = sizeof(*table);
    table->dwMajorVersion = 2;
    table->dwMinorVersion = 2;
    table->NSPCleanup = cleanup;
    table->NSPLookupServiceBegin = lookup_begin;
    table->NSPLookupServiceNext = lookup_next;
    table->NSPLookupServiceEnd = lookup_end;
    table->NSPSetService = set_service;
    table->NSPInstallServiceClass = install_class;
    table->NSPRemoveServiceClass = remove_class;
    table->NSPGetServiceClassInfo = class_info;
    table->NSPIoctl = lookup_ioctl;
    return 0;
}
