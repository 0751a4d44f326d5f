/* SPDX-License-Identifier: MIT */
/* Console control handlers, and the console's code pages (always UTF-8).
 *
 * The first SetConsoleCtrlHandler call takes over SIGINT (CTRL_C_EVENT),
 * SIGQUIT (CTRL_BREAK_EVENT), SIGHUP and SIGTERM (CTRL_CLOSE_EVENT), unless the
 * process was started with them ignored; a program that never calls it keeps
 * its signals. Handlers run on a thread of their own, the last registered
 * first, until one returns TRUE. When none does, and after CTRL_CLOSE_EVENT in
 * any case, the process ends with status 128 + the signal's number. A NULL
 * handler with TRUE ignores Ctrl-C, with FALSE no longer.
 * GenerateConsoleCtrlEvent reaches this process only.
 * Errors   ERROR_INVALID_PARAMETER (removing a handler that is not there,
 *          an event that cannot be generated, another code page),
 *          ERROR_NOT_ENOUGH_MEMORY
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
