/* SPDX-License-Identifier: MIT */
/* The set of channels that no thread of the program waits for: the reactor
 * drives it. Made on first need. */
#ifndef WS2_IO_DRIVER_H
#define WS2_IO_DRIVER_H

#include "io/io.h"

int ws2_io_driver_set(struct ws2_io_set **out); /* -errno */

#endif
