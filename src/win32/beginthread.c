/* SPDX-License-Identifier: MIT */
/* _beginthread and _beginthreadex. These are functions of the C runtime, so
 * errno is part of what they return. Follows "_beginthread, _beginthreadex" on
 * Microsoft Learn. */
#include <windows.h>
#include <process.h>

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

uintptr_t __cdecl _beginthreadex(void *_Security, unsigned _StackSize,
                                 _beginthreadex_proc_type _StartAddress,
                                 void *_ArgList, unsigned _InitFlag,
                                 unsigned *_ThrdAddr)
{
    HANDLE h = CreateThread(_Security, _StackSize, _StartAddress, _ArgList,
                            _InitFlag, _ThrdAddr);

    if (h == NULL)
        errno = GetLastError() == ERROR_INVALID_PARAMETER ? EINVAL : EAGAIN;
    return (uintptr_t)h;
}

struct plain { /* what _beginthread's thread runs */
    _beginthread_proc_type start;
    void *arg;
    HANDLE self;
};

static __thread HANDLE self_handle __attribute__((tls_model("initial-exec")));

static DWORD WINAPI plain_run(LPVOID arg)
{
    struct plain plain = *(struct plain *)arg;

    free(arg);
    self_handle = plain.self;
    plain.start(plain.arg);
    _endthread();
}

/* Suspended at first, so that the thread knows the handle it is to close. */
uintptr_t __cdecl _beginthread(_beginthread_proc_type _StartAddress,
                               unsigned _StackSize, void *_ArgList)
{
    struct plain *plain = malloc(sizeof(*plain));
    HANDLE h = NULL;

    if (_StartAddress == NULL || plain == NULL) {
        errno = plain == NULL ? ENOMEM : EINVAL;
        free(plain);
        return (uintptr_t)-1;
    }
    plain->start = _StartAddress;
    plain->arg = _ArgList;
    h = CreateThread(NULL, _StackSize, plain_run, plain, CREATE_SUSPENDED,
                     NULL);
    if (h == NULL) {
        errno = EAGAIN;
        free(plain);
        return (uintptr_t)-1;
    }
    plain->self = h;
    ResumeThread(h);
    return (uintptr_t)h;
}

void __cdecl _endthreadex(unsigned _ReturnCode)
{
    ExitThread(_ReturnCode);
}

void __cdecl _endthread(void)
{
    if (self_handle != NULL)
        CloseHandle(self_handle);
    ExitThread(0);
}

int __cdecl _getpid(void)
{
    return getpid();
}
