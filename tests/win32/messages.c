/* SPDX-License-Identifier: MIT */
/* Message queues: posting, receiving, waiting, timers. */
#include "harness.h"

#define CLASS   "ws2 message class"
#define FOREVER 10000 /* ms: long enough on any machine */

static LRESULT CALLBACK proc(HWND hwnd, UINT msg, WPARAM wp, LPARAM lp)
{
    return msg == WM_USER ? (LRESULT)(wp * 2)
                          : DefWindowProcA(hwnd, msg, wp, lp);
}

static HWND window_make(void)
{
    WNDCLASSA wc;

    memset(&wc, 0, sizeof(wc));
    wc.lpfnWndProc = proc;
    wc.hInstance = GetModuleHandleA(NULL);
    wc.lpszClassName = CLASS;
    RegisterClassA(&wc);
    return CreateWindowA(CLASS, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                         wc.hInstance, NULL);
}

/* Rows share a thread: what one left in the queue is not the next one's. */
static HWND fresh(void)
{
    MSG msg;

    while (PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE))
        ;
    GetQueueStatus(QS_ALLINPUT | QS_ALLPOSTMESSAGE);
    return window_make();
}

static BOOL take(MSG *msg)
{
    memset(msg, 0x55, sizeof(*msg));
    return PeekMessageA(msg, NULL, 0, 0, PM_REMOVE);
}

static void in_order(const struct ct_row *row)
{
    HWND hwnd = fresh();
    DWORD before = GetTickCount();
    MSG msg;

    (void)row;
    EQUAL(take(&msg), FALSE);
    EQUAL(PostMessageA(hwnd, WM_APP, 1, 2), TRUE);
    EQUAL(PostThreadMessageA(GetCurrentThreadId(), WM_APP + 1, 3, 4), TRUE);
    EQUAL(PostMessageW(NULL, WM_APP + 2, 5, 6), TRUE);
    EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE | PM_NOYIELD), TRUE);
    EQUAL(msg.message, WM_APP);
    EQUAL(GetMessageA(&msg, NULL, 0, 0), TRUE);
    CHECK(msg.hwnd == hwnd);
    EQUAL(msg.message, WM_APP);
    EQUAL(msg.wParam, 1);
    EQUAL(msg.lParam, 2);
    CHECK(msg.time - before < FOREVER);
    EQUAL(GetMessageTime(), (LONG)msg.time);
    EQUAL(GetMessageW(&msg, NULL, 0, 0), TRUE);
    CHECK(msg.hwnd == NULL);
    EQUAL(msg.message, WM_APP + 1);
    EQUAL(msg.lParam, 4);
    EQUAL(take(&msg), TRUE);
    EQUAL(msg.message, WM_APP + 2);
    EQUAL(take(&msg), FALSE);
    EQUAL(DestroyWindow(hwnd), TRUE);
}

static void filters(const struct ct_row *row)
{
    HWND hwnd = fresh(), other = window_make();
    MSG msg;
    int i;

    (void)row;
    for (i = 0; i < 4; i++)
        PostMessageA(i % 2 != 0 ? other : hwnd, WM_APP + (UINT)i, 0, 0);
    PostMessageA(NULL, WM_APP + 4, 0, 0);
    EQUAL(PeekMessageA(&msg, other, 0, 0, PM_REMOVE), TRUE);
    EQUAL(msg.message, WM_APP + 1);
    EQUAL(PeekMessageA(&msg, (HWND)-1, 0, 0, PM_REMOVE), TRUE);
    EQUAL(msg.message, WM_APP + 4);
    EQUAL(PeekMessageA(&msg, (HWND)-1, 0, 0, PM_REMOVE), FALSE);
    EQUAL(PeekMessageA(&msg, NULL, WM_APP + 3, WM_APP + 9, PM_REMOVE), TRUE);
    EQUAL(msg.message, WM_APP + 3);
    EQUAL(PeekMessageA(&msg, other, 0, 0, PM_REMOVE), FALSE);
    EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE | PM_QS_PAINT), FALSE);
    EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE | PM_QS_POSTMESSAGE), TRUE);
    EQUAL(msg.message, WM_APP);
    PostMessageA(other, WM_APP, 0, 0);
    EQUAL(DestroyWindow(other), TRUE); /* with its messages */
    EQUAL(take(&msg), TRUE);
    EQUAL(msg.message, WM_APP + 2);
    EQUAL(take(&msg), FALSE);
    FAILS(FALSE, ERROR_INVALID_WINDOW_HANDLE,
          PeekMessageA(&msg, other, 0, 0, PM_REMOVE));
    FAILS(-1, ERROR_INVALID_WINDOW_HANDLE, GetMessageA(&msg, other, 0, 0));
    EQUAL(DestroyWindow(hwnd), TRUE);
}

/* Of its children, too. */
static void child_filter(const struct ct_row *row)
{
    HWND hwnd = fresh();
    HWND child = CreateWindowA(CLASS, NULL, WS_CHILD, 0, 0, 0, 0, hwnd, NULL,
                               GetModuleHandleA(NULL), NULL);
    MSG msg;

    (void)row;
    if (child == NULL)
        ct_skip("no children of message-only windows here");
    PostMessageA(child, WM_APP, 0, 0);
    EQUAL(PeekMessageA(&msg, hwnd, 0, 0, PM_REMOVE), TRUE);
    CHECK(msg.hwnd == child);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(PeekMessageA(&msg, child, 0, 0, PM_REMOVE), FALSE);
    EQUAL(DestroyWindow(hwnd), TRUE);
}

static void quits(const struct ct_row *row)
{
    HWND hwnd = fresh();
    MSG msg;

    (void)row;
    PostQuitMessage(17);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(GetMessageA(&msg, NULL, 0, 0), TRUE); /* what is posted is first */
    EQUAL(msg.message, WM_APP);
    EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE), TRUE);
    EQUAL(msg.message, WM_QUIT);
    EQUAL(GetMessageA(&msg, hwnd, WM_USER, WM_USER), FALSE); /* no filter */
    EQUAL(msg.message, WM_QUIT);
    EQUAL(msg.wParam, 17);
    EQUAL(take(&msg), FALSE);
    PostThreadMessageA(GetCurrentThreadId(), WM_QUIT, 3, 0);
    EQUAL(GetMessageA(&msg, NULL, 0, 0), FALSE);
    EQUAL(msg.wParam, 3);
    EQUAL(DestroyWindow(hwnd), TRUE);
}

static void dispatch(const struct ct_row *row)
{
    HWND hwnd = fresh();
    MSG msg;

    (void)row;
    PostMessageA(hwnd, WM_USER, 21, 0);
    EQUAL(take(&msg), TRUE);
    EQUAL(TranslateMessage(&msg), FALSE);
    EQUAL(DispatchMessageA(&msg), 42);
    EQUAL(DispatchMessageW(&msg), 42);
    EQUAL(DestroyWindow(hwnd), TRUE);
    FAILS(0, ERROR_INVALID_WINDOW_HANDLE, DispatchMessageA(&msg));
    msg.hwnd = NULL;
    EQUAL(DispatchMessageA(&msg), 0);
}

static void limits(const struct ct_row *row)
{
    HWND hwnd = fresh();
    MSG msg;
    int n = 0;

    (void)row;
    while (n < 10001 && PostMessageA(hwnd, WM_APP, (WPARAM)n, 0))
        n++;
    EQUAL(n, 10000);
    FAILS(FALSE, ERROR_NOT_ENOUGH_QUOTA, PostMessageA(hwnd, WM_APP, 0, 0));
    FAILS(FALSE, ERROR_NOT_ENOUGH_QUOTA,
          PostThreadMessageA(GetCurrentThreadId(), WM_APP, 0, 0));
    for (n = 0; n < 10000; n++) {
        NEED(take(&msg), TRUE);
        NEED(msg.wParam, n);
    }
    EQUAL(take(&msg), FALSE);
    EQUAL(DestroyWindow(hwnd), TRUE);
}

static DWORD WINAPI no_queue(LPVOID arg)
{
    HANDLE *events = arg;
    MSG msg;

    ct_fire(events[0]);
    ct_await(events[1]);
    PeekMessageA(&msg, NULL, WM_USER, WM_USER, PM_NOREMOVE);
    ct_fire(events[2]);
    EQUAL(GetMessageA(&msg, NULL, 0, 0), TRUE);
    EQUAL(msg.message, WM_APP);
    return (DWORD)msg.wParam;
}

static void threads(const struct ct_row *row)
{
    HANDLE events[3], thread;
    DWORD id = 0, code = 0;

    (void)row;
    events[0] = ct_event();
    events[1] = ct_event();
    events[2] = ct_event();
    thread = CreateThread(NULL, 0, no_queue, events, 0, &id);
    ct_keep_handle(thread);
    ct_await(events[0]);
    FAILS(FALSE, ERROR_INVALID_THREAD_ID, PostThreadMessageA(id, WM_APP, 1, 0));
    FAILS(FALSE, ERROR_INVALID_THREAD_ID,
          PostThreadMessageA(0xfffffffe, WM_APP, 1, 0));
    ct_fire(events[1]);
    ct_await(events[2]);
    EQUAL(PostThreadMessageW(id, WM_APP, 99, 0), TRUE);
    ct_join(thread);
    EQUAL(GetExitCodeThread(thread, &code), TRUE);
    EQUAL(code, 99);
    FAILS(FALSE, ERROR_INVALID_THREAD_ID, PostThreadMessageA(id, WM_APP, 1, 0));
}

static void pointers(const struct ct_row *row)
{
    HWND hwnd = fresh();

    (void)row;
    FAILS(FALSE, ERROR_MESSAGE_SYNC_ONLY,
          PostMessageA(hwnd, WM_SETTEXT, 0, (LPARAM) "text"));
    FAILS(FALSE, ERROR_MESSAGE_SYNC_ONLY,
          PostMessageA(hwnd, WM_COPYDATA, 0, (LPARAM)&hwnd));
    FAILS(FALSE, ERROR_INVALID_WINDOW_HANDLE,
          PostMessageA((HWND)0x7654, WM_APP, 0, 0));
    EQUAL(DestroyWindow(hwnd), TRUE);
}

/* To every top-level window, not to message-only ones. */
static void broadcast(const struct ct_row *row)
{
    UINT number = RegisterWindowMessageA("ws2 broadcast");
    HINSTANCE me = GetModuleHandleA(NULL);
    HWND only = fresh(), windows[2];
    DWORD_PTR result;
    MSG msg;
    int i;

    (void)row;
    for (i = 0; i < 2; i++)
        windows[i] =
            CreateWindowA(CLASS, NULL, 0, 0, 0, 0, 0, NULL, NULL, me, NULL);
    if (windows[0] == NULL) {
        ct_skip("no window without a desktop");
        return;
    }
    EQUAL(PostMessageA(HWND_BROADCAST, number, 5, 6), TRUE);
    for (i = 0; i < 2; i++) {
        EQUAL(PeekMessageA(&msg, windows[i], number, number, PM_REMOVE), TRUE);
        EQUAL(msg.wParam, 5);
    }
    EQUAL(PeekMessageA(&msg, NULL, number, number, PM_REMOVE), FALSE);
    EQUAL(SendMessageTimeoutA(HWND_BROADCAST, number, 0, 0, SMTO_NORMAL,
                              FOREVER, &result) != 0,
          TRUE);
    EQUAL(SendNotifyMessageA(HWND_BROADCAST, number, 0, 0), TRUE);
    EQUAL(DestroyWindow(windows[0]), TRUE);
    EQUAL(DestroyWindow(windows[1]), TRUE);
    EQUAL(DestroyWindow(only), TRUE);
}

static void registered(const struct ct_row *row)
{
    UINT a = RegisterWindowMessageA("ws2 test message");

    (void)row;
    CHECK(a >= 0xC000 && a <= 0xFFFF);
    EQUAL(RegisterWindowMessageA("ws2 test message"), a);
    EQUAL(RegisterWindowMessageW(L"WS2 Test Message"), a);
    CHECK(RegisterWindowMessageA("ws2 test message 2") != a);
}

static void status(const struct ct_row *row)
{
    HWND hwnd = fresh();
    DWORD posted = QS_POSTMESSAGE | QS_ALLPOSTMESSAGE;
    MSG msg;

    (void)row;
    EQUAL(GetQueueStatus(posted), 0);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(GetQueueStatus(QS_TIMER), 0);
    EQUAL(GetQueueStatus(QS_POSTMESSAGE),
          MAKELONG(QS_POSTMESSAGE, QS_POSTMESSAGE));
    EQUAL(GetQueueStatus(QS_POSTMESSAGE), MAKELONG(0, QS_POSTMESSAGE));
    EQUAL(GetQueueStatus(posted), MAKELONG(QS_ALLPOSTMESSAGE, posted));
    PostMessageA(hwnd, WM_APP, 0, 0);
    /* A filter leaves QS_ALLPOSTMESSAGE new. */
    EQUAL(PeekMessageA(&msg, NULL, WM_APP, WM_APP, PM_REMOVE), TRUE);
    EQUAL(GetQueueStatus(posted), MAKELONG(QS_ALLPOSTMESSAGE, posted));
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(take(&msg), TRUE);
    EQUAL(GetQueueStatus(posted), MAKELONG(0, posted));
    EQUAL(take(&msg), TRUE);
    EQUAL(GetQueueStatus(posted), 0);
    FAILS(0, ERROR_INVALID_FLAGS, GetQueueStatus(0x80000000));
    EQUAL(GetInputState(), FALSE);
    EQUAL(DestroyWindow(hwnd), TRUE);
}

/* Waits end for what is new only. */
static void waits(const struct ct_row *row)
{
    HWND hwnd = fresh();
    MSG msg;

    (void)row;
#define POLL(mask) MsgWaitForMultipleObjects(0, NULL, FALSE, 0, mask)
    EQUAL(POLL(QS_POSTMESSAGE), WAIT_TIMEOUT);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(POLL(QS_TIMER), WAIT_TIMEOUT);
    EQUAL(POLL(QS_POSTMESSAGE), WAIT_OBJECT_0);
    EQUAL(POLL(QS_POSTMESSAGE), WAIT_OBJECT_0);
    EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE), TRUE);
    EQUAL(POLL(QS_POSTMESSAGE), WAIT_TIMEOUT);
    EQUAL(MsgWaitForMultipleObjectsEx(0, NULL, 0, QS_POSTMESSAGE,
                                      MWMO_INPUTAVAILABLE),
          WAIT_OBJECT_0);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(POLL(QS_POSTMESSAGE), WAIT_OBJECT_0);
    EQUAL(take(&msg), TRUE);
    EQUAL(POLL(QS_POSTMESSAGE), WAIT_TIMEOUT); /* the second is old now */
    EQUAL(take(&msg), TRUE);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(WaitMessage(), TRUE);
    EQUAL(take(&msg), TRUE);
    EQUAL(DestroyWindow(hwnd), TRUE);
#undef POLL
}

static void CALLBACK apc(ULONG_PTR arg)
{
    ++*(int *)arg;
}

static void waits_and_handles(const struct ct_row *row)
{
    HWND hwnd = fresh();
    HANDLE e[2], many[MAXIMUM_WAIT_OBJECTS];
    int calls = 0, i;
    MSG msg;

    (void)row;
    e[0] = CreateEventA(NULL, FALSE, FALSE, NULL);
    e[1] = CreateEventA(NULL, FALSE, TRUE, NULL);
    EQUAL(MsgWaitForMultipleObjects(2, e, FALSE, FOREVER, QS_ALLINPUT),
          WAIT_OBJECT_0 + 1);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(MsgWaitForMultipleObjects(2, e, FALSE, FOREVER, QS_ALLINPUT),
          WAIT_OBJECT_0 + 2);
    /* All: the events stay as they are until the rest is there. */
    EQUAL(SetEvent(e[0]), TRUE);
    EQUAL(MsgWaitForMultipleObjects(2, e, TRUE, 0, QS_ALLINPUT), WAIT_TIMEOUT);
    EQUAL(SetEvent(e[1]), TRUE);
    CHECK(MsgWaitForMultipleObjects(2, e, TRUE, FOREVER, QS_ALLINPUT) <=
          WAIT_OBJECT_0 + 2);
    EQUAL(WaitForSingleObject(e[0], 0), WAIT_TIMEOUT);
    EQUAL(WaitForSingleObject(e[1], 0), WAIT_TIMEOUT);
    EQUAL(take(&msg), TRUE);
    QueueUserAPC(apc, GetCurrentThread(), (ULONG_PTR)&calls);
    EQUAL(MsgWaitForMultipleObjectsEx(2, e, 0, QS_ALLINPUT, 0), WAIT_TIMEOUT);
    EQUAL(
        MsgWaitForMultipleObjectsEx(2, e, FOREVER, QS_ALLINPUT, MWMO_ALERTABLE),
        WAIT_IO_COMPLETION);
    EQUAL(calls, 1);
    for (i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
        many[i] = e[0];
    FAILS(WAIT_FAILED, ERROR_INVALID_PARAMETER,
          MsgWaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, many, FALSE, 0,
                                    QS_ALLINPUT));
    CloseHandle(e[0]);
    CloseHandle(e[1]);
    EQUAL(DestroyWindow(hwnd), TRUE);
}

static int procs;

static VOID CALLBACK timer_proc(HWND hwnd, UINT msg, UINT_PTR id, DWORD time)
{
    (void)hwnd;
    CHECK(GetTickCount() - time < FOREVER);
    EQUAL(msg, WM_TIMER);
    procs += (int)id;
}

static void timers(const struct ct_row *row)
{
    HWND hwnd = fresh();
    DWORD before;
    UINT_PTR id;
    MSG msg;

    (void)row;
    before = GetTickCount();
    EQUAL(SetTimer(hwnd, 3, 20, NULL), 3);
    EQUAL(GetMessageA(&msg, NULL, 0, 0), TRUE);
    EQUAL(msg.message, WM_TIMER);
    EQUAL(msg.wParam, 3);
    CHECK(msg.hwnd == hwnd);
    CHECK(GetTickCount() - before >= 18);
    EQUAL(GetMessageA(&msg, hwnd, WM_TIMER, WM_TIMER), TRUE); /* and again */
    EQUAL(KillTimer(hwnd, 3), TRUE);
    EQUAL(KillTimer(hwnd, 3), FALSE);
    EQUAL(take(&msg), FALSE);

    id = SetTimer(NULL, 12345, 10, timer_proc);
    CHECK(id != 0 && id != 12345);
    EQUAL(SetTimer(NULL, id, 10, timer_proc), id); /* replaced */
    procs = 0;
    EQUAL(GetMessageA(&msg, NULL, 0, 0), TRUE);
    CHECK(msg.hwnd == NULL);
    EQUAL(DispatchMessageA(&msg), 0);
    EQUAL(procs, (int)id);
    EQUAL(KillTimer(NULL, id), TRUE);

    /* A wait for timers ends, others do not. */
    EQUAL(SetTimer(hwnd, 1, 10, NULL), 1);
    EQUAL(MsgWaitForMultipleObjects(0, NULL, FALSE, 50, QS_POSTMESSAGE),
          WAIT_TIMEOUT);
    EQUAL(MsgWaitForMultipleObjects(0, NULL, FALSE, FOREVER, QS_TIMER),
          WAIT_OBJECT_0);
    EQUAL(GetQueueStatus(QS_TIMER) >> 16, QS_TIMER);
    PostMessageA(hwnd, WM_APP, 0, 0);
    EQUAL(take(&msg), TRUE);
    EQUAL(msg.message, WM_APP); /* timers come last */
    EQUAL(take(&msg), TRUE);
    EQUAL(msg.message, WM_TIMER);
    EQUAL(DestroyWindow(hwnd), TRUE); /* and its timers */
    EQUAL(GetQueueStatus(QS_TIMER), 0);
    FAILS(0, ERROR_INVALID_WINDOW_HANDLE, SetTimer(hwnd, 1, 10, NULL));
}

static const struct ct_row rows[] = {
    RULE(GetMessage, "in the order of posting", in_order),
    RULE(PeekMessage, "windows, numbers, kinds", filters),
    RULE(PeekMessage, "a window and its children", child_filter),
    RULE(PostQuitMessage, "after what is posted, for any filter", quits),
    RULE(DispatchMessage, "to the procedure", dispatch),
    RULE(PostMessage, "10,000 messages", limits),
    RULE(PostThreadMessage, "threads with and without a queue", threads),
    RULE(PostMessage, "pointers and windows that are gone", pointers),
    RULE(PostMessage, "HWND_BROADCAST", broadcast),
    RULE(RegisterWindowMessage, "one number for a string", registered),
    RULE(GetQueueStatus, "what is there, what is new", status),
    RULE(MsgWaitForMultipleObjects, "new messages", waits),
    RULE(MsgWaitForMultipleObjects, "handles and APCs", waits_and_handles),
    RULE(SetTimer, "messages and procedures", timers),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
