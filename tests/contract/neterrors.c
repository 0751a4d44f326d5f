/* SPDX-License-Identifier: MIT */
/* Network errors that come late, through every way in which a program may learn
 * of them: each of `errors` by each of `models`, where the two go together.
 *
 * A pair is a row. All rows of an error are measured together when the first of
 * them is run, in threads: errors that are matters of time cost it once. The
 * choices are in README.md. Needs a network where much goes wrong: far.h. */
#include "faults.h"
#include "modelsmsg.h"
#include "modelsov.h"

static const struct error errors[] = {
    {"refused", CONNECTING, REFUSED, 0, 0, false, WSAECONNREFUSED,
     ERROR_CONNECTION_REFUSED, 0},
    {"ICMP port unreachable", CONNECTING, TOLD, UNREACHABLE, 3, false,
     WSAECONNREFUSED, ERROR_CONNECTION_REFUSED, 0},
    {"ICMP net unreachable", CONNECTING, TOLD, UNREACHABLE, 0, false,
     WSAENETUNREACH, ERROR_NETWORK_UNREACHABLE, 0},
    {"ICMP host unreachable", CONNECTING, TOLD, UNREACHABLE, 1, false,
     WSAEHOSTUNREACH, ERROR_HOST_UNREACHABLE, 0},
    {"ICMP host unknown", CONNECTING, TOLD, UNREACHABLE, 7, false, WSAEHOSTDOWN,
     ERROR_HOST_DOWN, 0},
    {"nobody has the address", CONNECTING, TOLD, ABSENT, 1, false,
     WSAEHOSTUNREACH, ERROR_HOST_UNREACHABLE, 0},
    {"no answer", CONNECTING, LIMITED, SILENT, 1, false, WSAETIMEDOUT,
     ERROR_SEM_TIMEOUT, 0},
    {"ICMPv6 no route", CONNECTING, TOLD, UNREACHABLE, 0, true, WSAENETUNREACH,
     ERROR_NETWORK_UNREACHABLE, 0},

    {"reset", CONNECTED, TOLD, RESETTING, 1, false, WSAECONNRESET,
     ERROR_NETNAME_DELETED, WSAECONNRESET},
    {"retransmissions run out", CONNECTED, UNHEARD, DEAF, 1, false,
     WSAECONNABORTED, ERROR_CONNECTION_ABORTED, WSAECONNABORTED},
    {"TCP_MAXRTMS", CONNECTED, LIMITED, DEAF, 1, false, WSAETIMEDOUT,
     ERROR_SEM_TIMEOUT, WSAECONNABORTED},
    {"a router knows no way", CONNECTED, CUT, CUT_OFF, 1, false, WSAETIMEDOUT,
     ERROR_SEM_TIMEOUT, WSAECONNABORTED},
    {"keep-alive", CONNECTED, PROBED, DEAF, 1, false, WSAENETRESET,
     WSAENETRESET, WSAECONNABORTED},
    {"no interface is up", CONNECTED, DOWN, DEAF, 1, false, WSAENETDOWN,
     WSAENETDOWN, WSAENETDOWN},

    {"ICMP port unreachable", DATAGRAM, TOLD, UNREACHABLE, 3, false,
     WSAECONNRESET, ERROR_PORT_UNREACHABLE, 0},
    {"ICMP time exceeded", DATAGRAM, TOLD, EXPIRED, 0, false, WSAENETRESET,
     WSAENETRESET, 0},
    {"ICMPv6 port unreachable", DATAGRAM, TOLD, UNREACHABLE, 4, true,
     WSAECONNRESET, ERROR_PORT_UNREACHABLE, 0},
    {"ICMP port unreachable, no peer", LOOSE, TOLD, UNREACHABLE, 3, false,
     WSAECONNRESET, ERROR_PORT_UNREACHABLE, 0},
    {"ICMP time exceeded, no peer", LOOSE, TOLD, EXPIRED, 0, false,
     WSAENETRESET, WSAENETRESET, 0},

    {"reset before there is data", ACCEPTING, HANGUP, 0, 0, false,
     WSAECONNRESET, ERROR_NETNAME_DELETED, 0},
};

/* An overlapped operation by all ways to be told its end. */
#define OVERLAPPED_(function, stages, traits, start)                           \
    {#function, #function, stages, traits, by_socket, start},                  \
        {#function ", event", #function, stages, traits, by_event, start},     \
        {#function ", port", #function, stages, traits, by_port, start},       \
        {#function ", entries", #function, stages, traits, by_entries, start}, \
    {                                                                          \
#function ", pool", #function, stages, traits, by_pool, start          \
    }
#define ROUTINE(function, stages, traits, start)                               \
    {                                                                          \
#function ", routine", #function, stages, traits, by_routine, start    \
    }

static const struct model models[] = {
    {"waits", "connect", CONNECTING, 0, connect_waits, NULL},
    {"waits", "WSAConnect", CONNECTING, 0, wsaconnect_waits, NULL},
    {"asks again", "connect", CONNECTING, 0, connect_asks, NULL},
    {"exceptfds", "select", CONNECTING, 0, select_connect, NULL},
    {"SO_ERROR", "WSAPoll", CONNECTING, 0, poll_connect, NULL},
    {"SO_ERROR", "ProcessSocketNotifications", CONNECTING, 0, notify_connect,
     NULL},
    {"FD_CONNECT", "WSAEnumNetworkEvents", CONNECTING, EVENTS, events_connect,
     NULL},
    {"FD_CONNECT", "WSAAsyncSelect", CONNECTING, EVENTS, messages_connect,
     NULL},
    OVERLAPPED_(ConnectEx, CONNECTING, 0, start_connect),

    {"waits", "recv", RECEIVING, 0, recv_waits, NULL},
    {"asks", "recv", RECEIVING, 0, recv_asks, NULL},
    {"waits", "send", CONNECTED, SENDS, send_waits, NULL},
    {"asks", "send", DATAGRAM, SENDS, send_asks, NULL},
    {"readfds, recv", "select", RECEIVING, 0, select_recv, NULL},
    {"readfds, SO_ERROR", "select", RECEIVING, 0, select_so_error, NULL},
    {"writefds, send", "select", CONNECTED, SENDS, select_send, NULL},
    {"SO_ERROR", "WSAPoll", CONNECTED, 0, poll_so_error, NULL},
    {"recv", "WSAPoll", DATAGRAMS, 0, poll_recv, NULL},
    {"SO_ERROR", "ProcessSocketNotifications", CONNECTED, 0, notify_so_error,
     NULL},
    {"recv", "ProcessSocketNotifications", DATAGRAMS, 0, notify_recv, NULL},
    {"FD_CLOSE", "WSAEnumNetworkEvents", CONNECTED, EVENTS, events_close, NULL},
    {"FD_READ, recv", "WSAEnumNetworkEvents", DATAGRAMS, EVENTS, events_recv,
     NULL},
    {"FD_CLOSE", "WSAAsyncSelect", CONNECTED, EVENTS, messages_close, NULL},
    {"FD_READ, recv", "WSAAsyncSelect", DATAGRAMS, EVENTS, messages_recv, NULL},
    {"waits", "RIOReceive", RECEIVING, REGISTERS, rio_recv, NULL},
    {"waits", "RIOSend", CONNECTED, REGISTERS | SENDS, rio_send, NULL},
    OVERLAPPED_(WSARecv, RECEIVING, 0, start_recv),
    ROUTINE(WSARecv, RECEIVING, 0, start_recv),
    OVERLAPPED_(WSARecvFrom, DATAGRAMS, 0, start_recvfrom),
    ROUTINE(WSARecvFrom, DATAGRAMS, 0, start_recvfrom),
    OVERLAPPED_(WSARecvMsg, DATAGRAMS, 0, start_recvmsg),
    ROUTINE(WSARecvMsg, DATAGRAMS, 0, start_recvmsg),
    OVERLAPPED_(WSASend, CONNECTED, SENDS, start_send),
    ROUTINE(WSASend, CONNECTED, SENDS, start_send),
    OVERLAPPED_(TransmitFile, CONNECTED, SENDS, start_transmit),
    OVERLAPPED_(AcceptEx, ACCEPTING, 0, start_accept),
};

enum { ERRORS = CT_COUNT(errors), MODELS = CT_COUNT(models) };

/* What is under way by itself is no matter of probes, and what is to come of a
 * call not there before the call. */
static bool goes_with(const struct error *e, const struct model *m, int moment)
{
    if (((int)e->stage & m->stages) == 0)
        return false;
    return moment == AFTER ? (e->stage & RECEIVING) != 0
                           : e->fault != PROBED || (m->traits & SENDS) == 0;
}

/* --- What it was, and what it is from then on. */

static int wanted(const struct error *e, const struct attempt *a)
{
    return a->telling == BY_WIN32   ? e->win32
           : a->telling == BY_CLOSE ? e->closing
                                    : e->code;
}

/* A connection that broke stays broken, one that was not made can be tried
 * again, and a datagram socket has told its error. */
static int afterwards(const struct error *e)
{
    if (e->stage == CONNECTING)
        return WSAENOTCONN;
    return (e->stage & DATAGRAMS) != 0 ? WSAEWOULDBLOCK : e->code;
}

static void look_again(const struct error *e, struct attempt *a)
{
    char byte;

    if (e->stage == ACCEPTING) /* it may have got no connection */
        return;
    if ((e->stage & DATAGRAMS) != 0 && (a->model->traits & SENDS) != 0)
        return; /* there may be more */
    nonblocking(a);
    want(a, "recv afterwards", recv(a->s, &byte, 1, 0), SOCKET_ERROR);
    want(a, "the code afterwards", WSAGetLastError(), afterwards(e));
}

static void judge(const struct error *e, const struct attempt *a)
{
    if (a->code != wanted(e, a))
        ct_fail("%s: wanted %s", ct_err_name(a->code),
                ct_err_name(wanted(e, a)));
    if (a->telling == BY_WIN32 && a->result != e->code)
        ct_fail("WSAGetOverlappedResult: %s, wanted %s", ct_err_name(a->result),
                ct_err_name(e->code));
    if (a->wrong[0] != '\0')
        ct_fail("%s", a->wrong);
}

/* --- All models at once. */

static struct attempt attempts[MODELS]; /* those that go together */
static int count;
static const struct error *measured; /* what they are of */
static int measured_moment;

static DWORD WINAPI attempt_main(void *arg)
{
    struct attempt *a = arg;

    a->model->run(a);
    return 0;
}

/* False: it waits still, until what it waits for goes. */
static bool has_ended(struct attempt *a, HANDLE thread, ULONGLONG end)
{
    ULONGLONG now = GetTickCount64();

    if (WaitForSingleObject(thread, end > now ? (DWORD)(end - now) : 0) ==
        WAIT_OBJECT_0)
        return true;
    snprintf(a->wrong, sizeof(a->wrong), "hears nothing");
    SetEvent(a->event);
    closesocket(a->s);
    CloseHandle(a->port);
    ct_join(thread);
    return false;
}

static void attempts_prepare(const struct error *e, int moment)
{
    int i;

    memset(attempts, 0, sizeof(attempts));
    for (i = count = 0; i < MODELS; i++)
        if (goes_with(e, &models[i], moment))
            attempts[count++].model = &models[i];
    settings(e->fault);
    for (i = 0; i < count && !ct_failed(); i++)
        prepare(e, &attempts[i]);
}

static void happens(const struct error *e, int moment)
{
    int i;

    for (i = 0; i < count && !ct_failed(); i++)
        provoke(e, &attempts[i], moment);
    if (e->fault == DOWN)
        CHECK(far_ask("down\n"));
}

static void has_happened(const struct error *e)
{
    int i;

    if ((e->stage & DATAGRAMS) != 0)
        settle();
    for (i = 0; i < count && e->stage == CONNECTED && !ct_failed(); i++)
        has_broken(attempts[i].s);
}

static void attempts_make(const struct error *e, int moment)
{
    HANDLE threads[MODELS];
    ULONGLONG end;
    int i;

    for (i = 0; i < count; i++) {
        threads[i] = ct_thread(attempt_main, &attempts[i]);
        ct_await(attempts[i].waits);
    }
    if (moment == DURING)
        happens(e, moment);
    end = GetTickCount64() + PATIENCE_MS;
    for (i = 0; i < count; i++)
        if (has_ended(&attempts[i], threads[i], end)) {
            look_again(e, &attempts[i]);
            CloseHandle(attempts[i].port);
            CloseHandle(attempts[i].event);
        }
}

static void measure(const struct error *e, int moment)
{
    attempts_prepare(e, moment);
    if (moment == AFTER) {
        happens(e, moment);
        has_happened(e);
    }
    if (!ct_failed())
        attempts_make(e, moment);
    measured = ct_failed() ? NULL : e;
    measured_moment = moment;
}

static const struct attempt *attempt_of(const struct model *m)
{
    int i;

    for (i = 0; attempts[i].model != m; i++)
        ;
    return &attempts[i];
}

/* Row: the error (arg), the model (arg2), the moment (arg3). */
static void pair(const struct ct_row *row)
{
    const struct error *e = &errors[row->arg];

    if (e->six ? !far_ready6() : !far_ready())
        return;
    if ((measured != e || measured_moment != row->arg3) && rio_begin())
        measure(e, row->arg3);
    if (!ct_failed())
        judge(e, attempt_of(&models[row->arg2]));
}

/* --- The matrix. */

static struct ct_row rows[ERRORS * MODELS * MOMENTS];
static char labels[ERRORS * MODELS * MOMENTS][100];
static int pairs;

/* The pages of network events have codes that come with them. */
static bool is_documented(const struct error *e, const struct model *m,
                          int code)
{
    return (m->traits & EVENTS) != 0 && (e->stage & DATAGRAMS) == 0 &&
           (code == WSAECONNREFUSED || code == WSAENETUNREACH ||
            code == WSAETIMEDOUT || code == WSAECONNRESET ||
            code == WSAECONNABORTED);
}

static void row_make(int error, int model, int moment)
{
    struct ct_row *row = &rows[pairs];
    const struct error *e = &errors[error];
    const struct model *m = &models[model];

    if (!goes_with(e, m, moment))
        return;
    snprintf(labels[pairs], sizeof(labels[pairs]), "%s%s: %s", e->name,
             moment == AFTER ? ", earlier" : "", m->name);
    row->function = m->function;
    row->code = (m->traits & EVENTS) != 0 && e->stage == CONNECTED ? e->closing
                                                                   : e->code;
    row->shows = is_documented(e, m, row->code) ? CT_PAIR : CT_RULE;
    row->label = labels[pairs++];
    row->run = pair;
    row->arg = error;
    row->arg2 = model;
    row->arg3 = moment;
}

int main(int argc, char **argv)
{
    int error, moment, model;

    for (error = 0; error < ERRORS; error++)
        for (moment = 0; moment < MOMENTS; moment++)
            for (model = 0; model < MODELS; model++)
                row_make(error, model, moment);
    printf("%d errors, %d ways to learn of one, before it happens and after: "
           "%d go together\n",
           ERRORS, MODELS, pairs);
    return ct_main(argc, argv, rows, pairs);
}
