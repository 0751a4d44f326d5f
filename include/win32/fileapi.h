/* SPDX-License-Identifier: MIT */
/* Files as HANDLEs. Names are Linux' own, UTF-8 in the A functions; a name
 * without any `/` may use `\` instead (docs/differences.md). */
#ifndef WS2_FILEAPI_H
#define WS2_FILEAPI_H

#include "minwinbase.h"

#define CREATE_NEW        1
#define CREATE_ALWAYS     2
#define OPEN_EXISTING     3
#define OPEN_ALWAYS       4
#define TRUNCATE_EXISTING 5

#define INVALID_FILE_SIZE        ((DWORD)0xffffffff)
#define INVALID_SET_FILE_POINTER ((DWORD)-1)
#define INVALID_FILE_ATTRIBUTES  ((DWORD)-1)

typedef struct _BY_HANDLE_FILE_INFORMATION {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD dwVolumeSerialNumber;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
    DWORD nNumberOfLinks;
    DWORD nFileIndexHigh;
    DWORD nFileIndexLow;
} BY_HANDLE_FILE_INFORMATION, *PBY_HANDLE_FILE_INFORMATION,
    *LPBY_HANDLE_FILE_INFORMATION;

typedef struct _WIN32_FILE_ATTRIBUTE_DATA {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
} WIN32_FILE_ATTRIBUTE_DATA, *LPWIN32_FILE_ATTRIBUTE_DATA;

WS2_EXTERN_C_BEGIN

/* Opens or creates a file or device.
 * dwDesiredAccess  GENERIC_ and FILE_ rights; FILE_APPEND_DATA without
 *                  FILE_WRITE_DATA: every write goes to the end
 * dwShareMode      checked, and without effect
 * dwFlags...       OVERLAPPED, DELETE_ON_CLOSE, WRITE_THROUGH,
 *                  BACKUP_SEMANTICS (directories), SEQUENTIAL_SCAN and
 *                  RANDOM_ACCESS; ATTRIBUTE_READONLY of a new file
 * Returns  INVALID_HANDLE_VALUE on failure. CREATE_ALWAYS and OPEN_ALWAYS set
 *          the last error to ERROR_ALREADY_EXISTS when the file was there, 0
 *          otherwise
 * Errors   ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED,
 *          ERROR_FILE_EXISTS (CREATE_NEW), ERROR_INVALID_PARAMETER,
 *          ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_SUPPORTED (inheritable)
 * Source   Microsoft Learn, "CreateFileA function (fileapi.h)" */
WINBASEAPI HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess,
                                     DWORD dwShareMode,
                                     LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                     DWORD dwCreationDisposition,
                                     DWORD dwFlagsAndAttributes,
                                     HANDLE hTemplateFile);
WINBASEAPI HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess,
                                     DWORD dwShareMode,
                                     LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                     DWORD dwCreationDisposition,
                                     DWORD dwFlagsAndAttributes,
                                     HANDLE hTemplateFile);

/* CreateFile2: the same, with what CreateFile has in dwFlagsAndAttributes in
 * three members; pCreateExParams NULL: none, FILE_ATTRIBUTE_NORMAL.
 * Errors   as CreateFile's; ERROR_INVALID_PARAMETER (dwSize), ERROR_NOACCESS
 * Source   Microsoft Learn, "CreateFile2 function (fileapi.h)" */
typedef struct _CREATEFILE2_EXTENDED_PARAMETERS {
    DWORD dwSize;
    DWORD dwFileAttributes;
    DWORD dwFileFlags;
    DWORD dwSecurityQosFlags;
    LPSECURITY_ATTRIBUTES lpSecurityAttributes;
    HANDLE hTemplateFile;
} CREATEFILE2_EXTENDED_PARAMETERS, *PCREATEFILE2_EXTENDED_PARAMETERS,
    *LPCREATEFILE2_EXTENDED_PARAMETERS;
WINBASEAPI HANDLE WINAPI
CreateFile2(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
            DWORD dwCreationDisposition,
            LPCREATEFILE2_EXTENDED_PARAMETERS pCreateExParams);

/* Reads or writes at the file's position, or at lpOverlapped's offset, behind
 * which a synchronous file's position then is. A handle of FILE_FLAG_OVERLAPPED
 * has no position and needs lpOverlapped; the operation is done when the call
 * returns, and Internal, InternalHigh and hEvent say so. Offset and OffsetHigh
 * of 0xffffffff write to the end.
 * Returns  at the end of a file: TRUE and 0 bytes, with lpOverlapped FALSE and
 *          ERROR_HANDLE_EOF
 * Errors   ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED (not opened for it),
 *          ERROR_INVALID_PARAMETER, ERROR_NOACCESS (buffer), ERROR_DISK_FULL,
 *          ERROR_BROKEN_PIPE (the other end is closed)
 * Source   Microsoft Learn, "ReadFile function", "WriteFile function" */
WINBASEAPI BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer,
                                DWORD nNumberOfBytesToRead,
                                LPDWORD lpNumberOfBytesRead,
                                LPOVERLAPPED lpOverlapped);
WINBASEAPI BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer,
                                 DWORD nNumberOfBytesToWrite,
                                 LPDWORD lpNumberOfBytesWritten,
                                 LPOVERLAPPED lpOverlapped);
/* ReadFileEx, WriteFileEx: the routine tells the end, when the calling thread
 * waits alertably. The handle is overlapped; hEvent is the program's own.
 * Returns  nonzero: begun
 * Errors   as above; ERROR_INVALID_PARAMETER (no routine, not overlapped,
 *          attached to a completion port), ERROR_HANDLE_EOF
 * Source   Microsoft Learn, "ReadFileEx function", "WriteFileEx function" */
WINBASEAPI BOOL WINAPI
ReadFileEx(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
           LPOVERLAPPED lpOverlapped,
           LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINBASEAPI BOOL WINAPI
WriteFileEx(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
            LPOVERLAPPED lpOverlapped,
            LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINBASEAPI BOOL WINAPI FlushFileBuffers(HANDLE hFile);

/* The position. SetFilePointer without lpDistanceToMoveHigh moves by 32 signed
 * bits; INVALID_SET_FILE_POINTER is a failure unless the last error is 0.
 * Errors   ERROR_NEGATIVE_SEEK, ERROR_INVALID_PARAMETER, ERROR_SEEK (a pipe),
 *          ERROR_INVALID_HANDLE
 * Source   Microsoft Learn, "SetFilePointer function (fileapi.h)" */
WINBASEAPI DWORD WINAPI SetFilePointer(HANDLE hFile, LONG lDistanceToMove,
                                       PLONG lpDistanceToMoveHigh,
                                       DWORD dwMoveMethod);
WINBASEAPI BOOL WINAPI SetFilePointerEx(HANDLE hFile,
                                        LARGE_INTEGER liDistanceToMove,
                                        PLARGE_INTEGER lpNewFilePointer,
                                        DWORD dwMoveMethod);
WINBASEAPI BOOL WINAPI SetEndOfFile(HANDLE hFile);
WINBASEAPI DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh);
WINBASEAPI BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize);

/* FILE_TYPE_DISK, _CHAR (terminals and devices) or _PIPE (pipes and sockets);
 * FILE_TYPE_UNKNOWN with the last error 0, or ERROR_INVALID_HANDLE. */
WINBASEAPI DWORD WINAPI GetFileType(HANDLE hFile);

/* What the file system knows of a file. READONLY is: nobody may write. HIDDEN
 * is a name that begins with a dot and cannot be set. The creation time is
 * that of the last change where the file system has no other, and cannot be
 * set. NULL times are left alone.
 * Errors   as CreateFile
 * Source   Microsoft Learn, fileapi.h */
WINBASEAPI BOOL WINAPI GetFileInformationByHandle(
    HANDLE hFile, LPBY_HANDLE_FILE_INFORMATION lpFileInformation);
WINBASEAPI DWORD WINAPI GetFileAttributesA(LPCSTR lpFileName);
WINBASEAPI DWORD WINAPI GetFileAttributesW(LPCWSTR lpFileName);
WINBASEAPI BOOL WINAPI GetFileAttributesExA(LPCSTR lpFileName,
                                            GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                            LPVOID lpFileInformation);
WINBASEAPI BOOL WINAPI GetFileAttributesExW(LPCWSTR lpFileName,
                                            GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                            LPVOID lpFileInformation);
WINBASEAPI BOOL WINAPI SetFileAttributesA(LPCSTR lpFileName,
                                          DWORD dwFileAttributes);
WINBASEAPI BOOL WINAPI SetFileAttributesW(LPCWSTR lpFileName,
                                          DWORD dwFileAttributes);
WINBASEAPI BOOL WINAPI GetFileTime(HANDLE hFile, LPFILETIME lpCreationTime,
                                   LPFILETIME lpLastAccessTime,
                                   LPFILETIME lpLastWriteTime);
WINBASEAPI BOOL WINAPI SetFileTime(HANDLE hFile, const FILETIME *lpCreationTime,
                                   const FILETIME *lpLastAccessTime,
                                   const FILETIME *lpLastWriteTime);

/* Names. Errors: ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,
 * ERROR_ACCESS_DENIED (DeleteFile: a directory or a read-only file),
 * ERROR_ALREADY_EXISTS (CreateDirectory), ERROR_DIRECTORY (RemoveDirectory: a
 * file), ERROR_DIR_NOT_EMPTY. */
WINBASEAPI BOOL WINAPI DeleteFileA(LPCSTR lpFileName);
WINBASEAPI BOOL WINAPI DeleteFileW(LPCWSTR lpFileName);
WINBASEAPI BOOL WINAPI
CreateDirectoryA(LPCSTR lpPathName, LPSECURITY_ATTRIBUTES lpSecurityAttributes);
WINBASEAPI BOOL WINAPI CreateDirectoryW(
    LPCWSTR lpPathName, LPSECURITY_ATTRIBUTES lpSecurityAttributes);
WINBASEAPI BOOL WINAPI RemoveDirectoryA(LPCSTR lpPathName);
WINBASEAPI BOOL WINAPI RemoveDirectoryW(LPCWSTR lpPathName);

/* $TMPDIR or /tmp, with a separator at its end. GetTempFileName makes the file
 * when uUnique is 0 and returns the number in its name. */
WINBASEAPI DWORD WINAPI GetTempPathA(DWORD nBufferLength, LPSTR lpBuffer);
WINBASEAPI DWORD WINAPI GetTempPathW(DWORD nBufferLength, LPWSTR lpBuffer);
WINBASEAPI UINT WINAPI GetTempFileNameA(LPCSTR lpPathName,
                                        LPCSTR lpPrefixString, UINT uUnique,
                                        LPSTR lpTempFileName);
WINBASEAPI UINT WINAPI GetTempFileNameW(LPCWSTR lpPathName,
                                        LPCWSTR lpPrefixString, UINT uUnique,
                                        LPWSTR lpTempFileName);

WS2_EXTERN_C_END

#ifdef UNICODE
#define CreateFile          CreateFileW
#define GetFileAttributes   GetFileAttributesW
#define GetFileAttributesEx GetFileAttributesExW
#define SetFileAttributes   SetFileAttributesW
#define DeleteFile          DeleteFileW
#define CreateDirectory     CreateDirectoryW
#define RemoveDirectory     RemoveDirectoryW
#define GetTempPath         GetTempPathW
#define GetTempFileName     GetTempFileNameW
#else
#define CreateFile          CreateFileA
#define GetFileAttributes   GetFileAttributesA
#define GetFileAttributesEx GetFileAttributesExA
#define SetFileAttributes   SetFileAttributesA
#define DeleteFile          DeleteFileA
#define CreateDirectory     CreateDirectoryA
#define RemoveDirectory     RemoveDirectoryA
#define GetTempPath         GetTempPathA
#define GetTempFileName     GetTempFileNameA
#endif

#endif
