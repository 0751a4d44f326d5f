/* SPDX-License-Identifier: MIT */
/* Families in turn; see alternate.h. No state. */
#include "name/alternate.h"

#include <stdbool.h>

static bool is_v4(const ADDRINFOA *ai)
{
    const SOCKADDR_IN6 *in6 = (const SOCKADDR_IN6 *)(const void *)ai->ai_addr;

    return ai->ai_family != AF_INET6 || IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);
}

void ws2_ai_alternate(ADDRINFOA *list)
{
    ADDRINFOA *heads[2], **tails[2] = {&heads[0], &heads[1]};
    ADDRINFOA *first, **link = &first;
    bool first_v4 = list != NULL && is_v4(list);

    for (ADDRINFOA *ai = list; ai != NULL; ai = ai->ai_next) {
        unsigned which = is_v4(ai) != first_v4;

        *tails[which] = ai;
        tails[which] = &ai->ai_next;
    }
    *tails[0] = *tails[1] = NULL;
    for (unsigned turn = 0; heads[0] != NULL || heads[1] != NULL; turn ^= 1) {
        ADDRINFOA *ai = heads[turn];

        if (ai == NULL)
            continue; /* the other one has what is left */
        heads[turn] = ai->ai_next;
        *link = ai;
        link = &ai->ai_next;
    }
    *link = NULL;
}
