/* SPDX-License-Identifier: MIT */
/* Calls that a provider ends when it likes; see nspv2_call.h. lock guards
 * whether and how it ended. Who takes the handle out of the table ends it. */
#include "spi/nspv2_call.h"

#include <pthread.h>
#include <stdlib.h>

#include "handle/handle.h"

struct ws2_nspv2_call {
    struct ws2_obj obj; /* first */
    ws2_handle handle;  /* 0: it is over when the provider returns */
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool over;
    ws2_err err;
    DWORD length;
    WSAQUERYSET2W result[]; /* length bytes, in the beginning */
};

static void call_destroy(struct ws2_obj *obj)
{
    struct ws2_nspv2_call *call = (struct ws2_nspv2_call *)obj;

    pthread_cond_destroy(&call->ended);
    pthread_mutex_destroy(&call->lock);
    free(call);
}

static void call_forked(struct ws2_obj *obj)
{
    struct ws2_nspv2_call *call = (struct ws2_nspv2_call *)obj;

    pthread_mutex_init(&call->lock, NULL);
    pthread_cond_init(&call->ended, NULL);
}

static const struct ws2_obj_ops call_ops = {.destroy = call_destroy,
                                            .forked = call_forked};

ws2_err ws2_nspv2_call_new(DWORD size, bool unhurried,
                           struct ws2_nspv2_call **out)
{
    struct ws2_nspv2_call *call = calloc(1, sizeof(*call) + size);
    ws2_err err = WS2_OK;

    if (call == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    ws2_obj_init(&call->obj, WS2_KIND_NSPV2_CALL, &call_ops);
    pthread_mutex_init(&call->lock, NULL);
    pthread_cond_init(&call->ended, NULL);
    call->length = size;
    if (unhurried)
        err = ws2_handle_new(&call->obj, &call->handle);
    if (err != WS2_OK)
        ws2_obj_put(&call->obj);
    *out = call;
    return err;
}

void ws2_nspv2_call_ref(struct ws2_nspv2_call *call)
{
    ws2_obj_ref(&call->obj);
}

void ws2_nspv2_call_put(struct ws2_nspv2_call *call)
{
    ws2_obj_put(&call->obj);
}

HANDLE ws2_nspv2_call_handle(const struct ws2_nspv2_call *call)
{
    return (HANDLE)call->handle;
}

DWORD *ws2_nspv2_call_length(struct ws2_nspv2_call *call)
{
    return &call->length;
}

WSAQUERYSET2W *ws2_nspv2_call_result(struct ws2_nspv2_call *call)
{
    return call->result;
}

/* The first end counts. */
static void call_end(struct ws2_nspv2_call *call, ws2_err err)
{
    pthread_mutex_lock(&call->lock);
    if (!call->over)
        call->err = err;
    call->over = true;
    pthread_cond_broadcast(&call->ended);
    pthread_mutex_unlock(&call->lock);
}

ws2_err ws2_nspv2_call_complete(HANDLE handle, ws2_err err)
{
    struct ws2_obj *obj =
        ws2_handle_close((ws2_handle)handle, WS2_KIND_NSPV2_CALL);

    if (obj == NULL)
        return WSAEINVAL;
    call_end((struct ws2_nspv2_call *)obj, err);
    ws2_obj_put(obj);
    return WS2_OK;
}

/* A handle that is out stays valid: the provider may still write. */
void ws2_nspv2_call_cancel(struct ws2_nspv2_call *call)
{
    call_end(call, WSA_E_CANCELLED);
}

/* A provider that has failed at once may say so as it does in a call without a
 * handle. */
ws2_err ws2_nspv2_call_wait(struct ws2_nspv2_call *call, ws2_err returned)
{
    ws2_err err;

    if (call->handle == 0)
        return returned;
    if (returned != WS2_OK && returned != WSA_IO_PENDING)
        (void)ws2_nspv2_call_complete((HANDLE)call->handle, returned);
    pthread_mutex_lock(&call->lock);
    while (!call->over)
        pthread_cond_wait(&call->ended, &call->lock);
    err = call->err;
    pthread_mutex_unlock(&call->lock);
    return err;
}
