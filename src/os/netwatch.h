/* SPDX-License-Identifier: MIT */
/* Being told when this machine's addresses, interfaces or routes change. */
#ifndef WS2_OS_NETWATCH_H
#define WS2_OS_NETWATCH_H

/* A descriptor that is readable when something has changed; -errno. */
int os_netwatch_open(void);

/* Takes off what has been told: 1 when there was something, 0, or -errno. It
 * says no more than that a look is due. */
int os_netwatch_take(int fd);

#endif
