/* SPDX-License-Identifier: MIT */
/* Pieces of a program's structure; see parts.h. */
#include "name/parts.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <winsock2.h>

#include "name/text.h"
#include "os/mem.h"

struct ws2_part {
    struct ws2_part *next;
    _Alignas(max_align_t) char bytes[];
};

static void *part_fail(struct ws2_parts *parts, ws2_err err)
{
    if (parts->err == WS2_OK)
        parts->err = err;
    return NULL;
}

static void *part_new(struct ws2_parts *parts, size_t len)
{
    struct ws2_part *part = NULL;

    if (len <= SIZE_MAX / 2)
        part = malloc(sizeof(*part) + len);
    if (part == NULL)
        return part_fail(parts, WSA_NOT_ENOUGH_MEMORY);
    part->next = parts->list;
    parts->list = part;
    return part->bytes;
}

void *ws2_parts_room(struct ws2_parts *parts, size_t len)
{
    void *room = parts->err == WS2_OK ? part_new(parts, len) : NULL;

    return room != NULL ? memset(room, 0, len) : NULL;
}

/* Looked at before memory is had for it: a length may be anything. */
void *ws2_parts_copy(struct ws2_parts *parts, const void *src, size_t count,
                     size_t size)
{
    size_t len = count * size;
    void *copy;

    if (parts->err != WS2_OK || src == NULL || count == 0)
        return NULL;
    if (count > SIZE_MAX / size || !os_mem_readable(src, len))
        return part_fail(parts, WSAEFAULT);
    copy = part_new(parts, len);
    if (copy != NULL && os_mem_copy_in(copy, src, len) != 0)
        return part_fail(parts, WSAEFAULT);
    return copy;
}

void *ws2_parts_array(struct ws2_parts *parts, const void *src, size_t count,
                      size_t size)
{
    if (src == NULL && count > 0)
        return part_fail(parts, WSAEFAULT);
    return ws2_parts_copy(parts, src, count, size);
}

/* Its length is taken once; the copy ends there whatever the program writes
 * meanwhile. */
static void *text_copy(struct ws2_parts *parts, const void *s, long len,
                       size_t unit)
{
    size_t bytes = (size_t)len * unit;
    char *copy;

    if (len == -ENAMETOOLONG)
        return part_fail(parts, WSAEINVAL);
    if (len < 0)
        return part_fail(parts, WSAEFAULT);
    copy = part_new(parts, bytes + unit);
    if (copy == NULL)
        return NULL;
    if (os_mem_copy_in(copy, s, bytes) != 0)
        return part_fail(parts, WSAEFAULT);
    memset(copy + bytes, 0, unit);
    return copy;
}

void *ws2_parts_text(struct ws2_parts *parts, const void *s, bool wide)
{
    char *narrow;
    char16_t *text;

    if (parts->err != WS2_OK || s == NULL)
        return NULL;
    if (wide)
        return text_copy(parts, s, os_mem_wcslen(s, WS2_PARTS_TEXT_MAX),
                         sizeof(char16_t));
    narrow = text_copy(parts, s, os_mem_strlen(s, WS2_PARTS_TEXT_MAX), 1);
    if (narrow == NULL)
        return NULL;
    text = part_new(parts, ws2_text_to_wide(narrow, NULL) * sizeof(*text));
    if (text != NULL)
        (void)ws2_text_to_wide(narrow, text);
    return text;
}

void ws2_parts_free(struct ws2_parts *parts)
{
    while (parts->list != NULL) {
        struct ws2_part *part = parts->list;

        parts->list = part->next;
        free(part);
    }
}
