/* SPDX-License-Identifier: MIT */
/* Doors: the upcalls by which a provider has something run on the thread that
 * called it. Pages: WPUOpenCurrentThread, WPUCloseThread, WPUQueueApc. */
#include "api/door.h"

#include "api/upcalls.h"
#include "handle/pseudo.h"
#include "handle/thread_obj.h"
#include "handle/userapc.h"
#include "os/mem.h"

int WSPAPI WPUOpenCurrentThread(LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    WSATHREADID id = {0};
    ws2_err err = ws2_enter();
    struct ws2_obj *self;
    ws2_handle h = 0;

    if (err == WS2_OK && (lpThreadId == NULL ||
                          !os_mem_writable(lpThreadId, sizeof(*lpThreadId))))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return ws2_upcall_end(err, lpErrno);
    self = ws2_pseudo_pin(WS2_HANDLE_SELF_THREAD, WS2_KIND_THREAD);
    err = self != NULL ? ws2_handle_new(self, &h) : WSA_NOT_ENOUGH_MEMORY;
    if (self != NULL)
        ws2_pseudo_unpin(WS2_HANDLE_SELF_THREAD);
    id.ThreadHandle = (HANDLE)h;
    if (err == WS2_OK)
        os_mem_copy_out(lpThreadId, &id, sizeof(id));
    return ws2_upcall_end(err, lpErrno);
}

int WSPAPI WPUCloseThread(LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    WSATHREADID id = {0};
    ws2_err err = ws2_enter();
    struct ws2_obj *obj;

    if (err == WS2_OK && os_mem_copy_in(&id, lpThreadId, sizeof(id)) != 0)
        err = WSAEFAULT;
    if (err != WS2_OK)
        return ws2_upcall_end(err, lpErrno);
    obj = ws2_handle_close((ws2_handle)id.ThreadHandle, WS2_KIND_THREAD);
    if (obj != NULL)
        ws2_obj_put(obj);
    return ws2_upcall_end(obj != NULL ? WS2_OK : WSAEFAULT, lpErrno);
}

/* A thread that has ended is no valid one. */
int WSPAPI WPUQueueApc(LPWSATHREADID lpThreadId, LPWSAUSERAPC lpfnUserApc,
                       DWORD_PTR dwContext, LPINT lpErrno)
{
    struct ws2_obj *obj = NULL;
    WSATHREADID id;
    ws2_err err = WSAEFAULT;

    if (lpfnUserApc != NULL && os_mem_copy_in(&id, lpThreadId, sizeof(id)) == 0)
        obj = ws2_pseudo_pin((ws2_handle)id.ThreadHandle, WS2_KIND_THREAD);
    if (obj == NULL)
        return ws2_upcall_end(err, lpErrno);
    err = ws2_user_apc(ws2_thread_obj_record((struct ws2_thread_obj *)obj),
                       lpfnUserApc, dwContext);
    ws2_pseudo_unpin((ws2_handle)id.ThreadHandle);
    return ws2_upcall_end(err == ERROR_GEN_FAILURE ? WSAEFAULT : err, lpErrno);
}
