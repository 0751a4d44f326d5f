/* SPDX-License-Identifier: MIT */
/* Simple arguments, and which function shows the others; see args.h. */
#include "trace/args.h"

#include <string.h>

#include <winsock2.h>
#include <windows.h>

#include "os/mem.h"
#include "trace/names.h"
#include "win32/utf.h"

#define DATA_SHOWN 32 /* bytes */
#define TEXT_SHOWN 64

void ws2_show_pointer(struct ws2_out *t, uintptr_t p)
{
    if (p == 0)
        ws2_out_put(t, "NULL");
    else
        ws2_out_format(t, "0x%llx", (unsigned long long)p);
}

void ws2_show_data(struct ws2_out *t, uintptr_t p, size_t len)
{
    size_t shown = len < DATA_SHOWN ? len : DATA_SHOWN;
    char bytes[DATA_SHOWN];

    if (os_mem_peek(bytes, (const void *)p, shown) < shown) {
        ws2_show_pointer(t, p);
        return;
    }
    ws2_out_quote(t, bytes, shown, len > shown);
}

void ws2_show_string(struct ws2_out *t, uintptr_t p)
{
    char text[TEXT_SHOWN];
    size_t got = os_mem_peek(text, (const void *)p, sizeof(text));
    size_t len = strnlen(text, got);

    if (got == 0 || (len == got && got < sizeof(text)))
        ws2_show_pointer(t, p);
    else
        ws2_out_quote(t, text, len, len == sizeof(text));
}

void ws2_show_wide(struct ws2_out *t, uintptr_t p)
{
    char16_t units[TEXT_SHOWN];
    char text[3 * TEXT_SHOWN];
    size_t got = os_mem_peek(units, (const void *)p, sizeof(units));
    size_t count = got / sizeof(*units), len = 0;

    while (len < count && units[len] != 0)
        len++;
    if (got == 0 || (len == count && count < TEXT_SHOWN)) {
        ws2_show_pointer(t, p);
        return;
    }
    ws2_out_put(t, "L");
    ws2_out_quote(t, text, ws2_utf16_to_8(units, len, text, sizeof(text), NULL),
                  len == TEXT_SHOWN);
}

static void socket_show(struct ws2_out *t, uintptr_t s)
{
    if (s == (uintptr_t)INVALID_SOCKET)
        ws2_out_put(t, "INVALID_SOCKET");
    else
        ws2_out_format(t, "0x%llx", (unsigned long long)s);
}

static void handle_show(struct ws2_out *t, uintptr_t h)
{
    if (h == (uintptr_t)INVALID_HANDLE_VALUE)
        ws2_out_put(t, "INVALID_HANDLE_VALUE");
    else
        ws2_show_pointer(t, h);
}

static void timeout_show(struct ws2_out *t, uint32_t ms)
{
    if (ms == INFINITE)
        ws2_out_put(t, "INFINITE");
    else
        ws2_out_format(t, "%u", ms);
}

static void socket_type_show(struct ws2_out *t, uint32_t value)
{
    ws2_names_value(t, &ws2_names_types, value);
}

/* True: shown. Names of numbers. */
static bool name_show(struct ws2_out *t, const struct ws2_call *call,
                      unsigned i, enum ws2_arg_kind kind)
{
    uint32_t value = (uint32_t)call->args[i];

    switch (kind) {
    case ARG_FAMILY:
        ws2_names_value(t, &ws2_names_families, value);
        return true;
    case ARG_TYPE:
        socket_type_show(t, value);
        return true;
    case ARG_PROTOCOL:
        ws2_names_value(t, &ws2_names_protocols, value);
        return true;
    case ARG_SOCKET_FLAGS:
        ws2_names_flags(t, &ws2_names_socket_flags, value);
        return true;
    case ARG_MESSAGE_FLAGS:
        ws2_names_flags(t, &ws2_names_message_flags, value);
        return true;
    case ARG_DIRECTION:
        ws2_names_value(t, &ws2_names_directions, value);
        return true;
    case ARG_LEVEL:
        ws2_names_level(t, (int)value);
        return true;
    case ARG_OPTION:
        ws2_names_option(t, (int)call->args[i - 1], (int)value);
        return true;
    case ARG_IOCTL:
        if (ws2_names_find(&ws2_names_ioctls, value) != NULL)
            ws2_names_value(t, &ws2_names_ioctls, value);
        else
            ws2_out_format(t, "0x%x", value);
        return true;
    case ARG_EVENTS:
        ws2_names_flags(t, &ws2_names_events, value);
        return true;
    case ARG_INFO_FLAGS:
        ws2_names_flags(t, &ws2_names_info_flags, value);
        return true;
    case ARG_NAME_SPACE:
        ws2_names_value(t, &ws2_names_name_spaces, value);
        return true;
    default:
        return false;
    }
}

/* Numbers and handles; true: shown. */
static bool plain_show(struct ws2_out *t, uintptr_t value,
                       enum ws2_arg_kind kind)
{
    switch (kind) {
    case ARG_SIGNED:
        ws2_out_format(t, "%d", (int)value);
        return true;
    case ARG_UNSIGNED:
        ws2_out_format(t, "%u", (unsigned)value);
        return true;
    case ARG_SIZE:
        ws2_out_format(t, "%zu", (size_t)value);
        return true;
    case ARG_HEX:
        ws2_out_format(t, value == 0 ? "%llx" : "0x%llx",
                       (unsigned long long)value);
        return true;
    case ARG_BOOL:
        ws2_out_put(t, (uint32_t)value != 0 ? "TRUE" : "FALSE");
        return true;
    case ARG_SOCKET:
        socket_show(t, value);
        return true;
    case ARG_HANDLE:
        handle_show(t, value);
        return true;
    case ARG_TIMEOUT:
        timeout_show(t, (uint32_t)value);
        return true;
    case ARG_VERSION:
        ws2_out_format(t, "%u.%u", (unsigned)value & 0xff,
                       (unsigned)value >> 8 & 0xff);
        return true;
    case ARG_STRING:
        ws2_show_string(t, value);
        return true;
    case ARG_WIDE:
        ws2_show_wide(t, value);
        return true;
    default:
        return false;
    }
}

void ws2_arg_show(struct ws2_out *t, const struct ws2_call *call, unsigned i,
                  bool ended)
{
    enum ws2_arg_kind kind = ws2_arg_kind(call->door, i);

    if (plain_show(t, call->args[i], kind) || name_show(t, call, i, kind))
        return;
    if (kind == ARG_POINTER || kind == ARG_UNKNOWN || call->args[i] == 0)
        ws2_show_pointer(t, call->args[i]);
    else
        ws2_show_struct(t, call, i, kind, ended);
}

/* --- Results, by the type of the function's. */

static bool type_is(const struct ws2_call *call, const char *type)
{
    return strcmp(call->door->result, type) == 0;
}

void ws2_result_show(struct ws2_out *t, const struct ws2_call *call)
{
    uintptr_t value = call->result;

    if (type_is(call, "void"))
        ws2_out_put(t, "void");
    else if (type_is(call, "BOOL"))
        ws2_out_put(t, (uint32_t)value != 0 ? "TRUE" : "FALSE");
    else if (type_is(call, "SOCKET"))
        socket_show(t, value);
    else if (type_is(call, "int") || type_is(call, "INT"))
        ws2_out_format(t, "%d", (int)value);
    else if (type_is(call, "HANDLE") || type_is(call, "WSAEVENT"))
        handle_show(t, value);
    else if (type_is(call, "HRESULT"))
        ws2_out_format(t, "0x%x", (unsigned)value);
    else if (type_is(call, "char *") || type_is(call, "PCSTR"))
        ws2_show_string(t, value);
    else if (type_is(call, "PCWSTR"))
        ws2_show_wide(t, value);
    else if (strcmp(call->door->name, "WSAWaitForMultipleEvents") == 0 &&
             ws2_names_find(&ws2_names_waits, (uint32_t)value) != NULL)
        ws2_names_value(t, &ws2_names_waits, (uint32_t)value);
    else if (type_is(call, "DWORD") || type_is(call, "ULONG"))
        ws2_out_format(t, call->failed ? "0x%x" : "%u", (unsigned)value);
    else
        ws2_show_pointer(t, value);
}
