/* SPDX-License-Identifier: MIT */
/* Reserves a rate on an interface, as the agent would, without one:
 *
 *   hold-class INTERFACE LINE PORT RATE   a class for what goes to that UDP
 *       port, rates in bytes/s; says so, and holds it until its input ends */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tc.h"

int main(int argc, char **argv)
{
    struct tc_match match = {.family = 4, .protocol = 17};
    struct tc_flow flow = {.burst = 4112,
                           .packet = 1028,
                           .mode = TC_BORROW,
                           .priority = TC_PRIO_CONTROLLED_LOAD};
    uint32_t id, filter;
    struct tc *tc;
    int res;

    if (argc != 5)
        return 2;
    match.dport = (uint16_t)atoi(argv[3]);
    flow.rate = strtoull(argv[4], NULL, 10);
    res = tc_open(if_nametoindex(argv[1]), strtoull(argv[2], NULL, 10), &tc);
    if (res == 0)
        res = tc_class_add(tc, &flow, &id);
    if (res == 0)
        res = tc_match_add(tc, id, &match, &filter);
    if (res < 0) {
        fprintf(stderr, "hold-class: %s\n", strerror(-res));
        return 1;
    }
    puts("held");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    tc_close(tc);
    return 0;
}
