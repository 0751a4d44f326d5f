/* SPDX-License-Identifier: MIT */
/* lsp-trace: a layered provider that writes down what a program asks of its
 * sockets, and what it gets. Its sockets are those of the provider below.
 *
 * Windows Sockets is given one of two tables: that of the layer alone
 * (layer.h), or, where there is a trace, one whose procedures say what they do.
 * WSPStartup may come several times, once for each entry of the catalog, and
 * WSPCleanup as often: lock guards their count. */
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>

#include "below.h"
#include "calls.h"
#include "layer.h"
#include "line.h"

static SRWLOCK lock = SRWLOCK_INIT;
static unsigned starts;
static WSPDATA description;
static WSPPROC_TABLE table;

static int WSPAPI trace_cleanup(LPINT err)
{
    int res = 0;

    AcquireSRWLockExclusive(&lock);
    if (starts != 0 && --starts == 0)
        res = below.proc.lpWSPCleanup(err);
    ReleaseSRWLockExclusive(&lock);
    return res;
}

static int start_locked(WORD version, const WSAPROTOCOL_INFOW *info,
                        const WSPUPCALLTABLE *upcalls)
{
    int error = below_start(version, &description, info, upcalls);

    if (error != 0)
        return error;
    layer_fill(info, trace_cleanup);
    table = layer;
    if (trace_open()) {
        calls_sockets(&table);
        calls_transfer(&table);
        calls_control(&table);
        calls_events(&table);
    }
    return 0;
}

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE procedures)
{
    int error = 0;

    AcquireSRWLockExclusive(&lock);
    if (starts == 0)
        error = start_locked(version, info, &upcalls);
    if (error == 0) {
        starts++;
        *data = description;
        *procedures = table;
    }
    ReleaseSRWLockExclusive(&lock);
    return error;
}
