/* SPDX-License-Identifier: MIT */
/* Threads, their local storage, and this process.
 *
 * Source   Microsoft Learn, processthreadsapi.h */
#ifndef WS2_PROCESSTHREADSAPI_H
#define WS2_PROCESSTHREADSAPI_H

#include "minwindef.h"
#include "minwinbase.h"

#define CREATE_SUSPENDED                  0x00000004
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000
#define TLS_OUT_OF_INDEXES                ((DWORD)0xFFFFFFFF)
#define TLS_MINIMUM_AVAILABLE             64

#define THREAD_BASE_PRIORITY_LOWRT    15
#define THREAD_BASE_PRIORITY_MAX      2
#define THREAD_BASE_PRIORITY_MIN      (-2)
#define THREAD_BASE_PRIORITY_IDLE     (-15)
#define THREAD_PRIORITY_LOWEST        THREAD_BASE_PRIORITY_MIN
#define THREAD_PRIORITY_BELOW_NORMAL  (THREAD_PRIORITY_LOWEST + 1)
#define THREAD_PRIORITY_NORMAL        0
#define THREAD_PRIORITY_HIGHEST       THREAD_BASE_PRIORITY_MAX
#define THREAD_PRIORITY_ABOVE_NORMAL  (THREAD_PRIORITY_HIGHEST - 1)
#define THREAD_PRIORITY_ERROR_RETURN  (MAXLONG)
#define THREAD_PRIORITY_TIME_CRITICAL THREAD_BASE_PRIORITY_LOWRT
#define THREAD_PRIORITY_IDLE          THREAD_BASE_PRIORITY_IDLE

#define NORMAL_PRIORITY_CLASS       0x00000020
#define IDLE_PRIORITY_CLASS         0x00000040
#define HIGH_PRIORITY_CLASS         0x00000080
#define REALTIME_PRIORITY_CLASS     0x00000100
#define BELOW_NORMAL_PRIORITY_CLASS 0x00004000
#define ABOVE_NORMAL_PRIORITY_CLASS 0x00008000

WS2_EXTERN_C_BEGIN

/* CreateThread
 * dwStackSize         bytes; 0 for the system's default
 * dwCreationFlags     CREATE_SUSPENDED holds it until ResumeThread
 * Returns             a handle, signaled when the thread ends; NULL on failure
 * Errors              ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY */
WINBASEAPI HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes,
                                      SIZE_T dwStackSize,
                                      LPTHREAD_START_ROUTINE lpStartAddress,
                                      LPVOID lpParameter, DWORD dwCreationFlags,
                                      LPDWORD lpThreadId);
/* Ends the calling thread; C++ destructors of its frames do not run. */
WINBASEAPI VOID WINAPI ExitThread(DWORD dwExitCode) DECLSPEC_NORETURN;
/* STILL_ACTIVE (259) until the thread has ended. */
WINBASEAPI BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode);
/* Both return the previous suspend count, (DWORD)-1 on failure. A thread can
 * be suspended only before it starts: afterwards SuspendThread fails with
 * ERROR_NOT_SUPPORTED. */
WINBASEAPI DWORD WINAPI ResumeThread(HANDLE hThread);
WINBASEAPI DWORD WINAPI SuspendThread(HANDLE hThread);
/* Only a thread that was created suspended and never ran can be ended from
 * outside; otherwise ERROR_NOT_SUPPORTED. */
WINBASEAPI BOOL WINAPI TerminateThread(HANDLE hThread, DWORD dwExitCode);
WINBASEAPI HANDLE WINAPI GetCurrentThread(void);
WINBASEAPI DWORD WINAPI GetCurrentThreadId(void);
WINBASEAPI DWORD WINAPI GetThreadId(HANDLE Thread);
WINBASEAPI BOOL WINAPI SwitchToThread(void);
/* The priority is remembered; Linux's scheduler is told (nice value) where
 * that needs no privilege. */
WINBASEAPI BOOL WINAPI SetThreadPriority(HANDLE hThread, int nPriority);
WINBASEAPI int WINAPI GetThreadPriority(HANDLE hThread);
/* The affinity mask of processors 0 to 63; returns the previous mask, or 0. */
WINBASEAPI DWORD_PTR WINAPI
SetThreadAffinityMask(HANDLE hThread, DWORD_PTR dwThreadAffinityMask);
WINBASEAPI DWORD WINAPI GetCurrentProcessorNumber(void);
/* The first 15 bytes (in UTF-8) are the name that Linux tools show. */
WINBASEAPI HRESULT WINAPI SetThreadDescription(HANDLE hThread,
                                               PCWSTR lpThreadDescription);

/* Has the thread call pfnAPC(dwData) in its next alertable wait; before it
 * started, as the first thing it does.
 * Errors   ERROR_INVALID_HANDLE, ERROR_GEN_FAILURE (the thread has ended),
 *          ERROR_INVALID_PARAMETER (no function), ERROR_NOT_ENOUGH_MEMORY */
WINBASEAPI DWORD WINAPI QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread,
                                     ULONG_PTR dwData);

/* Thread-local storage: 1088 indexes. TlsGetValue clears the last error on
 * success, so that a stored NULL can be told from failure.
 * Errors   ERROR_INVALID_PARAMETER, ERROR_NO_MORE_ITEMS (TlsAlloc) */
WINBASEAPI DWORD WINAPI TlsAlloc(void);
WINBASEAPI LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex);
WINBASEAPI BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue);
WINBASEAPI BOOL WINAPI TlsFree(DWORD dwTlsIndex);

/* This process. Other processes cannot be opened. */
WINBASEAPI HANDLE WINAPI GetCurrentProcess(void);
WINBASEAPI DWORD WINAPI GetCurrentProcessId(void);
WINBASEAPI DWORD WINAPI GetProcessId(HANDLE Process);
/* Runs exit(): handlers registered with atexit run. */
WINBASEAPI VOID WINAPI ExitProcess(UINT uExitCode) DECLSPEC_NORETURN;
/* Ends at once with _exit(); hProcess must be GetCurrentProcess(). */
WINBASEAPI BOOL WINAPI TerminateProcess(HANDLE hProcess, UINT uExitCode);
WINBASEAPI BOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode);
/* User and kernel time are processor time in 100 ns units. */
WINBASEAPI BOOL WINAPI GetProcessTimes(HANDLE hProcess,
                                       LPFILETIME lpCreationTime,
                                       LPFILETIME lpExitTime,
                                       LPFILETIME lpKernelTime,
                                       LPFILETIME lpUserTime);
WINBASEAPI BOOL WINAPI GetThreadTimes(HANDLE hThread, LPFILETIME lpCreationTime,
                                      LPFILETIME lpExitTime,
                                      LPFILETIME lpKernelTime,
                                      LPFILETIME lpUserTime);
WINBASEAPI BOOL WINAPI SetPriorityClass(HANDLE hProcess, DWORD dwPriorityClass);
WINBASEAPI DWORD WINAPI GetPriorityClass(HANDLE hProcess);
WINBASEAPI VOID WINAPI FlushProcessWriteBuffers(void);

WS2_EXTERN_C_END

#endif
