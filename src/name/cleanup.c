/* SPDX-License-Identifier: MIT */
/* What is left of the name layer after the last WSACleanup: nothing. */
#include "name/async.h"
#include "name/cares.h"
#include "name/lookup.h"
#include "name/name.h"
#include "name/task.h"
#include "name/textfile.h"

void ws2_name_cleanup(void)
{
    ws2_lookup_cancel_all();
    ws2_task_cancel_all();
    ws2_async_end_all();
    ws2_dns_pool_clear();
    ws2_textfiles_drop();
}
