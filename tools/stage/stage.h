/* SPDX-License-Identifier: MIT */
/* What has to be around a Windows program for some errors to occur: a network
 * of strange hosts, a file system that fails, a system without sockets. Used by
 * `ws2 tour` and by the tests (tests/tools, tests/dns). */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>

/* --- namespaces.c: all but the first want to be root in a network namespace
 * of their own. False: errno. */

/* A user namespace in which we are root, with others: CLONE_NEW flags. */
bool stage_namespace_enter(int others);

bool stage_link_up(const char *name);

/* A pair of Ethernet interfaces that are connected with each other; both are
 * up, and packets flow. The first one gets an IPv4 address. */
bool stage_links(const char *near, const char *far, const char *address,
                 int prefix);

/* Gives an interface a root qdisc (pfifo) of its own. */
bool stage_qdisc(const char *name);

/* Writes a file of /proc, in one piece. */
bool stage_file_write(const char *path, const char *text);

/* --- The others. What is started ends with the process that started it. */

/* farhost.c: plays the hosts beyond the interface "far". */
bool stage_far_host(void);

/* errnofs.c: mounts a file system, in a mount namespace of our own. Its
 * directory, or NULL: errno. */
const char *stage_errno_fs(void);

/* denysockets.c: from now on the process, and who it starts, can make no
 * sockets, or none of IPv6. */
bool stage_deny_sockets(bool all);

#endif
