/* SPDX-License-Identifier: MIT */
/* The older functions of the thread pool: work items, timer queues.
 *
 * Source   Microsoft Learn, threadpoollegacyapiset.h */
#ifndef WS2_THREADPOOLLEGACYAPISET_H
#define WS2_THREADPOOLLEGACYAPISET_H

#include "minwindef.h"
#include "minwinbase.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE Function,
                                         PVOID Context, ULONG Flags);

/* Ends a registered wait or a timer. CompletionEvent
 *   NULL                   FALSE and ERROR_IO_PENDING while callbacks run
 *   INVALID_HANDLE_VALUE   waits for them
 *   an event               is set when they have ended; FALSE and
 *                          ERROR_IO_PENDING if that is not yet
 * Errors   ERROR_INVALID_HANDLE, ERROR_IO_PENDING */
WINBASEAPI BOOL WINAPI UnregisterWaitEx(HANDLE WaitHandle,
                                        HANDLE CompletionEvent);

/* Timer queues. TimerQueue NULL is the default one. Due time and period are in
 * milliseconds from now.
 * Errors   ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 *          ERROR_NOT_ENOUGH_MEMORY */
WINBASEAPI HANDLE WINAPI CreateTimerQueue(VOID);
WINBASEAPI BOOL WINAPI CreateTimerQueueTimer(PHANDLE phNewTimer,
                                             HANDLE TimerQueue,
                                             WAITORTIMERCALLBACK Callback,
                                             PVOID Parameter, DWORD DueTime,
                                             DWORD Period, ULONG Flags);
/* A timer that has fired for the last time is not changed. */
WINBASEAPI BOOL WINAPI ChangeTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer,
                                             ULONG DueTime, ULONG Period);
WINBASEAPI BOOL WINAPI DeleteTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer,
                                             HANDLE CompletionEvent);
WINBASEAPI BOOL WINAPI DeleteTimerQueueEx(HANDLE TimerQueue,
                                          HANDLE CompletionEvent);

WS2_EXTERN_C_END

#endif
