/* SPDX-License-Identifier: MIT */
/* The base services: gathers the one-idea headers and adds what is older than
 * them (wait results, local and global memory, string functions, messages). */
#ifndef WS2_WINBASE_H
#define WS2_WINBASE_H

#include "winerror.h"
#include "minwindef.h"
#include "minwinbase.h"
#include "handleapi.h"
#include "ioapiset.h"
#include "fileapi.h"
#include "namedpipeapi.h"
#include "errhandlingapi.h"
#include "synchapi.h"
#include "processthreadsapi.h"
#include "fibersapi.h"
#include "heapapi.h"
#include "memoryapi.h"
#include "libloaderapi.h"
#include "profileapi.h"
#include "sysinfoapi.h"
#include "timezoneapi.h"
#include "processenv.h"
#include "debugapi.h"
#include "stringapiset.h"
#include "threadpoolapiset.h"
#include "threadpoollegacyapiset.h"

#define INFINITE 0xffffffff

#define WAIT_FAILED        ((DWORD)0xffffffff)
#define WAIT_OBJECT_0      ((STATUS_WAIT_0) + 0)
#define WAIT_ABANDONED     ((STATUS_ABANDONED_WAIT_0) + 0)
#define WAIT_ABANDONED_0   ((STATUS_ABANDONED_WAIT_0) + 0)
#define WAIT_IO_COMPLETION STATUS_USER_APC

#define MoveMemory       RtlMoveMemory
#define CopyMemory       RtlCopyMemory
#define FillMemory       RtlFillMemory
#define ZeroMemory       RtlZeroMemory
#define SecureZeroMemory RtlSecureZeroMemory

/* Local and global memory. */
#define LMEM_FIXED          0x0
#define LMEM_MOVEABLE       0x2
#define LMEM_NOCOMPACT      0x10
#define LMEM_NODISCARD      0x20
#define LMEM_ZEROINIT       0x40
#define LMEM_MODIFY         0x80
#define LMEM_DISCARDABLE    0xf00
#define LMEM_VALID_FLAGS    0xf72
#define LMEM_INVALID_HANDLE 0x8000
#define LHND                (LMEM_MOVEABLE | LMEM_ZEROINIT)
#define LPTR                (LMEM_FIXED | LMEM_ZEROINIT)
#define GMEM_FIXED          0x0
#define GMEM_MOVEABLE       0x2
#define GMEM_NOCOMPACT      0x10
#define GMEM_NODISCARD      0x20
#define GMEM_ZEROINIT       0x40
#define GMEM_MODIFY         0x80
#define GMEM_DISCARDABLE    0x100
#define GMEM_NOT_BANKED     0x1000
#define GMEM_SHARE          0x2000
#define GMEM_DDESHARE       0x2000
#define GMEM_VALID_FLAGS    0x7f72
#define GMEM_INVALID_HANDLE 0x8000
#define GHND                (GMEM_MOVEABLE | GMEM_ZEROINIT)
#define GPTR                (GMEM_FIXED | GMEM_ZEROINIT)

/* FormatMessage. */
#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200
#define FORMAT_MESSAGE_FROM_STRING     0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000ff

/* Flags of CreateFile that file transfers use. */
#define FILE_FLAG_WRITE_THROUGH      0x80000000
#define FILE_FLAG_OVERLAPPED         0x40000000
#define FILE_FLAG_NO_BUFFERING       0x20000000
#define FILE_FLAG_RANDOM_ACCESS      0x10000000
#define FILE_FLAG_SEQUENTIAL_SCAN    0x08000000
#define FILE_FLAG_DELETE_ON_CLOSE    0x04000000
#define FILE_FLAG_BACKUP_SEMANTICS   0x02000000
#define FILE_FLAG_POSIX_SEMANTICS    0x01000000
#define FILE_FLAG_OPEN_REPARSE_POINT 0x00200000

/* SetFilePointer, GetFileType. */
#define FILE_BEGIN        0
#define FILE_CURRENT      1
#define FILE_END          2
#define FILE_TYPE_UNKNOWN 0x0000
#define FILE_TYPE_DISK    0x0001
#define FILE_TYPE_CHAR    0x0002
#define FILE_TYPE_PIPE    0x0003
#define FILE_TYPE_REMOTE  0x8000

/* MoveFileEx. */
#define MOVEFILE_REPLACE_EXISTING   0x00000001
#define MOVEFILE_COPY_ALLOWED       0x00000002
#define MOVEFILE_DELAY_UNTIL_REBOOT 0x00000004
#define MOVEFILE_WRITE_THROUGH      0x00000008

/* Modes of SetFileCompletionNotificationModes. */
#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 0x1
#define FILE_SKIP_SET_EVENT_ON_HANDLE        0x2

#define HasOverlappedIoCompleted(lpOverlapped)                                 \
    ((DWORD)__atomic_load_n(&(lpOverlapped)->Internal, __ATOMIC_ACQUIRE) !=    \
     STATUS_PENDING)

WS2_EXTERN_C_BEGIN

/* SetFileCompletionNotificationModes: how the ends of the handle's operations
 * are told from now on; modes are added, never taken back.
 * Errors  ERROR_INVALID_HANDLE ERROR_INVALID_PARAMETER
 * Source  Microsoft Learn, "SetFileCompletionNotificationModes function" */
WINBASEAPI BOOL WINAPI SetFileCompletionNotificationModes(HANDLE FileHandle,
                                                          UCHAR Flags);

/* The text for an error code or a message of the caller's.
 * nSize    characters in lpBuffer; with ALLOCATE_BUFFER the least to allocate,
 *          and lpBuffer is the address of a pointer, freed by LocalFree
 * Returns  characters written without the terminator; 0 on failure
 * Errors   ERROR_MR_MID_NOT_FOUND, ERROR_INSUFFICIENT_BUFFER,
 *          ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY
 * Source   Microsoft Learn, "FormatMessage function (winbase.h)" */
WINBASEAPI DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource,
                                       DWORD dwMessageId, DWORD dwLanguageId,
                                       LPSTR lpBuffer, DWORD nSize,
                                       va_list *Arguments);
WINBASEAPI DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource,
                                       DWORD dwMessageId, DWORD dwLanguageId,
                                       LPWSTR lpBuffer, DWORD nSize,
                                       va_list *Arguments);

/* Another name, in the same file system or (COPY_ALLOWED) another. MoveFile
 * fails with ERROR_ALREADY_EXISTS when the new name is there; MoveFileEx
 * replaces a file, never a directory, with REPLACE_EXISTING.
 * Errors   ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED,
 *          ERROR_NOT_SAME_DEVICE; ERROR_NOT_SUPPORTED (DELAY_UNTIL_REBOOT)
 * Source   Microsoft Learn, "MoveFileExA function (winbase.h)" */
WINBASEAPI BOOL WINAPI MoveFileA(LPCSTR lpExistingFileName,
                                 LPCSTR lpNewFileName);
WINBASEAPI BOOL WINAPI MoveFileW(LPCWSTR lpExistingFileName,
                                 LPCWSTR lpNewFileName);
WINBASEAPI BOOL WINAPI MoveFileExA(LPCSTR lpExistingFileName,
                                   LPCSTR lpNewFileName, DWORD dwFlags);
WINBASEAPI BOOL WINAPI MoveFileExW(LPCWSTR lpExistingFileName,
                                   LPCWSTR lpNewFileName, DWORD dwFlags);
WINBASEAPI BOOL WINAPI CopyFileA(LPCSTR lpExistingFileName,
                                 LPCSTR lpNewFileName, BOOL bFailIfExists);
WINBASEAPI BOOL WINAPI CopyFileW(LPCWSTR lpExistingFileName,
                                 LPCWSTR lpNewFileName, BOOL bFailIfExists);

/* Local and global memory: one heap, handles are pointers. Free returns NULL
 * on success. ReAlloc with MODIFY only changes nothing here.
 * Errors   ERROR_NOT_ENOUGH_MEMORY; ERROR_INVALID_HANDLE (NULL)
 * Source   Microsoft Learn, winbase.h */
WINBASEAPI HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes);
WINBASEAPI HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags);
WINBASEAPI HLOCAL WINAPI LocalFree(HLOCAL hMem);
WINBASEAPI LPVOID WINAPI LocalLock(HLOCAL hMem);
WINBASEAPI BOOL WINAPI LocalUnlock(HLOCAL hMem);
WINBASEAPI SIZE_T WINAPI LocalSize(HLOCAL hMem);
WINBASEAPI HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes);
WINBASEAPI HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes,
                                        UINT uFlags);
WINBASEAPI HGLOBAL WINAPI GlobalFree(HGLOBAL hMem);
WINBASEAPI LPVOID WINAPI GlobalLock(HGLOBAL hMem);
WINBASEAPI BOOL WINAPI GlobalUnlock(HGLOBAL hMem);
WINBASEAPI SIZE_T WINAPI GlobalSize(HGLOBAL hMem);

/* Callbacks on the thread pool for an object that is signaled, or after
 * dwMilliseconds: again and again, unless dwFlags has WT_EXECUTEONLYONCE. The
 * next wait begins when the callback has returned. Not for mutexes. The handle
 * is given back by UnregisterWait(Ex); see threadpoollegacyapiset.h.
 * Errors   ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 *          ERROR_NOT_ENOUGH_MEMORY */
WINBASEAPI BOOL WINAPI RegisterWaitForSingleObject(
    PHANDLE phNewWaitObject, HANDLE hObject, WAITORTIMERCALLBACK Callback,
    PVOID Context, ULONG dwMilliseconds, ULONG dwFlags);
WINBASEAPI BOOL WINAPI UnregisterWait(HANDLE WaitHandle);
WINBASEAPI BOOL WINAPI DeleteTimerQueue(HANDLE TimerQueue);

/* Function is called by the thread pool for each completion of the handle, with
 * a Win32 code. Flags is 0.
 * Errors   ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (attached to a
 *          completion port already), ERROR_NOT_ENOUGH_MEMORY
 * Source   Microsoft Learn, "BindIoCompletionCallback function" */
WINBASEAPI BOOL WINAPI BindIoCompletionCallback(
    HANDLE FileHandle, LPOVERLAPPED_COMPLETION_ROUTINE Function, ULONG Flags);

/* The callback environment: which pool, which cleanup group, how long. */
FORCEINLINE VOID InitializeThreadpoolEnvironment(PTP_CALLBACK_ENVIRON pcbe)
{
    RtlZeroMemory(pcbe, sizeof(*pcbe));
    pcbe->Version = 3;
    pcbe->CallbackPriority = TP_CALLBACK_PRIORITY_NORMAL;
    pcbe->Size = sizeof(*pcbe);
}

FORCEINLINE VOID DestroyThreadpoolEnvironment(PTP_CALLBACK_ENVIRON pcbe)
{
    (void)pcbe;
}

FORCEINLINE VOID SetThreadpoolCallbackPool(PTP_CALLBACK_ENVIRON pcbe,
                                           PTP_POOL ptpp)
{
    pcbe->Pool = ptpp;
}

FORCEINLINE VOID SetThreadpoolCallbackCleanupGroup(
    PTP_CALLBACK_ENVIRON pcbe, PTP_CLEANUP_GROUP ptpcg,
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK pfng)
{
    pcbe->CleanupGroup = ptpcg;
    pcbe->CleanupGroupCancelCallback = pfng;
}

FORCEINLINE VOID SetThreadpoolCallbackRunsLong(PTP_CALLBACK_ENVIRON pcbe)
{
    pcbe->u.s.LongFunction = 1;
}

FORCEINLINE VOID SetThreadpoolCallbackPersistent(PTP_CALLBACK_ENVIRON pcbe)
{
    pcbe->u.s.Persistent = 1;
}

FORCEINLINE VOID SetThreadpoolCallbackLibrary(PTP_CALLBACK_ENVIRON pcbe,
                                              PVOID mod)
{
    pcbe->RaceDll = mod;
}

FORCEINLINE VOID SetThreadpoolCallbackPriority(PTP_CALLBACK_ENVIRON pcbe,
                                               TP_CALLBACK_PRIORITY Priority)
{
    pcbe->CallbackPriority = Priority;
}

/* Strings. lstrlen of NULL is 0; copies of and to NULL give NULL. lstrcpyn
 * counts the terminator in iMaxLength. Comparison is by code unit, lstrcmpi
 * ignores the case of ASCII letters; Windows compares by language. */
WINBASEAPI int WINAPI lstrlenA(LPCSTR lpString);
WINBASEAPI int WINAPI lstrlenW(LPCWSTR lpString);
WINBASEAPI int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2);
WINBASEAPI int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2);
WINBASEAPI int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2);
WINBASEAPI int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2);
WINBASEAPI LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2);
WINBASEAPI LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2);
WINBASEAPI LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2);
WINBASEAPI LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2);
WINBASEAPI LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2,
                                  int iMaxLength);
WINBASEAPI LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2,
                                   int iMaxLength);

/* Names of this computer and user; see GetComputerNameEx for the sizes.
 * Error   ERROR_BUFFER_OVERFLOW; GetUserName: ERROR_INSUFFICIENT_BUFFER */
WINBASEAPI BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize);
WINBASEAPI BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize);
WINADVAPI BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer);
WINADVAPI BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer);

WS2_EXTERN_C_END

#ifdef UNICODE
#define MoveFile        MoveFileW
#define MoveFileEx      MoveFileExW
#define CopyFile        CopyFileW
#define FormatMessage   FormatMessageW
#define lstrlen         lstrlenW
#define lstrcmp         lstrcmpW
#define lstrcmpi        lstrcmpiW
#define lstrcpy         lstrcpyW
#define lstrcat         lstrcatW
#define lstrcpyn        lstrcpynW
#define GetComputerName GetComputerNameW
#define GetUserName     GetUserNameW
#else
#define MoveFile        MoveFileA
#define MoveFileEx      MoveFileExA
#define CopyFile        CopyFileA
#define FormatMessage   FormatMessageA
#define lstrlen         lstrlenA
#define lstrcmp         lstrcmpA
#define lstrcmpi        lstrcmpiA
#define lstrcpy         lstrcpyA
#define lstrcat         lstrcatA
#define lstrcpyn        lstrcpynA
#define GetComputerName GetComputerNameA
#define GetUserName     GetUserNameA
#endif

#endif
