/* SPDX-License-Identifier: MIT */
/* A DNS server: answers what the zone says (dnszone.h), on 127.0.0.1 and a port
 * of the kernel's choice, over UDP and TCP. One for each process,
 * single-threaded. */
#ifndef STAGE_DNS_SERVER_H
#define STAGE_DNS_SERVER_H

#include <stddef.h>

/* refuse_first >= 0: there is another server before it, which answers
 * everything with that rcode. The process ends with 125 where a server cannot
 * be had. */
void dns_open(int refuse_first);

/* "127.0.0.1:PORT", with a comma between two: the value of WS2_DNS_SERVERS. */
void dns_servers(char *text, size_t size);

/* Waits until something is to be done, or the descriptor `watched` is readable
 * (-1: none), and does it. */
void dns_round(int watched);

#endif
