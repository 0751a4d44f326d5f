/* SPDX-License-Identifier: MIT */
/* Service classes as containers: what a query with LUP_CONTAINERS finds. Each
 * result is a class, by name and id, that services of it are in. A query may
 * name one, or its id; one that does neither gets all that were installed. */
#ifndef WS2_REGISTRY_CONTAINER_H
#define WS2_REGISTRY_CONTAINER_H

#include "registry/query.h"

/* As ws2_reg_query_run. */
ws2_err ws2_reg_container_run(const struct ws2_reg_query *q, bool latest,
                              struct ws2_nsp_results *results, uint64_t *mark);

#endif
