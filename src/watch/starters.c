/* SPDX-License-Identifier: MIT */
/* Who looks at the environment when the process makes its first call; see
 * watch.h. */
#include "watch/watch.h"

void (*const ws2_watch_starters[])(void) = {
    NULL,
};
