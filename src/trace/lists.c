/* SPDX-License-Identifier: MIT */
/* Arguments that point to several things, of which the first are shown. */
#include <string.h>

#include <winsock2.h>
#include <windows.h>

#include "os/mem.h"
#include "trace/lists.h"
#include "trace/names.h"
#include "trace/pending.h"

bool ws2_show_copy(struct ws2_out *t, void *to, uintptr_t p, size_t size)
{
    if (os_mem_peek(to, (const void *)p, size) == size)
        return true;
    ws2_show_pointer(t, p);
    return false;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

void ws2_show_buffers(struct ws2_out *t, uintptr_t p, uint32_t count,
                      uint64_t bytes, bool data)
{
    uint32_t shown = smaller(count, WS2_LIST_SHOWN);
    WSABUF bufs[WS2_LIST_SHOWN];

    if (!ws2_show_copy(t, bufs, p, shown * sizeof(bufs[0])))
        return;
    ws2_out_put(t, "[");
    for (uint32_t i = 0; i < shown; i++) {
        uint32_t len = bufs[i].len;

        if (bytes < len)
            len = (uint32_t)bytes;
        bytes -= len;
        ws2_out_format(t, "%s{%u", i == 0 ? "" : ", ", bufs[i].len);
        if (data) {
            ws2_out_put(t, ", ");
            ws2_show_data(t, (uintptr_t)bufs[i].buf, len);
        }
        ws2_out_put(t, "}");
    }
    ws2_out_put(t, count > shown ? ", ...]" : "]");
}

void ws2_show_handles(struct ws2_out *t, uintptr_t p, uint32_t count)
{
    uint32_t shown = smaller(count, WS2_LIST_SHOWN);
    HANDLE list[WS2_LIST_SHOWN];

    if (!ws2_show_copy(t, list, p, shown * sizeof(list[0])))
        return;
    ws2_out_put(t, "[");
    for (uint32_t i = 0; i < shown; i++) {
        ws2_out_put(t, i == 0 ? "" : ", ");
        ws2_show_pointer(t, (uintptr_t)list[i]);
    }
    ws2_out_put(t, count > shown ? ", ...]" : "]");
}

void ws2_show_fd_set(struct ws2_out *t, uintptr_t p)
{
    SOCKET list[WS2_LIST_SHOWN];
    u_int count;
    uint32_t shown;

    if (!ws2_show_copy(t, &count, p, sizeof(count)))
        return;
    shown = smaller(count, WS2_LIST_SHOWN);
    if (!ws2_show_copy(t, list, p + offsetof(fd_set, fd_array),
                       shown * sizeof(list[0])))
        return;
    ws2_out_put(t, "[");
    for (uint32_t i = 0; i < shown; i++)
        ws2_out_format(t, "%s0x%llx", i == 0 ? "" : ", ",
                       (unsigned long long)list[i]);
    ws2_out_put(t, count > shown ? ", ...]" : "]");
}

/* ended: what came of it. */
void ws2_show_poll(struct ws2_out *t, uintptr_t p, uint32_t count, bool ended)
{
    uint32_t shown = smaller(count, WS2_LIST_SHOWN);
    WSAPOLLFD fds[WS2_LIST_SHOWN];

    if (!ws2_show_copy(t, fds, p, shown * sizeof(fds[0])))
        return;
    ws2_out_put(t, "[");
    for (uint32_t i = 0; i < shown; i++) {
        short bits = ended ? fds[i].revents : fds[i].events;

        ws2_out_format(t, "%s{0x%llx, ", i == 0 ? "" : ", ",
                       (unsigned long long)fds[i].fd);
        ws2_names_flags(t, &ws2_names_poll, (uint16_t)bits);
        ws2_out_put(t, "}");
    }
    ws2_out_put(t, count > shown ? ", ...]" : "]");
}

void ws2_show_entries(struct ws2_out *t, uintptr_t p, uint32_t count)
{
    uint32_t shown = smaller(count, WS2_LIST_SHOWN);
    OVERLAPPED_ENTRY list[WS2_LIST_SHOWN];

    if (!ws2_show_copy(t, list, p, shown * sizeof(list[0])))
        return;
    ws2_out_put(t, "[");
    for (uint32_t i = 0; i < shown; i++) {
        ws2_out_format(t, "%s{", i == 0 ? "" : ", ");
        ws2_show_overlapped(t, (uintptr_t)list[i].lpOverlapped);
        ws2_out_format(t, ", 0x%llx, %u}",
                       (unsigned long long)list[i].lpCompletionKey,
                       (unsigned)list[i].dwNumberOfBytesTransferred);
    }
    ws2_out_put(t, count > shown ? ", ...]" : "]");
}
