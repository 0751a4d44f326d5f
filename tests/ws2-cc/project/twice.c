/* SPDX-License-Identifier: MIT */
/* A DLL of the project. */
#include <windows.h>

__declspec(dllexport) int twice_again(int n)
{
    return 2 * n;
}
