/* SPDX-License-Identifier: MIT */
/* Anonymous pipes. There are no named ones.
 *
 * CreatePipe   nSize is a hint for the pipe's capacity, 0 the default.
 *              ReadFile gives ERROR_BROKEN_PIPE when all writers are gone and
 *              the pipe is empty, WriteFile when the reader is.
 *              ERROR_NOT_SUPPORTED: handles that a child inherits
 * Source       Microsoft Learn, "CreatePipe function (namedpipeapi.h)" */
#ifndef WS2_NAMEDPIPEAPI_H
#define WS2_NAMEDPIPEAPI_H

#include "minwinbase.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe,
                                  LPSECURITY_ATTRIBUTES lpPipeAttributes,
                                  DWORD nSize);

WS2_EXTERN_C_END

#endif
