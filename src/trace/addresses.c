/* SPDX-License-Identifier: MIT */
/* Socket addresses: 127.0.0.1:80, [::1]:80, a path in quotes. */
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <afunix.h>

#include "name/addrtext.h"
#include "os/mem.h"
#include "trace/args.h"
#include "trace/names.h"

static uint16_t port_of(uint16_t network)
{
    unsigned char b[2];

    memcpy(b, &network, sizeof(b));
    return (uint16_t)(b[0] << 8 | b[1]);
}

static void in_show(struct ws2_out *t, const struct sockaddr_in *sin)
{
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write4((const uint8_t *)&sin->sin_addr, text);
    ws2_out_format(t, "%s:%u", text, port_of(sin->sin_port));
}

static void in6_show(struct ws2_out *t, const struct sockaddr_in6 *sin6)
{
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write6((const uint8_t *)&sin6->sin6_addr, text);
    ws2_out_format(t, "[%s", text);
    if (sin6->sin6_scope_id != 0)
        ws2_out_format(t, "%%%u", (unsigned)sin6->sin6_scope_id);
    ws2_out_format(t, "]:%u", port_of(sin6->sin6_port));
}

static void un_show(struct ws2_out *t, const struct sockaddr_un *sun,
                    uint32_t len)
{
    size_t room = len - offsetof(struct sockaddr_un, sun_path);

    if (room > sizeof(sun->sun_path))
        room = sizeof(sun->sun_path);
    ws2_out_put(t, "unix ");
    ws2_out_quote(t, sun->sun_path, strnlen(sun->sun_path, room), false);
}

void ws2_show_address(struct ws2_out *t, uintptr_t p, uint32_t len)
{
    union {
        SOCKADDR_STORAGE ss;
        struct sockaddr_in sin;
        struct sockaddr_in6 sin6;
        struct sockaddr_un sun;
    } a;

    memset(&a, 0, sizeof(a));
    if (len > sizeof(a))
        len = sizeof(a);
    if (p == 0 || len < sizeof(a.ss.ss_family) ||
        os_mem_peek(&a, (const void *)p, len) < len) {
        ws2_show_pointer(t, p);
        return;
    }
    if (a.ss.ss_family == AF_INET && len >= sizeof(a.sin))
        in_show(t, &a.sin);
    else if (a.ss.ss_family == AF_INET6 && len >= sizeof(a.sin6))
        in6_show(t, &a.sin6);
    else if (a.ss.ss_family == AF_UNIX)
        un_show(t, &a.sun, len);
    else {
        ws2_out_put(t, "{");
        ws2_names_value(t, &ws2_names_families, a.ss.ss_family);
        ws2_out_format(t, ", %u bytes}", len);
    }
}
