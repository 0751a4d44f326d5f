/* SPDX-License-Identifier: MIT */
/* The error catalog as a table, and the lookups by code and by name. Constant
 * data, no lock. Portable: also built by mingw-w64 (see ws2/errors.h). */
#include "ws2/errors.h"

#include "err/codes.h"
#include "err/text.h"

#define PAGE_WSA                                                               \
    "https://learn.microsoft.com/windows/win32/winsock/"                       \
    "windows-sockets-error-codes-2"
#define PAGE_WIN32(range)                                                      \
    "https://learn.microsoft.com/windows/win32/debug/"                         \
    "system-error-codes--" range "-"
#define PAGE_OF(value)                                                         \
    ((value) < 500    ? PAGE_WIN32("0-499")                                    \
     : (value) < 1000 ? PAGE_WIN32("500-999")                                  \
     : (value) < 1300 ? PAGE_WIN32("1000-1299")                                \
     : (value) < 1700 ? PAGE_WIN32("1300-1699")                                \
                      : PAGE_WIN32("1700-3999"))

/* A row without an errno has "-" in that column. */
#define POSIX_OF(name) (sizeof(name) > sizeof("-") ? (name) : NULL)

#define ENTRY(name, value, posix, kind, title, what, check, see, words, wsa,   \
              page)                                                            \
    {value, WS2_KIND_##kind, wsa, name, title, what, check, see,               \
     words, POSIX_OF(posix), page},
#define WSA_ERROR(name, value, posix, kind, title, what, check, see, words)    \
    ENTRY(#name, value, #posix, kind, title, what, check, see, words, 1,       \
          PAGE_WSA "#" #name)
#define WIN32_ERROR(name, value, posix, kind, title, what, check, see, words)  \
    ENTRY(#name, value, #posix, kind, title, what, check, see, words, 0,       \
          PAGE_OF(value))

static const ws2_error_info entries[WS2_ERROR_COUNT] = {
#include "err/wsa_errors.def"
#include "err/win32_errors.def"
};
#undef WSA_ERROR
#undef WIN32_ERROR

static const struct {
    ws2_error_alias alias;
    enum ws2_error_index target;
} aliases[] = {
#define ERROR_ALIAS(family, alias, name)                                       \
    {{WS2_ALIAS_##family, #alias}, WS2_AT_##name},
#include "err/error_aliases.def"
#undef ERROR_ALIAS
};

#define ALIAS_COUNT (sizeof(aliases) / sizeof(aliases[0]))

/* A switch, so that two rows with one value do not compile. */
const ws2_error_info *ws2_error_by_code(int code)
{
    switch (code) {
#define WSA_ERROR(name, value, ...)                                            \
    case value:                                                                \
        return &entries[WS2_AT_##name];
#define WIN32_ERROR(name, value, ...)                                          \
    case value:                                                                \
        return &entries[WS2_AT_##name];
#include "err/wsa_errors.def"
#include "err/win32_errors.def"
#undef WSA_ERROR
#undef WIN32_ERROR
    default:
        return NULL;
    }
}

/* The entry whose name, or one of its other names, is prefix and then name. */
static const ws2_error_info *entry_find(const char *prefix, size_t len,
                                        const char *name)
{
    size_t i;

    for (i = 0; i < WS2_ERROR_COUNT; i++)
        if (text_begins(entries[i].name, prefix, len) &&
            text_same(entries[i].name + len, name))
            return &entries[i];
    for (i = 0; i < ALIAS_COUNT; i++)
        if (text_begins(aliases[i].alias.name, prefix, len) &&
            text_same(aliases[i].alias.name + len, name))
            return &entries[aliases[i].target];
    return NULL;
}

const ws2_error_info *ws2_error_by_name(const char *name)
{
    static const struct {
        const char *text;
        size_t len;
    } prefixes[] = {{"", 0}, {"WSA", 3}, {"WSA_", 4}};
    const ws2_error_info *entry = NULL;
    size_t i;

    if (name == NULL)
        return NULL;
    for (i = 0; entry == NULL && i < sizeof(prefixes) / sizeof(prefixes[0]);
         i++)
        entry = entry_find(prefixes[i].text, prefixes[i].len, name);
    return entry;
}

const char *ws2_error_name(int code)
{
    const ws2_error_info *entry = ws2_error_by_code(code);

    return entry != NULL ? entry->name : NULL;
}

const char *ws2_error_title(int code)
{
    const ws2_error_info *entry = ws2_error_by_code(code);

    return entry != NULL ? entry->title : "Unknown error";
}

const ws2_error_info *ws2_error_at(size_t index)
{
    return index < WS2_ERROR_COUNT ? &entries[index] : NULL;
}

size_t ws2_error_count(void)
{
    return WS2_ERROR_COUNT;
}

size_t ws2_error_winsock_count(void)
{
    return WS2_WINSOCK_COUNT;
}

static const struct {
    const char *name;
    const char *text;
} kinds[] = {
    [WS2_KIND_PROGRAM] = {"program",
                          "the call is wrong here; repeating it cannot help"},
    [WS2_KIND_WAIT] = {"wait",
                       "not over yet, or ended on purpose; not a failure"},
    [WS2_KIND_PEER] = {"peer", "the other side or the path to it; a new "
                               "connection is needed"},
    [WS2_KIND_NETWORK] = {"network",
                          "address, route or host; another target may work"},
    [WS2_KIND_RESOURCES] = {"resources",
                            "something has run out; later may work"},
    [WS2_KIND_SETUP] = {"setup",
                        "system, provider or file system need attention"},
    [WS2_KIND_NAME] = {"name", "the answer of a lookup"},
    [WS2_KIND_EVENT] = {"event", "a notification; not a failure"},
};

static int kind_known(ws2_error_kind kind)
{
    return (unsigned)kind < sizeof(kinds) / sizeof(kinds[0]);
}

const char *ws2_error_kind_name(ws2_error_kind kind)
{
    return kind_known(kind) ? kinds[kind].name : NULL;
}

const char *ws2_error_kind_text(ws2_error_kind kind)
{
    return kind_known(kind) ? kinds[kind].text : NULL;
}

int ws2_error_alias_at(int code, size_t index, ws2_error_alias *alias)
{
    size_t i;

    for (i = 0; i < ALIAS_COUNT; i++) {
        if (entries[aliases[i].target].code != code || index-- != 0)
            continue;
        *alias = aliases[i].alias;
        return 1;
    }
    return 0;
}

/* --- HRESULT: failure bit, facility 7 (Win32), the code in the low half. */

#define HRESULT_WIN32 0x80070000u

int32_t ws2_error_to_hresult(int code)
{
    if (code <= 0)
        return code;
    return (int32_t)(HRESULT_WIN32 | ((uint32_t)code & 0xffffu));
}

int ws2_error_from_hresult(int32_t hresult)
{
    if (hresult == 0)
        return 0;
    if (((uint32_t)hresult & 0xffff0000u) != HRESULT_WIN32)
        return -1;
    return (int)((uint32_t)hresult & 0xffffu);
}
