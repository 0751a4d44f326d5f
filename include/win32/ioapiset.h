/* SPDX-License-Identifier: MIT */
/* Completion ports, results and cancellation of overlapped operations. */
#ifndef WS2_IOAPISET_H
#define WS2_IOAPISET_H

#include "minwinbase.h"
#include "minwindef.h"

WS2_EXTERN_C_BEGIN

/* CreateIoCompletionPort: a new port, a socket attached to one, or both.
 * FileHandle  a socket, or INVALID_HANDLE_VALUE for a port alone
 * CompletionKey              comes with each of the socket's packets
 * NumberOfConcurrentThreads  that run at a time; 0: one for each processor
 * Returns     the port, or NULL
 * Errors      ERROR_INVALID_PARAMETER (attached already, or a port given with
 *             INVALID_HANDLE_VALUE) ERROR_INVALID_HANDLE
 *             ERROR_NOT_ENOUGH_MEMORY ERROR_TOO_MANY_OPEN_FILES
 * Source      Microsoft Learn, "CreateIoCompletionPort function" */
WINBASEAPI HANDLE WINAPI CreateIoCompletionPort(
    HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey,
    DWORD NumberOfConcurrentThreads);

/* GetQueuedCompletionStatus: the oldest packet; waits dwMilliseconds for one.
 * Returns     TRUE: a packet of success; FALSE and *lpOverlapped not NULL: one
 *             of failure, and the last error is its code; FALSE and NULL: none
 * Errors      WAIT_TIMEOUT ERROR_ABANDONED_WAIT_0 ERROR_INVALID_HANDLE
 *             ERROR_NOACCESS, and those of operations
 * Source      Microsoft Learn, "GetQueuedCompletionStatus function" */
WINBASEAPI BOOL WINAPI GetQueuedCompletionStatus(
    HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred,
    PULONG_PTR lpCompletionKey, LPOVERLAPPED *lpOverlapped,
    DWORD dwMilliseconds);

/* GetQueuedCompletionStatusEx: up to ulCount packets, whatever their status.
 * Errors      WAIT_TIMEOUT ERROR_ABANDONED_WAIT_0 ERROR_INVALID_HANDLE
 *             ERROR_INVALID_PARAMETER (ulCount 0) ERROR_NOACCESS
 * Source      Microsoft Learn, "GetQueuedCompletionStatusEx function" */
WINBASEAPI BOOL WINAPI GetQueuedCompletionStatusEx(
    HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries,
    ULONG ulCount, PULONG ulNumEntriesRemoved, DWORD dwMilliseconds,
    BOOL fAlertable);

/* PostQueuedCompletionStatus: a packet of the program's own; the values are
 * passed through as they are.
 * Errors      ERROR_INVALID_HANDLE ERROR_NOT_ENOUGH_MEMORY
 * Source      Microsoft Learn, "PostQueuedCompletionStatus function" */
WINBASEAPI BOOL WINAPI PostQueuedCompletionStatus(
    HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred,
    ULONG_PTR dwCompletionKey, LPOVERLAPPED lpOverlapped);

/* GetOverlappedResult: how an operation ended, as Win32 tells it.
 * bWait       TRUE: waits for the end, on hEvent
 * Errors      ERROR_IO_INCOMPLETE (996) and those of operations
 *             ERROR_INVALID_HANDLE ERROR_NOACCESS
 * Source      Microsoft Learn, "GetOverlappedResult function" */
WINBASEAPI BOOL WINAPI GetOverlappedResult(HANDLE hFile,
                                           LPOVERLAPPED lpOverlapped,
                                           LPDWORD lpNumberOfBytesTransferred,
                                           BOOL bWait);

/* CancelIoEx: cancels the operation with this OVERLAPPED, or (NULL) all of the
 * handle; each still ends, with ERROR_OPERATION_ABORTED.
 * Errors      ERROR_NOT_FOUND (nothing to cancel) ERROR_INVALID_HANDLE
 * Source      Microsoft Learn, "CancelIoEx function" */
WINBASEAPI BOOL WINAPI CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped);

/* CancelIo: those of the handle that the calling thread began.
 * Errors      ERROR_INVALID_HANDLE
 * Source      Microsoft Learn, "CancelIo function" */
WINBASEAPI BOOL WINAPI CancelIo(HANDLE hFile);

/* CancelSynchronousIo: the call that the thread waits in, on a socket, a pipe
 * or a terminal, fails with ERROR_OPERATION_ABORTED.
 * Errors      ERROR_NOT_FOUND (it waits in none) ERROR_INVALID_HANDLE
 * Source      Microsoft Learn, "CancelSynchronousIo function" */
WINBASEAPI BOOL WINAPI CancelSynchronousIo(HANDLE hThread);

WS2_EXTERN_C_END

#endif
