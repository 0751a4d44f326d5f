/* SPDX-License-Identifier: MIT */
/* APCs that the program queues; see userapc.h. No state. */
#include "handle/userapc.h"

#include <stdlib.h>
#include <winerror.h>

#include "handle/apc.h"

struct user_apc {
    struct ws2_apc apc;
    void (*function)(uintptr_t data);
    uintptr_t data;
};

/* The function may not come back: ExitThread. */
static void user_apc_run(struct ws2_apc *apc)
{
    struct user_apc user = *(struct user_apc *)apc;

    free(apc);
    user.function(user.data);
}

static void user_apc_drop(struct ws2_apc *apc)
{
    free(apc);
}

ws2_err ws2_user_apc(struct ws2_thread *t, void (*function)(uintptr_t data),
                     uintptr_t data)
{
    struct user_apc *user = malloc(sizeof(*user));

    if (user == NULL || t == NULL) {
        free(user);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    user->apc.run = user_apc_run;
    user->apc.drop = user_apc_drop;
    user->function = function;
    user->data = data;
    if (ws2_apc_queue(t, &user->apc))
        return WS2_OK;
    free(user);
    return ERROR_GEN_FAILURE;
}
