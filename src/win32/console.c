/* SPDX-License-Identifier: MIT */
/* Console control handlers; consoleapi.h says which signal is which event.
 *
 * The signal handler writes the signal's number into a pipe and does nothing
 * else; a thread of ours reads it and calls the program's handlers, so these
 * may do what they like, as on Windows, where they run on a thread, too.
 * state.lock guards the list and the set-up; handlers run without it. This is
 * the only file of the library that touches signals, and only when asked. */
#include <windows.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/lock.h"
#include "win32/door.h"

#define HANDLERS_MAX 32

static const struct {
    int signal;
    DWORD event;
} events[] = {
    {SIGINT, CTRL_C_EVENT},
    {SIGQUIT, CTRL_BREAK_EVENT},
    {SIGHUP, CTRL_CLOSE_EVENT},
    {SIGTERM, CTRL_CLOSE_EVENT},
};

static struct {
    struct ws2_lock lock;
    bool started;  /* the pipe and the thread are there */
    bool watching; /* the signals are ours */
    bool ignore_c;
    unsigned count;
    PHANDLER_ROUTINE handler[HANDLERS_MAX];
    int pipe[2];
} state = {.lock = WS2_LOCK_INIT};

static void signal_note(int number)
{
    unsigned char byte = (unsigned char)number;
    int saved = errno;
    ssize_t written = write(state.pipe[1], &byte, 1);

    (void)written; /* full: so many are waiting that one more says nothing */
    errno = saved;
}

static DWORD signal_event(int number)
{
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
        if (events[i].signal == number)
            return events[i].event;
    return CTRL_C_EVENT;
}

/* True when a handler took care of the event. */
static bool event_dispatch(DWORD event)
{
    PHANDLER_ROUTINE handler[HANDLERS_MAX];
    unsigned count;
    bool ignore;

    ws2_lock_take(&state.lock);
    ignore = event == CTRL_C_EVENT && state.ignore_c;
    count = state.count;
    for (unsigned i = 0; i < count; i++)
        handler[i] = state.handler[i];
    ws2_lock_drop(&state.lock);
    if (ignore)
        return true;
    while (count > 0)
        if (handler[--count](event))
            return event != CTRL_CLOSE_EVENT;
    return false;
}

static void *console_thread(void *arg)
{
    unsigned char number;

    (void)arg;
    for (;;) {
        ssize_t n = read(state.pipe[0], &number, 1);

        if (n == 1 && !event_dispatch(signal_event(number)))
            exit(128 + number);
        if (n == 0 || (n < 0 && errno != EINTR))
            return NULL;
    }
}

/* The thread takes no signals: the program's own threads do. */
static ws2_err thread_start(void)
{
    sigset_t all, before;
    pthread_t thread;
    int res;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    res = pthread_create(&thread, NULL, console_thread, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (res != 0)
        return ws2_err_from_res(WS2_OP_THREAD, -res);
    pthread_detach(thread);
    return WS2_OK;
}

static ws2_err console_start_locked(void)
{
    ws2_err err;

    if (state.started)
        return WS2_OK;
    if (pipe2(state.pipe, O_CLOEXEC) != 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    fcntl(state.pipe[1], F_SETFL, O_NONBLOCK);
    err = thread_start();
    if (err != WS2_OK) {
        close(state.pipe[0]);
        close(state.pipe[1]);
        return err;
    }
    state.started = true;
    return WS2_OK;
}

/* Signals that whoever started the process wants ignored stay so (nohup). */
static void signals_watch_locked(void)
{
    struct sigaction ours = {.sa_handler = signal_note, .sa_flags = SA_RESTART};
    struct sigaction before;

    if (state.watching)
        return;
    state.watching = true;
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
        if (sigaction(events[i].signal, NULL, &before) == 0 &&
            before.sa_handler != SIG_IGN)
            sigaction(events[i].signal, &ours, NULL);
}

static ws2_err handler_add_locked(PHANDLER_ROUTINE handler)
{
    ws2_err err = console_start_locked();

    if (err != WS2_OK)
        return err;
    if (handler == NULL)
        state.ignore_c = true;
    else if (state.count == HANDLERS_MAX)
        return ERROR_NOT_ENOUGH_MEMORY;
    else
        state.handler[state.count++] = handler;
    signals_watch_locked();
    return WS2_OK;
}

static ws2_err handler_remove_locked(PHANDLER_ROUTINE handler)
{
    unsigned i = state.count;

    if (handler == NULL) {
        state.ignore_c = false;
        return WS2_OK;
    }
    while (i > 0 && state.handler[i - 1] != handler)
        i--;
    if (i == 0)
        return ERROR_INVALID_PARAMETER;
    for (; i < state.count; i++)
        state.handler[i - 1] = state.handler[i];
    state.count--;
    return WS2_OK;
}

BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine, BOOL Add)
{
    int saved = errno;
    ws2_err err;

    ws2_lock_take(&state.lock);
    err = Add ? handler_add_locked(HandlerRoutine)
              : handler_remove_locked(HandlerRoutine);
    ws2_lock_drop(&state.lock);
    errno = saved;
    return ws2_win32_bool(err);
}

BOOL WINAPI GenerateConsoleCtrlEvent(DWORD dwCtrlEvent, DWORD dwProcessGroupId)
{
    int saved = errno;
    ws2_err err;

    if ((dwCtrlEvent != CTRL_C_EVENT && dwCtrlEvent != CTRL_BREAK_EVENT) ||
        (dwProcessGroupId != 0 && dwProcessGroupId != GetCurrentProcessId()))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    ws2_lock_take(&state.lock);
    err = console_start_locked();
    ws2_lock_drop(&state.lock);
    if (err == WS2_OK)
        signal_note(dwCtrlEvent == CTRL_C_EVENT ? SIGINT : SIGQUIT);
    errno = saved;
    return ws2_win32_bool(err);
}

BOOL WINAPI SetConsoleOutputCP(UINT wCodePageID)
{
    return ws2_win32_bool(
        IsValidCodePage(wCodePageID) ? WS2_OK : ERROR_INVALID_PARAMETER);
}

BOOL WINAPI SetConsoleCP(UINT wCodePageID)
{
    return SetConsoleOutputCP(wCodePageID);
}

UINT WINAPI GetConsoleOutputCP(void)
{
    return CP_UTF8;
}

UINT WINAPI GetConsoleCP(void)
{
    return CP_UTF8;
}
