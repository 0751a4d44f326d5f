/* SPDX-License-Identifier: MIT */
/* Waiting on several sockets of own.c: select and WSAPoll with the handles
 * exchanged for those below, and window messages, which come to a window of the
 * layer's first. */
#include "own.h"

/* --- select: each handle's place in the set is found again by its index. A
 * handle that is none of ours may be one below. */

static SOCKET lower_of(SOCKET s)
{
    INT ignored;
    SOCKET lower = own_lower(s, &ignored);

    return lower != INVALID_SOCKET ? lower : s;
}

static fd_set *set_lower(const fd_set *set, fd_set *lowered)
{
    u_int i;

    FD_ZERO(lowered);
    for (i = 0; set != NULL && i < set->fd_count; i++)
        FD_SET(lower_of(set->fd_array[i]), lowered);
    return set != NULL ? lowered : NULL;
}

static void set_raise(fd_set *set, fd_set *lowered)
{
    u_int i, kept = 0;

    for (i = 0; set != NULL && i < set->fd_count; i++)
        if (layer_upcalls.lpWPUFDIsSet(lower_of(set->fd_array[i]), lowered))
            set->fd_array[kept++] = set->fd_array[i];
    if (set != NULL)
        set->fd_count = kept;
}

int WSPAPI own_select(int nfds, fd_set *reads, fd_set *writes, fd_set *excepts,
                      const struct timeval *timeout, LPINT err)
{
    fd_set r, w, x;
    int res =
        own_below.lpWSPSelect(nfds, set_lower(reads, &r), set_lower(writes, &w),
                              set_lower(excepts, &x), timeout, err);

    if (res == SOCKET_ERROR)
        return res;
    set_raise(reads, &r);
    set_raise(writes, &w);
    set_raise(excepts, &x);
    return res;
}

int own_poll(SOCKET lower, WSAPOLLDATA *data, DWORD size, LPINT err)
{
    WSAPOLLDATA *lowered = malloc(size);
    DWORD returned = 0;
    ULONG i;
    int res;

    own_count(LAYER_POLLS);
    if (lowered == NULL) {
        *err = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    memcpy(lowered, data, size);
    for (i = 0; i < data->fds; i++)
        lowered->fdArray[i].fd = lower_of(data->fdArray[i].fd);
    res = own_below.lpWSPIoctl(lower, SIO_EXT_POLL, lowered, size, lowered,
                               size, &returned, NULL, NULL, NULL, err);
    for (i = 0; i < data->fds; i++)
        data->fdArray[i].revents = lowered->fdArray[i].revents;
    data->result = lowered->result;
    free(lowered);
    return res;
}

/* --- WSAAsyncSelect. */

static HWND window; /* of the thread, which is its queue */
static HANDLE thread, made;

static LRESULT CALLBACK window_proc(HWND h, UINT message, WPARAM w, LPARAM l)
{
    const struct own *o;

    if (message == WM_CLOSE)
        PostQuitMessage(0);
    if (message != WM_USER)
        return message == WM_CLOSE ? 0 : DefWindowProcW(h, message, w, l);
    o = own_above((SOCKET)w);
    if (o != NULL)
        layer_upcalls.lpWPUPostMessage(o->window, o->message, (WPARAM)o->s, l);
    return 0;
}

static DWORD WINAPI window_run(void *arg)
{
    WCHAR name[] = {L'o', L'w', L'n', L'0' + LAYER_ID, 0}; /* the process's */
    WNDCLASSW class = {.lpfnWndProc = window_proc, .lpszClassName = name};
    MSG msg;

    (void)arg;
    RegisterClassW(&class);
    window = CreateWindowExW(0, name, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                             NULL, NULL);
    SetEvent(made);
    while (GetMessageW(&msg, NULL, 0, 0) > 0)
        DispatchMessageW(&msg);
    DestroyWindow(window);
    UnregisterClassW(name, NULL);
    return 0;
}

/* The tests call from one thread. */
static void window_need(void)
{
    if (thread != NULL)
        return;
    made = CreateEventW(NULL, TRUE, FALSE, NULL);
    thread = CreateThread(NULL, 0, window_run, NULL, 0, NULL);
    WaitForSingleObject(made, INFINITE);
    CloseHandle(made);
}

int WSPAPI own_asyncselect(SOCKET s, HWND to, unsigned message, long events,
                           LPINT err)
{
    struct own *o = own_get(s, err);

    if (o == NULL)
        return SOCKET_ERROR;
    window_need();
    o->window = to;
    o->message = message;
    return own_below.lpWSPAsyncSelect(o->lower, window, WM_USER, events, err);
}

void own_window_end(void)
{
    if (thread == NULL)
        return;
    PostMessageW(window, WM_CLOSE, 0, 0);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    thread = NULL;
}
