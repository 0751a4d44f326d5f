/* SPDX-License-Identifier: MIT */
/* Microsoft's additions to <time.h>; and fopen_s, which is as small. */
#include <time.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static errno_t time_result(const struct tm *tm)
{
    if (tm == NULL)
        errno = EINVAL;
    return tm != NULL ? 0 : EINVAL;
}

errno_t localtime_s(struct tm *tm, const time_t *t)
{
    return time_result(tm != NULL && t != NULL ? localtime_r(t, tm) : NULL);
}

errno_t gmtime_s(struct tm *tm, const time_t *t)
{
    return time_result(tm != NULL && t != NULL ? gmtime_r(t, tm) : NULL);
}

errno_t _localtime64_s(struct tm *tm, const __time64_t *t)
{
    time_t seconds = t != NULL ? (time_t)*t : 0;

    return localtime_s(tm, t != NULL ? &seconds : NULL);
}

errno_t _gmtime64_s(struct tm *tm, const __time64_t *t)
{
    time_t seconds = t != NULL ? (time_t)*t : 0;

    return gmtime_s(tm, t != NULL ? &seconds : NULL);
}

errno_t asctime_s(char *d, size_t size, const struct tm *tm)
{
    char text[64];

    if (d == NULL || size < 26 || tm == NULL || asctime_r(tm, text) == NULL) {
        errno = EINVAL;
        return EINVAL;
    }
    return strcpy_s(d, size, text);
}

errno_t ctime_s(char *d, size_t size, const time_t *t)
{
    struct tm tm;
    errno_t err = localtime_s(&tm, t);

    return err == 0 ? asctime_s(d, size, &tm) : err;
}

__time64_t _time64(__time64_t *t)
{
    time_t now = time(NULL);

    if (t != NULL)
        *t = now;
    return now;
}

/* Windows' modes have letters that glibc does not know (t, D, S, R, N, and
 * ccs=): what is before a comma and known is passed on. */
errno_t fopen_s(FILE **f, const char *name, const char *mode)
{
    char known[16];
    size_t n = 0;

    if (f == NULL || name == NULL || mode == NULL)
        return EINVAL;
    for (; *mode != '\0' && *mode != ',' && n < sizeof(known) - 1; mode++)
        if (strchr("rwab+xe", *mode) != NULL)
            known[n++] = *mode;
    known[n] = '\0';
    *f = fopen(name, known);
    return *f != NULL ? 0 : errno;
}

int _fileno(FILE *f)
{
    return fileno(f);
}
