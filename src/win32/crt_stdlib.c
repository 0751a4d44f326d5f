/* SPDX-License-Identifier: MIT */
/* Microsoft's additions to <stdlib.h>; see ws2_crt_stdlib.h. */
#include <stdlib.h>

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static errno_t fail(errno_t err)
{
    errno = err;
    return err;
}

/* In decimal a negative number has a sign; in other radices the caller has
 * passed its bits. */
static errno_t number_text(unsigned long long value, int negative, char *d,
                           size_t size, int radix)
{
    char digits[65];
    size_t n = 0;

    if (d == NULL || size == 0 || radix < 2 || radix > 36) {
        if (d != NULL && size > 0)
            d[0] = '\0';
        return fail(EINVAL);
    }
    do {
        digits[n++] =
            "0123456789abcdefghijklmnopqrstuvwxyz"[value % (unsigned)radix];
        value /= (unsigned)radix;
    } while (value != 0);
    if (negative)
        digits[n++] = '-';
    if (n + 1 > size) {
        d[0] = '\0';
        return fail(ERANGE);
    }
    for (size_t i = 0; i < n; i++)
        d[i] = digits[n - 1 - i];
    d[n] = '\0';
    return 0;
}

errno_t _ui64toa_s(unsigned long long value, char *d, size_t size, int radix)
{
    return number_text(value, 0, d, size, radix);
}

errno_t _i64toa_s(long long value, char *d, size_t size, int radix)
{
    int negative = radix == 10 && value < 0;
    unsigned long long bits = (unsigned long long)value;

    return number_text(negative ? 0 - bits : bits, negative, d, size, radix);
}

errno_t _ultoa_s(unsigned int value, char *d, size_t size, int radix)
{
    return number_text(value, 0, d, size, radix);
}

errno_t _itoa_s(int value, char *d, size_t size, int radix)
{
    return radix == 10 ? _i64toa_s(value, d, size, radix)
                       : _ultoa_s((unsigned)value, d, size, radix);
}

errno_t _ltoa_s(int value, char *d, size_t size, int radix)
{
    return _itoa_s(value, d, size, radix);
}

char *_itoa(int value, char *d, int radix)
{
    _itoa_s(value, d, 34, radix);
    return d;
}

char *_ltoa(int value, char *d, int radix)
{
    return _itoa(value, d, radix);
}

char *_ultoa(unsigned int value, char *d, int radix)
{
    _ultoa_s(value, d, 33, radix);
    return d;
}

char *_i64toa(long long value, char *d, int radix)
{
    _i64toa_s(value, d, 66, radix);
    return d;
}

char *_ui64toa(unsigned long long value, char *d, int radix)
{
    _ui64toa_s(value, d, 65, radix);
    return d;
}

long long _atoi64(const char *s)
{
    return strtoll(s, NULL, 10);
}

long long _strtoi64(const char *s, char **end, int radix)
{
    return strtoll(s, end, radix);
}

unsigned long long _strtoui64(const char *s, char **end, int radix)
{
    return strtoull(s, end, radix);
}

/* *needed is the size with the terminator, 0 when there is no such variable. */
errno_t getenv_s(size_t *needed, char *d, rsize_t size, const char *name)
{
    const char *value;

    if (needed == NULL || name == NULL || (d == NULL && size > 0))
        return fail(EINVAL);
    if (d != NULL && size > 0)
        d[0] = '\0';
    value = getenv(name);
    *needed = value != NULL ? strlen(value) + 1 : 0;
    if (*needed == 0 || size == 0)
        return 0;
    if (*needed > size)
        return ERANGE;
    memcpy(d, value, *needed);
    return 0;
}

errno_t _dupenv_s(char **copy, size_t *size, const char *name)
{
    const char *value;

    if (copy == NULL || name == NULL)
        return fail(EINVAL);
    value = getenv(name);
    *copy = value != NULL ? strdup(value) : NULL;
    if (size != NULL)
        *size = *copy != NULL ? strlen(*copy) + 1 : 0;
    return value != NULL && *copy == NULL ? fail(ENOMEM) : 0;
}

/* An empty value removes the variable, as on Windows. */
errno_t _putenv_s(const char *name, const char *value)
{
    int res;

    if (name == NULL || value == NULL || *name == '\0')
        return fail(EINVAL);
    res = *value != '\0' ? setenv(name, value, 1) : unsetenv(name);
    return res == 0 ? 0 : errno;
}

int _putenv(const char *assignment)
{
    const char *equals = assignment != NULL ? strchr(assignment, '=') : NULL;
    char *name;
    errno_t err;

    if (equals == NULL) {
        errno = EINVAL;
        return -1;
    }
    name = strndup(assignment, (size_t)(equals - assignment));
    err = name != NULL ? _putenv_s(name, equals + 1) : ENOMEM;
    free(name);
    return err == 0 ? 0 : -1;
}

errno_t rand_s(unsigned int *value)
{
    if (value == NULL)
        return fail(EINVAL);
    return getrandom(value, sizeof(*value), 0) == sizeof(*value) ? 0
                                                                 : fail(ENOMEM);
}

void *_aligned_malloc(size_t size, size_t alignment)
{
    void *p;
    int err;

    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    err = posix_memalign(&p, alignment, size);
    if (err == 0)
        return p;
    errno = err;
    return NULL;
}

void _aligned_free(void *p)
{
    free(p);
}
