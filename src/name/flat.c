/* SPDX-License-Identifier: MIT */
/* Blocks that hold a structure and all that it points to; see flat.h. */
#include "name/flat.h"

#include <string.h>

#include "name/text.h"

size_t ws2_flat_reserve(struct ws2_flat *f, size_t len, size_t align)
{
    size_t at = (f->used + align - 1) / align * align;

    f->used = at + len;
    return at;
}

void ws2_flat_write(const struct ws2_flat *f, size_t at, const void *src,
                    size_t len)
{
    if (f->base != NULL && len > 0)
        memcpy(f->base + at, src, len);
}

void *ws2_flat_address(const struct ws2_flat *f, size_t at)
{
    return f->base != NULL ? f->base + at : NULL;
}

void *ws2_flat_put(struct ws2_flat *f, const void *src, size_t len,
                   size_t align)
{
    size_t at;

    if (src == NULL)
        return NULL;
    at = ws2_flat_reserve(f, len, align);
    ws2_flat_write(f, at, src, len);
    return ws2_flat_address(f, at);
}

static size_t wide_units(const char16_t *s)
{
    size_t n = 0;

    while (s[n] != 0)
        n++;
    return n + 1;
}

void *ws2_flat_text(struct ws2_flat *f, const char16_t *s, bool wide)
{
    size_t at;

    if (s == NULL)
        return NULL;
    if (wide)
        return ws2_flat_put(f, s, wide_units(s) * sizeof(*s), sizeof(*s));
    at = ws2_flat_reserve(f, ws2_text_to_utf8(s, NULL), 1);
    if (f->base != NULL)
        (void)ws2_text_to_utf8(s, f->base + at);
    return ws2_flat_address(f, at);
}
