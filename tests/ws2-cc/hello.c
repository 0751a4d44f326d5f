/* SPDX-License-Identifier: MIT */
/* A Windows program, C and C++ alike, with the habits that ws2-cc has to
 * understand: keywords before any header, #pragma comment, calling
 * conventions. Prints "10038 2" when everything works. */
typedef __int64 counter;
__declspec(dllexport) counter __stdcall twice(counter n);

#include <winsock2.h>
#include <stdio.h>
#pragma comment(lib, "ws2_32.lib")
#pragma warning(disable : 4996)

#ifdef __linux__
#error "the Linux branch of portable source"
#endif

counter __stdcall twice(counter n)
{
    return 2 * n;
}

int __cdecl main(void)
{
    WSADATA data;
    char byte;
    int err = WSAStartup(MAKEWORD(2, 2), &data);

    if (err == 0 && recv(INVALID_SOCKET, &byte, 1, 0) == SOCKET_ERROR)
        err = WSAGetLastError();
    printf("%d %d\n", err, (int)twice(sizeof(WCHAR)) / 2);
    WSACleanup();
    return 0;
}
