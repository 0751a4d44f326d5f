/* SPDX-License-Identifier: MIT */
/* Programs without main: START_WMAIN, START_WINMAIN or START_WWINMAIN. */
#include <windows.h>
#include <stdio.h>

#if defined(START_WMAIN) || defined(START_WWINMAIN)
static void print_units(const WCHAR *text)
{
    for (; *text != 0; text++)
        printf(" %04x", (unsigned)*text);
    printf("\n");
}
#endif

#ifdef START_WMAIN
int wmain(int argc, WCHAR **argv, WCHAR **envp)
{
    int i;

    for (i = 1; i < argc; i++)
        print_units(argv[i]);
    return argv[argc] != NULL || envp[0] == NULL;
}
#endif

#ifdef START_WINMAIN
int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR command,
                   int show)
{
    printf("%d [%s] %d\n", instance != NULL && previous == NULL, command, show);
    return 0;
}
#endif

#ifdef START_WWINMAIN
int WINAPI wWinMain(HINSTANCE instance, HINSTANCE previous, LPWSTR command,
                    int show)
{
    print_units(command);
    return instance == NULL || previous != NULL || show != 10;
}
#endif
