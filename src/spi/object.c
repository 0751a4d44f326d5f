/* SPDX-License-Identifier: MIT */
/* Files of providers; see object.h. No state. */
#include "spi/object.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "os/keptfile.h"

/* The directory that this library is in: in the build tree, installed, or moved
 * since. A program that is linked statically knows only where the library was
 * to be installed. */
static bool own_directory(char *out, size_t size)
{
    static const char name[] = "libws2_32.so";
    Dl_info info;
    const char *slash;
    int len;

    if (dladdr((void *)ws2_spi_open, &info) == 0 || info.dli_fname == NULL)
        return false;
    slash = strrchr(info.dli_fname, '/');
    if (slash != NULL && strncmp(slash + 1, name, sizeof(name) - 1) == 0)
        len = snprintf(out, size, "%.*s", (int)(slash - info.dli_fname),
                       info.dli_fname);
    else
        len = snprintf(out, size, "%s", WS2_LIBDIR);
    return len > 0 && (size_t)len < size;
}

/* RTLD_LOCAL: a provider's names are its own. What others may have written is
 * not loaded. */
static void *file_load(const char *path)
{
    enum os_trust trust;

    return os_kept_trust(path, &trust) == 0 && trust == OS_TRUSTED
               ? dlopen(path, RTLD_NOW | RTLD_LOCAL)
               : NULL;
}

void *ws2_spi_open(const char *path)
{
    char beside[PATH_MAX];
    size_t len;

    if (strchr(path, '/') != NULL)
        return file_load(path);
    if (!own_directory(beside, sizeof(beside)))
        return NULL;
    len = strlen(beside);
    if ((size_t)snprintf(beside + len, sizeof(beside) - len, "/%s", path) >=
        sizeof(beside) - len)
        return NULL;
    return dlopen(beside, RTLD_NOW | RTLD_LOCAL);
}

/* A function of an opened file. POSIX has objects and functions of one size. */
void ws2_spi_symbol(void *file, const char *name, void *function)
{
    void *found = dlsym(file, name);

    memcpy(function, &found, sizeof(found));
}
