/* SPDX-License-Identifier: MIT */
/* Text in a buffer; see out.h. */
#include "trace/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ws2_out_init(struct ws2_out *t, char *buf, size_t size)
{
    *t = (struct ws2_out){.buf = buf, .size = size};
    buf[0] = '\0';
}

void ws2_out_bytes(struct ws2_out *t, const char *s, size_t len)
{
    size_t room = t->size - 1 - t->len;

    if (len > room) {
        len = room;
        t->cut = true;
    }
    memcpy(t->buf + t->len, s, len);
    t->len += len;
    t->buf[t->len] = '\0';
}

void ws2_out_put(struct ws2_out *t, const char *s)
{
    ws2_out_bytes(t, s, strlen(s));
}

void ws2_out_format(struct ws2_out *t, const char *format, ...)
{
    size_t room = t->size - t->len;
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(t->buf + t->len, room, format, list);
    va_end(list);
    if (n < 0)
        return;
    if ((size_t)n >= room) {
        t->cut = true;
        n = (int)room - 1;
    }
    t->len += (size_t)n;
}

void ws2_out_quote(struct ws2_out *t, const char *s, size_t len, bool more)
{
    static const char letters[] = "\"\"\\\\\nn\rr\tt";

    ws2_out_put(t, "\"");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        const char *known = NULL;

        for (const char *p = letters; *p != '\0' && known == NULL; p += 2)
            if ((unsigned char)p[0] == c)
                known = p;
        if (known != NULL)
            ws2_out_format(t, "\\%c", known[1]);
        else if (c >= 0x20 && c < 0x7f)
            ws2_out_bytes(t, &s[i], 1);
        else
            ws2_out_format(t, "\\x%02x", c);
    }
    ws2_out_put(t, more ? "\"..." : "\"");
}

void ws2_out_json(struct ws2_out *t, const char *s, size_t len)
{
    ws2_out_put(t, "\"");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c == '"' || c == '\\')
            ws2_out_format(t, "\\%c", c);
        else if (c < 0x20)
            ws2_out_format(t, "\\u%04x", c);
        else
            ws2_out_bytes(t, &s[i], 1);
    }
    ws2_out_put(t, "\"");
}
