/* SPDX-License-Identifier: MIT */
/* Asking namespace providers for a service class; see nsclass.h. No state. */
#include "spi/nsclass.h"

#include <stdlib.h>

#include "spi/nsoutcome.h"

struct class_ask {
    struct ws2_nsp *nsp;
    GUID *class;
};

static ws2_err class_ask(void *arg, DWORD *length, void *buffer)
{
    const struct class_ask *ask = arg;
    WSASERVICECLASSINFOW *answer = buffer;

    answer->lpServiceClassId = ask->class;
    return WS2_NSP_CALL(ask->nsp, NSPGetServiceClassInfo, &ask->nsp->id, length,
                        answer);
}

static ws2_err class_get(struct ws2_nsp *nsp, GUID *class,
                         struct ws2_classinfo *out)
{
    struct class_ask ask = {nsp, class};
    void *answer;
    ws2_err err = ws2_nsp_fetch(class_ask, &ask, &answer);

    if (err != WS2_OK)
        return err;
    err = ws2_classinfo_in(out, answer, true);
    free(answer);
    return err == WSAEFAULT || err == WSAEINVAL ? WSASYSCALLFAILURE : err;
}

ws2_err ws2_nsclass_find(struct ws2_nsps *nsps, DWORD space, const GUID *id,
                         GUID *class, struct ws2_classinfo *out)
{
    struct ws2_nsoutcome outcome = {0};

    if (class == NULL)
        return WSATYPE_NOT_FOUND;
    for (unsigned i = 0; !outcome.done && i < ws2_nsps_count(nsps); i++) {
        struct ws2_nsp *nsp = ws2_nsps_at(nsps, i);
        ws2_err err;

        if (!ws2_nsp_is_asked(nsp, space, id))
            continue;
        err = ws2_nsp_load(nsp);
        if (err != WS2_OK)
            ws2_nsoutcome_add(&outcome, false, err);
        else
            ws2_nsoutcome_add(&outcome, true, class_get(nsp, class, out));
    }
    if (outcome.done)
        return WS2_OK;
    return ws2_nsoutcome_code(&outcome,
                              id != NULL ? WSAEINVAL : WSATYPE_NOT_FOUND);
}
