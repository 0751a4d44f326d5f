/* SPDX-License-Identifier: MIT */
/* Items that the older functions know by a handle. */
#ifndef WS2_WIN32_POOL_HANDLE_H
#define WS2_WIN32_POOL_HANDLE_H

#include "handle/handle.h"
#include "win32/pool.h"

struct ws2_pool_handle { /* has the item's owner's reference */
    struct ws2_obj obj;
    struct ws2_pool_item *item;
};

/* Eats the item: on failure it is closed. ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_pool_handle_new(struct ws2_pool_item *item, enum ws2_kind kind,
                            HANDLE *out);

/* The completion event of the older functions: a reference to it, or NULL for
 * NULL and INVALID_HANDLE_VALUE. ERROR_INVALID_HANDLE. */
ws2_err ws2_pool_completion(HANDLE completion, struct ws2_event **event);

/* Retires the handle and stops the item; see threadpoollegacyapiset.h for what
 * completion asks. ERROR_INVALID_HANDLE, ERROR_IO_PENDING. */
ws2_err ws2_pool_handle_retire(HANDLE h, enum ws2_kind kind, HANDLE completion);

#endif
