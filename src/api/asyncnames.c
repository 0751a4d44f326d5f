/* SPDX-License-Identifier: MIT */
/* Doors: names looked up while the program goes on, and told by a message to a
 * window. They belong to no provider. Pages: WSAAsyncGetHostByName,
 * WSAAsyncGetHostByAddr, WSAAsyncGetServByName, WSAAsyncGetServByPort,
 * WSAAsyncGetProtoByName, WSAAsyncGetProtoByNumber, WSACancelAsyncRequest. */
#include "api/asyncnames.h"

#include "api/door.h"

#include <errno.h>

#include "name/task.h"
#include "user/post.h"
#include "user/window.h"

/* The low word of lParam is what the result takes. A queue that is full is a
 * constraint of the kind that WSAEWOULDBLOCK stands for. */
static ws2_err answer_post(const struct ws2_task_order *order, HANDLE task,
                           ws2_err err, size_t size)
{
    WORD low = size <= MAXWORD ? (WORD)size : MAXWORD;
    LPARAM reply = WSAMAKEASYNCREPLY(low, err);

    switch (ws2_post(order->window, order->message, (WPARAM)task, reply)) {
    case WS2_OK:
        return WS2_OK;
    case ERROR_INVALID_WINDOW_HANDLE:
    case ERROR_MESSAGE_SYNC_ONLY:
        return WSAEINVAL;
    default:
        return WSAEWOULDBLOCK;
    }
}

ws2_err ws2_asyncnames_fail(HWND hWnd, u_int wMsg, ws2_err code, HANDLE *task)
{
    struct ws2_task_order order = {hWnd, wMsg, NULL, 0, answer_post};

    if (!ws2_window_exists(hWnd))
        return WSAEINVAL;
    return ws2_task_fail(&order, code, task);
}

/* Runs the request between "started?" and the failing exit; task stays NULL
 * unless it is under way. errno is the program's. */
#define TASK_OF(request, ...)                                                  \
    do {                                                                       \
        struct ws2_task_order order_ = {hWnd, wMsg, buf, buflen, answer_post}; \
        int saved_ = errno;                                                    \
        ws2_err err_ = ws2_enter();                                            \
        HANDLE task_;                                                          \
                                                                               \
        if (err_ == WS2_OK && !ws2_window_exists(hWnd))                        \
            err_ = WSAEINVAL;                                                  \
        if (err_ == WS2_OK)                                                    \
            err_ = request(&order_, __VA_ARGS__, &task_);                      \
        if (err_ != WS2_OK)                                                    \
            ws2_set_last_error(err_);                                          \
        errno = saved_;                                                        \
        return err_ == WS2_OK ? task_ : NULL;                                  \
    } while (0)

HANDLE WSAAPI ws2_do_WSAAsyncGetHostByName(HWND hWnd, u_int wMsg,
                                           const char *name, char *buf,
                                           int buflen)
{
    TASK_OF(ws2_task_gethostbyname, name);
}

HANDLE WSAAPI ws2_do_WSAAsyncGetHostByAddr(HWND hWnd, u_int wMsg,
                                           const char *addr, int len, int type,
                                           char *buf, int buflen)
{
    TASK_OF(ws2_task_gethostbyaddr, addr, len, type);
}

HANDLE WSAAPI ws2_do_WSAAsyncGetServByName(HWND hWnd, u_int wMsg,
                                           const char *name, const char *proto,
                                           char *buf, int buflen)
{
    TASK_OF(ws2_task_getservbyname, name, proto);
}

HANDLE WSAAPI ws2_do_WSAAsyncGetServByPort(HWND hWnd, u_int wMsg, int port,
                                           const char *proto, char *buf,
                                           int buflen)
{
    TASK_OF(ws2_task_getservbyport, port, proto);
}

HANDLE WSAAPI ws2_do_WSAAsyncGetProtoByName(HWND hWnd, u_int wMsg,
                                            const char *name, char *buf,
                                            int buflen)
{
    TASK_OF(ws2_task_getprotobyname, name);
}

HANDLE WSAAPI ws2_do_WSAAsyncGetProtoByNumber(HWND hWnd, u_int wMsg, int number,
                                              char *buf, int buflen)
{
    TASK_OF(ws2_task_getprotobynumber, number);
}

int WSAAPI ws2_do_WSACancelAsyncRequest(HANDLE hAsyncTaskHandle)
{
    int saved = errno;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_task_cancel(hAsyncTaskHandle);
    errno = saved;
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}
