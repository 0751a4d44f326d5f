/* SPDX-License-Identifier: MIT */
/* Window classes and windows that nobody sees. */
#include "harness.h"

#define CLASS "ws2 test class"

/* What the procedure below was given, one letter a message. */
static char seen[64];
static int seen_count;
static LRESULT nccreate_answer, create_answer;
static CREATESTRUCTA created;
static char created_name[32];

static void note(char c)
{
    if (seen_count < (int)sizeof(seen) - 1)
        seen[seen_count++] = c;
    seen[seen_count] = '\0';
}

static void forget(void)
{
    seen_count = 0;
    seen[0] = '\0';
    nccreate_answer = TRUE;
    create_answer = 0;
}

static LRESULT CALLBACK proc(HWND hwnd, UINT msg, WPARAM wp, LPARAM lp)
{
    switch (msg) {
    case WM_NCCREATE:
        note('n');
        DefWindowProcA(hwnd, msg, wp, lp);
        return nccreate_answer;
    case WM_CREATE:
        note('c');
        created = *(const CREATESTRUCTA *)lp;
        if (created.lpszName != NULL)
            snprintf(created_name, sizeof(created_name), "%s",
                     created.lpszName);
        return create_answer;
    case WM_DESTROY:
        note('D');
        EQUAL(IsWindow(hwnd), TRUE);
        return 0;
    case WM_NCDESTROY:
        note('N');
        return 0;
    case WM_USER:
        note('u');
        return (LRESULT)(wp + (WPARAM)lp);
    default:
        return DefWindowProcA(hwnd, msg, wp, lp);
    }
}

static ATOM class_make(const char *name, int window_extra)
{
    WNDCLASSEXA wc;

    memset(&wc, 0, sizeof(wc));
    wc.cbSize = sizeof(wc);
    wc.lpfnWndProc = proc;
    wc.hCursor = LoadCursorA(NULL, (LPCSTR)IDC_ARROW); /* or NULL */
    wc.cbWndExtra = window_extra;
    wc.hInstance = GetModuleHandleA(NULL);
    wc.lpszClassName = name;
    forget();
    return RegisterClassExA(&wc);
}

static void class_drop(void)
{
    EQUAL(UnregisterClassA(CLASS, GetModuleHandleA(NULL)), TRUE);
}

static HWND message_window(void)
{
    return CreateWindowExA(0, CLASS, "name", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
                           GetModuleHandleA(NULL), NULL);
}

static void classes(const struct ct_row *row)
{
    HINSTANCE me = GetModuleHandleA(NULL);
    WNDCLASSEXA ex;
    WNDCLASSA wc;
    HWND hwnd;
    ATOM atom;

    (void)row;
    forget();
    memset(&wc, 0, sizeof(wc));
    wc.style = CS_HREDRAW;
    wc.lpfnWndProc = proc;
    wc.cbClsExtra = 4;
    wc.cbWndExtra = 8;
    wc.hInstance = me;
    wc.lpszClassName = CLASS;
    atom = RegisterClassA(&wc);
    CHECK(atom >= 0xC000);
    FAILS(0, ERROR_CLASS_ALREADY_EXISTS, RegisterClassA(&wc));
    wc.lpszClassName = "WS2 TEST class"; /* the case does not count */
    FAILS(0, ERROR_CLASS_ALREADY_EXISTS, RegisterClassA(&wc));
    memset(&wc, 0, sizeof(wc));
    CHECK(GetClassInfoA(me, CLASS, &wc) != 0);
    EQUAL(wc.style, CS_HREDRAW);
    CHECK(wc.lpfnWndProc == proc);
    EQUAL(wc.cbClsExtra, 4);
    EQUAL(wc.cbWndExtra, 8);
    CHECK(wc.hInstance == me);
    ex.cbSize = sizeof(ex);
    EQUAL(GetClassInfoExA(me, (LPCSTR)(ULONG_PTR)atom, &ex), atom);
    EQUAL(ex.cbWndExtra, 8);
    hwnd = message_window();
    CHECK(hwnd != NULL);
    FAILS(FALSE, ERROR_CLASS_HAS_WINDOWS, UnregisterClassA(CLASS, me));
    EQUAL(DestroyWindow(hwnd), TRUE);
    EQUAL(UnregisterClassA((LPCSTR)(ULONG_PTR)atom, me), TRUE);
    FAILS(FALSE, ERROR_CLASS_DOES_NOT_EXIST, UnregisterClassA(CLASS, me));
    FAILS(FALSE, ERROR_CLASS_DOES_NOT_EXIST, GetClassInfoA(me, CLASS, &wc));
    FAILS(NULL, ERROR_CANNOT_FIND_WND_CLASS, message_window());
    memset(&ex, 0, sizeof(ex));
    ex.lpfnWndProc = proc;
    ex.lpszClassName = CLASS;
    FAILS(0, ERROR_INVALID_PARAMETER, RegisterClassExA(&ex)); /* cbSize */
    ex.cbSize = sizeof(ex);
    ex.cbWndExtra = -1;
    FAILS(0, ERROR_INVALID_PARAMETER, RegisterClassExA(&ex));
}

static void wide_classes(const struct ct_row *row)
{
    HINSTANCE me = GetModuleHandleA(NULL);
    char name[32];
    WCHAR wide[32];
    WNDCLASSEXW wc;
    HWND hwnd;

    (void)row;
    memset(&wc, 0, sizeof(wc));
    wc.cbSize = sizeof(wc);
    wc.lpfnWndProc = DefWindowProcW;
    wc.hInstance = me;
    wc.lpszClassName = L"ws2 wide class";
    CHECK(RegisterClassExW(&wc) != 0);
    hwnd = CreateWindowExW(0, L"WS2 wide class",
                           L"tex\x20ac"
                           L"t",
                           0, 0, 0, 0, 0, HWND_MESSAGE, NULL, me, NULL);
    CHECK(hwnd != NULL);
    EQUAL(IsWindowUnicode(hwnd), TRUE);
    EQUAL(GetClassNameA(hwnd, name, sizeof(name)), 14);
    EQUAL(strcmp(name, "ws2 wide class"), 0);
    EQUAL(GetClassNameW(hwnd, wide, 4), 3);
    CHECK(wide[2] == L'2' && wide[3] == 0);
    EQUAL(GetWindowTextLengthW(hwnd), 5);
    EQUAL(GetWindowTextW(hwnd, wide, 32), 5);
    CHECK(wide[3] == 0x20ac);
    EQUAL(SetWindowTextA(hwnd, "plain"), TRUE);
    EQUAL(GetWindowTextW(hwnd, wide, 32), 5);
    CHECK(wide[0] == L'p' && wide[5] == 0);
    EQUAL(GetWindowTextA(hwnd, name, sizeof(name)), 5);
    EQUAL(strcmp(name, "plain"), 0);
    EQUAL(GetWindowTextA(hwnd, name, 3), 2);
    EQUAL(strcmp(name, "pl"), 0);
    CHECK(GetWindowTextLengthA(hwnd) >= 5);
    EQUAL(DestroyWindow(hwnd), TRUE);
    EQUAL(UnregisterClassW(L"ws2 wide class", me), TRUE);
}

static void create(const struct ct_row *row)
{
    static int param;
    HWND hwnd;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    hwnd =
        CreateWindowExA(WS_EX_TOOLWINDOW, CLASS, "a name", WS_POPUP, 1, 2, 3, 4,
                        HWND_MESSAGE, NULL, GetModuleHandleA(NULL), &param);
    CHECK(hwnd != NULL);
    EQUAL(strcmp(seen, "nc"), 0);
    CHECK(created.lpCreateParams == &param);
    EQUAL(created.x, 1);
    EQUAL(created.y, 2);
    EQUAL(created.cx, 3);
    EQUAL(created.cy, 4);
    CHECK(created.hInstance == GetModuleHandleA(NULL));
    EQUAL(strcmp(created_name, "a name"), 0);
    EQUAL(IsWindow(hwnd), TRUE);
    EQUAL(IsWindowUnicode(hwnd), FALSE);
    EQUAL(SendMessageA(hwnd, WM_USER, 40, 2), 42);
    EQUAL(SendMessageW(hwnd, WM_USER, 40, 3), 43);
    EQUAL(DestroyWindow(hwnd), TRUE);
    EQUAL(strcmp(seen, "ncuuDN"), 0);
    EQUAL(IsWindow(hwnd), FALSE);
    FAILS(FALSE, ERROR_INVALID_WINDOW_HANDLE, DestroyWindow(hwnd));
    FAILS(0, ERROR_INVALID_WINDOW_HANDLE, SendMessageA(hwnd, WM_USER, 1, 2));
    FAILS(FALSE, ERROR_INVALID_WINDOW_HANDLE,
          PostMessageA(hwnd, WM_USER, 1, 2));
    class_drop();
}

static void refused(const struct ct_row *row)
{
    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    nccreate_answer = FALSE;
    CHECK(message_window() == NULL);
    EQUAL(strcmp(seen, "nN"), 0);
    forget();
    create_answer = -1;
    CHECK(message_window() == NULL);
    EQUAL(strncmp(seen, "nc", 2), 0);
    EQUAL(seen[seen_count - 1], 'N');
    FAILS(NULL, ERROR_INVALID_WINDOW_HANDLE,
          CreateWindowExA(0, CLASS, "", 0, 0, 0, 0, 0, (HWND)0x12345678, NULL,
                          NULL, NULL));
    FAILS(NULL, ERROR_TLW_WITH_WSCHILD,
          CreateWindowExA(0, CLASS, "", WS_CHILD, 0, 0, 0, 0, NULL, NULL,
                          GetModuleHandleA(NULL), NULL));
    FAILS(NULL, ERROR_CANNOT_FIND_WND_CLASS,
          CreateWindowExA(0, "ws2 no such class", "", 0, 0, 0, 0, 0,
                          HWND_MESSAGE, NULL, NULL, NULL));
    class_drop();
}

static void closing(const struct ct_row *row)
{
    HWND hwnd;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    hwnd = message_window();
    EQUAL(SendMessageA(hwnd, WM_CLOSE, 0, 0), 0);
    EQUAL(IsWindow(hwnd), FALSE);
    EQUAL(strcmp(seen, "ncDN"), 0);
    class_drop();
}

/* The parent hears of it first, and is gone last. */
static void children(const struct ct_row *row)
{
    HWND parent, child, grandchild;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    parent = message_window();
    child = CreateWindowExA(0, CLASS, "child", WS_CHILD, 0, 0, 0, 0, parent,
                            (HMENU)7, GetModuleHandleA(NULL), NULL);
    grandchild = CreateWindowExA(0, CLASS, "grandchild", WS_CHILD, 0, 0, 0, 0,
                                 child, NULL, GetModuleHandleA(NULL), NULL);
    CHECK(parent != NULL && child != NULL && grandchild != NULL);
    CHECK(GetParent(child) == parent);
    CHECK(GetParent(grandchild) == child);
    EQUAL(GetWindowLongPtrA(child, GWLP_ID), 7);
    EQUAL(IsChild(parent, grandchild), TRUE);
    EQUAL(IsChild(grandchild, parent), FALSE);
    CHECK(FindWindowExA(parent, NULL, CLASS, NULL) == child);
    CHECK(FindWindowExA(parent, child, CLASS, NULL) == NULL);
    CHECK(SetParent(grandchild, parent) == child);
    CHECK(GetParent(grandchild) == parent);
    forget();
    EQUAL(DestroyWindow(parent), TRUE);
    EQUAL(strcmp(seen, "DDDNNN"), 0);
    EQUAL(IsWindow(child), FALSE);
    EQUAL(IsWindow(grandchild), FALSE);
    class_drop();
}

static void found(const struct ct_row *row)
{
    HWND hidden, only;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    hidden = CreateWindowA(CLASS, "hidden", WS_OVERLAPPEDWINDOW, 0, 0, 10, 10,
                           NULL, NULL, GetModuleHandleA(NULL), NULL);
    only = message_window();
    CHECK(hidden != NULL && only != NULL);
    CHECK(FindWindowA(CLASS, NULL) == hidden);
    CHECK(FindWindowA(CLASS, "HIDDEN") == hidden);
    CHECK(FindWindowA(CLASS, "name") == NULL); /* message-only */
    CHECK(FindWindowW(NULL, L"hidden") == hidden);
    CHECK(FindWindowExA(HWND_MESSAGE, NULL, CLASS, NULL) == only);
    EQUAL(IsWindowVisible(hidden), FALSE);
    EQUAL(DestroyWindow(hidden), TRUE);
    CHECK(FindWindowA(CLASS, NULL) == NULL);
    EQUAL(DestroyWindow(only), TRUE);
    class_drop();
}

static LRESULT CALLBACK second_proc(HWND hwnd, UINT msg, WPARAM wp, LPARAM lp)
{
    WNDPROC first = (WNDPROC)GetWindowLongPtrA(hwnd, GWLP_USERDATA);

    if (msg == WM_USER)
        return CallWindowProcA(first, hwnd, msg, wp + 1, lp);
    return CallWindowProcA(first, hwnd, msg, wp, lp);
}

static void longs(const struct ct_row *row)
{
    LONG_PTR old;
    HWND hwnd;

    (void)row;
    CHECK(class_make(CLASS, 12) != 0);
    hwnd = message_window();
    EQUAL(GetWindowLongPtrA(hwnd, GWLP_USERDATA), 0);
    EQUAL(SetWindowLongPtrA(hwnd, GWLP_USERDATA, (LONG_PTR)0x123456789a), 0);
    EQUAL(SetWindowLongPtrW(hwnd, GWLP_USERDATA, 5), (LONG_PTR)0x123456789a);
    EQUAL(GetWindowLongPtrW(hwnd, GWLP_USERDATA), 5);
    EQUAL(GetWindowLongPtrA(hwnd, 0), 0);
    EQUAL(SetWindowLongPtrA(hwnd, 4, (LONG_PTR)0x1122334455667788), 0);
    EQUAL(GetWindowLongPtrA(hwnd, 4), (LONG_PTR)0x1122334455667788);
    EQUAL(GetWindowLongA(hwnd, 4), 0x55667788);
    EQUAL(SetWindowLongA(hwnd, 8, 1), 0x11223344);
    EQUAL(GetWindowLongPtrA(hwnd, 4), (LONG_PTR)0x155667788);
    FAILS(0, ERROR_INVALID_INDEX, GetWindowLongPtrA(hwnd, 8));
    FAILS(0, ERROR_INVALID_INDEX, SetWindowLongPtrA(hwnd, 12, 1));
    FAILS(0, ERROR_INVALID_INDEX, GetWindowLongPtrA(hwnd, -100));
    CHECK((WNDPROC)GetWindowLongPtrA(hwnd, GWLP_WNDPROC) == proc);
    old = SetWindowLongPtrA(hwnd, GWLP_WNDPROC, (LONG_PTR)second_proc);
    CHECK((WNDPROC)old == proc);
    SetWindowLongPtrA(hwnd, GWLP_USERDATA, old);
    EQUAL(SendMessageA(hwnd, WM_USER, 1, 1), 3);
    EQUAL(DestroyWindow(hwnd), TRUE);
    FAILS(0, ERROR_INVALID_WINDOW_HANDLE,
          GetWindowLongPtrA(hwnd, GWLP_USERDATA));
    class_drop();
}

/* What a caller of the other flavour gets is of use to CallWindowProc. */
static void flavours(const struct ct_row *row)
{
    char name[16];
    LONG_PTR old;
    HWND hwnd;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    hwnd = message_window();
    old = GetWindowLongPtrW(hwnd, GWLP_WNDPROC);
    EQUAL(CallWindowProcW((WNDPROC)old, hwnd, WM_SETTEXT, 0,
                          (LPARAM)L"from wide"),
          TRUE);
    EQUAL(GetWindowTextA(hwnd, name, sizeof(name)), 9);
    EQUAL(strcmp(name, "from wide"), 0);
    old = SetWindowLongPtrW(hwnd, GWLP_WNDPROC, (LONG_PTR)DefWindowProcW);
    EQUAL(IsWindowUnicode(hwnd), TRUE);
    SetWindowLongPtrW(hwnd, GWLP_WNDPROC, old);
    EQUAL(IsWindowUnicode(hwnd), FALSE);
    EQUAL(SendMessageA(hwnd, WM_USER, 1, 1), 2);
    EQUAL(DestroyWindow(hwnd), TRUE);
    class_drop();
}

static HWND others_window;

static DWORD WINAPI owner_thread(LPVOID arg)
{
    HANDLE *events = arg;

    others_window = message_window();
    ct_fire(events[0]);
    ct_await(events[1]);
    return 0;
}

/* A window ends with its thread, without a word. */
static void of_threads(const struct ct_row *row)
{
    HANDLE events[2], thread;
    DWORD id = 0, process = 0;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    events[0] = ct_event();
    events[1] = ct_event();
    thread = CreateThread(NULL, 0, owner_thread, events, 0, &id);
    ct_keep_handle(thread);
    ct_await(events[0]);
    CHECK(others_window != NULL);
    EQUAL(GetWindowThreadProcessId(others_window, &process), id);
    EQUAL(process, GetCurrentProcessId());
    FAILS(FALSE, ERROR_ACCESS_DENIED, DestroyWindow(others_window));
    FAILS(FALSE, ERROR_CLASS_HAS_WINDOWS,
          UnregisterClassA(CLASS, GetModuleHandleA(NULL)));
    ct_fire(events[1]);
    ct_join(thread);
    EQUAL(IsWindow(others_window), FALSE);
    EQUAL(strcmp(seen, "nc"), 0);
    FAILS(0, ERROR_INVALID_WINDOW_HANDLE,
          SendMessageA(others_window, WM_USER, 1, 2));
    class_drop();
}

/* The owner's windows go with it, and a parent's child of another thread, which
 * is destroyed there. */
static void owned(const struct ct_row *row)
{
    HWND owner, window;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    owner = message_window();
    window = CreateWindowExA(0, CLASS, "owned", WS_POPUP, 0, 0, 0, 0, owner,
                             NULL, GetModuleHandleA(NULL), NULL);
    if (window == NULL)
        ct_skip("no window without a desktop");
    CHECK(window == NULL || GetParent(window) == owner);
    forget();
    EQUAL(DestroyWindow(owner), TRUE);
    EQUAL(IsWindow(window), FALSE);
    if (window != NULL)
        EQUAL(strcmp(seen, "DNDN"), 0);
    class_drop();
}

struct fostered {
    HWND parent, child;
    HANDLE ready, thread;
};

static DWORD WINAPI child_thread(LPVOID arg)
{
    struct fostered *f = arg;
    MSG msg;

    f->child = CreateWindowExA(0, CLASS, "child", WS_CHILD, 0, 0, 0, 0,
                               f->parent, NULL, GetModuleHandleA(NULL), NULL);
    ct_fire(f->ready);
    while (IsWindow(f->child)) {
        WaitMessage();
        PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE);
    }
    return 0;
}

static void others_child(const struct ct_row *row)
{
    struct fostered f;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    f.parent = message_window();
    f.ready = ct_event();
    f.thread = ct_thread(child_thread, &f);
    ct_await(f.ready);
    if (f.child == NULL)
        ct_skip("no children of message-only windows here");
    CHECK(f.child == NULL || IsChild(f.parent, f.child));
    EQUAL(DestroyWindow(f.parent), TRUE);
    ct_join(f.thread);
    EQUAL(IsWindow(f.child), FALSE);
    EQUAL(IsWindow(f.parent), FALSE);
    class_drop();
}

#define MANY 3000

static void many(const struct ct_row *row)
{
    static HWND windows[MANY];
    HWND stale;
    int i;

    (void)row;
    CHECK(class_make(CLASS, 0) != 0);
    for (i = 0; i < MANY; i++)
        windows[i] = message_window();
    for (i = 0; i < MANY; i++)
        NEED(SendMessageA(windows[i], WM_USER, (WPARAM)i, 1), i + 1);
    stale = windows[0];
    for (i = 0; i < MANY; i++)
        NEED(DestroyWindow(windows[i]), TRUE);
    windows[0] = message_window();
    CHECK(windows[0] != stale);
    EQUAL(IsWindow(stale), FALSE);
    EQUAL(DestroyWindow(windows[0]), TRUE);
    class_drop();
}

static const struct ct_row rows[] = {
    RULE(RegisterClassEx, "classes and their errors", classes),
    RULE(RegisterClassExW, "wide classes, text both ways", wide_classes),
    RULE(CreateWindowEx, "what the procedure is told", create),
    RULE(CreateWindowEx, "refused by the procedure, and errors", refused),
    RULE(DefWindowProc, "WM_CLOSE destroys", closing),
    RULE(DestroyWindow, "children", children),
    RULE(FindWindowEx, "hidden and message-only windows", found),
    RULE(SetWindowLongPtr, "fields and extra bytes", longs),
    RULE(CallWindowProc, "of the other flavour", flavours),
    RULE(DestroyWindow, "of another thread, and with it", of_threads),
    RULE(DestroyWindow, "what it owns", owned),
    RULE(DestroyWindow, "another thread's child", others_child),
    RULE(CreateWindowEx, "many windows, stale handles", many),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
