/* SPDX-License-Identifier: MIT */
/* Arguments that point to something; see args.h. */
#include <errno.h>
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include "os/mem.h"
#include "trace/args.h"
#include "trace/lists.h"
#include "trace/names.h"
#include "trace/pending.h"

/* The word that the next argument is, or points to; fallback if it cannot be
 * read. */
static uint32_t pointed(const struct ws2_call *call, unsigned i,
                        uint32_t fallback)
{
    uint32_t value;

    if (i >= call->door->args ||
        os_mem_peek(&value, (const void *)call->args[i], sizeof(value)) <
            sizeof(value))
        return fallback;
    return value;
}

/* --- Single structures. */

static void network_events_show(struct ws2_out *t, uintptr_t p)
{
    WSANETWORKEVENTS events;

    if (!ws2_show_copy(t, &events, p, sizeof(events)))
        return;
    ws2_out_put(t, "{");
    ws2_names_flags(t, &ws2_names_events, (uint32_t)events.lNetworkEvents);
    for (unsigned bit = 0; bit < FD_MAX_EVENTS; bit++) {
        if (((uint32_t)events.lNetworkEvents >> bit & 1) == 0 ||
            events.iErrorCode[bit] == 0)
            continue;
        ws2_out_put(t, ", ");
        ws2_names_error(t, events.iErrorCode[bit]);
    }
    ws2_out_put(t, "}");
}

static void timeval_show(struct ws2_out *t, uintptr_t p)
{
    struct timeval tv;

    if (ws2_show_copy(t, &tv, p, sizeof(tv)))
        ws2_out_format(t, "{%lld, %lld}", (long long)tv.tv_sec,
                       (long long)tv.tv_usec);
}

/* The narrow and the wide one differ in the name only, which stands last. */
static void protocol_info_show(struct ws2_out *t, uintptr_t p)
{
    WSAPROTOCOL_INFOA info;

    if (!ws2_show_copy(t, &info, p, offsetof(WSAPROTOCOL_INFOA, szProtocol)))
        return;
    ws2_out_format(t, "{%u, ", (unsigned)info.dwCatalogEntryId);
    ws2_names_value(t, &ws2_names_families, (uint32_t)info.iAddressFamily);
    ws2_out_put(t, ", ");
    ws2_names_value(t, &ws2_names_types, (uint32_t)info.iSocketType);
    ws2_out_put(t, ", ");
    ws2_names_value(t, &ws2_names_protocols, (uint32_t)info.iProtocol);
    ws2_out_put(t, "}");
}

/* All four forms begin alike. */
static void hints_show(struct ws2_out *t, uintptr_t p)
{
    ADDRINFOA hints;

    if (!ws2_show_copy(t, &hints, p, offsetof(ADDRINFOA, ai_addrlen)))
        return;
    ws2_out_put(t, "{");
    ws2_names_flags(t, &ws2_names_address_flags, (uint32_t)hints.ai_flags);
    ws2_out_put(t, ", ");
    ws2_names_value(t, &ws2_names_families, (uint32_t)hints.ai_family);
    ws2_out_put(t, ", ");
    ws2_names_value(t, &ws2_names_types, (uint32_t)hints.ai_socktype);
    ws2_out_put(t, ", ");
    ws2_names_value(t, &ws2_names_protocols, (uint32_t)hints.ai_protocol);
    ws2_out_put(t, "}");
}

/* The addresses of a list; ex: of ADDRINFOEX. */
static void results_show(struct ws2_out *t, uintptr_t p, bool ex)
{
    const size_t next_at =
        ex ? offsetof(ADDRINFOEXW, ai_next) : offsetof(ADDRINFOW, ai_next);
    uintptr_t at = 0;
    unsigned n = 0;

    if (!ws2_show_copy(t, &at, p, sizeof(at)))
        return;
    ws2_out_put(t, "[");
    for (; at != 0 && n < WS2_LIST_SHOWN; n++) {
        ADDRINFOW info; /* the same up to ai_addr in all */

        if (os_mem_peek(&info, (const void *)at, offsetof(ADDRINFOW, ai_next)) <
            offsetof(ADDRINFOW, ai_next))
            break;
        ws2_out_put(t, n == 0 ? "" : ", ");
        ws2_show_address(t, (uintptr_t)info.ai_addr, (uint32_t)info.ai_addrlen);
        if (os_mem_peek(&at, (const void *)(at + next_at), sizeof(at)) <
            sizeof(at))
            break;
    }
    ws2_out_put(t, at != 0 ? ", ...]" : "]");
}

static void guid_show(struct ws2_out *t, uintptr_t p)
{
    const char *name;
    GUID g;

    if (!ws2_show_copy(t, &g, p, sizeof(g)))
        return;
    name = ws2_names_function(&g);
    if (name != NULL)
        ws2_out_put(t, name);
    else
        ws2_out_format(t, "{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}",
                       (unsigned)g.Data1, g.Data2, g.Data3, g.Data4[0],
                       g.Data4[1], g.Data4[2], g.Data4[3], g.Data4[4],
                       g.Data4[5], g.Data4[6], g.Data4[7]);
}

/* --- Values of options and ioctls. */

static void value_show(struct ws2_out *t, const struct ws2_call *call,
                       unsigned i, uint32_t len)
{
    bool lingers =
        (int)call->args[1] == SOL_SOCKET && (int)call->args[2] == SO_LINGER;
    LINGER linger;
    int number;

    if (lingers && len == sizeof(linger)) {
        if (ws2_show_copy(t, &linger, call->args[i], sizeof(linger)))
            ws2_out_format(t, "{%u, %u}", linger.l_onoff, linger.l_linger);
    } else if (len == sizeof(number)) {
        if (ws2_show_copy(t, &number, call->args[i], sizeof(number)))
            ws2_out_format(t, "[%d]", number);
    } else {
        ws2_show_data(t, call->args[i], len);
    }
}

static void ioctl_input_show(struct ws2_out *t, const struct ws2_call *call,
                             unsigned i)
{
    const DWORD code = (DWORD)call->args[i - 1];
    const uint32_t len = (uint32_t)call->args[i + 1];
    DWORD number;

    if (len >= sizeof(GUID) &&
        (code == SIO_GET_EXTENSION_FUNCTION_POINTER ||
         code == SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER))
        guid_show(t, call->args[i]);
    else if (len != sizeof(number))
        ws2_show_data(t, call->args[i], len);
    else if (ws2_show_copy(t, &number, call->args[i], sizeof(number)))
        ws2_out_format(t, "[%u]", (unsigned)number);
}

static void number_show(struct ws2_out *t, uintptr_t p)
{
    int number;

    if (ws2_show_copy(t, &number, p, sizeof(number)))
        ws2_out_format(t, "[%d]", number);
}

static void word_show(struct ws2_out *t, uintptr_t p,
                      void (*show)(struct ws2_out *t, uintptr_t word))
{
    uintptr_t word;

    if (!ws2_show_copy(t, &word, p, sizeof(word)))
        return;
    ws2_out_put(t, "[");
    show(t, word);
    ws2_out_put(t, "]");
}

static void address_at_show(struct ws2_out *t, const struct ws2_call *call,
                            unsigned i)
{
    uintptr_t p;

    if (ws2_show_copy(t, &p, call->args[i], sizeof(p)))
        ws2_show_address(t, p, pointed(call, i + 1, 0));
}

static void in_addr_show(struct ws2_out *t, uintptr_t value)
{
    const uint32_t word = (uint32_t)value;
    unsigned char b[4];

    memcpy(b, &word, sizeof(b));
    ws2_out_format(t, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
}

static void message_flags_show(struct ws2_out *t, uintptr_t p)
{
    uint32_t flags;

    if (ws2_show_copy(t, &flags, p, sizeof(flags)))
        ws2_names_flags(t, &ws2_names_message_flags, flags);
}

/* --- Which. */

static void in_show(struct ws2_out *t, const struct ws2_call *call, unsigned i,
                    enum ws2_arg_kind kind, bool ended)
{
    const uintptr_t p = call->args[i];
    const uint32_t next =
        i + 1 < call->door->args ? (uint32_t)call->args[i + 1] : 0;

    switch (kind) {
    case ARG_HANDLES:
        ws2_show_handles(t, p, (uint32_t)call->args[i - 1]);
        return;
    case ARG_DATA_IN:
        ws2_show_data(t, p, (int)next < 0 ? 0 : next);
        return;
    case ARG_BUFFERS_IN:
        ws2_show_buffers(t, p, next, UINT64_MAX, true);
        return;
    case ARG_ADDRESS_IN:
        ws2_show_address(t, p, next);
        return;
    case ARG_IN_ADDR:
        in_addr_show(t, p);
        return;
    case ARG_VALUE_IN:
        value_show(t, call, i, next);
        return;
    case ARG_IOCTL_INPUT:
        ioctl_input_show(t, call, i);
        return;
    case ARG_OVERLAPPED:
        ws2_show_overlapped(t, p);
        return;
    case ARG_TIMEVAL:
        timeval_show(t, p);
        return;
    case ARG_PROTOCOL_INFO:
        protocol_info_show(t, p);
        return;
    case ARG_HINTS:
        hints_show(t, p);
        return;
    case ARG_GUID:
        guid_show(t, p);
        return;
    case ARG_FD_SET:
        ws2_show_fd_set(t, p);
        return;
    case ARG_MESSAGE_FLAGS_INOUT:
        message_flags_show(t, p);
        return;
    case ARG_POLL:
        ws2_show_poll(t, p, next, ended);
        return;
    default:
        ws2_show_pointer(t, p);
    }
}

static void out_show(struct ws2_out *t, const struct ws2_call *call, unsigned i,
                     enum ws2_arg_kind kind)
{
    const uintptr_t p = call->args[i];
    const uint32_t next =
        i + 1 < call->door->args ? (uint32_t)call->args[i + 1] : 0;

    switch (kind) {
    case ARG_MESSAGE_FLAGS_OUT:
        message_flags_show(t, p);
        return;
    case ARG_DATA_OUT:
        ws2_show_data(t, p, (uint32_t)call->result);
        return;
    case ARG_BUFFERS_OUT:
        ws2_show_buffers(t, p, next, pointed(call, i + 2, 0), true);
        return;
    case ARG_ADDRESS_OUT:
        ws2_show_address(t, p, pointed(call, i + 1, 0));
        return;
    case ARG_ADDRESS_AFTER:
        ws2_show_address(t, p, pointed(call, i - 1, 0));
        return;
    case ARG_ADDRESS_AT:
        address_at_show(t, call, i);
        return;
    case ARG_VALUE_OUT:
        value_show(t, call, i, pointed(call, i + 1, 0));
        return;
    case ARG_STRING_OUT:
        ws2_show_string(t, p);
        return;
    case ARG_WIDE_OUT:
        ws2_show_wide(t, p);
        return;
    case ARG_OVERLAPPED_OUT:
        word_show(t, p, ws2_show_overlapped);
        return;
    case ARG_HANDLE_OUT:
    case ARG_WORD_OUT:
        word_show(t, p, ws2_show_pointer);
        return;
    case ARG_ENTRIES_OUT:
        ws2_show_entries(
            t, p,
            pointed(call,
                    ws2_arg_kind(call->door, i + 2) == ARG_NUMBER_OUT ? i + 2
                                                                      : i + 1,
                    0));
        return;
    case ARG_NETWORK_EVENTS:
        network_events_show(t, p);
        return;
    case ARG_PROTOCOL_INFO_OUT:
        protocol_info_show(t, p);
        return;
    case ARG_RESULTS:
    case ARG_RESULTS_EX:
        results_show(t, p, kind == ARG_RESULTS_EX);
        return;
    case ARG_IOCTL_ARGUMENT:
    case ARG_NUMBER_OUT:
        number_show(t, p);
        return;
    default:
        ws2_show_pointer(t, p);
    }
}

void ws2_show_struct(struct ws2_out *t, const struct ws2_call *call, unsigned i,
                     enum ws2_arg_kind kind, bool ended)
{
    if (kind < ARG_FIRST_OUT)
        in_show(t, call, i, kind, ended);
    else if (ended && (!call->failed || kind == ARG_OVERLAPPED_OUT))
        out_show(t, call, i, kind);
    else if (kind == ARG_BUFFERS_OUT)
        ws2_show_buffers(t, call->args[i], (uint32_t)call->args[i + 1], 0,
                         false);
    else if (kind == ARG_IOCTL_ARGUMENT)
        number_show(t, call->args[i]);
    else
        ws2_show_pointer(t, call->args[i]);
}
