/* SPDX-License-Identifier: MIT */
/* Blobs with offsets; see entblob.h. Written twice by the same code, first
 * without memory to count. */
#include "name/entblob.h"

#include <string.h>

#include "name/flat.h"

/* Offsets as the members that hold them. */
static char *offset(size_t at)
{
    return (char *)at;
}

static char **offsets(size_t at)
{
    return (char **)at;
}

static size_t put(struct ws2_flat *f, const void *data, size_t len)
{
    size_t at = ws2_flat_reserve(f, len, 1);

    ws2_flat_write(f, at, data, len);
    return at;
}

static size_t put_string(struct ws2_flat *f, const char *s)
{
    return put(f, s, strlen(s) + 1);
}

/* An array of count offsets and a 0, the n-th to be set by array_set. */
static size_t array_reserve(struct ws2_flat *f, size_t count)
{
    return ws2_flat_reserve(f, (count + 1) * sizeof(char *), _Alignof(char *));
}

static void array_set(const struct ws2_flat *f, size_t array, size_t n,
                      size_t to)
{
    char *entry = offset(to);

    ws2_flat_write(f, array + n * sizeof(entry), &entry, sizeof(entry));
}

static size_t put_strings(struct ws2_flat *f, char *const *list, size_t count)
{
    size_t array = array_reserve(f, count);

    for (size_t i = 0; i < count; i++)
        array_set(f, array, i, put_string(f, list[i]));
    array_set(f, array, count, 0);
    return array;
}

static size_t put_addresses(struct ws2_flat *f, const struct ws2_host *host,
                            bool v6)
{
    size_t array = array_reserve(f, host->ip_count), n = 0;

    for (size_t i = 0; i < host->ip_count; i++)
        if (host->ips[i].v6 == v6)
            array_set(f, array, n++, put(f, host->ips[i].bytes, v6 ? 16 : 4));
    array_set(f, array, n, 0);
    return array;
}

static void hostent_put(struct ws2_flat *f, const struct ws2_host *host,
                        const char *name, bool v6)
{
    HOSTENT ent = {.h_addrtype = v6 ? AF_INET6 : AF_INET,
                   .h_length = v6 ? 16 : 4};
    size_t at = ws2_flat_reserve(f, sizeof(ent), _Alignof(HOSTENT));

    ent.h_aliases = offsets(put_strings(f, host->aliases, host->alias_count));
    ent.h_addr_list = offsets(put_addresses(f, host, v6));
    ent.h_name = offset(put_string(f, name));
    ws2_flat_write(f, at, &ent, sizeof(ent));
}

static void servent_put(struct ws2_flat *f, const struct ws2_netdb *entry)
{
    SERVENT ent = {.s_port = (short)htons((USHORT)entry->number)};
    size_t at = ws2_flat_reserve(f, sizeof(ent), _Alignof(SERVENT));

    ent.s_aliases = offsets(put_strings(f, entry->aliases, entry->alias_count));
    ent.s_name = offset(put_string(f, entry->name));
    ent.s_proto = offset(put_string(f, entry->proto));
    ws2_flat_write(f, at, &ent, sizeof(ent));
}

static BLOB *blob_new(struct ws2_parts *parts, size_t size)
{
    BLOB *blob = ws2_parts_room(parts, sizeof(*blob));

    if (blob == NULL)
        return NULL;
    blob->cbSize = (ULONG)size;
    blob->pBlobData = ws2_parts_room(parts, size);
    return blob->pBlobData != NULL ? blob : NULL;
}

BLOB *ws2_hostent_blob(struct ws2_parts *parts, const struct ws2_host *host,
                       const char *name, bool v6)
{
    struct ws2_flat f = {0};
    BLOB *blob;

    hostent_put(&f, host, name, v6);
    blob = blob_new(parts, f.used);
    if (blob == NULL)
        return NULL;
    f = (struct ws2_flat){.base = (char *)blob->pBlobData};
    hostent_put(&f, host, name, v6);
    return blob;
}

BLOB *ws2_servent_blob(struct ws2_parts *parts, const struct ws2_netdb *entry)
{
    struct ws2_flat f = {0};
    BLOB *blob;

    servent_put(&f, entry);
    blob = blob_new(parts, f.used);
    if (blob == NULL)
        return NULL;
    f = (struct ws2_flat){.base = (char *)blob->pBlobData};
    servent_put(&f, entry);
    return blob;
}
