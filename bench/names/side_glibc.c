/* SPDX-License-Identifier: MIT */
/* Names resolved by libc's own getaddrinfo, in 64 threads. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "names.h"

static struct sockaddr_in server;
static unsigned first_name;
static atomic_uint next_name, found;

/* Each thread has a resolver of its own, which asks the test server. */
static void resolver_aim(void)
{
    res_init();
    _res.nscount = 1;
    _res.nsaddr_list[0] = server;
}

static void *resolve_some(void *arg)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    char name[64];
    unsigned i;

    resolver_aim();
    while ((i = atomic_fetch_add(&next_name, 1)) < BENCH_NAMES) {
        struct addrinfo *list;

        snprintf(name, sizeof(name), BENCH_NAME_FORMAT, first_name + i);
        if (getaddrinfo(name, NULL, &hints, &list) != 0)
            continue;
        atomic_fetch_add(&found, 1);
        freeaddrinfo(list);
    }
    return arg;
}

unsigned bench_glibc(unsigned first)
{
    pthread_t threads[BENCH_THREADS];

    first_name = first;
    next_name = found = 0;
    for (int i = 0; i < BENCH_THREADS; i++)
        if (pthread_create(&threads[i], NULL, resolve_some, NULL) != 0)
            abort();
    for (int i = 0; i < BENCH_THREADS; i++)
        pthread_join(threads[i], NULL);
    return found;
}

/* WS2_DNS_SERVERS as dnsd sets it: "127.0.0.1:PORT". */
void bench_glibc_begin(void)
{
    const char *text = getenv("WS2_DNS_SERVERS");
    const char *port = text != NULL ? strrchr(text, ':') : NULL;

    if (port == NULL)
        abort();
    server = (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_addr = {htonl(INADDR_LOOPBACK)},
        .sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10))};
}
