/* SPDX-License-Identifier: MIT */
/* Sockets with quality of service, and requests to begin with. */
#ifndef TOUR_QUALITY_H
#define TOUR_QUALITY_H

#include "scene.h"

#include <qossp.h>

/* By an entry of the catalog that has it; the scene ends where there is none.
 */
SOCKET open_quality(int type);

/* Asks for it by SIO_SET_QOS: the code. */
int quality_ask(SOCKET s, QOS *q);

/* Two flows that need nobody else: neither signalling nor traffic control. */
QOS quality_good(void);

#endif
