/* SPDX-License-Identifier: MIT */
/* Who looks at the environment when the process makes its first call; see
 * watch.h. */
#include "watch/watch.h"

void ws2_faults_start(void); /* api/faults.h */

void (*const ws2_watch_starters[])(void) = {
    ws2_trace_environment,
    ws2_faults_start,
    NULL,
};
