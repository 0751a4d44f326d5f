/* SPDX-License-Identifier: MIT */
/* Lines of the trace; see line.h. file is constant once a provider has started,
 * and stays open: a thread may be inside. The program's last error is none of
 * ours. */
#include "line.h"

#include <ws2spi.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "below.h"

static HANDLE file;

BOOL trace_open(void)
{
    char path[MAX_PATH];
    DWORD length;

    if (file != NULL)
        return TRUE;
    length = GetEnvironmentVariableA("WS2_LSP_TRACE", path, sizeof(path));
    if (length == 0 || length >= sizeof(path))
        return FALSE;
    file = strcmp(path, "stderr") == 0
               ? GetStdHandle(STD_ERROR_HANDLE)
               : CreateFileA(path, FILE_APPEND_DATA,
                             FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                             OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        file = NULL;
    return file != NULL;
}

/* --- Text */

/* What is longer is cut: arguments leave room for the result, the result for
 * the time. */
#define ROOM_FOR_RESULT 128
#define ROOM_FOR_TIME   32

static void put(struct line *l, const char *text)
{
    size_t room = sizeof(l->text) - l->kept - l->length;
    size_t length = strlen(text);

    if (length >= room)
        length = room - 1;
    memcpy(l->text + l->length, text, length);
    l->length += (DWORD)length;
}

static void append_list(struct line *l, const char *format, va_list list)
{
    size_t room = sizeof(l->text) - l->kept - l->length;
    int n = vsnprintf(l->text + l->length, room, format, list);

    if (n > 0)
        l->length += (size_t)n < room ? (DWORD)n : (DWORD)room - 1;
}

static void __attribute__((format(printf, 2, 3)))
append(struct line *l, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    append_list(l, format, list);
    va_end(list);
}

static ULONGLONG now(void)
{
    FILETIME t;

    GetSystemTimePreciseAsFileTime(&t);
    return (ULONGLONG)t.dwHighDateTime << 32 | t.dwLowDateTime;
}

void line_begin(struct line *l, const char *call)
{
    FILETIME t;
    SYSTEMTIME day;

    l->begun = now();
    l->length = 0;
    l->kept = ROOM_FOR_RESULT;
    l->separator = "";
    t.dwHighDateTime = (DWORD)(l->begun >> 32);
    t.dwLowDateTime = (DWORD)l->begun;
    memset(&day, 0, sizeof(day));
    (void)FileTimeToSystemTime(&t, &day);
    append(l, "%02u:%02u:%02u.%06u %u %s(", day.wHour, day.wMinute, day.wSecond,
           (unsigned)(l->begun / 10 % 1000000), (unsigned)GetCurrentThreadId(),
           call);
}

void line_begin_socket(struct line *l, const char *call, SOCKET s)
{
    line_begin(l, call);
    line_add(l, "0x%x", HANDLE_NUMBER(s));
}

/* --- Arguments */

BOOL line_peek(const void *from, void *to, SIZE_T length)
{
    DWORD saved = GetLastError();
    BOOL good = ReadProcessMemory(GetCurrentProcess(), from, to, length, NULL);

    SetLastError(saved);
    return good;
}

void line_add(struct line *l, const char *format, ...)
{
    va_list list;

    put(l, l->separator);
    l->separator = ", ";
    va_start(list, format);
    append_list(l, format, list);
    va_end(list);
}

void line_value(struct line *l, const struct names *names, DWORD value)
{
    const char *name = names_find(names, value);

    if (name != NULL)
        line_add(l, "%s", name);
    else
        line_add(l, "%d", (int)value);
}

void line_flags(struct line *l, const struct names *names, DWORD flags)
{
    const char *separator = "";

    line_add(l, "%s", flags == 0 ? "0" : "");
    for (size_t i = 0; i < names->count; i++)
        if ((flags & names->list[i].value) != 0) {
            put(l, separator);
            put(l, names->list[i].text);
            flags &= ~names->list[i].value;
            separator = "|";
        }
    if (flags != 0)
        append(l, "%s0x%x", separator, (unsigned)flags);
}

/* The provider below knows its addresses, and whether they can be read. */
static void append_address(struct line *l, const struct sockaddr *name,
                           int length)
{
    WCHAR wide[128];
    DWORD n = sizeof(wide) / sizeof(wide[0]);
    INT err = 0;

    if (name == NULL) {
        put(l, "NULL");
        return;
    }
    if (length <= 0 ||
        below.proc.lpWSPAddressToString((struct sockaddr *)name, (DWORD)length,
                                        NULL, wide, &n, &err) != 0) {
        append(l, "%p of %d bytes", (const void *)name, length);
        return;
    }
    for (const WCHAR *at = wide; *at != 0; at++)
        append(l, "%c", *at < 0x7f ? (char)*at : '?');
}

void line_address(struct line *l, const struct sockaddr *name, int length)
{
    line_add(l, "%s", "");
    append_address(l, name, length);
}

#define BUFFERS_ADDED 16

void line_buffers(struct line *l, const WSABUF *bufs, DWORD count)
{
    ULONGLONG bytes = 0;
    WSABUF buf;
    DWORD i = 0;

    while (i < count && i < BUFFERS_ADDED &&
           line_peek(&bufs[i], &buf, sizeof(buf))) {
        bytes += buf.len;
        i++;
    }
    line_add(l, "%u buffer%s", (unsigned)count, count == 1 ? "" : "s");
    if (i == count)
        append(l, " of %.0f bytes", (double)bytes);
}

void line_overlapped(struct line *l, const WSAOVERLAPPED *ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (ov != NULL)
        line_add(l, "overlapped %p%s", (const void *)ov,
                 routine != NULL ? " with routine" : "");
}

/* --- Results */

BOOL line_succeeds(struct line *l, BOOL success, const INT *err)
{
    const char *name;

    l->kept = ROOM_FOR_TIME;
    put(l, ") = ");
    l->separator = "";
    if (success)
        return TRUE;
    name = names_find(&names_errors, (DWORD)*err);
    if (name != NULL)
        put(l, name);
    else
        append(l, "error %d", *err);
    return FALSE;
}

void line_result_address(struct line *l, const struct sockaddr *name,
                         const INT *length)
{
    INT n;

    if (name == NULL || !line_peek(length, &n, sizeof(n)))
        return;
    line_add(l, "%s", "");
    append_address(l, name, n);
}

void line_write(struct line *l)
{
    DWORD saved = GetLastError(), written;
    ULONGLONG took = now() - l->begun;
    size_t room = sizeof(l->text) - l->length;

    l->length += (DWORD)snprintf(l->text + l->length, room, " <%u.%06u>\n",
                                 (unsigned)(took / 10000000),
                                 (unsigned)(took / 10 % 1000000));
    (void)WriteFile(file, l->text, l->length, &written, NULL);
    SetLastError(saved);
}

int line_end(struct line *l, int result, const INT *err)
{
    if (line_succeeds(l, result == 0, err))
        line_add(l, "0");
    line_write(l);
    return result;
}
