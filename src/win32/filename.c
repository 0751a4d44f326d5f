/* SPDX-License-Identifier: MIT */
/* Names of files; see files.h. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"
#include "win32/utf.h"

static const struct {
    const char *windows, *linux_name;
} devices[] = {
    {"nul", "/dev/null"},
    {"conin$", "/dev/tty"},
    {"conout$", "/dev/tty"},
};

static const char *device_of(const char *name)
{
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
        if (lstrcmpiA(name, devices[i].windows) == 0)
            return devices[i].linux_name;
    return NULL;
}

ws2_err ws2_filename(const char *name, char **out)
{
    long len = name != NULL ? os_mem_strlen(name, PATH_MAX) : 0;
    const char *device;

    *out = NULL;
    if (len < 0)
        return ws2_err_from_res(WS2_OP_FILENAME, (int)len);
    if (len == 0)
        return ERROR_PATH_NOT_FOUND;
    if (strncmp(name, "\\\\?\\", 4) == 0 && name[4] != '\0')
        name += 4;
    device = device_of(name);
    *out = strdup(device != NULL ? device : name);
    if (*out == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (strchr(*out, '/') == NULL)
        for (char *p = *out; *p != '\0'; p++)
            if (*p == '\\')
                *p = '/';
    return WS2_OK;
}

static bool parent_missing(const char *name)
{
    char *parent = strdup(name);
    char *slash;
    struct stat st;
    bool missing;

    if (parent == NULL)
        return false;
    slash = parent + strlen(parent);
    while (slash > parent && slash[-1] == '/')
        *--slash = '\0';
    slash = strrchr(parent, '/');
    if (slash != NULL && slash != parent)
        *slash = '\0';
    missing = slash != NULL && slash != parent && stat(parent, &st) != 0;
    free(parent);
    return missing;
}

ws2_err ws2_filename_err(const char *name, int res)
{
    int saved = errno;

    if (res == -ENOENT && parent_missing(name))
        res = -ENOTDIR;
    errno = saved;
    return ws2_err_from_res(WS2_OP_FILENAME, res);
}

bool ws2_filename_wide(LPCWSTR wide, char **name)
{
    *name = ws2_utf8_dup(wide);
    if (*name != NULL || wide == NULL)
        return true;
    ws2_set_last_error(ERROR_NOT_ENOUGH_MEMORY);
    return false;
}

int ws2_file_res(int res)
{
    return res < 0 ? -errno : res;
}
