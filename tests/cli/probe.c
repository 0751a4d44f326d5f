/* SPDX-License-Identifier: MIT */
/* For secure.sh: says what this process takes from its environment.
 * usage: probe secure|startup|temp|variable|expand|registry */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include <winsock2.h>
#include <windows.h>

#include "registry/file.h"
#include "spi/catalog.h"

static void expand(void)
{
    char *path;

    if (ws2_catalog_expand("%HOME%/x", &path) == WS2_OK) {
        puts(path);
        free(path);
    }
}

static void registry(void)
{
    struct ws2_reg_file file;

    if (ws2_reg_file_find(&file) == 0)
        puts(file.path);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    char path[MAX_PATH];
    WSADATA data;

    if (strcmp(what, "secure") == 0)
        printf("%lu\n", getauxval(AT_SECURE));
    else if (strcmp(what, "startup") == 0)
        printf("%d\n", WSAStartup(MAKEWORD(2, 2), &data));
    else if (strcmp(what, "temp") == 0 && GetTempPathA(MAX_PATH, path) != 0)
        puts(path);
    else if (strcmp(what, "variable") == 0 &&
             GetEnvironmentVariableA("WS2_REGISTRY", path, MAX_PATH) != 0)
        puts(path);
    else if (strcmp(what, "expand") == 0)
        expand();
    else if (strcmp(what, "registry") == 0)
        registry();
    return 0;
}
