/* SPDX-License-Identifier: MIT */
/* Window procedures come in two flavours: their texts are UTF-16 or bytes.
 * Who calls one of the other flavour has the messages that carry text
 * converted, in both directions.
 *
 * A program that asks for a procedure of the other flavour than it speaks gets
 * a number in its place, of use to CallWindowProc and SetWindowLongPtr only. */
#ifndef WS2_USER_PROC_H
#define WS2_USER_PROC_H

#include "user/user.h"

struct ws2_proc_call {
    WNDPROC proc;
    bool proc_wide; /* what the procedure takes */
    bool wide;      /* what the parameters are */
    HWND hwnd;
    UINT msg;
    WPARAM wparam;
    LPARAM lparam;
};

LRESULT ws2_proc_call(const struct ws2_proc_call *call);

/* What a caller of the wanted flavour is told: the procedure, or a number. */
WNDPROC ws2_proc_expose_locked(WNDPROC proc, bool wide, bool want_wide);

/* The procedure behind such a number, and its flavour; another one is taken as
 * it is, in the flavour that *wide has. Takes the user lock. */
WNDPROC ws2_proc_resolve(WNDPROC given, bool *wide);

#endif
