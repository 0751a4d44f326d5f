/* SPDX-License-Identifier: MIT */
/* Which connections go through which proxy, read once when the provider
 * starts. The environment says so, as it does to most programs that know of
 * proxies: it can differ from process to process, which a file beside the
 * provider, or the catalog, could not.
 *
 *   WS2_PROXY          socks5://[NAME:PASSWORD@]HOST[:PORT], port 1080. Not
 *                      set, or empty: every connection is direct.
 *   WS2_PROXY_DIRECT   ADDRESS[/BITS], with commas: destinations that are
 *                      connected to directly; 127.0.0.0/8,::1 if not set
 *   WS2_PROXY_TIMEOUT  seconds that a connection may take; 30
 *
 * What cannot be understood fails: a program that is to be behind a proxy must
 * not be outside for a slip of the pen. */
#ifndef PROXY_CONFIG_H
#define PROXY_CONFIG_H

#include "socks5.h"

/* FALSE: a variable cannot be understood, or the proxy has no address. */
BOOL config_read(void);

DWORD config_timeout_ms(void);
const struct socks5_login *config_login(void);

/* Whether a connection to there is to go through the proxy. */
BOOL config_is_proxied(const struct sockaddr *target);

/* The proxy's address for a socket of the family. An IPv6 socket may be given
 * a mapped one; FALSE: there is none that it can use. */
BOOL config_proxy(int family, SOCKADDR_STORAGE *address, int *length);

#endif
