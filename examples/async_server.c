/* SPDX-License-Identifier: MIT */
/* Echoes bytes with one thread, a window that nobody sees, and WSAAsyncSelect:
 * the way of programs with a message loop. Windows Sockets post a message when
 * there is something to do on a socket, and the window's procedure does it.
 * Press Enter to stop.
 *
 *     async_server PORT
 */
#include "example.h"

#define WM_SOCKET (WM_APP + 1)

/* A connection, and what of its data waits for room to go back. */
struct conn {
    struct conn *next;
    SOCKET s;
    int len, sent;
    char buf[4096];
};

static struct conn *conns;

static struct conn *conn_find(SOCKET s)
{
    struct conn *c = conns;

    while (c != NULL && c->s != s)
        c = c->next;
    return c;
}

static void conn_close(SOCKET s)
{
    struct conn **link = &conns, *c;

    while (*link != NULL && (*link)->s != s)
        link = &(*link)->next;
    c = *link;
    if (c == NULL)
        return;
    *link = c->next;
    closesocket(c->s);
    free(c);
}

/* False when the connection is gone, or its data has to wait: FD_WRITE comes
 * when there is room again. */
static BOOL send_back(struct conn *c)
{
    while (c->sent < c->len) {
        int n = send(c->s, c->buf + c->sent, c->len - c->sent, 0);

        if (n == SOCKET_ERROR) {
            if (WSAGetLastError() != WSAEWOULDBLOCK)
                conn_close(c->s);
            return FALSE;
        }
        c->sent += n;
    }
    c->len = c->sent = 0;
    return TRUE;
}

/* Each recv has FD_READ posted again if there is more. */
static void on_read(struct conn *c)
{
    if (c->len > 0)
        return; /* the rest comes after what waits */
    c->len = recv(c->s, c->buf, sizeof(c->buf), 0);
    if (c->len > 0)
        send_back(c);
    else if (c->len == 0 || WSAGetLastError() != WSAEWOULDBLOCK)
        conn_close(c->s);
    else
        c->len = 0; /* the message was about data that is read already */
}

/* An accepted socket has the listener's window and events. */
static void on_accept(SOCKET listener)
{
    SOCKET s = accept(listener, NULL, NULL);
    struct conn *c;

    if (s == INVALID_SOCKET)
        return; /* that client left before it was served */
    c = calloc(1, sizeof(*c));
    if (c == NULL) {
        closesocket(s);
        return;
    }
    c->s = s;
    c->next = conns;
    conns = c;
}

static void on_socket(SOCKET s, int event, int error)
{
    struct conn *c = conn_find(s);

    if (event == FD_ACCEPT) {
        on_accept(s);
        return;
    }
    if (c == NULL)
        return; /* closed since this was posted */
    if (error != 0)
        conn_close(s);
    else if (event == FD_WRITE && c->len > 0 && send_back(c))
        on_read(c);
    else if (event == FD_READ || event == FD_CLOSE)
        on_read(c);
}

static LRESULT CALLBACK window_proc(HWND window, UINT message, WPARAM wparam,
                                    LPARAM lparam)
{
    switch (message) {
    case WM_SOCKET:
        on_socket((SOCKET)wparam, WSAGETSELECTEVENT(lparam),
                  WSAGETSELECTERROR(lparam));
        return 0;
    case WM_DESTROY:
        PostQuitMessage(0);
        return 0;
    default: /* WM_CLOSE destroys the window */
        return DefWindowProc(window, message, wparam, lparam);
    }
}

static HWND window_create(void)
{
    HINSTANCE instance = GetModuleHandle(NULL);
    WNDCLASSEX wc;

    memset(&wc, 0, sizeof(wc));
    wc.cbSize = sizeof(wc);
    wc.lpfnWndProc = window_proc;
    wc.hInstance = instance;
    wc.lpszClassName = TEXT("async_server");
    if (RegisterClassEx(&wc) == 0)
        return NULL;
    return CreateWindowEx(0, wc.lpszClassName, TEXT("async_server"), 0, 0, 0, 0,
                          0, HWND_MESSAGE, NULL, instance, NULL);
}

static unsigned __stdcall close_on_enter(void *window)
{
    HANDLE entered = new_event();

    wait_for_enter(entered);
    CloseHandle(entered);
    PostMessage((HWND)window, WM_CLOSE, 0, 0);
    return 0;
}

int main(int argc, char **argv)
{
    SOCKET listener;
    HANDLE waiter;
    HWND window;
    MSG msg;

    if (argc != 2) {
        fprintf(stderr, "usage: async_server PORT\n");
        return 2;
    }
    start_winsock();
    window = window_create();
    if (window == NULL) {
        print_error("window", (int)GetLastError());
        return 1;
    }
    listener = bind_loopback(SOCK_STREAM, parse_port(argv[1]));
    if (listener == INVALID_SOCKET)
        return 1;
    if (WSAAsyncSelect(listener, window, WM_SOCKET,
                       FD_ACCEPT | FD_READ | FD_WRITE | FD_CLOSE) != 0 ||
        listen(listener, SOMAXCONN) != 0) {
        print_error("listen", WSAGetLastError());
        return 1;
    }
    waiter = start_thread(close_on_enter, window);
    while (GetMessage(&msg, NULL, 0, 0) > 0) {
        TranslateMessage(&msg);
        DispatchMessage(&msg);
    }
    WaitForSingleObject(waiter, INFINITE);
    CloseHandle(waiter);
    closesocket(listener);
    while (conns != NULL)
        conn_close(conns->s);
    WSACleanup();
    printf("stopped\n");
    return (int)msg.wParam;
}
