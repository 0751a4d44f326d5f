/* SPDX-License-Identifier: MIT */
/* The types and constants that Windows shares between kernel and programs:
 * characters, HANDLE, large integers, lists, access rights, NTSTATUS.
 *
 * WCHAR has 16 bits: it is wchar_t where that has 16 bits (-fshort-wchar, as
 * ws2-cc compiles) and char16_t otherwise. */
#ifndef WS2_WINNT_H
#define WS2_WINNT_H

#include "ws2_abi.h"
#include "sal.h"
#include "basetsd.h"
#include "guiddef.h"
#include <stddef.h>
#ifndef __cplusplus
#if __SIZEOF_WCHAR_T__ != 2
#include <uchar.h>
#endif
#endif

#ifndef VOID
#define VOID void
#endif
typedef char CHAR;
typedef short SHORT;
typedef int LONG;
typedef void *PVOID;
typedef void *PVOID64;

/* Characters and strings. */
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#define WS2_WIDE_(s) L##s
#else
typedef char16_t WCHAR;
#define WS2_WIDE_(s) u##s
#endif
#define WS2_WIDE(s) WS2_WIDE_(s)

typedef WCHAR *PWCHAR, *LPWCH, *PWCH;
typedef const WCHAR *LPCWCH, *PCWCH;
typedef WCHAR *NWPSTR, *LPWSTR, *PWSTR;
typedef const WCHAR *LPCWSTR, *PCWSTR;
typedef PWSTR *PZPWSTR;
typedef PCWSTR *PCZPCWSTR;
typedef WCHAR *LPUWSTR, *PUWSTR, *PZZWSTR;
typedef const WCHAR *LPCUWSTR, *PCUWSTR, *PCZZWSTR;
typedef CHAR *PCHAR, *LPCH, *PCH;
typedef const CHAR *LPCCH, *PCCH;
typedef CHAR *NPSTR, *LPSTR, *PSTR;
typedef const CHAR *LPCSTR, *PCSTR;
typedef PSTR *PZPSTR;
typedef PCSTR *PCZPCSTR;
typedef CHAR *PZZSTR;
typedef const CHAR *PCZZSTR;

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
typedef WCHAR TBYTE, *PTBYTE;
typedef LPWCH LPTCH, PTCH;
typedef LPCWCH LPCTCH, PCTCH;
typedef LPWSTR PTSTR, LPTSTR;
typedef LPCWSTR PCTSTR, LPCTSTR;
#define __TEXT(quote) WS2_WIDE_(quote)
#else
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
typedef LPCH LPTCH, PTCH;
typedef LPCCH LPCTCH, PCTCH;
typedef LPSTR PTSTR, LPTSTR;
typedef LPCSTR PCTSTR, LPCTSTR;
#define __TEXT(quote) quote
#endif
#define _TCHAR_DEFINED
#define TEXT(quote) __TEXT(quote)

typedef SHORT *PSHORT;
typedef LONG *PLONG;
typedef unsigned char BOOLEAN, *PBOOLEAN;
typedef unsigned char FCHAR;
typedef unsigned short FSHORT;
typedef unsigned int FLONG;
typedef char CCHAR, *PCCHAR;
typedef unsigned int LCID, *PLCID;
typedef unsigned short LANGID;
typedef double DOUBLE;
typedef long long LONGLONG, *PLONGLONG;
typedef unsigned long long ULONGLONG, *PULONGLONG;
typedef unsigned long long DWORDLONG, *PDWORDLONG;
typedef LONGLONG USN;
typedef unsigned int EXECUTION_STATE, *PEXECUTION_STATE;

/* Handles. STRICT is always on: each kind of handle is its own type. */
typedef void *HANDLE, **PHANDLE;
#define DECLARE_HANDLE(name)                                                   \
    struct name##__ {                                                          \
        int unused;                                                            \
    };                                                                         \
    typedef struct name##__ *name

#ifndef _HRESULT_DEFINED
#define _HRESULT_DEFINED
typedef int HRESULT;
#endif
typedef LONG NTSTATUS;
typedef NTSTATUS *PNTSTATUS;
#define _NTDEF_

typedef union _LARGE_INTEGER {
    __extension__ struct {
        unsigned int LowPart;
        LONG HighPart;
    };
    struct {
        unsigned int LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    __extension__ struct {
        unsigned int LowPart;
        unsigned int HighPart;
    };
    struct {
        unsigned int LowPart;
        unsigned int HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct _LUID {
    unsigned int LowPart;
    LONG HighPart;
} LUID, *PLUID;

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

typedef struct _SINGLE_LIST_ENTRY {
    struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;

typedef struct _OBJECTID {
    GUID Lineage;
    unsigned int Uniquifier;
} OBJECTID;

/* Security types that interfaces name; programs pass NULL for them. */
typedef PVOID PSECURITY_DESCRIPTOR;
typedef PVOID PSID;
typedef unsigned short SECURITY_DESCRIPTOR_CONTROL;
typedef unsigned int SECURITY_INFORMATION;
typedef unsigned int ACCESS_MASK, *PACCESS_MASK;

#define NTAPI
#define NTAPI_INLINE NTAPI

/* Macros about layout and languages. */
#define ANYSIZE_ARRAY                      1
#define UNREFERENCED_PARAMETER(p)          ((void)(p))
#define UNREFERENCED_LOCAL_VARIABLE(v)     ((void)(v))
#define DBG_UNREFERENCED_PARAMETER(p)      ((void)(p))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(v) ((void)(v))
#define DEFAULT_UNREACHABLE                                                    \
    default:                                                                   \
        __builtin_unreachable()
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME2
#define DUMMYUNIONNAME3
#define DUMMYUNIONNAME4
#define DUMMYUNIONNAME5
#define DUMMYSTRUCTNAME
#define DUMMYSTRUCTNAME2
#define DUMMYSTRUCTNAME3
#define C_ASSERT(e)                                                            \
    typedef char ws2_c_assert_type[(e) ? 1 : -1] __attribute__((unused))
#define ARRAYSIZE(a)                (sizeof(a) / sizeof((a)[0]))
#define RTL_NUMBER_OF(a)            (sizeof(a) / sizeof((a)[0]))
#define RTL_NUMBER_OF_V1(a)         RTL_NUMBER_OF(a)
#define RTL_NUMBER_OF_V2(a)         RTL_NUMBER_OF(a)
#define _ARRAYSIZE(a)               RTL_NUMBER_OF(a)
#define FIELD_OFFSET(type, field)   ((LONG)offsetof(type, field))
#define UFIELD_OFFSET(type, field)  ((unsigned int)offsetof(type, field))
#define RTL_FIELD_SIZE(type, field) (sizeof(((type *)0)->field))
#define RTL_SIZEOF_THROUGH_FIELD(type, field)                                  \
    (FIELD_OFFSET(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_CONTAINS_FIELD(s, size, field)                                     \
    ((((char *)(&(s)->field)) + sizeof((s)->field)) <= (((char *)(s)) + (size)))
#define CONTAINING_RECORD(address, type, field)                                \
    ((type *)((char *)(address)-offsetof(type, field)))
#define TYPE_ALIGNMENT(t)           __alignof__(t)
#define MAX_NATURAL_ALIGNMENT       sizeof(ULONG_PTR)
#define MEMORY_ALLOCATION_ALIGNMENT 16
#define RTL_CONST_CAST(type)        (type)
#define UNICODE_NULL                ((WCHAR)0)
#define ANSI_NULL                   ((CHAR)0)
#define MINCHAR                     0x80
#define MAXCHAR                     0x7f
#define MINSHORT                    0x8000
#define MAXSHORT                    0x7fff
#define MINLONG                     0x80000000
#define MAXLONG                     0x7fffffff
#define MAXUCHAR                    0xff
#define MAXUSHORT                   0xffff
#define MAXULONG                    0xffffffff
#define MAXBYTE                     0xff
#define MAXWORD                     0xffff
#define MAXDWORD                    0xffffffff

#define MAKELANGID(p, s) ((((unsigned short)(s)) << 10) | (unsigned short)(p))
#define PRIMARYLANGID(l) ((unsigned short)(l)&0x3ff)
#define SUBLANGID(l)     ((unsigned short)(l) >> 10)
#define MAKELCID(l, s)                                                         \
    ((unsigned int)((((unsigned int)((unsigned short)(s))) << 16) |            \
                    ((unsigned int)((unsigned short)(l)))))
#define LANGIDFROMLCID(l)     ((unsigned short)(l))
#define LANG_NEUTRAL          0x00
#define LANG_INVARIANT        0x7f
#define LANG_ENGLISH          0x09
#define SUBLANG_NEUTRAL       0x00
#define SUBLANG_DEFAULT       0x01
#define SUBLANG_SYS_DEFAULT   0x02
#define SUBLANG_ENGLISH_US    0x01
#define SORT_DEFAULT          0x0
#define LANG_SYSTEM_DEFAULT   (MAKELANGID(LANG_NEUTRAL, SUBLANG_SYS_DEFAULT))
#define LANG_USER_DEFAULT     (MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT))
#define LOCALE_SYSTEM_DEFAULT (MAKELCID(LANG_SYSTEM_DEFAULT, SORT_DEFAULT))
#define LOCALE_USER_DEFAULT   (MAKELCID(LANG_USER_DEFAULT, SORT_DEFAULT))
#define LOCALE_NEUTRAL                                                         \
    (MAKELCID(MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL), SORT_DEFAULT))
#define LOCALE_INVARIANT                                                       \
    (MAKELCID(MAKELANGID(LANG_INVARIANT, SUBLANG_NEUTRAL), SORT_DEFAULT))

/* Flags as C++ enumerations. */
#ifdef __cplusplus
#define DEFINE_ENUM_FLAG_OPERATORS(T)                                          \
    extern "C++" {                                                             \
    inline constexpr T operator|(T a, T b)                                     \
    {                                                                          \
        return T(int(a) | int(b));                                             \
    }                                                                          \
    inline constexpr T operator&(T a, T b)                                     \
    {                                                                          \
        return T(int(a) & int(b));                                             \
    }                                                                          \
    inline constexpr T operator^(T a, T b)                                     \
    {                                                                          \
        return T(int(a) ^ int(b));                                             \
    }                                                                          \
    inline constexpr T operator~(T a)                                          \
    {                                                                          \
        return T(~int(a));                                                     \
    }                                                                          \
    inline T &operator|=(T &a, T b)                                            \
    {                                                                          \
        return a = a | b;                                                      \
    }                                                                          \
    inline T &operator&=(T &a, T b)                                            \
    {                                                                          \
        return a = a & b;                                                      \
    }                                                                          \
    inline T &operator^=(T &a, T b)                                            \
    {                                                                          \
        return a = a ^ b;                                                      \
    }                                                                          \
    }
#else
#define DEFINE_ENUM_FLAG_OPERATORS(T)
#endif

#include "winnt_objects.h"
#include "winnt_threadpool.h"
#include "winnt_memory.h"
#include "winnt_status.h"
#include "winnt_system.h"
#include "winnt_interlocked.h"

#endif
