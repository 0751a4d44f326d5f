/* SPDX-License-Identifier: MIT */
/* What a door is to fault injection: found once, from its name and parameters
 * (watch/doors.def). */
#ifndef WS2_API_FAULTDOORS_H
#define WS2_API_FAULTDOORS_H

#include "watch/watch.h"

#define WS2_NO_PARAM (-1)

/* In which way it can fail late. */
enum ws2_fault_way {
    WAY_NONE,
    WAY_OVERLAPPED,
    WAY_CONNECT,
    WAY_LOOKUP, /* GetAddrInfoExW */
    WAY_ASYNC   /* WSAAsyncGet... */
};

struct ws2_fault_door {
    int16_t function; /* of the contract */
    uint8_t way;
    uint8_t enables; /* FD_* that it enables again */
    bool shortens;
    /* parameters, or WS2_NO_PARAM */
    int8_t socket, overlapped, routine, bufs, count, len;
    int8_t flags, flags_in;        /* by value; by pointer */
    int8_t pointer_out, count_out; /* NULL and 0 after a failure */
};

/* NULL: the contract knows no failure of it. */
const struct ws2_fault_door *ws2_fault_door_of(const struct ws2_door *door);

#endif
