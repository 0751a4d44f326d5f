/* SPDX-License-Identifier: MIT */
/* The user lock and names; see user.h. */
#include "user/user.h"

#include <stdlib.h>
#include <string.h>

#include "os/fork.h"
#include "os/lock.h"
#include "win32/utf.h"

static struct ws2_lock lock = WS2_LOCK_INIT;

void ws2_user_lock(void)
{
    ws2_lock_take(&lock);
}

void ws2_user_unlock(void)
{
    ws2_lock_drop(&lock);
}

static void lock_forked(void)
{
    atomic_store(&lock.word, 0);
}
OS_IN_FORKED_CHILD(lock_forked)

static char16_t *wide_dup(const char16_t *s)
{
    size_t size = (ws2_utf16_len(s) + 1) * sizeof(*s);
    char16_t *copy = malloc(size);

    return copy != NULL ? memcpy(copy, s, size) : NULL;
}

bool ws2_name_read(struct ws2_name *name, const void *given, bool wide)
{
    name->text = NULL;
    name->atom = 0;
    if (IS_INTRESOURCE(given)) {
        name->atom = (uint16_t)(uintptr_t)given;
        return true;
    }
    name->text = wide ? wide_dup(given) : ws2_utf16_dup(given);
    return name->text != NULL;
}

static char16_t upper(char16_t c)
{
    return c >= u'a' && c <= u'z' ? (char16_t)(c - u'a' + u'A') : c;
}

bool ws2_name_equal(const char16_t *a, const char16_t *b)
{
    while (*a != 0 && upper(*a) == upper(*b)) {
        a++;
        b++;
    }
    return upper(*a) == upper(*b);
}

/* The program's buffer may stand at any address. */
static size_t write_wide(const char16_t *text, size_t n, char *out, size_t cap)
{
    static const char16_t end;

    if (n >= cap)
        n = cap - 1;
    memcpy(out, text, n * sizeof(*text));
    memcpy(out + n * sizeof(*text), &end, sizeof(end));
    return n;
}

size_t ws2_name_write(const char16_t *text, void *buffer, size_t cap, bool wide)
{
    size_t n = ws2_utf16_len(text);
    char *bytes = buffer;

    if (wide)
        return write_wide(text, n, buffer, cap);
    memset(bytes, 0, cap); /* what does not fit ends before a sequence */
    ws2_utf16_to_8(text, n, bytes, cap - 1, NULL);
    return strlen(bytes);
}
