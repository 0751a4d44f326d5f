/* SPDX-License-Identifier: MIT */
/* Namespace providers come, change and go; see catalog_edit.h. Pages:
 * WSCInstallNameSpaceEx, WSCUnInstallNameSpace, WSCEnableNSProvider,
 * WSCWriteNameSpaceOrder. */
#include "spi/catalog_edit.h"

#include <stdlib.h>
#include <string.h>

#include "spi/catalog_files.h"
#include "spi/catalog_text.h"
#include "spi/list.h"

static bool blob_copy(struct ws2_catalog_namespace *to,
                      const struct ws2_catalog_namespace *from)
{
    if (from->blob_len == 0)
        return true;
    to->blob = malloc(from->blob_len);
    if (to->blob == NULL)
        return false;
    memcpy(to->blob, from->blob, from->blob_len);
    to->blob_len = from->blob_len;
    return true;
}

ws2_err ws2_edit_namespace_install(struct ws2_edit *edit,
                                   const struct ws2_catalog_namespace *n)
{
    struct ws2_catalog_namespace *added;

    if (ws2_catalog_namespace(edit->c, &n->id) != NULL)
        return WSANO_RECOVERY;
    added = WS2_LIST_ADD(edit->c->namespaces, edit->c->namespace_count);
    if (added == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    added->id = n->id;
    added->number = n->number;
    added->version = n->version;
    added->enabled = n->enabled;
    added->source = edit->own;
    added->name = strdup(n->name);
    added->path = strdup(n->path);
    return added->name != NULL && added->path != NULL && blob_copy(added, n)
               ? WS2_OK
               : WSA_NOT_ENOUGH_MEMORY;
}

static void order_forget(struct ws2_catalog_part *part, const GUID *id)
{
    for (unsigned i = part->namespace_order_count; i-- > 0;)
        if (ws2_guid_equal(&part->namespace_order[i], id))
            WS2_LIST_REMOVE(part->namespace_order, part->namespace_order_count,
                            i);
}

ws2_err ws2_edit_namespace_remove(struct ws2_edit *edit, const GUID *id)
{
    struct ws2_catalog_namespace *n = ws2_catalog_namespace(edit->c, id);

    if (n == NULL)
        return WSAEINVAL;
    if (n->source != edit->own)
        return WSANO_RECOVERY;
    ws2_namespace_drop(n);
    WS2_LIST_REMOVE(edit->c->namespaces, edit->c->namespace_count,
                    (unsigned)(n - edit->c->namespaces));
    order_forget(&edit->c->parts[edit->own], id);
    return WS2_OK;
}

/* The switch, in the part that is changed, of a provider that is not. */
static struct ws2_catalog_switch *switch_need(struct ws2_edit *edit,
                                              const GUID *id)
{
    struct ws2_catalog_switch *s;

    for (unsigned i = 0; i < edit->c->switch_count; i++) {
        s = &edit->c->switches[i];
        if (s->source == edit->own && ws2_guid_equal(&s->id, id))
            return s;
    }
    s = WS2_LIST_ADD(edit->c->switches, edit->c->switch_count);
    if (s != NULL) {
        s->id = *id;
        s->source = edit->own;
    }
    return s;
}

ws2_err ws2_edit_namespace_enable(struct ws2_edit *edit, const GUID *id,
                                  bool enabled)
{
    struct ws2_catalog_namespace *n = ws2_catalog_namespace(edit->c, id);
    struct ws2_catalog_switch *s;

    if (n == NULL)
        return WSAEINVAL;
    n->enabled = enabled;
    if (n->source == edit->own)
        return WS2_OK;
    s = switch_need(edit, id);
    if (s == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    s->enabled = enabled;
    return WS2_OK;
}

static bool order_is_whole(const struct ws2_catalog *c, const GUID *ids,
                           DWORD count)
{
    if (count != c->namespace_count)
        return false;
    for (DWORD i = 0; i < count; i++) {
        if (ws2_catalog_namespace(c, &ids[i]) == NULL)
            return false;
        for (DWORD k = 0; k < i; k++)
            if (ws2_guid_equal(&ids[k], &ids[i]))
                return false;
    }
    return true;
}

ws2_err ws2_edit_namespace_order(struct ws2_edit *edit, const GUID *ids,
                                 DWORD count)
{
    struct ws2_catalog_part *part = &edit->c->parts[edit->own];

    if (!order_is_whole(edit->c, ids, count))
        return WSAEINVAL;
    part->namespace_order_count = 0;
    for (DWORD i = 0; i < count; i++) {
        GUID *id =
            WS2_LIST_ADD(part->namespace_order, part->namespace_order_count);

        if (id == NULL)
            return WSA_NOT_ENOUGH_MEMORY;
        *id = ids[i];
    }
    return WS2_OK;
}
