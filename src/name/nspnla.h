/* SPDX-License-Identifier: MIT */
/* The parts of the NLA name space provider: queries (nspnla.c) and being told
 * when what they found has changed (nspnla_notice.c). */
#ifndef WS2_NAME_NSPNLA_H
#define WS2_NAME_NSPNLA_H

#include "handle/handle.h"
#include "name/networks.h"
#include "name/nsp.h"

struct ws2_nspnla;

/* Whether the networks of now are others than the query has told of. */
bool ws2_nspnla_differs(struct ws2_nspnla *q, const struct ws2_networks *now);

/* Whether NSPLookupServiceEnd was called. */
bool ws2_nspnla_ended(const struct ws2_nspnla *q);

/* SIO_NSP_NOTIFY_CHANGE with a way to be told: WSA_IO_PENDING, or a code. The
 * caller holds a reference to the query, which is obj. */
ws2_err ws2_nspnla_notify(struct ws2_nspnla *q, struct ws2_obj *obj,
                          const WSACOMPLETION *how);

/* The query ends: so does what it is to be told. */
void ws2_nspnla_forget(const struct ws2_nspnla *q);

#endif
