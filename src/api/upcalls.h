/* SPDX-License-Identifier: MIT */
/* The upcalls, as the base provider gets them. */
#ifndef WS2_API_UPCALLS_H
#define WS2_API_UPCALLS_H

/* Once Windows Sockets start; again does no harm. */
void ws2_upcalls_give(void);

#endif
