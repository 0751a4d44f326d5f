/* SPDX-License-Identifier: MIT */
/* Names resolved by c-ares itself, on one thread. */
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "names.h"

static ares_channel channel;
static unsigned under_way, found;

static void lookup_ended(void *arg, int status, int timeouts,
                         struct ares_addrinfo *result)
{
    (void)arg;
    (void)timeouts;
    if (status == ARES_SUCCESS) {
        found++;
        ares_freeaddrinfo(result);
    }
    under_way--;
}

static void step(void)
{
    ares_socket_t socks[ARES_GETSOCK_MAXNUM];
    unsigned bits = (unsigned)ares_getsock(channel, socks, ARES_GETSOCK_MAXNUM);
    struct pollfd fds[ARES_GETSOCK_MAXNUM];
    struct timeval tv, *timeout = ares_timeout(channel, NULL, &tv);
    nfds_t n = 0;

    for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++)
        if ((bits >> i & 1) != 0)
            fds[n++] = (struct pollfd){.fd = socks[i], .events = POLLIN};
    poll(fds, n,
         timeout != NULL
             ? (int)(timeout->tv_sec * 1000 + (timeout->tv_usec + 999) / 1000)
             : -1);
    for (nfds_t i = 0; i < n; i++)
        if (fds[i].revents != 0)
            ares_process_fd(channel, fds[i].fd, ARES_SOCKET_BAD);
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

unsigned bench_cares(unsigned first, unsigned at_a_time)
{
    struct ares_addrinfo_hints hints = {0};
    char name[64];

    found = 0;
    for (unsigned i = 0; i < BENCH_NAMES || under_way > 0;) {
        for (; i < BENCH_NAMES && under_way < at_a_time; i++) {
            snprintf(name, sizeof(name), BENCH_NAME_FORMAT, first + i);
            under_way++;
            ares_getaddrinfo(channel, name, NULL, &hints, lookup_ended, NULL);
        }
        step();
    }
    return found;
}

void bench_cares_begin(void)
{
    struct ares_options options = {.timeout = 2000, .tries = 3};
    const char *servers = getenv("WS2_DNS_SERVERS");

    ares_library_init(ARES_LIB_INIT_ALL);
    if (servers == NULL ||
        ares_init_options(&channel, &options,
                          ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) !=
            ARES_SUCCESS ||
        ares_set_servers_ports_csv(channel, servers) != ARES_SUCCESS)
        abort();
}

void bench_cares_end(void)
{
    ares_destroy(channel);
    ares_library_cleanup();
}
