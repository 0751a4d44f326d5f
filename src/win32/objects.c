/* SPDX-License-Identifier: MIT */
/* Objects with names; see objects.h. Names live in this process only
 * (docs/differences.md). The A functions' names are UTF-8, the W functions' are
 * converted to it. Follows "Object Names" on Microsoft Learn. */
#include "win32/objects.h"

#include <stdlib.h>

#include "handle/named.h"
#include "win32/door.h"
#include "win32/utf.h"

HANDLE ws2_object_publish(struct ws2_waitable *fresh, const char *name)
{
    struct ws2_waitable *w = fresh;
    ws2_err err = WS2_OK;
    ws2_handle h = 0;
    bool existed;

    if (fresh == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    if (name != NULL && *name != '\0')
        err = ws2_named_join(name, fresh, &w);
    else
        ws2_obj_ref(&fresh->obj); /* as ws2_named_join leaves it */
    existed = w != fresh;
    if (err == WS2_OK) {
        err = ws2_handle_new(&w->obj, &h);
        ws2_obj_put(&w->obj);
    }
    ws2_obj_put(&fresh->obj);
    if (err != WS2_OK)
        return ws2_win32_null(err);
    ws2_set_last_error(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return (HANDLE)h;
}

HANDLE ws2_object_open(const char *name, enum ws2_kind kind)
{
    struct ws2_waitable *w;
    ws2_handle h = 0;
    ws2_err err;

    if (name == NULL || *name == '\0')
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    err = ws2_named_find(name, kind, &w);
    if (err == WS2_OK) {
        err = ws2_handle_new(&w->obj, &h);
        ws2_obj_put(&w->obj);
    }
    return err == WS2_OK ? (HANDLE)h : ws2_win32_null(err);
}

bool ws2_object_name(LPCWSTR wide, char **name)
{
    *name = ws2_utf8_dup(wide);
    if (*name != NULL || wide == NULL)
        return true;
    ws2_set_last_error(ERROR_NOT_ENOUGH_MEMORY);
    return false;
}
