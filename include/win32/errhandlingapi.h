/* SPDX-License-Identifier: MIT */
/* The last error of the calling thread; WSAGetLastError reads the same one.
 *
 * Source   Microsoft Learn, errhandlingapi.h */
#ifndef WS2_ERRHANDLINGAPI_H
#define WS2_ERRHANDLINGAPI_H

#include "minwindef.h"

#define SEM_FAILCRITICALERRORS     0x0001
#define SEM_NOGPFAULTERRORBOX      0x0002
#define SEM_NOALIGNMENTFAULTEXCEPT 0x0004
#define SEM_NOOPENFILEERRORBOX     0x8000

WS2_EXTERN_C_BEGIN

WINBASEAPI DWORD WINAPI GetLastError(void);
WINBASEAPI VOID WINAPI SetLastError(DWORD dwErrCode);
/* Kept and handed back; Linux shows no error boxes. */
WINBASEAPI UINT WINAPI GetErrorMode(void);
WINBASEAPI UINT WINAPI SetErrorMode(UINT uMode);

WS2_EXTERN_C_END

#endif
