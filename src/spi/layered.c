/* SPDX-License-Identifier: MIT */
/* Handles of providers that have no real ones; see layered.h. lock guards the
 * attachment against others who attach. */
#include "spi/layered.h"

#include <stdlib.h>

#include "err/ntstatus.h"
#include "handle/overlapped.h"
#include "handle/signal.h"
#include "os/lock.h"
#include "sock/wsp.h"
#include "spi/layer.h"

struct layered {
    struct ws2_socket so;
    DWORD_PTR context;
    struct ws2_attachment attached;
    struct ws2_lock lock;
};

static void layered_destroy(struct ws2_obj *obj)
{
    struct layered *l = (struct layered *)obj;

    ws2_attachment_free(&l->attached);
    free(l);
}

static void layered_forked(struct ws2_obj *obj)
{
    atomic_store(&((struct layered *)obj)->lock.word, 0);
}

static ws2_err layered_attach(struct ws2_obj *obj, struct ws2_port *port,
                              uintptr_t key)
{
    struct layered *l = (struct layered *)obj;
    bool has;

    ws2_lock_take(&l->lock);
    has = ws2_attached_port(&l->attached) != NULL;
    if (!has)
        ws2_attach(&l->attached, port, key);
    ws2_lock_drop(&l->lock);
    return has ? ERROR_INVALID_PARAMETER : WS2_OK;
}

static void layered_notify(struct ws2_obj *obj, unsigned modes)
{
    ws2_attached_notify(&((struct layered *)obj)->attached, modes);
}

/* What the provider has under way only it knows. */
static unsigned layered_cancel(struct ws2_obj *obj, const void *overlapped,
                               uint32_t thread)
{
    (void)obj, (void)overlapped, (void)thread;
    return 0;
}

static bool layered_idle(struct ws2_obj *obj)
{
    (void)obj;
    return false;
}

static struct ws2_signal *layered_signal(struct ws2_obj *obj)
{
    return ws2_signal_need(&((struct layered *)obj)->attached, obj,
                           layered_idle);
}

/* No program is given a handle of it: the base provider's procedures refuse
 * them. */
const struct ws2_provider ws2_layered_below = {
    .ops =
        {
            .destroy = layered_destroy,
            .forked = layered_forked,
            .attach = layered_attach,
            .notify = layered_notify,
            .cancel = layered_cancel,
            .own_signal = layered_signal,
        },
    .proc = &ws2_base_procs,
};

static const struct ws2_provider *provider_of(const struct ws2_layer *layer)
{
    return layer != NULL ? &layer->handles : &ws2_layered_below;
}

ws2_err ws2_layered_new(const struct ws2_layer *layer, DWORD_PTR context,
                        SOCKET *out)
{
    struct layered *l = calloc(1, sizeof(*l));
    ws2_err err;

    if (l == NULL)
        return WSAENOBUFS;
    ws2_obj_init(&l->so.obj, WS2_KIND_LAYERED, &provider_of(layer)->ops);
    l->context = context;
    err = ws2_handle_new(&l->so.obj, out);
    ws2_obj_put(&l->so.obj); /* the table has its own reference */
    return err != WS2_OK ? WSAENOBUFS : WS2_OK;
}

static struct layered *layered_pin(SOCKET s)
{
    return (struct layered *)ws2_handle_pin(s, WS2_KIND_LAYERED);
}

ws2_err ws2_layered_context(SOCKET s, DWORD_PTR *out)
{
    struct layered *l = layered_pin(s);

    if (l == NULL)
        return WSAENOTSOCK;
    *out = l->context;
    ws2_handle_unpin(s);
    return WS2_OK;
}

ws2_err ws2_layered_close(SOCKET s)
{
    struct ws2_obj *obj = ws2_handle_close(s, WS2_KIND_LAYERED);

    if (obj == NULL)
        return WSAENOTSOCK;
    ws2_obj_put(obj);
    return WS2_OK;
}

static void close_one(ws2_handle h, struct ws2_obj *obj, void *arg)
{
    if (obj->ops == arg)
        (void)ws2_layered_close(h);
}

void ws2_layered_close_all(const struct ws2_layer *layer)
{
    ws2_handle_each(WS2_KIND_LAYERED, close_one,
                    (void *)(uintptr_t)&provider_of(layer)->ops);
}

ws2_err ws2_layered_complete(SOCKET s, WSAOVERLAPPED *ov, ws2_err error,
                             DWORD bytes)
{
    struct layered *l = layered_pin(s);
    ws2_err err;

    if (l == NULL)
        return WSAEINVAL;
    err = ws2_overlapped_told(&l->attached, ov, ws2_status_from_err(error),
                              bytes);
    ws2_handle_unpin(s);
    return err;
}
