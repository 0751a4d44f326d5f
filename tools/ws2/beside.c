/* SPDX-License-Identifier: MIT */
/* Shared objects that belong to this program. */
#include "beside.h"

#include <dlfcn.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void *beside_open(const char *folder, const char *name, int flags)
{
    char exe[PATH_MAX], path[PATH_MAX + 64];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
    void *file = dlopen(name, flags);

    if (file != NULL || n <= 0)
        return file;
    exe[n] = '\0';
    *strrchr(exe, '/') = '\0';
    snprintf(path, sizeof(path), "%s/../lib/%s%s", exe, folder, name);
    return dlopen(path, flags);
}
