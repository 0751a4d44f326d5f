/* SPDX-License-Identifier: MIT */
/* Messages that threads send to each other's windows. */
#include "harness.h"

#define CLASS   "ws2 send class"
#define FOREVER 10000 /* ms: long enough on any machine */

/* What the procedure does with a message. */
enum {
    M_THREAD = WM_USER, /* the thread it runs on */
    M_FORWARD,          /* sends M_FORWARD with wParam - 1 to lParam's window */
    M_HOLD,             /* waits for event lParam, meanwhile deaf */
    M_IN_SEND,          /* InSendMessageEx */
    M_REPLY,            /* answers 7, sets event lParam, returns 8 */
    M_EXIT,             /* ends the thread */
    M_COUNT,            /* counts */
    M_QUIT              /* ends the thread's loop */
};

static HWND windows[8];
static LONG counts[8];

static int index_of(HWND hwnd)
{
    return (int)GetWindowLongPtrA(hwnd, GWLP_USERDATA);
}

static LRESULT reply(LPARAM event)
{
    LRESULT ok = 8;

    if (!InSendMessage() || !ReplyMessage(7) || InSendMessage() ||
        ReplyMessage(9) || (InSendMessageEx(NULL) & ISMEX_REPLIED) == 0)
        ok = 0;
    SetEvent((HANDLE)event);
    return ok;
}

static LRESULT CALLBACK proc(HWND hwnd, UINT msg, WPARAM wp, LPARAM lp)
{
    HWND next;

    switch (msg) {
    case M_THREAD:
        return GetCurrentThreadId();
    case M_FORWARD:
        if (wp == 0)
            return 0;
        next = windows[(index_of(hwnd) + 1) % (int)lp];
        return 1 + SendMessageA(next, M_FORWARD, wp - 1, lp);
    case M_HOLD:
        return WaitForSingleObject((HANDLE)lp, FOREVER) == WAIT_OBJECT_0;
    case M_IN_SEND:
        return InSendMessageEx(NULL);
    case M_REPLY:
        return reply(lp);
    case M_EXIT:
        ExitThread(5);
    case M_COUNT:
        counts[index_of(hwnd)]++;
        return 0;
    case M_QUIT:
        PostQuitMessage(0);
        return 0;
    default:
        return DefWindowProcA(hwnd, msg, wp, lp);
    }
}

static HWND window_make(void)
{
    WNDCLASSA wc;

    memset(&wc, 0, sizeof(wc));
    wc.lpfnWndProc = proc;
    wc.hInstance = GetModuleHandleA(NULL);
    wc.lpszClassName = CLASS;
    RegisterClassA(&wc);
    return CreateWindowA(CLASS, "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                         wc.hInstance, NULL);
}

struct host { /* a thread with a window and a loop */
    int i;
    HANDLE ready, thread;
};

static DWORD WINAPI host_main(LPVOID arg)
{
    struct host *host = arg;
    MSG msg;

    windows[host->i] = window_make();
    SetWindowLongPtrA(windows[host->i], GWLP_USERDATA, host->i);
    ct_fire(host->ready);
    while (GetMessageA(&msg, NULL, 0, 0) > 0)
        DispatchMessageA(&msg);
    return 0;
}

static void host_start(struct host *host, int i)
{
    host->i = i;
    host->ready = ct_event();
    host->thread = ct_thread(host_main, host);
    ct_await(host->ready);
}

static void host_end(struct host *host)
{
    PostMessageA(windows[host->i], M_QUIT, 0, 0);
    ct_join(host->thread);
}

static void across(const struct ct_row *row)
{
    struct host host;
    WCHAR wide[16];
    char text[16];
    HWND mine;

    (void)row;
    host_start(&host, 0);
    mine = window_make();
    EQUAL(SendMessageA(mine, M_THREAD, 0, 0), GetCurrentThreadId());
    EQUAL(SendMessageA(windows[0], M_THREAD, 0, 0),
          GetWindowThreadProcessId(windows[0], NULL));
    EQUAL(SendMessageA(mine, M_IN_SEND, 0, 0), ISMEX_NOSEND);
    EQUAL(SendMessageA(windows[0], M_IN_SEND, 0, 0), ISMEX_SEND);
    EQUAL(SetWindowTextW(windows[0], L"across"), TRUE);
    EQUAL(GetWindowTextA(windows[0], text, sizeof(text)), 6);
    EQUAL(strcmp(text, "across"), 0);
    EQUAL(SendMessageW(windows[0], WM_GETTEXT, 16, (LPARAM)wide), 6);
    CHECK(wide[5] == L's');
    EQUAL(InSendMessage(), FALSE);
    EQUAL(ReplyMessage(1), FALSE);
    host_end(&host);
    EQUAL(DestroyWindow(mine), TRUE);
    FAILS(0, ERROR_INVALID_WINDOW_HANDLE,
          SendMessageA(windows[0], M_THREAD, 0, 0));
}

/* Who waits for an answer answers others. */
static void nested(const struct ct_row *row)
{
    struct host hosts[3];
    int i;

    (void)row;
    for (i = 1; i < 4; i++)
        host_start(&hosts[i - 1], i);
    windows[0] = window_make();
    SetWindowLongPtrA(windows[0], GWLP_USERDATA, 0);
    EQUAL(SendMessageA(windows[1], M_FORWARD, 40, 4), 40);
    EQUAL(SendMessageA(windows[0], M_FORWARD, 41, 4), 41);
    for (i = 1; i < 4; i++)
        host_end(&hosts[i - 1]);
    EQUAL(DestroyWindow(windows[0]), TRUE);
}

static void replies(const struct ct_row *row)
{
    HANDLE event = ct_event();
    struct host host;

    (void)row;
    host_start(&host, 0);
    EQUAL(SendMessageA(windows[0], M_REPLY, 0, (LPARAM)event), 7);
    ct_await(event);
    host_end(&host);
}

static void time_outs(const struct ct_row *row)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    DWORD_PTR result = 99;
    struct host host;
    DWORD before;

    (void)row;
    host_start(&host, 0);
    EQUAL(SendMessageTimeoutA(windows[0], M_THREAD, 0, 0, SMTO_NORMAL, FOREVER,
                              &result) != 0,
          TRUE);
    EQUAL(result, GetWindowThreadProcessId(windows[0], NULL));
    EQUAL(SendNotifyMessageA(windows[0], M_HOLD, 0, (LPARAM)event), TRUE);
    before = GetTickCount();
    FAILS(0, ERROR_TIMEOUT,
          SendMessageTimeoutA(windows[0], M_COUNT, 0, 0, SMTO_NORMAL, 30,
                              &result));
    FAILS(0, ERROR_TIMEOUT,
          SendMessageTimeoutW(windows[0], M_COUNT, 0, 0, SMTO_BLOCK, 30, NULL));
    CHECK(GetTickCount() - before >= 55);
    ct_fire(event);
    EQUAL(SendMessageTimeoutA(windows[0], M_IN_SEND, 0, 0,
                              SMTO_ABORTIFHUNG | SMTO_NOTIMEOUTIFNOTHUNG,
                              FOREVER, &result) != 0,
          TRUE);
    EQUAL(result, ISMEX_SEND);
    host_end(&host);
    FAILS(
        0, ERROR_INVALID_WINDOW_HANDLE,
        SendMessageTimeoutA(windows[0], M_COUNT, 0, 0, SMTO_NORMAL, 30, NULL));
    CloseHandle(event);
}

static LRESULT told;
static ULONG_PTR told_data;
static DWORD told_thread;

static VOID CALLBACK on_result(HWND hwnd, UINT msg, ULONG_PTR data,
                               LRESULT result)
{
    CHECK(hwnd != NULL && msg >= WM_USER);
    told = result;
    told_data = data;
    told_thread = GetCurrentThreadId();
}

static void callbacks(const struct ct_row *row)
{
    struct host host;
    HWND mine;
    MSG msg;

    (void)row;
    host_start(&host, 0);
    mine = window_make();
    told_data = 0;
    EQUAL(SendMessageCallbackA(mine, M_THREAD, 0, 0, on_result, 1), TRUE);
    EQUAL(told_data, 1); /* at once */
    EQUAL(SendMessageCallbackA(windows[0], M_THREAD, 0, 0, on_result, 2), TRUE);
    EQUAL(told_data, 1);
    while (told_data != 2) { /* while this thread looks for messages */
        EQUAL(
            MsgWaitForMultipleObjects(0, NULL, FALSE, FOREVER, QS_SENDMESSAGE),
            WAIT_OBJECT_0);
        EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE), FALSE);
        if (ct_failed())
            return;
    }
    EQUAL(told, GetWindowThreadProcessId(windows[0], NULL));
    EQUAL(told_thread, GetCurrentThreadId());
    EQUAL(SendNotifyMessageA(mine, M_COUNT, 0, 0), TRUE);
    EQUAL(counts[0], 1);
    FAILS(FALSE, ERROR_MESSAGE_SYNC_ONLY,
          SendNotifyMessageA(windows[0], WM_SETTEXT, 0, (LPARAM) "text"));
    host_end(&host);
    EQUAL(DestroyWindow(mine), TRUE);
    FAILS(FALSE, ERROR_INVALID_WINDOW_HANDLE,
          SendMessageCallbackA(mine, M_THREAD, 0, 0, on_result, 3));
}

struct sender {
    HWND to;
    UINT msg;
    LPARAM lparam;
    LRESULT result;
    HANDLE about_to;
};

static DWORD WINAPI send_one(LPVOID arg)
{
    struct sender *sender = arg;

    ct_fire(sender->about_to);
    sender->result = SendMessageA(sender->to, sender->msg, 0, sender->lparam);
    return 0;
}

/* The receiver's thread ends: inside the message, or before it. */
static void receiver_ends(const struct ct_row *row)
{
    HANDLE event = ct_event(), thread;
    struct sender sender = {.msg = M_COUNT, .result = 1};
    struct host host;

    (void)row;
    host_start(&host, 0);
    EQUAL(SendMessageA(windows[0], M_EXIT, 0, 0), 0);
    ct_join(host.thread);
    EQUAL(IsWindow(windows[0]), FALSE);

    host_start(&host, 0);
    EQUAL(SendNotifyMessageA(windows[0], M_HOLD, 0, (LPARAM)event), TRUE);
    EQUAL(SendNotifyMessageA(windows[0], M_EXIT, 0, 0), TRUE);
    sender.to = windows[0];
    sender.about_to = ct_event();
    thread = ct_thread(send_one, &sender);
    ct_await(sender.about_to);
    ct_fire(event);
    ct_join(host.thread);
    ct_join(thread);
    EQUAL(sender.result, 0);
}

/* Windows without a loop get what is sent to them in waits for messages. */
static void in_waits(const struct ct_row *row)
{
    struct sender sender = {.msg = M_THREAD};
    HANDLE thread;
    MSG msg;

    (void)row;
    sender.to = window_make();
    sender.about_to = ct_event();
    thread = ct_thread(send_one, &sender);
    ct_await(sender.about_to);
    EQUAL(MsgWaitForMultipleObjects(1, &thread, FALSE, FOREVER, QS_ALLINPUT),
          WAIT_OBJECT_0 + 1);
    EQUAL(GetQueueStatus(QS_SENDMESSAGE) >> 16, QS_SENDMESSAGE);
    EQUAL(PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE), FALSE);
    EQUAL(MsgWaitForMultipleObjects(1, &thread, FALSE, FOREVER, QS_ALLINPUT),
          WAIT_OBJECT_0);
    EQUAL(sender.result, GetCurrentThreadId());
    EQUAL(DestroyWindow(sender.to), TRUE);
}

#define CROWD  6
#define ROUNDS 3000

struct member {
    struct host host;
    HANDLE go;
    LONG sent, posted, failed;
};

static struct member crowd[CROWD];
static LONG at_work;

/* Sends and posts to everybody, and serves while it waits and after. */
static DWORD WINAPI member_main(LPVOID arg)
{
    struct member *m = arg;
    int i = m->host.i;
    unsigned dice = (unsigned)i * 2654435761u + 1;
    MSG msg;
    int n;

    windows[i] = window_make();
    SetWindowLongPtrA(windows[i], GWLP_USERDATA, i);
    ct_fire(m->host.ready);
    ct_await(m->go);
    for (n = 0; n < ROUNDS; n++) {
        HWND to = windows[(dice = dice * 1664525u + 1013904223u) % CROWD];

        switch (dice >> 28) {
        case 0:
        case 1:
        case 2:
            SendMessageA(to, M_COUNT, 0, 0);
            m->sent++;
            break;
        case 3:
            if (SendNotifyMessageA(to, M_COUNT, 0, 0))
                m->sent++;
            break;
        case 4:
            if (SendMessageTimeoutA(to, M_COUNT, 0, 0, SMTO_NORMAL, FOREVER,
                                    NULL))
                m->sent++;
            break;
        default:
            if (PostMessageA(to, M_COUNT, 0, 0))
                m->posted++;
            break;
        }
        if (dice >> 30 == 3)
            while (PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE))
                DispatchMessageA(&msg);
    }
    if (InterlockedDecrement(&at_work) == 0)
        for (n = 0; n < CROWD; n++)
            PostMessageA(windows[n], M_QUIT, 0, 0);
    while (GetMessageA(&msg, NULL, 0, 0) > 0)
        DispatchMessageA(&msg);
    return 0;
}

static void many(const struct ct_row *row)
{
    HANDLE go = CreateEventA(NULL, TRUE, FALSE, NULL);
    LONG told_of = 0, made = 0;
    int i;

    (void)row;
    memset(crowd, 0, sizeof(crowd));
    memset(counts, 0, sizeof(counts));
    at_work = CROWD;
    for (i = 0; i < CROWD; i++) {
        crowd[i].host.i = i;
        crowd[i].go = go;
        crowd[i].host.ready = ct_event();
        crowd[i].host.thread = ct_thread(member_main, &crowd[i]);
        ct_await(crowd[i].host.ready);
    }
    ct_fire(go);
    for (i = 0; i < CROWD; i++)
        ct_join(crowd[i].host.thread);
    for (i = 0; i < CROWD; i++) {
        told_of += counts[i];
        made += crowd[i].sent + crowd[i].posted;
        CHECK(crowd[i].sent > 0 && crowd[i].posted > 0);
    }
    EQUAL(told_of, made);
    CloseHandle(go);
}

static const struct ct_row rows[] = {
    RULE(SendMessage, "in the window's thread", across),
    RULE(SendMessage, "threads that wait for each other", nested),
    RULE(ReplyMessage, "before the procedure returns", replies),
    RULE(SendMessageTimeout, "results and time-outs", time_outs),
    RULE(SendMessageCallback, "results later", callbacks),
    RULE(SendMessage, "to a thread that ends", receiver_ends),
    RULE(SendMessage, "to a thread that waits for handles", in_waits),
    RULE(SendMessage, "many threads send and post", many),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
