/* SPDX-License-Identifier: MIT */
/* Microsoft's additions to the wide string functions, and the environment and
 * files by wide names. See ws2_crt_string.h for the rules of the _s functions.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "os/lock.h"
#include "win32/utf.h"
#include "win32/wide.h"

int _wcsicmp(const char16_t *a, const char16_t *b)
{
    return ws2_wcscasecmp(a, b);
}

int _wcsnicmp(const char16_t *a, const char16_t *b, size_t n)
{
    return ws2_wcsncasecmp(a, b, n);
}

char16_t *_wcsdup(const char16_t *s)
{
    return s != NULL ? ws2_wcsdup(s) : NULL;
}

char16_t *_wcslwr(char16_t *s)
{
    for (char16_t *c = s; *c != 0; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char16_t)(*c + ('a' - 'A'));
    return s;
}

char16_t *_wcsupr(char16_t *s)
{
    for (char16_t *c = s; *c != 0; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char16_t)(*c - ('a' - 'A'));
    return s;
}

char16_t *_wcsrev(char16_t *s)
{
    size_t n = ws2_wcslen(s);

    for (size_t i = 0; i < n / 2; i++) {
        char16_t c = s[i];

        s[i] = s[n - 1 - i];
        s[n - 1 - i] = c;
    }
    return s;
}

size_t wcsnlen_s(const char16_t *s, size_t max)
{
    return s != NULL ? ws2_wcsnlen(s, max) : 0;
}

static errno_t text_fail(char16_t *d, size_t size, errno_t err)
{
    if (d != NULL && size > 0)
        d[0] = 0;
    errno = err;
    return err;
}

errno_t wmemcpy_s(char16_t *d, rsize_t size, const char16_t *s, rsize_t n)
{
    return memcpy_s(d, size * sizeof(*d), s, n * sizeof(*d));
}

/* Appends at most n characters of s at d + at, where n may be _TRUNCATE. */
static errno_t text_append(char16_t *d, size_t size, size_t at,
                           const char16_t *s, size_t n)
{
    size_t len, room = size - at;

    len = ws2_wcsnlen(s, n == _TRUNCATE ? room : n);
    if (len < room) {
        ws2_wmemcpy(d + at, s, len);
        d[at + len] = 0;
        return 0;
    }
    if (n != _TRUNCATE)
        return text_fail(d, size, ERANGE);
    ws2_wmemcpy(d + at, s, room - 1);
    d[size - 1] = 0;
    return STRUNCATE;
}

errno_t wcsncpy_s(char16_t *d, rsize_t size, const char16_t *s, rsize_t n)
{
    if (d == NULL && size == 0 && n == 0)
        return 0;
    if (d == NULL || size == 0 || (s == NULL && n != 0))
        return text_fail(d, size, EINVAL);
    return text_append(d, size, 0, n != 0 ? s : u"", n);
}

errno_t wcscpy_s(char16_t *d, rsize_t size, const char16_t *s)
{
    if (d == NULL || size == 0 || s == NULL)
        return text_fail(d, size, EINVAL);
    return text_append(d, size, 0, s, SIZE_MAX - 1);
}

errno_t wcsncat_s(char16_t *d, rsize_t size, const char16_t *s, rsize_t n)
{
    size_t at;

    if (d == NULL || size == 0 || (s == NULL && n != 0))
        return text_fail(d, size, EINVAL);
    at = ws2_wcsnlen(d, size);
    if (at == size) /* no terminator in the destination */
        return text_fail(d, size, EINVAL);
    return text_append(d, size, at, n != 0 ? s : u"", n);
}

errno_t wcscat_s(char16_t *d, rsize_t size, const char16_t *s)
{
    if (s == NULL)
        return text_fail(d, size, EINVAL);
    return wcsncat_s(d, size, s, SIZE_MAX - 1);
}

char16_t *wcstok_s(char16_t *s, const char16_t *set, char16_t **context)
{
    if (set == NULL || context == NULL || (s == NULL && *context == NULL)) {
        errno = EINVAL;
        return NULL;
    }
    return ws2_wcstok(s, set, context);
}

errno_t _wfopen_s(FILE **f, const char16_t *name, const char16_t *mode)
{
    char *narrow_name = ws2_utf8_dup(name);
    char *narrow_mode = ws2_utf8_dup(mode);
    errno_t err = fopen_s(f, narrow_name, narrow_mode); /* EINVAL for NULL */

    free(narrow_name);
    free(narrow_mode);
    return err;
}

FILE *_wfopen(const char16_t *name, const char16_t *mode)
{
    FILE *f = NULL;
    errno_t err = _wfopen_s(&f, name, mode);

    if (err != 0)
        errno = err;
    return err == 0 ? f : NULL;
}

void _wperror(const char16_t *s)
{
    char *text = ws2_utf8_dup(s);

    perror(text);
    free(text);
}

/* Windows hands out a pointer into its wide environment; here each answer is
 * kept in a list, so that it stays valid and asking again costs no memory. */
static struct kept {
    struct kept *next;
    char16_t value[];
} * kept;
static struct ws2_lock kept_lock = WS2_LOCK_INIT;

static char16_t *value_keep(const char16_t *value)
{
    size_t size = (ws2_wcslen(value) + 1) * sizeof(*value);
    struct kept *k;

    ws2_lock_take(&kept_lock);
    for (k = kept; k != NULL && ws2_wcscmp(k->value, value) != 0;)
        k = k->next;
    if (k == NULL && (k = malloc(sizeof(*k) + size)) != NULL) {
        memcpy(k->value, value, size);
        k->next = kept;
        kept = k;
    }
    ws2_lock_drop(&kept_lock);
    return k != NULL ? k->value : NULL;
}

char16_t *_wgetenv(const char16_t *name)
{
    char *narrow = ws2_utf8_dup(name);
    const char *value = narrow != NULL ? getenv(narrow) : NULL;
    char16_t *wide = ws2_utf16_dup(value);
    char16_t *result = wide != NULL ? value_keep(wide) : NULL;

    free(narrow);
    free(wide);
    return result;
}
