/* SPDX-License-Identifier: MIT */
/* The order for who tries one address after the other: families in turn. A
 * family that leads nowhere then costs one attempt before the other one has its
 * chance, not as many as it has addresses. RFC 8305, section 4. */
#ifndef WS2_NAME_ALTERNATE_H
#define WS2_NAME_ALTERNATE_H

#include <winsock2.h>
#include <ws2tcpip.h>

/* Links the list anew; its first entry stays the first, and within a family the
 * order stays. Mapped addresses are IPv4. */
void ws2_ai_alternate(ADDRINFOA *list);

#endif
