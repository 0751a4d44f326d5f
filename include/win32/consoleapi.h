/* SPDX-License-Identifier: MIT */
/* Console control handlers.
 *
 * The first SetConsoleCtrlHandler call takes over SIGINT (CTRL_C_EVENT),
 * SIGBREAK's stand-in SIGQUIT (CTRL_BREAK_EVENT), SIGHUP (CTRL_CLOSE_EVENT)
 * and SIGTERM (CTRL_SHUTDOWN_EVENT); a program that never calls it keeps its
 * own signal handling. Handlers run on a thread of their own, last one
 * registered first, until one returns TRUE; when none does the process exits
 * with STATUS_CONTROL_C_EXIT. A NULL handler with TRUE ignores Ctrl-C.
 * Errors   ERROR_INVALID_PARAMETER (removing a handler that is not there)
 * Source   Microsoft Learn, "SetConsoleCtrlHandler function" */
#ifndef WS2_CONSOLEAPI_H
#define WS2_CONSOLEAPI_H

#include "minwindef.h"

#define CTRL_C_EVENT        0
#define CTRL_BREAK_EVENT    1
#define CTRL_CLOSE_EVENT    2
#define CTRL_LOGOFF_EVENT   5
#define CTRL_SHUTDOWN_EVENT 6

typedef BOOL(WINAPI *PHANDLER_ROUTINE)(DWORD CtrlType);

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine,
                                             BOOL Add);
WINBASEAPI BOOL WINAPI GenerateConsoleCtrlEvent(DWORD dwCtrlEvent,
                                                DWORD dwProcessGroupId);
WINBASEAPI BOOL WINAPI SetConsoleOutputCP(UINT wCodePageID);
WINBASEAPI BOOL WINAPI SetConsoleCP(UINT wCodePageID);
WINBASEAPI UINT WINAPI GetConsoleOutputCP(void);
WINBASEAPI UINT WINAPI GetConsoleCP(void);

WS2_EXTERN_C_END

#endif
