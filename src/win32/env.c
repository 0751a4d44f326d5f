/* SPDX-License-Identifier: MIT */
/* The environment. It is libc's, so getenv sees what is set here; unlike
 * libc's functions these take a lock of their own, so that they are safe
 * against each other. What is ours in it (WS2_...) is not for a set-uid program
 * to go by, nor for a provider in it. Follows processenv.h on Microsoft Learn.
 */
#include <windows.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "os/lock.h"
#include "win32/door.h"
#include "win32/utf.h"

static struct ws2_lock env_lock = WS2_LOCK_INIT;

static const char *env_value(const char *name)
{
    return strncmp(name, "WS2_", 4) == 0 ? secure_getenv(name) : getenv(name);
}

/* A copy for free(); ERROR_ENVVAR_NOT_FOUND, ERROR_NOT_ENOUGH_MEMORY. */
static ws2_err env_copy(const char *name, char **copy)
{
    const char *value;
    ws2_err err = WS2_OK;

    if (name == NULL)
        return ERROR_INVALID_PARAMETER;
    ws2_lock_take(&env_lock);
    value = env_value(name);
    *copy = value != NULL ? strdup(value) : NULL;
    if (*copy == NULL)
        err = value != NULL ? ERROR_NOT_ENOUGH_MEMORY : ERROR_ENVVAR_NOT_FOUND;
    ws2_lock_drop(&env_lock);
    return err;
}

/* The length without the terminator when the value fits, else the size with
 * it. An empty value is 0 with no error. */
static DWORD value_result(size_t len, DWORD size)
{
    if (len == 0)
        ws2_set_last_error(ERROR_SUCCESS);
    return (DWORD)(len < size ? len : len + 1);
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR lpName, LPSTR lpBuffer, DWORD nSize)
{
    ws2_err err;
    char *value;
    size_t len;

    err = env_copy(lpName, &value);
    if (err != WS2_OK)
        return ws2_win32_zero(err);
    len = strlen(value);
    if (lpBuffer == NULL)
        nSize = 0;
    if (len < nSize)
        memcpy(lpBuffer, value, len + 1);
    free(value);
    return value_result(len, nSize);
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR lpName, LPWSTR lpBuffer,
                                     DWORD nSize)
{
    char *name = ws2_utf8_dup(lpName);
    char *value = NULL;
    ws2_err err = env_copy(name, &value);
    size_t len;

    free(name);
    if (err != WS2_OK)
        return ws2_win32_zero(err);
    if (lpBuffer == NULL)
        nSize = 0;
    len = ws2_utf8_to_16(value, strlen(value), lpBuffer, 0, NULL);
    if (len < nSize)
        ws2_utf8_to_16(value, strlen(value) + 1, lpBuffer, nSize, NULL);
    free(value);
    return value_result(len, nSize);
}

BOOL WINAPI SetEnvironmentVariableA(LPCSTR lpName, LPCSTR lpValue)
{
    int saved = errno;
    int res;

    if (lpName == NULL || *lpName == '\0' || strchr(lpName, '=') != NULL)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    ws2_lock_take(&env_lock);
    if (lpValue == NULL && getenv(lpName) == NULL) {
        ws2_lock_drop(&env_lock);
        return ws2_win32_bool(ERROR_ENVVAR_NOT_FOUND);
    }
    res = lpValue != NULL ? setenv(lpName, lpValue, 1) : unsetenv(lpName);
    ws2_lock_drop(&env_lock);
    errno = saved;
    return ws2_win32_bool(res == 0 ? WS2_OK : ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR lpName, LPCWSTR lpValue)
{
    char *name = ws2_utf8_dup(lpName);
    char *value = ws2_utf8_dup(lpValue);
    BOOL done;

    if ((name == NULL && lpName != NULL) || (value == NULL && lpValue != NULL))
        done = ws2_win32_bool(ERROR_NOT_ENOUGH_MEMORY);
    else
        done = SetEnvironmentVariableA(name, value);
    free(name);
    free(value);
    return done;
}
