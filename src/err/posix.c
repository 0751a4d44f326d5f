/* SPDX-License-Identifier: MIT */
/* errno values and Windows Sockets codes in both directions, for programs that
 * speak both languages. What a call of ours reports is decided by translate.c
 * instead, operation by operation. Portable: also built by mingw-w64. */
#include "ws2/errors.h"

#include <errno.h>

#include "err/codes.h"
#include "err/text.h"

static const struct {
    const char *name;
    int number;
    int closest; /* the code that comes closest, 0 when the catalog pairs it */
} errnos[] = {
#define POSIX_ERRNO(name)           {#name, name, 0},
#define POSIX_ERRNO_NEAR(name, wsa) {#name, name, wsa},
#include "err/posix_errno.def"
#undef POSIX_ERRNO
#undef POSIX_ERRNO_NEAR
};

#define ERRNO_COUNT (sizeof(errnos) / sizeof(errnos[0]))

/* The first code, in catalog order, that has this errno name in its row. */
static int code_paired(const char *name)
{
    const ws2_error_info *entry;
    size_t i;

    for (i = 0; (entry = ws2_error_at(i)) != NULL; i++)
        if (entry->posix != NULL && text_same(entry->posix, name))
            return entry->code;
    return 0;
}

/* A number can have several names (EAGAIN is EWOULDBLOCK on Linux): Windows
 * Sockets pairs come first, then close relatives, then Win32 codes. */
int ws2_error_from_errno(int e)
{
    int win32 = 0;
    int closest = 0;
    size_t i;

    for (i = 0; i < ERRNO_COUNT; i++) {
        int code;

        if (errnos[i].number != e)
            continue;
        code = code_paired(errnos[i].name);
        if (code != 0 && ws2_error_by_code(code)->is_winsock)
            return code;
        if (closest == 0)
            closest = errnos[i].closest;
        if (win32 == 0)
            win32 = code;
    }
    return closest != 0 ? closest : win32;
}

int ws2_error_to_errno(int code)
{
    const ws2_error_info *entry = ws2_error_by_code(code);

    if (entry == NULL || entry->posix == NULL)
        return 0;
    return ws2_errno_by_name(entry->posix);
}

const char *ws2_errno_name(int e)
{
    size_t i;

    for (i = 0; i < ERRNO_COUNT; i++)
        if (errnos[i].number == e)
            return errnos[i].name;
    return NULL;
}

int ws2_errno_by_name(const char *name)
{
    size_t i;

    if (name == NULL)
        return 0;
    for (i = 0; i < ERRNO_COUNT; i++)
        if (text_same(errnos[i].name, name))
            return errnos[i].number;
    return 0;
}
