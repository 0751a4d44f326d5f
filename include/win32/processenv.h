/* SPDX-License-Identifier: MIT */
/* The environment and the command line. Text is UTF-8 in the A functions.
 *
 * GetEnvironmentVariable  nSize and result count characters: without the
 *                         terminator on success, with it when the buffer is
 *                         too small; 0 and ERROR_ENVVAR_NOT_FOUND
 * SetEnvironmentVariable  a NULL value deletes; ERROR_INVALID_PARAMETER for a
 *                         name that is empty or has '='
 * Names keep their case: Linux tells PATH from Path, Windows does not.
 * GetStdHandle            a file over descriptor 0, 1 or 2, made at the first
 *                         call, or what SetStdHandle gave. NULL when the
 *                         descriptor is closed; INVALID_HANDLE_VALUE and
 *                         ERROR_INVALID_HANDLE for another number
 * GetCurrentDirectory     as GetEnvironmentVariable counts
 * SetCurrentDirectory     ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,
 *                         ERROR_DIRECTORY (a file)
 * Source                  Microsoft Learn, processenv.h */
#ifndef WS2_PROCESSENV_H
#define WS2_PROCESSENV_H

#include "minwindef.h"

#define STD_INPUT_HANDLE  ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE  ((DWORD)-12)

WS2_EXTERN_C_BEGIN

WINBASEAPI DWORD WINAPI GetEnvironmentVariableA(LPCSTR lpName, LPSTR lpBuffer,
                                                DWORD nSize);
WINBASEAPI DWORD WINAPI GetEnvironmentVariableW(LPCWSTR lpName, LPWSTR lpBuffer,
                                                DWORD nSize);
WINBASEAPI BOOL WINAPI SetEnvironmentVariableA(LPCSTR lpName, LPCSTR lpValue);
WINBASEAPI BOOL WINAPI SetEnvironmentVariableW(LPCWSTR lpName, LPCWSTR lpValue);
WINBASEAPI LPSTR WINAPI GetCommandLineA(void);
WINBASEAPI LPWSTR WINAPI GetCommandLineW(void);
WINBASEAPI HANDLE WINAPI GetStdHandle(DWORD nStdHandle);
WINBASEAPI BOOL WINAPI SetStdHandle(DWORD nStdHandle, HANDLE hHandle);
WINBASEAPI DWORD WINAPI GetCurrentDirectoryA(DWORD nBufferLength,
                                             LPSTR lpBuffer);
WINBASEAPI DWORD WINAPI GetCurrentDirectoryW(DWORD nBufferLength,
                                             LPWSTR lpBuffer);
WINBASEAPI BOOL WINAPI SetCurrentDirectoryA(LPCSTR lpPathName);
WINBASEAPI BOOL WINAPI SetCurrentDirectoryW(LPCWSTR lpPathName);

WS2_EXTERN_C_END

#ifdef UNICODE
#define GetEnvironmentVariable GetEnvironmentVariableW
#define SetEnvironmentVariable SetEnvironmentVariableW
#define GetCommandLine         GetCommandLineW
#define GetCurrentDirectory    GetCurrentDirectoryW
#define SetCurrentDirectory    SetCurrentDirectoryW
#else
#define GetEnvironmentVariable GetEnvironmentVariableA
#define SetEnvironmentVariable SetEnvironmentVariableA
#define GetCommandLine         GetCommandLineA
#define GetCurrentDirectory    GetCurrentDirectoryA
#define SetCurrentDirectory    SetCurrentDirectoryA
#endif

#endif
