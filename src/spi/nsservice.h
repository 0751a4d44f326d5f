/* SPDX-License-Identifier: MIT */
/* Registration with namespace providers, of services and of their classes.
 * Every provider that is asked gets the order; it was carried out when one of
 * them did, else the code is the first's who refused. Pages: WSASetServiceW,
 * WSAInstallServiceClassW, WSARemoveServiceClass. */
#ifndef WS2_SPI_NSSERVICE_H
#define WS2_SPI_NSSERVICE_H

#include "spi/nsp.h"

/* partial: it was carried out, but some provider did not. */
ws2_err ws2_nsservice_set(WSAQUERYSETW *service, WSAESETSERVICEOP op,
                          DWORD flags, bool *partial);

/* A name with its addresses, of no class: providers of version 2 have such.
 * WSANO_RECOVERY: there is none of them. */
ws2_err ws2_nsservice_set_name(WSAQUERYSETW *name, WSAESETSERVICEOP op,
                               DWORD flags);
ws2_err ws2_nsservice_install(WSASERVICECLASSINFOW *class, bool *partial);
ws2_err ws2_nsservice_remove(GUID *class, bool *partial);

/* Whether a provider of its namespace has a service of its class and name
 * registered. */
ws2_err ws2_nsservice_is_known(const WSAQUERYSETW *service, bool *known);

#endif
