/* SPDX-License-Identifier: MIT */
/* Where this machine's default routes lead. */
#ifndef WS2_OS_NETROUTE_H
#define WS2_OS_NETROUTE_H

#define OS_DEFAULT_LINKS 64

/* The interfaces that default routes of both families go through, by index:
 * how many, no more than there is room for, or -errno. One may come twice. */
int os_netroute_default_links(unsigned links[OS_DEFAULT_LINKS]);

#endif
