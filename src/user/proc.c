/* SPDX-License-Identifier: MIT */
/* Calling window procedures; see proc.h. Without memory for a conversion the
 * message's result is 0. */
#include "user/proc.h"

#include <stdlib.h>
#include <string.h>

#include "win32/utf.h"

/* Numbers for procedures. No program text is that high. */
#define EXPOSED_BASE ((uintptr_t)0xffff000000000000)
#define EXPOSED_MAX  1024

static struct {
    WNDPROC proc;
    bool wide;
} exposed[EXPOSED_MAX];
static unsigned exposed_count;

WNDPROC ws2_proc_expose_locked(WNDPROC proc, bool wide, bool want_wide)
{
    unsigned i = 0;

    if (wide == want_wide)
        return proc;
    while (i < exposed_count &&
           (exposed[i].proc != proc || exposed[i].wide != wide))
        i++;
    if (i == EXPOSED_MAX)
        return proc; /* better than nothing: most messages have no text */
    if (i == exposed_count) {
        exposed[i].proc = proc;
        exposed[i].wide = wide;
        exposed_count++;
    }
    return (WNDPROC)(EXPOSED_BASE + i);
}

WNDPROC ws2_proc_resolve(WNDPROC given, bool *wide)
{
    uintptr_t i = (uintptr_t)given - EXPOSED_BASE;
    WNDPROC proc = given;

    if ((uintptr_t)given < EXPOSED_BASE)
        return given;
    ws2_user_lock();
    if (i < exposed_count) {
        proc = exposed[i].proc;
        *wide = exposed[i].wide;
    }
    ws2_user_unlock();
    return proc;
}

static LRESULT proc_run(const struct ws2_proc_call *call, WPARAM wparam,
                        LPARAM lparam)
{
    return call->proc(call->hwnd, call->msg, wparam, lparam);
}

/* Text in the procedure's flavour; NULL stays NULL. */
static bool text_turn(const void *text, bool to_wide, void **out)
{
    *out = to_wide ? (void *)ws2_utf16_dup(text) : (void *)ws2_utf8_dup(text);
    return *out != NULL || text == NULL;
}

static LRESULT call_text(const struct ws2_proc_call *call)
{
    LRESULT result = 0;
    void *text;

    if (text_turn((const void *)call->lparam, call->proc_wide, &text))
        result = proc_run(call, call->wparam, (LPARAM)text);
    free(text);
    return result;
}

/* The flavours of a CREATESTRUCT have one layout. The class may be named by
 * number. */
static LRESULT call_create(const struct ws2_proc_call *call)
{
    CREATESTRUCTW cs = *(const CREATESTRUCTW *)call->lparam;
    void *name = NULL, *class = NULL;
    LRESULT result = 0;
    bool number = IS_INTRESOURCE(cs.lpszClass);

    if (text_turn(cs.lpszName, call->proc_wide, &name) &&
        (number || text_turn(cs.lpszClass, call->proc_wide, &class))) {
        cs.lpszName = name;
        if (!number)
            cs.lpszClass = class;
        result = proc_run(call, call->wparam, (LPARAM)&cs);
    }
    free(name);
    free(class);
    return result;
}

/* The buffer's room counts in characters of each side. A character takes no
 * more units of UTF-16 than bytes. */
static LRESULT call_gettext(const struct ws2_proc_call *call)
{
    size_t room = call->wparam;
    size_t most = call->proc_wide ? room : room * 3;
    LRESULT result = 0;
    char16_t *mine;
    void *text;

    if (room == 0 || most >= SIZE_MAX / 4)
        return 0;
    text = calloc(most, sizeof(char16_t));
    if (text == NULL)
        return 0;
    proc_run(call, (WPARAM)most, (LPARAM)text);
    mine = call->proc_wide ? text : ws2_utf16_dup(text);
    if (mine != NULL)
        result = (LRESULT)ws2_name_write(mine, (void *)call->lparam, room,
                                         call->wide);
    if (!call->proc_wide)
        free(mine);
    free(text);
    return result;
}

/* At least what the text will have: the page allows more. */
static LRESULT call_textlength(const struct ws2_proc_call *call)
{
    LRESULT n = proc_run(call, call->wparam, call->lparam);

    return call->proc_wide ? n * 3 : n;
}

LRESULT ws2_proc_call(const struct ws2_proc_call *call)
{
    if (call->proc_wide == call->wide)
        return proc_run(call, call->wparam, call->lparam);
    switch (call->msg) {
    case WM_SETTEXT:
    case WM_SETTINGCHANGE:
    case WM_DEVMODECHANGE:
        return call_text(call);
    case WM_NCCREATE:
    case WM_CREATE:
        return call_create(call);
    case WM_GETTEXT:
        return call_gettext(call);
    case WM_GETTEXTLENGTH:
        return call_textlength(call);
    default:
        return proc_run(call, call->wparam, call->lparam);
    }
}

static LRESULT proc_door(WNDPROC proc, bool wide, HWND hwnd, UINT msg,
                         WPARAM wparam, LPARAM lparam)
{
    struct ws2_proc_call call = {.proc_wide = wide,
                                 .wide = wide,
                                 .hwnd = hwnd,
                                 .msg = msg,
                                 .wparam = wparam,
                                 .lparam = lparam};

    if (proc == NULL)
        return 0;
    call.proc = ws2_proc_resolve(proc, &call.proc_wide);
    return ws2_proc_call(&call);
}

LRESULT WINAPI CallWindowProcA(WNDPROC lpPrevWndFunc, HWND hWnd, UINT Msg,
                               WPARAM wParam, LPARAM lParam)
{
    return proc_door(lpPrevWndFunc, false, hWnd, Msg, wParam, lParam);
}

LRESULT WINAPI CallWindowProcW(WNDPROC lpPrevWndFunc, HWND hWnd, UINT Msg,
                               WPARAM wParam, LPARAM lParam)
{
    return proc_door(lpPrevWndFunc, true, hWnd, Msg, wParam, lParam);
}
