/* SPDX-License-Identifier: MIT */
/* Microsoft's additions to <string.h>; ws2_crt_string.h says what differs from
 * there. These are functions of a C runtime: they set errno, not the last
 * error. */
#include <string.h>

#include <errno.h>
#include <stdlib.h>

static int ascii_lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static int ascii_upper(int c)
{
    return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

int _strnicmp(const char *a, const char *b, size_t n)
{
    int x = 0, y = 0;

    for (; n > 0 && x == y; n--) {
        x = ascii_lower((unsigned char)*a++);
        y = ascii_lower((unsigned char)*b++);
        if (x == 0)
            break;
    }
    return x - y;
}

int _stricmp(const char *a, const char *b)
{
    return _strnicmp(a, b, SIZE_MAX);
}

int _memicmp(const void *a, const void *b, size_t n)
{
    const unsigned char *s = a, *t = b;
    int diff = 0;

    for (size_t i = 0; i < n && diff == 0; i++)
        diff = ascii_lower(s[i]) - ascii_lower(t[i]);
    return diff;
}

char *_strdup(const char *s)
{
    return s != NULL ? strdup(s) : NULL;
}

char *_strlwr(char *s)
{
    for (char *c = s; *c != '\0'; c++)
        *c = (char)ascii_lower((unsigned char)*c);
    return s;
}

char *_strupr(char *s)
{
    for (char *c = s; *c != '\0'; c++)
        *c = (char)ascii_upper((unsigned char)*c);
    return s;
}

char *_strrev(char *s)
{
    size_t n = strlen(s);

    for (size_t i = 0; i < n / 2; i++) {
        char c = s[i];

        s[i] = s[n - 1 - i];
        s[n - 1 - i] = c;
    }
    return s;
}

size_t strnlen_s(const char *s, size_t max)
{
    return s != NULL ? strnlen(s, max) : 0;
}

static errno_t fail(errno_t err)
{
    errno = err;
    return err;
}

/* The failing exit of functions with a destination: empty text. */
static errno_t text_fail(char *d, size_t size, errno_t err)
{
    if (d != NULL && size > 0)
        d[0] = '\0';
    return fail(err);
}

errno_t memmove_s(void *d, rsize_t size, const void *s, rsize_t n)
{
    if (n == 0)
        return 0;
    if (d == NULL || s == NULL)
        return fail(EINVAL);
    if (n > size)
        return fail(ERANGE);
    memmove(d, s, n);
    return 0;
}

errno_t memcpy_s(void *d, rsize_t size, const void *s, rsize_t n)
{
    if (n != 0 && d != NULL && (s == NULL || n > size))
        memset(d, 0, size);
    return memmove_s(d, size, s, n);
}

/* Appends at most n characters of s at d + at, where n may be _TRUNCATE. */
static errno_t text_append(char *d, size_t size, size_t at, const char *s,
                           size_t n)
{
    size_t len, room = size - at;

    len = strnlen(s, n < room ? n : room); /* more cannot fit anyway */
    if (len < room) {
        memcpy(d + at, s, len);
        d[at + len] = '\0';
        return 0;
    }
    if (n != _TRUNCATE)
        return text_fail(d, size, ERANGE);
    memcpy(d + at, s, room - 1);
    d[size - 1] = '\0';
    return STRUNCATE;
}

errno_t strncpy_s(char *d, rsize_t size, const char *s, rsize_t n)
{
    if (d == NULL && size == 0 && n == 0)
        return 0;
    if (d == NULL || size == 0 || (s == NULL && n != 0))
        return text_fail(d, size, EINVAL);
    return text_append(d, size, 0, n != 0 ? s : "", n);
}

errno_t strcpy_s(char *d, rsize_t size, const char *s)
{
    if (d == NULL || size == 0 || s == NULL)
        return text_fail(d, size, EINVAL);
    return text_append(d, size, 0, s, SIZE_MAX - 1);
}

errno_t strncat_s(char *d, rsize_t size, const char *s, rsize_t n)
{
    size_t at;

    if (d == NULL || size == 0 || (s == NULL && n != 0))
        return text_fail(d, size, EINVAL);
    at = strnlen(d, size);
    if (at == size) /* no terminator in the destination */
        return text_fail(d, size, EINVAL);
    return text_append(d, size, at, n != 0 ? s : "", n);
}

errno_t strcat_s(char *d, rsize_t size, const char *s)
{
    if (s == NULL)
        return text_fail(d, size, EINVAL);
    return strncat_s(d, size, s, SIZE_MAX - 1);
}

char *strtok_s(char *s, const char *delimiters, char **context)
{
    if (delimiters == NULL || context == NULL ||
        (s == NULL && *context == NULL)) {
        errno = EINVAL;
        return NULL;
    }
    return strtok_r(s, delimiters, context);
}

errno_t strerror_s(char *d, size_t size, int number)
{
    char buffer[256];
    const char *text = strerror_r(number, buffer, sizeof(buffer));

    return strncpy_s(d, size, text, _TRUNCATE) == EINVAL ? EINVAL : 0;
}

static errno_t text_check(char *s, size_t size)
{
    if (s == NULL || strnlen(s, size) == size)
        return text_fail(s, size, EINVAL);
    return 0;
}

errno_t _strlwr_s(char *s, size_t size)
{
    errno_t err = text_check(s, size);

    if (err == 0)
        _strlwr(s);
    return err;
}

errno_t _strupr_s(char *s, size_t size)
{
    errno_t err = text_check(s, size);

    if (err == 0)
        _strupr(s);
    return err;
}
