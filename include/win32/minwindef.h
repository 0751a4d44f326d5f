/* SPDX-License-Identifier: MIT */
/* The small types and macros that every other header uses.
 *
 * LONG, ULONG and DWORD have 32 bits and are `int`, never `long`. */
#ifndef WS2_MINWINDEF_H
#define WS2_MINWINDEF_H

#include "ws2_abi.h"
#include "sal.h"
#include "basetsd.h"
#include <stddef.h>
#include <stdarg.h>

#ifndef STRICT
#define STRICT 1
#endif

#define CONST const
#define FAR
#define NEAR
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
/* Lower-case relics that old sources use; they take names from the program,
 * so they can be refused. */
#ifndef WS2_NO_RELIC_MACROS
#undef far
#undef near
#undef pascal
#undef cdecl
#define far
#define near
#define pascal
#define cdecl
#endif

#define CALLBACK
#define WINAPI
#define WINAPIV
#define WINAPI_INLINE WINAPI
#define APIENTRY      WINAPI
#define APIPRIVATE
#define PASCAL
#define CDECL

#define WINADVAPI  WS2_API
#define WINBASEAPI WS2_API
#define WINUSERAPI WS2_API
#define NTSYSAPI   WS2_API
#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT    __attribute__((visibility("default")))
#define DECLSPEC_NORETURN  __attribute__((noreturn))
#define DECLSPEC_ALIGN(n)  __attribute__((aligned(n)))
#define DECLSPEC_NOINLINE  __attribute__((noinline))
#define DECLSPEC_NOTHROW   __attribute__((nothrow))
#define DECLSPEC_SELECTANY __attribute__((weak))
#define DECLSPEC_NOVTABLE
#define DECLSPEC_DEPRECATED __attribute__((deprecated))
#define DECLSPEC_ALLOCATOR

#undef TRUE
#undef FALSE
#define FALSE 0
#define TRUE  1
#ifndef NULL
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
#endif
#endif
#define MAX_PATH 260

typedef unsigned int ULONG, *PULONG;
typedef unsigned short USHORT, *PUSHORT;
typedef unsigned char UCHAR, *PUCHAR;
typedef char *PSZ;
typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef float FLOAT, *PFLOAT;
typedef int INT, *PINT, *LPINT;
typedef unsigned int UINT, *PUINT;
typedef int *LPLONG;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM;
typedef LONG_PTR LRESULT;
typedef WORD ATOM;

#if !defined(NOMINMAX) && !defined(__cplusplus)
/* C only: as macros they would take std::min and std::max from C++. */
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#define MAKEWORD(lo, hi)                                                       \
    ((WORD)(((BYTE)((DWORD_PTR)(lo)&0xff)) |                                   \
            ((WORD)((BYTE)((DWORD_PTR)(hi)&0xff))) << 8))
#define MAKELONG(lo, hi)                                                       \
    ((LONG)(((WORD)((DWORD_PTR)(lo)&0xffff)) |                                 \
            ((DWORD)((WORD)((DWORD_PTR)(hi)&0xffff))) << 16))
#define LOWORD(l) ((WORD)((DWORD_PTR)(l)&0xffff))
#define HIWORD(l) ((WORD)(((DWORD_PTR)(l) >> 16) & 0xffff))
#define LOBYTE(w) ((BYTE)((DWORD_PTR)(w)&0xff))
#define HIBYTE(w) ((BYTE)(((DWORD_PTR)(w) >> 8) & 0xff))

#include "winnt.h"

typedef HANDLE *SPHANDLE;
typedef HANDLE *LPHANDLE;
typedef HANDLE HGLOBAL;
typedef HANDLE HLOCAL;
typedef HANDLE GLOBALHANDLE;
typedef HANDLE LOCALHANDLE;
typedef int HFILE;

/* FARPROC and its relatives are cast by the caller to the true type. */
typedef INT_PTR(WINAPI *FARPROC)(void);
typedef INT_PTR(WINAPI *NEARPROC)(void);
typedef INT_PTR(WINAPI *PROC)(void);

DECLARE_HANDLE(HINSTANCE);
typedef HINSTANCE HMODULE;
DECLARE_HANDLE(HKEY);
typedef HKEY *PHKEY;
DECLARE_HANDLE(HKL);
DECLARE_HANDLE(HRSRC);
DECLARE_HANDLE(HTASK);
DECLARE_HANDLE(HWINSTA);
DECLARE_HANDLE(HLSURF);

/* 100-nanosecond intervals since 1601-01-01 UTC. */
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;
#define _FILETIME_

#endif
