/* SPDX-License-Identifier: MIT */
/* What the back ends of the engine have in common, inside src/io only. */
#ifndef WS2_IO_SET_H
#define WS2_IO_SET_H

#include "io/io.h"
#include "os/epoll.h"

#define WS2_IO_WAKE 0 /* the token of the wake-up; no channel has it */

struct ws2_io_set {
    int ep;
    int wake;
};

#endif
