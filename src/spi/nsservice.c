/* SPDX-License-Identifier: MIT */
/* Registration with namespace providers; see nsservice.h. No state. */
#include "spi/nsservice.h"

#include "spi/nsclass.h"
#include "spi/nsoutcome.h"
#include "spi/nspv2.h"
#include "spi/nsresults.h"

/* An order, and what it is about. */
struct order {
    ws2_err (*give)(struct ws2_nsp *nsp, const struct order *order);
    WSAQUERYSETW *service;
    WSAESETSERVICEOP op;
    DWORD flags;
    WSASERVICECLASSINFOW *class;
    GUID *class_id;
    bool version2; /* providers of version 2 only */
    bool *partial;
};

static ws2_err set_give(struct ws2_nsp *nsp, const struct order *order)
{
    return WS2_NSP_CALL(nsp, NSPSetService, &nsp->id, order->class,
                        order->service, order->op, order->flags);
}

static ws2_err install_give(struct ws2_nsp *nsp, const struct order *order)
{
    return WS2_NSP_CALL(nsp, NSPInstallServiceClass, &nsp->id, order->class);
}

static ws2_err remove_give(struct ws2_nsp *nsp, const struct order *order)
{
    return WS2_NSP_CALL(nsp, NSPRemoveServiceClass, &nsp->id, order->class_id);
}

static ws2_err order_carry_out(struct ws2_nsps *nsps, const struct order *order,
                               DWORD space, const GUID *id)
{
    struct ws2_nsoutcome outcome = {0};

    for (unsigned i = 0; i < ws2_nsps_count(nsps); i++) {
        struct ws2_nsp *nsp = ws2_nsps_at(nsps, i);
        ws2_err err;

        if (!ws2_nsp_is_asked(nsp, space, id) ||
            (order->version2 && nsp->entry->startup != ws2_nspv2_startup))
            continue;
        err = ws2_nsp_load(nsp);
        if (err != WS2_OK)
            ws2_nsoutcome_add(&outcome, false, err);
        else
            ws2_nsoutcome_add(&outcome, true, order->give(nsp, order));
    }
    *order->partial = ws2_nsoutcome_is_partial(&outcome);
    if (outcome.done)
        return WS2_OK;
    return ws2_nsoutcome_code(&outcome,
                              order->version2 ? WSANO_RECOVERY : WSAEINVAL);
}

ws2_err ws2_nsservice_set(WSAQUERYSETW *service, WSAESETSERVICEOP op,
                          DWORD flags, bool *partial)
{
    const GUID *id = service->lpNSProviderId;
    DWORD space = service->dwNameSpace;
    struct order order = {.give = set_give,
                          .service = service,
                          .op = op,
                          .flags = flags,
                          .partial = partial};
    struct ws2_classinfo class;
    struct ws2_nsps *nsps;
    ws2_err err = ws2_nsps_get(&nsps);

    if (err != WS2_OK)
        return err;
    if (ws2_nsclass_find(nsps, space, id, service->lpServiceClassId, &class) ==
        WS2_OK)
        order.class = &class.info;
    err = order_carry_out(nsps, &order, space, id);
    if (order.class != NULL)
        ws2_classinfo_free(&class);
    ws2_nsps_put(nsps);
    return err;
}

ws2_err ws2_nsservice_set_name(WSAQUERYSETW *name, WSAESETSERVICEOP op,
                               DWORD flags)
{
    bool partial;
    struct order order = {.give = set_give,
                          .service = name,
                          .op = op,
                          .flags = flags,
                          .version2 = true,
                          .partial = &partial};
    struct ws2_nsps *nsps;
    ws2_err err = ws2_nsps_get(&nsps);

    if (err != WS2_OK)
        return err;
    err =
        order_carry_out(nsps, &order, name->dwNameSpace, name->lpNSProviderId);
    ws2_nsps_put(nsps);
    return err;
}

/* Classes are every provider's. */
static ws2_err class_order(const struct order *order)
{
    struct ws2_nsps *nsps;
    ws2_err err = ws2_nsps_get(&nsps);

    if (err != WS2_OK)
        return err;
    err = order_carry_out(nsps, order, NS_ALL, NULL);
    ws2_nsps_put(nsps);
    return err;
}

ws2_err ws2_nsservice_install(WSASERVICECLASSINFOW *class, bool *partial)
{
    return class_order(&(struct order){
        .give = install_give, .class = class, .partial = partial});
}

ws2_err ws2_nsservice_remove(GUID *class, bool *partial)
{
    return class_order(&(struct order){
        .give = remove_give, .class_id = class, .partial = partial});
}

static bool nsp_knows(const struct ws2_nsp *nsp, const WSAQUERYSETW *service)
{
    GUID id = nsp->entry->id;
    WSAQUERYSETW query = {.dwSize = sizeof(query),
                          .lpszServiceInstanceName =
                              service->lpszServiceInstanceName,
                          .lpServiceClassId = service->lpServiceClassId,
                          .dwNameSpace = nsp->entry->space,
                          .lpNSProviderId = &id};
    struct ws2_nsresults results;

    if (ws2_nsresults_get(&results, &query, LUP_RETURN_NAME, false) != WS2_OK)
        return false;
    ws2_nsresults_free(&results);
    return true;
}

/* Those that are built in register nothing: a host that DNS knows by the
 * service's name is none. */
ws2_err ws2_nsservice_is_known(const WSAQUERYSETW *service, bool *known)
{
    struct ws2_nsps *nsps;
    ws2_err err;

    *known = false;
    if (service->lpszServiceInstanceName == NULL) /* that finds any */
        return WS2_OK;
    err = ws2_nsps_get(&nsps);
    if (err != WS2_OK)
        return err;
    for (unsigned i = 0; !*known && i < ws2_nsps_count(nsps); i++) {
        const struct ws2_nsp *nsp = ws2_nsps_at(nsps, i);

        if (nsp->entry->startup == NULL &&
            ws2_nsp_is_asked(nsp, service->dwNameSpace, NULL))
            *known = nsp_knows(nsp, service);
    }
    ws2_nsps_put(nsps);
    return WS2_OK;
}
