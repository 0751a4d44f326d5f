/* SPDX-License-Identifier: MIT */
/* What the programs on socket options share. */
#ifndef CT_OPTION_H
#define CT_OPTION_H

#include "harness.h"

static inline int ct_get_int(SOCKET s, int level, int name)
{
    int value = 0, len = sizeof(value); /* Windows may fill one byte only */

    EQUAL(getsockopt(s, level, name, (char *)&value, &len), 0);
    return value;
}

static inline int ct_set_int(SOCKET s, int level, int name, int value)
{
    return setsockopt(s, level, name, (char *)&value, sizeof(value));
}

/* Row: level and name are arg and arg2. */
static inline void ct_get_fails(const struct ct_row *row)
{
    char value[256];
    int len = sizeof(value);
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     getsockopt(s, row->arg, row->arg2, value, &len));
}

#endif
