/* SPDX-License-Identifier: MIT */
/* WSPEventSelect and WSPEnumNetworkEvents: network events that set an event
 * object and are recorded. Pages "WSAEventSelect function" and
 * "WSAEnumNetworkEvents function". */
#include "handle/event.h"
#include "os/mem.h"
#include "sock/netevents.h"
#include "sock/wspcall.h"

static void event_tell(const struct ws2_netsink *sink, SOCKET s, LONG event,
                       ws2_err code)
{
    (void)s;
    (void)event;
    (void)code;
    ws2_event_set((struct ws2_event *)sink->obj);
}

/* To end a selection, the event is not looked at. */
static ws2_err event_select(struct ws2_sock *sk, WSAEVENT hEventObject,
                            LONG events)
{
    struct ws2_netsink sink = {.tell = event_tell, .records = true};
    ws2_err err;

    if (events == 0)
        return ws2_netevents_select(sk, NULL, 0);
    sink.obj = ws2_handle_get((ws2_handle)hEventObject, WS2_KIND_EVENT);
    if (sink.obj == NULL)
        return WSAEINVAL;
    err = ws2_netevents_select(sk, &sink, events);
    ws2_obj_put(sink.obj); /* the selection has its own */
    return err;
}

int WSPAPI ws2_wsp_eventselect(SOCKET s, WSAEVENT hEventObject,
                               long lNetworkEvents, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = event_select(sk, hEventObject, (LONG)lNetworkEvents);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static ws2_err events_enum(struct ws2_sock *sk, WSAEVENT hEventObject,
                           WSANETWORKEVENTS *out)
{
    struct ws2_obj *event = NULL;

    if (!os_mem_writable(out, sizeof(*out)))
        return WSAEFAULT;
    if (hEventObject != NULL) {
        event = ws2_handle_pin((ws2_handle)hEventObject, WS2_KIND_EVENT);
        if (event == NULL)
            return WSAEINVAL;
    }
    ws2_netevents_take(sk, (struct ws2_event *)event, out);
    if (event != NULL)
        ws2_handle_unpin((ws2_handle)hEventObject);
    return WS2_OK;
}

int WSPAPI ws2_wsp_enumnetworkevents(SOCKET s, WSAEVENT hEventObject,
                                     LPWSANETWORKEVENTS lpNetworkEvents,
                                     LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = events_enum(sk, hEventObject, lpNetworkEvents);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}
