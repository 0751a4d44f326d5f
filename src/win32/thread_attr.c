/* SPDX-License-Identifier: MIT */
/* How a thread is scheduled and shown: priority, affinity, name, times.
 *
 * Windows' seven priorities become nice values of the thread. Raising one
 * above normal needs a privilege on Linux; the value is remembered all the
 * same, as a program that asks for it does not mean to fail. Follows
 * "Scheduling Priorities" and "GetThreadTimes function" on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <fcntl.h>
#include <unistd.h>

#include "win32/thread_pin.h"
#include "win32/times.h"
#include "win32/utf.h"

#define NAME_MAX_BYTES 15 /* the kernel's limit */

static bool priority_nice(int priority, int *nice_value)
{
    static const struct {
        int priority, nice_value;
    } map[] = {
        {THREAD_PRIORITY_IDLE, 19},           {THREAD_PRIORITY_LOWEST, 10},
        {THREAD_PRIORITY_BELOW_NORMAL, 5},    {THREAD_PRIORITY_NORMAL, 0},
        {THREAD_PRIORITY_ABOVE_NORMAL, -5},   {THREAD_PRIORITY_HIGHEST, -10},
        {THREAD_PRIORITY_TIME_CRITICAL, -20},
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
        if (map[i].priority == priority) {
            *nice_value = map[i].nice_value;
            return true;
        }
    return false;
}

BOOL WINAPI SetThreadPriority(HANDLE hThread, int nPriority)
{
    struct ws2_thread_obj *t;
    int saved = errno;
    int nice_value;

    if (!priority_nice(nPriority, &nice_value))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    t = ws2_thread_pin(hThread);
    if (t == NULL)
        return FALSE;
    ws2_thread_obj_set_priority(t, nPriority);
    if (ws2_thread_obj_exit_code(t) == STILL_ACTIVE)
        setpriority(PRIO_PROCESS, (id_t)ws2_thread_obj_id(t), nice_value);
    ws2_thread_unpin(hThread);
    errno = saved;
    return TRUE;
}

int WINAPI GetThreadPriority(HANDLE hThread)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    int priority;

    if (t == NULL)
        return THREAD_PRIORITY_ERROR_RETURN;
    priority = ws2_thread_obj_priority(t);
    ws2_thread_unpin(hThread);
    return priority;
}

static DWORD_PTR affinity_mask(const cpu_set_t *set)
{
    DWORD_PTR mask = 0;

    for (unsigned i = 0; i < 64; i++)
        if (CPU_ISSET(i, set))
            mask |= (DWORD_PTR)1 << i;
    return mask;
}

static ws2_err affinity_exchange(pid_t tid, DWORD_PTR mask, DWORD_PTR *previous)
{
    cpu_set_t set;

    if (sched_getaffinity(tid, sizeof(set), &set) != 0)
        return ws2_err_from_res(WS2_OP_THREAD, -errno);
    *previous = affinity_mask(&set);
    CPU_ZERO(&set);
    for (unsigned i = 0; i < 64; i++)
        if ((mask >> i & 1) != 0)
            CPU_SET(i, &set);
    if (sched_setaffinity(tid, sizeof(set), &set) != 0)
        return ws2_err_from_res(WS2_OP_THREAD, -errno);
    return WS2_OK;
}

DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE hThread,
                                       DWORD_PTR dwThreadAffinityMask)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    DWORD_PTR previous = 0;
    int saved = errno;
    ws2_err err;

    if (t == NULL)
        return 0;
    err = affinity_exchange((pid_t)ws2_thread_obj_id(t), dwThreadAffinityMask,
                            &previous);
    ws2_thread_unpin(hThread);
    errno = saved;
    if (err == WS2_OK)
        return previous;
    ws2_set_last_error(err);
    return 0;
}

static void name_write(uint32_t tid, const char *name)
{
    char path[64];
    int saved = errno;
    ssize_t written;
    int fd;

    snprintf(path, sizeof(path), "/proc/self/task/%u/comm", tid);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        written = write(fd, name, strlen(name));
        (void)written; /* a name that cannot be set is no harm */
        close(fd);
    }
    errno = saved;
}

HRESULT WINAPI SetThreadDescription(HANDLE hThread, PCWSTR lpThreadDescription)
{
    struct ws2_thread_obj *t;
    size_t len;
    char *name;

    if (lpThreadDescription == NULL)
        return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER);
    name = ws2_utf8_dup(lpThreadDescription);
    if (name == NULL)
        return E_OUTOFMEMORY;
    len = strlen(name);
    if (len > NAME_MAX_BYTES)
        len = NAME_MAX_BYTES;
    while (len < strlen(name) && len > 0 && (name[len] & 0xc0) == 0x80)
        len--; /* not in the middle of a character */
    name[len] = '\0';
    t = ws2_thread_pin(hThread);
    if (t != NULL) {
        name_write(ws2_thread_obj_id(t), name);
        ws2_thread_unpin(hThread);
    }
    free(name);
    return t != NULL ? S_OK : HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE);
}

/* What a live thread has used so far: fields 14 and 15 of its stat file, in
 * clock ticks. */
static void usage_read(uint32_t tid, struct ws2_thread_times *times)
{
    unsigned long user, kernel;
    char path[64], line[512];
    const char *rest;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/self/task/%u/stat", tid);
    f = fopen(path, "re");
    if (f == NULL)
        return;
    rest = fgets(line, sizeof(line), f) != NULL ? strrchr(line, ')') : NULL;
    if (rest != NULL &&
        sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
               &user, &kernel) == 2) {
        int64_t tick_ns = 1000000000 / sysconf(_SC_CLK_TCK);

        times->user_ns = (int64_t)user * tick_ns;
        times->kernel_ns = (int64_t)kernel * tick_ns;
    }
    fclose(f);
}

BOOL WINAPI GetThreadTimes(HANDLE hThread, LPFILETIME lpCreationTime,
                           LPFILETIME lpExitTime, LPFILETIME lpKernelTime,
                           LPFILETIME lpUserTime)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    struct ws2_thread_times times;
    int saved = errno;

    if (t == NULL)
        return FALSE;
    ws2_thread_obj_times(t, &times);
    if (times.end_ns == 0)
        usage_read(ws2_thread_obj_id(t), &times);
    ws2_thread_unpin(hThread);
    errno = saved;
    ws2_filetime_set(lpCreationTime, ws2_filetime_from_unix(times.start_ns));
    ws2_filetime_set(lpExitTime, times.end_ns == 0
                                     ? 0
                                     : ws2_filetime_from_unix(times.end_ns));
    ws2_filetime_set(lpKernelTime, (uint64_t)times.kernel_ns / 100);
    ws2_filetime_set(lpUserTime, (uint64_t)times.user_ns / 100);
    return TRUE;
}
