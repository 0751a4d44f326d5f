/* SPDX-License-Identifier: MIT */
/* The thread pool: work, timers, waits, cleanup groups. Objects are pointers,
 * not handles; using one after it was closed is an error that is not found.
 *
 * Errors   ERROR_INVALID_PARAMETER (no callback, a bad environment),
 *          ERROR_NOT_ENOUGH_MEMORY
 * Source   Microsoft Learn, threadpoolapiset.h */
#ifndef WS2_THREADPOOLAPISET_H
#define WS2_THREADPOOLAPISET_H

#include "minwindef.h"
#include "minwinbase.h"

WS2_EXTERN_C_BEGIN

/* Pools. Closed, a pool still runs what is queued. The minimum's threads
 * start at once. */
WINBASEAPI PTP_POOL WINAPI CreateThreadpool(PVOID reserved);
WINBASEAPI VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL ptpp,
                                                  DWORD cthrdMost);
WINBASEAPI BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL ptpp,
                                                  DWORD cthrdMic);
WINBASEAPI BOOL WINAPI
SetThreadpoolStackInformation(PTP_POOL ptpp, PTP_POOL_STACK_INFORMATION ptpsi);
WINBASEAPI BOOL WINAPI QueryThreadpoolStackInformation(
    PTP_POOL ptpp, PTP_POOL_STACK_INFORMATION ptpsi);
WINBASEAPI VOID WINAPI CloseThreadpool(PTP_POOL ptpp);

/* Cleanup groups: closing the members stops them, waits for their callbacks
 * and closes them; the group's callback hears of those that were cancelled. */
WINBASEAPI PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(VOID);
WINBASEAPI VOID WINAPI CloseThreadpoolCleanupGroupMembers(
    PTP_CLEANUP_GROUP ptpcg, BOOL fCancelPendingCallbacks,
    PVOID pvCleanupContext);
WINBASEAPI VOID WINAPI CloseThreadpoolCleanupGroup(PTP_CLEANUP_GROUP ptpcg);

/* For the running callback: what to do once it has returned. */
WINBASEAPI VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                                   HANDLE evt);
WINBASEAPI VOID WINAPI ReleaseSemaphoreWhenCallbackReturns(
    PTP_CALLBACK_INSTANCE pci, HANDLE sem, DWORD crel);
WINBASEAPI VOID WINAPI
ReleaseMutexWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci, HANDLE mut);
WINBASEAPI VOID WINAPI LeaveCriticalSectionWhenCallbackReturns(
    PTP_CALLBACK_INSTANCE pci, PCRITICAL_SECTION pcs);
WINBASEAPI VOID WINAPI FreeLibraryWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                                      HMODULE mod);
/* FALSE when no other thread is left for the rest. */
WINBASEAPI BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE pci);
WINBASEAPI VOID WINAPI
DisassociateCurrentThreadFromCallback(PTP_CALLBACK_INSTANCE pci);

WINBASEAPI BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK pfns,
                                                   PVOID pv,
                                                   PTP_CALLBACK_ENVIRON pcbe);

/* Work. Each submission is a call of its own. */
WINBASEAPI PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK pfnwk,
                                                PVOID pv,
                                                PTP_CALLBACK_ENVIRON pcbe);
WINBASEAPI VOID WINAPI SubmitThreadpoolWork(PTP_WORK pwk);
WINBASEAPI VOID WINAPI
WaitForThreadpoolWorkCallbacks(PTP_WORK pwk, BOOL fCancelPendingCallbacks);
WINBASEAPI VOID WINAPI CloseThreadpoolWork(PTP_WORK pwk);

/* Timers. Due times as SetWaitableTimer's; NULL stops the timer. The Ex
 * functions tell whether there was something to stop. */
WINBASEAPI PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK pfnti,
                                                  PVOID pv,
                                                  PTP_CALLBACK_ENVIRON pcbe);
WINBASEAPI VOID WINAPI SetThreadpoolTimer(PTP_TIMER pti, PFILETIME pftDueTime,
                                          DWORD msPeriod, DWORD msWindowLength);
WINBASEAPI BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER pti, PFILETIME pftDueTime,
                                            DWORD msPeriod,
                                            DWORD msWindowLength);
WINBASEAPI BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER pti);
WINBASEAPI VOID WINAPI
WaitForThreadpoolTimerCallbacks(PTP_TIMER pti, BOOL fCancelPendingCallbacks);
WINBASEAPI VOID WINAPI CloseThreadpoolTimer(PTP_TIMER pti);

/* Waits, for one callback each. pftTimeout NULL: for good. Not for mutexes. A
 * bad handle sets the last error and waits for nothing. */
WINBASEAPI PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK pfnwa,
                                                PVOID pv,
                                                PTP_CALLBACK_ENVIRON pcbe);
WINBASEAPI VOID WINAPI SetThreadpoolWait(PTP_WAIT pwa, HANDLE h,
                                         PFILETIME pftTimeout);
WINBASEAPI BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT pwa, HANDLE h,
                                           PFILETIME pftTimeout,
                                           PVOID Reserved);
WINBASEAPI VOID WINAPI
WaitForThreadpoolWaitCallbacks(PTP_WAIT pwa, BOOL fCancelPendingCallbacks);
WINBASEAPI VOID WINAPI CloseThreadpoolWait(PTP_WAIT pwa);

typedef VOID(WINAPI *PTP_WIN32_IO_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                            PVOID Context, PVOID Overlapped,
                                            ULONG IoResult,
                                            ULONG_PTR NumberOfBytesTransferred,
                                            PTP_IO Io);

/* Completions of a socket's, or an overlapped file's, operations.
 * StartThreadpoolIo comes before each operation; CancelThreadpoolIo after one
 * that failed to begin, or is done and has no packet. To wait is to wait for
 * operations under way too; with fCancelPendingCallbacks their completions are
 * passed over.
 * Errors   ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (attached to a
 *          completion port already), ERROR_NOT_ENOUGH_MEMORY */
WINBASEAPI PTP_IO WINAPI CreateThreadpoolIo(HANDLE fl,
                                            PTP_WIN32_IO_CALLBACK pfnio,
                                            PVOID pv,
                                            PTP_CALLBACK_ENVIRON pcbe);
WINBASEAPI VOID WINAPI StartThreadpoolIo(PTP_IO pio);
WINBASEAPI VOID WINAPI CancelThreadpoolIo(PTP_IO pio);
WINBASEAPI VOID WINAPI
WaitForThreadpoolIoCallbacks(PTP_IO pio, BOOL fCancelPendingCallbacks);
WINBASEAPI VOID WINAPI CloseThreadpoolIo(PTP_IO pio);

WS2_EXTERN_C_END

#endif
