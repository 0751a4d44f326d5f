/* SPDX-License-Identifier: MIT */
/* Which backend it is. */
#include "qos/provider.h"

#include <stdatomic.h>

static _Atomic(const struct ws2_qos_backend *) current = &ws2_qos_agent;

const struct ws2_qos_backend *ws2_qos_backend(void)
{
    return atomic_load(&current);
}

void ws2_qos_backend_use(const struct ws2_qos_backend *backend)
{
    atomic_store(&current, backend != NULL ? backend : &ws2_qos_agent);
}
