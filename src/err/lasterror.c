/* SPDX-License-Identifier: MIT */
/* The last error: one value for each thread, behind GetLastError and
 * WSAGetLastError alike. Reading it costs what reading errno costs, and none
 * of these functions touches errno or needs WSAStartup.
 *
 * Pages: GetLastError, SetLastError, WSAGetLastError, WSASetLastError. */
#include "err/lasterror.h"

#include <winsock2.h>
#include <windows.h>

/* Initial-exec: a fixed offset from the thread pointer, no call to
 * __tls_get_addr; four bytes fit into what the loader keeps for dlopen. */
static _Thread_local ws2_err last_error
    __attribute__((tls_model("initial-exec")));

void ws2_set_last_error(ws2_err err)
{
    last_error = err;
}

ws2_err ws2_get_last_error(void)
{
    return last_error;
}

DWORD WINAPI GetLastError(void)
{
    return (DWORD)last_error;
}

void WINAPI SetLastError(DWORD dwErrCode)
{
    last_error = (ws2_err)dwErrCode;
}

int WSAAPI WSAGetLastError(void)
{
    return last_error;
}

void WSAAPI WSASetLastError(int iError)
{
    last_error = iError;
}
