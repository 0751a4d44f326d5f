/* SPDX-License-Identifier: MIT */
/* Sized and pointer-sized integers.
 *
 * Windows' `long` has 32 bits, so LONG and its relatives are `int` here.
 * Pointer-sized types are `long`, the type behind Linux's size_t, ptrdiff_t
 * and intptr_t: code that mixes SIZE_T * with size_t * compiles, as it does
 * on Windows. Types of exactly 64 bits are `long long`, so %lld fits. */
#ifndef WS2_BASETSD_H
#define WS2_BASETSD_H

#include "ws2_abi.h"

typedef signed char INT8, *PINT8;
typedef signed short INT16, *PINT16;
typedef signed int INT32, *PINT32;
typedef signed long long INT64, *PINT64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32;
typedef unsigned long long UINT64, *PUINT64;
typedef signed int LONG32, *PLONG32;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned int DWORD32, *PDWORD32;
typedef long long LONG64, *PLONG64;
typedef unsigned long long ULONG64, *PULONG64;
typedef unsigned long long DWORD64, *PDWORD64;

typedef long INT_PTR, *PINT_PTR;
typedef unsigned long UINT_PTR, *PUINT_PTR;
typedef long LONG_PTR, *PLONG_PTR;
typedef unsigned long ULONG_PTR, *PULONG_PTR;
typedef ULONG_PTR DWORD_PTR, *PDWORD_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;
typedef int HALF_PTR, *PHALF_PTR;
typedef unsigned int UHALF_PTR, *PUHALF_PTR;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

#define POINTER_64
#define POINTER_32
#define FIRMWARE_PTR
#define MAXUINT8     ((UINT8) ~((UINT8)0))
#define MAXINT8      ((INT8)(MAXUINT8 >> 1))
#define MININT8      ((INT8)~MAXINT8)
#define MAXUINT16    ((UINT16) ~((UINT16)0))
#define MAXINT16     ((INT16)(MAXUINT16 >> 1))
#define MININT16     ((INT16)~MAXINT16)
#define MAXUINT32    ((UINT32) ~((UINT32)0))
#define MAXINT32     ((INT32)(MAXUINT32 >> 1))
#define MININT32     ((INT32)~MAXINT32)
#define MAXUINT64    ((UINT64) ~((UINT64)0))
#define MAXINT64     ((INT64)(MAXUINT64 >> 1))
#define MININT64     ((INT64)~MAXINT64)
#define MAXULONG32   ((ULONG32) ~((ULONG32)0))
#define MAXLONG32    ((LONG32)(MAXULONG32 >> 1))
#define MINLONG32    ((LONG32)~MAXLONG32)
#define MAXULONG64   ((ULONG64) ~((ULONG64)0))
#define MAXLONG64    ((LONG64)(MAXULONG64 >> 1))
#define MINLONG64    ((LONG64)~MAXLONG64)
#define MAXULONGLONG ((ULONGLONG) ~((ULONGLONG)0))
#define MAXLONGLONG  ((LONGLONG)(MAXULONGLONG >> 1))
#define MINLONGLONG  ((LONGLONG)~MAXLONGLONG)
#define MAXSIZE_T    ((SIZE_T) ~((SIZE_T)0))
#define MAXSSIZE_T   ((SSIZE_T)(MAXSIZE_T >> 1))
#define MINSSIZE_T   ((SSIZE_T)~MAXSSIZE_T)
#define MAXUINT      ((UINT) ~((UINT)0))
#define MAXINT       ((INT)(MAXUINT >> 1))
#define MININT       ((INT)~MAXINT)
#define MAXDWORD32   ((DWORD32) ~((DWORD32)0))
#define MAXDWORD64   ((DWORD64) ~((DWORD64)0))
#define MAXULONG_PTR (~((ULONG_PTR)0))
#define MAXLONG_PTR  ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MINLONG_PTR  (~MAXLONG_PTR)
#define MAXUINT_PTR  (~((UINT_PTR)0))
#define MAXINT_PTR   ((INT_PTR)(MAXUINT_PTR >> 1))
#define MININT_PTR   (~MAXINT_PTR)

/* Conversions between handles, pointers and integers. */
#define HandleToULong(h)  ((ULONG)(ULONG_PTR)(h))
#define HandleToLong(h)   ((LONG)(LONG_PTR)(h))
#define ULongToHandle(ul) ((HANDLE)(ULONG_PTR)(ul))
#define LongToHandle(l)   ((HANDLE)(LONG_PTR)(l))
#define PtrToUlong(p)     ((ULONG)(ULONG_PTR)(p))
#define PtrToLong(p)      ((LONG)(LONG_PTR)(p))
#define PtrToUint(p)      ((UINT)(UINT_PTR)(p))
#define PtrToInt(p)       ((INT)(INT_PTR)(p))
#define PtrToUshort(p)    ((unsigned short)(ULONG_PTR)(p))
#define PtrToShort(p)     ((short)(LONG_PTR)(p))
#define IntToPtr(i)       ((VOID *)(INT_PTR)(int)(i))
#define UIntToPtr(ui)     ((VOID *)(UINT_PTR)(unsigned int)(ui))
#define LongToPtr(l)      ((VOID *)(LONG_PTR)(int)(l))
#define ULongToPtr(ul)    ((VOID *)(ULONG_PTR)(unsigned int)(ul))
#define PtrToUlonglong(p) ((ULONGLONG)(ULONG_PTR)(p))
#define HandleToUlong(h)  HandleToULong(h)
#define UlongToHandle(ul) ULongToHandle(ul)
#define UlongToPtr(ul)    ULongToPtr(ul)
#define UintToPtr(ui)     UIntToPtr(ui)
#define PtrToULong(p)     PtrToUlong(p)

#endif
