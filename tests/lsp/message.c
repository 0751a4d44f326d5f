/* SPDX-License-Identifier: MIT */
/* The base provider of `ws2 tour` (tools/ws2/tour/message.c) as a provider of
 * its own. */
#include "message.h"

#include <windows.h>

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    return message_startup(version, data, info, upcalls, table);
}
