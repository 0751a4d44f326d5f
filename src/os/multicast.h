/* SPDX-License-Identifier: MIT */
/* Multicast membership. Names, levels and socket addresses are Windows', as in
 * sock.h; IPv4 addresses are four bytes; index 0 means that the address says
 * which interface. Results are 0 or -errno. */
#ifndef WS2_OS_MULTICAST_H
#define WS2_OS_MULTICAST_H

#include <stdint.h>

int os_multicast_if_get(int fd, void *addr);
int os_multicast_if_set(int fd, const void *addr, uint32_t index);
int os_membership(int fd, int name, const void *group, const void *addr,
                  uint32_t index);
int os_source_membership(int fd, int name, const void *group, const void *addr,
                         const void *source);
int os_group(int fd, int level, int name, uint32_t index, const void *group,
             int len);
int os_group_source(int fd, int level, int name, uint32_t index,
                    const void *group, const void *source, int len);

#endif
