/* SPDX-License-Identifier: MIT */
/* Modules and their functions; console control handlers. */
#include "harness.h"
#include <ctype.h>

static void by_name(const struct ct_row *row)
{
    HMODULE sockets = LoadLibraryA("ws2_32.dll");

    (void)row;
    CHECK(sockets != NULL);
    EQUAL(GetModuleHandleA("WS2_32"), sockets);
    EQUAL(GetModuleHandleW(L"ws2_32.DLL"), sockets);
    CHECK(LoadLibraryExW(L"mswsock", NULL, 0) != NULL);
    CHECK(GetModuleHandleA("kernel32.dll") != NULL);
    CHECK(GetModuleHandleA(NULL) != NULL);
    CHECK(GetModuleHandleA(NULL) != sockets);
    FAILS(NULL, ERROR_MOD_NOT_FOUND, LoadLibraryA("no-such-library.dll"));
    FAILS(NULL, ERROR_MOD_NOT_FOUND, GetModuleHandleA("no-such-library"));
    EQUAL(FreeLibrary(sockets), TRUE);
}

static void functions(const struct ct_row *row)
{
    HMODULE sockets = LoadLibraryW(L"ws2_32");
    HMODULE kernel = GetModuleHandleA("kernel32");
    int(WSAAPI * close_it)(SOCKET);
    int(WSAAPI * last)(void);
    DWORD(WINAPI * ticks)(void);

    (void)row;
    close_it =
        (int(WSAAPI *)(SOCKET))(void *)GetProcAddress(sockets, "closesocket");
    last = (int(WSAAPI *)(void))(void *)GetProcAddress(sockets, (LPCSTR)111);
    ticks =
        (DWORD(WINAPI *)(void))(void *)GetProcAddress(kernel, "GetTickCount");
    CHECK(close_it != NULL && last != NULL && ticks != NULL);
    if (ct_failed())
        return;
    EQUAL(close_it(INVALID_SOCKET), SOCKET_ERROR);
    EQUAL(last(), WSAENOTSOCK);
    CHECK(ticks() != 0);
    CHECK(GetProcAddress(sockets, "send") != NULL);
    CHECK(GetProcAddress(sockets, "getaddrinfo") != NULL);
    FAILS(NULL, ERROR_PROC_NOT_FOUND, GetProcAddress(sockets, "malloc"));
    FAILS(NULL, ERROR_PROC_NOT_FOUND,
          GetProcAddress(sockets, "NoSuchFunction"));
    FAILS(NULL, ERROR_MOD_NOT_FOUND,
          GetProcAddress((HMODULE)0x12340000, "send"));
    FreeLibrary(sockets);
}

static void file_names(const struct ct_row *row)
{
    char path[MAX_PATH], cut[8];
    WCHAR wide[MAX_PATH];
    DWORD len = GetModuleFileNameA(NULL, path, sizeof(path)), i;

    (void)row;
    CHECK(len > 0 && len == strlen(path));
    for (i = 0; i < len; i++)
        path[i] = (char)tolower((unsigned char)path[i]);
    CHECK(strstr(path, "module") != NULL);
    EQUAL(GetModuleFileNameW(NULL, wide, MAX_PATH), len);
    EQUAL(GetModuleFileNameA(NULL, cut, sizeof(cut)), sizeof(cut));
    EQUAL(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    EQUAL(cut[7], 0);
}

static HANDLE seen;
static volatile LONG order;

static BOOL WINAPI first_handler(DWORD event)
{
    (void)event;
    InterlockedExchange(&order, order * 10 + 1);
    SetEvent(seen);
    return TRUE;
}

static BOOL WINAPI second_handler(DWORD event)
{
    InterlockedExchange(&order,
                        order * 10 + (event == CTRL_BREAK_EVENT ? 2 : 9));
    return FALSE;
}

/* The last handler comes first and may leave the event to the one before. */
static void control_handlers(const struct ct_row *row)
{
    (void)row;
    seen = CreateEventA(NULL, FALSE, FALSE, NULL);
    EQUAL(SetConsoleCtrlHandler(first_handler, TRUE), TRUE);
    EQUAL(SetConsoleCtrlHandler(second_handler, TRUE), TRUE);
    if (!GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0))
        ct_skip("no console");
    else
        EQUAL(WaitForSingleObject(seen, 5000), WAIT_OBJECT_0);
    if (!ct_failed())
        EQUAL(order, 21);
    EQUAL(SetConsoleCtrlHandler(second_handler, FALSE), TRUE);
    EQUAL(SetConsoleCtrlHandler(first_handler, FALSE), TRUE);
    FAILS(FALSE, ERROR_INVALID_PARAMETER,
          SetConsoleCtrlHandler(first_handler, FALSE));
    FAILS(FALSE, ERROR_INVALID_PARAMETER,
          GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0));
    CloseHandle(seen);
}

static const struct ct_row rows[] = {
    RULE(LoadLibrary, "names", by_name),
    RULE(GetProcAddress, "names and ordinals", functions),
    RULE(GetModuleFileName, "whole and cut", file_names),
    RULE(SetConsoleCtrlHandler, "order of handlers", control_handlers),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
