/* SPDX-License-Identifier: MIT */
/* Registrations of SetService, which fail for a service that is registered and
 * may be put off: what was deferred waits here for SERVICE_FLUSH, which does it
 * in its order, or for the last WSACleanup, which forgets it. */
#ifndef WS2_SPI_NSDEFER_H
#define WS2_SPI_NSDEFER_H

#include "name/queryset.h"
#include "spi/nsservice.h"

/* ERROR_ALREADY_REGISTERED, else as ws2_nsservice_set. */
ws2_err ws2_nsdefer_now(WSAQUERYSETW *service, WSAESETSERVICEOP op,
                        bool *partial);

/* Takes the service over when that succeeds. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_nsdefer_add(const struct ws2_queryset *service,
                        WSAESETSERVICEOP op);

/* All of one namespace, or of NS_ALL. The first failure where none succeeded;
 * else others are partial. */
ws2_err ws2_nsdefer_flush(DWORD space, bool *partial);

void ws2_nsdefer_drop(void);

#endif
