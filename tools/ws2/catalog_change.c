/* SPDX-License-Identifier: MIT */
/* ws2 catalog install, remove, order, reset. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "command.h"
#include "os/process.h"
#include "out.h"
#include "spi/catalog_edit.h"
#include "spi/catalog_text.h"
#include "spi/list.h"
#include "win32/utf.h"

#include <ws2/errors.h>

/* Says why, and gives the status. */
static int failed(const char *action, ws2_err err)
{
    const struct ws2_catalog_part *broken;
    struct ws2_catalog *c;
    const char *name = ws2_error_name(err);

    fprintf(stderr, "ws2 catalog %s: %s\n", action,
            name != NULL ? name : "failed");
    c = catalog_all();
    if (c == NULL)
        return EXIT_MISSING;
    broken = ws2_catalog_broken(c);
    if (broken != NULL)
        fprintf(stderr, "%s: %s\n", broken->path, catalog_problem(broken));
    else if (err == WSANO_RECOVERY || err == WSAEACCES)
        fprintf(
            stderr,
            "installed already, a chain that is full, or a catalog that cannot "
            "be "
            "written: %s\n",
            c->parts[c->parts[WS2_USER].path != NULL ? WS2_USER : WS2_SYSTEM]
                .path);
    ws2_catalog_free(c);
    return EXIT_MISSING;
}

/* --- install */

static bool guid_take(const char *text, GUID *id)
{
    if (text == NULL) {
        os_random(id, sizeof(*id));
        id->Data3 =
            (WORD)((id->Data3 & 0x0fff) | 0x4000); /* RFC 9562: random */
        id->Data4[0] = (BYTE)((id->Data4[0] & 0x3f) | 0x80);
        return true;
    }
    if (ws2_guid_parse(text, id))
        return true;
    fprintf(stderr,
            "ws2 catalog install: no identifier: \"%s\"; it is to look like "
            "{5ad50d8e-0a1c-4b6d-9a53-0b4e5e1d7c11}\n",
            out_safe(text));
    return false;
}

/* The file's name without directory and ending. */
static void name_from(const char *path, char out[WSAPROTOCOL_LEN + 1])
{
    const char *slash = strrchr(path, '/');

    if (slash != NULL)
        path = slash + 1;
    snprintf(out, WSAPROTOCOL_LEN + 1, "%.*s", (int)strcspn(path, "."), path);
}

/* Where the provider is, for good: an absolute path, unless the environment
 * has a say in it. NULL and a message: it would not be loaded. */
static char *path_take(const char *path)
{
    enum os_trust trust;
    char *whole;

    if (strchr(path, '%') != NULL)
        return strdup(path);
    whole = realpath(path, NULL);
    if (whole == NULL) {
        perror(path);
        return NULL;
    }
    if (os_kept_trust(whole, &trust) == 0 && trust == OS_TRUSTED)
        return whole;
    fprintf(stderr, "ws2 catalog install: %s %s\n", out_safe(whole),
            catalog_trust(trust));
    free(whole);
    return NULL;
}

/* The base protocols that --over names. */
static bool over_take(const struct ws2_catalog *c, const char *over,
                      WSAPROTOCOL_INFOW **list, DWORD *count)
{
    bool tcp = strcmp(over, "tcp") == 0, udp = strcmp(over, "udp") == 0;

    if (strcmp(over, "tcp,udp") == 0 || strcmp(over, "udp,tcp") == 0)
        tcp = udp = true;
    if (!tcp && !udp) {
        fprintf(stderr, "ws2 catalog install: --over tcp, udp or tcp,udp\n");
        return false;
    }
    for (unsigned i = 0; i < c->entry_count; i++) {
        const WSAPROTOCOL_INFOW *info = &c->entries[i].info;
        WSAPROTOCOL_INFOW *added;

        if (info->ProtocolChain.ChainLen != BASE_PROTOCOL ||
            !((tcp && info->iProtocol == IPPROTO_TCP) ||
              (udp && info->iProtocol == IPPROTO_UDP)))
            continue;
        added = WS2_LIST_ADD(*list, *count);
        if (added == NULL)
            return false;
        *added = *info;
    }
    return true;
}

static ws2_err layer_install(const struct catalog_options *o, const GUID *id,
                             const char *path, const char *name)
{
    WSAPROTOCOL_INFOW *list = NULL;
    struct ws2_edit edit;
    char16_t *wide = ws2_utf16_dup(name);
    DWORD count = 0, layer;
    ws2_err err = wide != NULL ? ws2_edit_begin(&edit, WS2_EDIT_CHAINS)
                               : WSA_NOT_ENOUGH_MEMORY;

    if (err == WS2_OK) {
        if (o->over != NULL && !over_take(edit.c, o->over, &list, &count))
            err = WSAEINVAL;
        else
            err = ws2_edit_chains(&edit, id, path, (const WCHAR *)wide,
                                  o->ifs ? XP1_IFS_HANDLES : 0, list, count,
                                  &layer);
        err = ws2_edit_end(&edit, err);
    }
    free(wide);
    free(list);
    return err;
}

static ws2_err namespace_install(const GUID *id, char *path, char *name,
                                 DWORD number)
{
    struct ws2_catalog_namespace n = {.id = *id,
                                      .name = name,
                                      .path = path,
                                      .number = number,
                                      .version = 1,
                                      .enabled = true};
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_NAMESPACE);

    return err != WS2_OK
               ? err
               : ws2_edit_end(&edit, ws2_edit_namespace_install(&edit, &n));
}

int catalog_install(const struct catalog_options *o, const char *path)
{
    char name[WSAPROTOCOL_LEN + 1], guid[WS2_GUID_TEXT];
    DWORD number = 0;
    char *whole;
    ws2_err err;
    GUID id;

    if (!guid_take(o->id, &id))
        return EXIT_USAGE_BAD;
    if (o->space != NULL &&
        (!ws2_number_parse(o->space, &number) || number == NS_ALL)) {
        fprintf(stderr, "ws2 catalog install: --namespace wants a number\n");
        return EXIT_USAGE_BAD;
    }
    name_from(o->name != NULL ? "" : path, name);
    if (o->name != NULL)
        snprintf(name, sizeof(name), "%s", o->name);
    whole = path_take(path);
    if (whole == NULL)
        return EXIT_MISSING;
    err = o->space != NULL ? namespace_install(&id, whole, name, number)
                           : layer_install(o, &id, whole, name);
    free(whole);
    if (err != WS2_OK)
        return failed("install", err);
    printf("%s\n", ws2_guid_format(&id, guid));
    return EXIT_FOUND;
}

/* --- remove */

/* The provider that is meant: by its identifier, or the name of one of its
 * entries or of its namespace. */
static bool provider_find(const struct ws2_catalog *c, const char *which,
                          GUID *id)
{
    if (ws2_guid_parse(which, id))
        return ws2_catalog_provider(c, id) != NULL ||
               ws2_catalog_namespace(c, id) != NULL;
    for (unsigned i = 0; i < c->entry_count; i++)
        if (strcmp(catalog_name(&c->entries[i].info), which) == 0) {
            *id = c->entries[i].info.ProviderId;
            return true;
        }
    for (unsigned i = 0; i < c->namespace_count; i++)
        if (strcmp(c->namespaces[i].name, which) == 0) {
            *id = c->namespaces[i].id;
            return true;
        }
    return false;
}

static ws2_err provider_remove(struct ws2_edit *edit, const GUID *id)
{
    return ws2_catalog_provider(edit->c, id) != NULL
               ? ws2_edit_remove(edit, id)
               : ws2_edit_namespace_remove(edit, id);
}

/* All or none of them. */
int catalog_remove(int count, char **which)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);
    GUID id;

    if (err != WS2_OK)
        return failed("remove", err);
    for (int i = 0; i < count && err == WS2_OK; i++) {
        err = provider_find(edit.c, which[i], &id) ? provider_remove(&edit, &id)
                                                   : WSAEINVAL;
        if (err == WSAEINVAL)
            fprintf(stderr, "ws2 catalog remove: no provider \"%s\"\n",
                    out_safe(which[i]));
        else if (err != WS2_OK)
            fprintf(stderr,
                    "ws2 catalog remove: \"%s\" is built in, or the "
                    "system's\n",
                    out_safe(which[i]));
    }
    if (err != WS2_OK) {
        ws2_edit_end(&edit, err);
        return EXIT_MISSING;
    }
    err = ws2_edit_end(&edit, err);
    return err == WS2_OK ? EXIT_FOUND : failed("remove", err);
}

/* --- order */

static bool is_among(const DWORD *ids, DWORD count, DWORD id)
{
    for (DWORD i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* Those that are named, then the others as they are. */
static ws2_err order_first(struct ws2_edit *edit, int count, char **numbers)
{
    DWORD *ids =
        malloc((edit->c->entry_count + (unsigned)count) * sizeof(*ids));
    DWORD n = 0;
    ws2_err err = ids != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;

    for (int i = 0; i < count && err == WS2_OK; i++)
        if (!ws2_number_parse(numbers[i], &ids[n++]))
            err = WSAEINVAL;
    for (unsigned i = 0; i < edit->c->entry_count && err == WS2_OK; i++) {
        DWORD id = edit->c->entries[i].info.dwCatalogEntryId;

        if (!is_among(ids, (DWORD)count, id))
            ids[n++] = id;
    }
    if (err == WS2_OK)
        err = ws2_edit_order(edit, ids, n);
    free(ids);
    return err;
}

int catalog_order(int count, char **ids)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ORDER);

    if (err == WS2_OK)
        err = ws2_edit_end(&edit, order_first(&edit, count, ids));
    if (err == WSAEINVAL) {
        fprintf(stderr, "ws2 catalog order: numbers of entries, each once; "
                        "ws2 catalog show --short has them\n");
        return EXIT_MISSING;
    }
    return err == WS2_OK ? EXIT_FOUND : failed("order", err);
}

int catalog_reset(void)
{
    ws2_err err = ws2_catalog_reset();

    return err == WS2_OK ? EXIT_FOUND : failed("reset", err);
}
