/* SPDX-License-Identifier: MIT */
/* What the compiler must know before any Windows declaration: linkage,
 * calling conventions, __declspec, and the 64-bit integer keywords.
 *
 * On 64-bit Windows there is one calling convention, so the keywords that
 * name one are empty here too. */
#ifndef WS2_ABI_H
#define WS2_ABI_H

#if !defined(__GNUC__)
#error "ws2 needs gcc or clang"
#endif
#if !defined(__LP64__)
#error "ws2 follows 64-bit Windows and needs a 64-bit target"
#endif

/* Exported from libws2_32. */
#define WS2_API __attribute__((visibility("default")))

/* Binds a declaration to the symbol ws2_NAME, for names that libc also has:
 *     WS2_API int WSAAPI send(...) WS2_SYMBOL(send); */
#define WS2_SYMBOL(name) __asm__("ws2_" #name)

#ifdef __cplusplus
#define WS2_EXTERN_C_BEGIN extern "C" {
#define WS2_EXTERN_C_END   }
#else
#define WS2_EXTERN_C_BEGIN
#define WS2_EXTERN_C_END
#endif

/* Calling conventions. */
#undef __cdecl
#undef __stdcall
#undef __fastcall
#undef __thiscall
#undef __vectorcall
#undef __pascal
#undef _cdecl
#undef _stdcall
#undef _fastcall
#define __cdecl
#define __stdcall
#define __fastcall
#define __thiscall
#define __vectorcall
#define __pascal
#define _cdecl
#define _stdcall
#define _fastcall
#define __clrcall
#define __CRTDECL

/* Integer keywords: macros, so that `unsigned __int64` works. */
#undef __int8
#undef __int16
#undef __int32
#undef __int64
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define _int64 long long
#define __ptr64
#define __ptr32
#define __sptr
#define __uptr
#define __w64
#define __unaligned

/* __declspec(x) is __attribute__((y)), where y is found by pasting, so that x
 * is not expanded before and may have arguments of its own. Thread-local
 * storage is no attribute: it steps out of the parentheses. */
#undef __declspec
#undef _declspec
#define __declspec(x) __attribute__((WS2_DECLSPEC_##x))
#define _declspec(x) __attribute__((WS2_DECLSPEC_##x))
#define WS2_DECLSPEC_dllexport __visibility__("default")
#define WS2_DECLSPEC_dllimport
#define WS2_DECLSPEC_align(n) __aligned__(n)
#define WS2_DECLSPEC_noreturn __noreturn__
#define WS2_DECLSPEC_noinline __noinline__
#define WS2_DECLSPEC_nothrow  __nothrow__
#define WS2_DECLSPEC_noalias
#define WS2_DECLSPEC_novtable
#define WS2_DECLSPEC_restrict __malloc__
#define WS2_DECLSPEC_allocator
#define WS2_DECLSPEC_naked     __naked__
#define WS2_DECLSPEC_selectany __weak__
#define WS2_DECLSPEC_thread                                                    \
    ))                                                                         \
    __thread __attribute__((
#define WS2_DECLSPEC_deprecated __deprecated__
#define WS2_DECLSPEC_allocate(s)
#define WS2_DECLSPEC_uuid(s)
#define WS2_DECLSPEC_code_seg(s)
#define WS2_DECLSPEC_empty_bases
#define WS2_DECLSPEC_safebuffers
#define WS2_DECLSPEC_spectre(x)

/* Not static, as code writes `static __forceinline` too; there is never a call
 * left that would need the function itself. */
#undef __forceinline
#define __forceinline inline __attribute__((always_inline))
#define FORCEINLINE __forceinline
#define _inline inline
#define __assume(x)    ((x) ? (void)0 : __builtin_unreachable())
#define __noop(...)    ((void)0)
#define __debugbreak() __builtin_trap()
#define __alignof(x) __alignof__(x)

#endif
