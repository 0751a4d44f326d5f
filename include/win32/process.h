/* SPDX-License-Identifier: MIT */
/* Threads in the spelling of the C runtime, and ending the process.
 *
 * _beginthreadex   CreateThread with another signature; CloseHandle the handle.
 *                  0 on failure, errno and the last error say why
 * _beginthread     the handle closes itself when the thread ends; -1 on failure
 * Source           Microsoft Learn, "_beginthread, _beginthreadex" */
#ifndef WS2_PROCESS_H
#define WS2_PROCESS_H

#include "minwindef.h"
#include <stdint.h>
#include <stdlib.h>

typedef void(__cdecl *_beginthread_proc_type)(void *);
typedef unsigned(__stdcall *_beginthreadex_proc_type)(void *);

WS2_EXTERN_C_BEGIN

WINBASEAPI
uintptr_t __cdecl _beginthreadex(void *_Security, unsigned _StackSize,
                                 _beginthreadex_proc_type _StartAddress,
                                 void *_ArgList, unsigned _InitFlag,
                                 unsigned *_ThrdAddr);
WINBASEAPI uintptr_t __cdecl _beginthread(_beginthread_proc_type _StartAddress,
                                          unsigned _StackSize, void *_ArgList);
WINBASEAPI void __cdecl _endthreadex(unsigned _ReturnCode) DECLSPEC_NORETURN;
WINBASEAPI void __cdecl _endthread(void) DECLSPEC_NORETURN;
WINBASEAPI int __cdecl _getpid(void);
extern void _exit(int _Code) __attribute__((__noreturn__)); /* libc's */

WS2_EXTERN_C_END

#endif
