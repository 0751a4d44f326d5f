/* SPDX-License-Identifier: MIT */
/* A change of the catalog from lock to new file; see catalog_edit.h. The lock
 * is a file beside the catalog, which is itself another file after each
 * change. */
#include "spi/catalog_edit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/sock.h"
#include "spi/catalog_files.h"
#include "spi/catalog_text.h"
#include "spi/list.h"

#define WRITING                                                                \
    0u /* held over every change; the others by enum ws2_edit_kind */

static ws2_err busy_code(enum ws2_edit_kind kind)
{
    return kind == WS2_EDIT_CHAINS ? WSAEINPROGRESS : WSATRY_AGAIN;
}

static bool is_of_namespaces(enum ws2_edit_kind kind)
{
    return kind == WS2_EDIT_NAMESPACE;
}

static bool is_denied(int res)
{
    return res == -EACCES || res == -EPERM || res == -EROFS;
}

static ws2_err locks_take(int fd, enum ws2_edit_kind kind)
{
    bool impatient = kind == WS2_EDIT_NAMESPACE_ORDER;
    int res = 0;

    if (kind != WS2_EDIT_ANY && kind != WS2_EDIT_NAMESPACE)
        res = os_kept_lock(fd, (unsigned)kind, false);
    if (res == -EAGAIN)
        return busy_code(kind);
    if (res == 0)
        res = os_kept_lock(fd, WRITING, !impatient);
    return ws2_err_from_res(WS2_OP_CATALOG, res);
}

/* A directory that others may write to would have what is written there
 * refused. */
int ws2_kept_lock_open(const char *path, unsigned mode)
{
    enum os_trust trust;
    char *name;
    int fd, res = os_kept_directory(path, mode);

    if (res != 0)
        return res;
    if (asprintf(&name, "%s.lock", path) < 0)
        return -ENOMEM;
    fd = os_kept_lock_open(name);
    res = fd >= 0 ? os_kept_trust(name, &trust) : fd;
    free(name);
    if (res == 0 && trust == OS_TRUSTED)
        return fd;
    if (fd >= 0)
        os_close(fd);
    return res != 0 ? res : -EINVAL;
}

static ws2_err edit_lock(struct ws2_edit *edit, enum ws2_edit_kind kind)
{
    struct ws2_catalog *where = calloc(1, sizeof(*where));
    ws2_err err = WSA_NOT_ENOUGH_MEMORY;

    if (where != NULL && ws2_catalog_files(where)) {
        edit->own = ws2_catalog_own(where);
        edit->lock = ws2_kept_lock_open(where->parts[edit->own].path,
                                        edit->own == WS2_USER ? 0700 : 0755);
        if (is_denied(edit->lock) && is_of_namespaces(kind))
            err = WSAEACCES;
        else
            err = ws2_err_from_res(WS2_OP_CATALOG, edit->lock);
    }
    if (err == WS2_OK)
        err = locks_take(edit->lock, kind);
    ws2_catalog_free(where);
    return err;
}

static void edit_close(struct ws2_edit *edit)
{
    ws2_catalog_free(edit->c);
    if (edit->lock >= 0)
        os_close(edit->lock);
}

ws2_err ws2_edit_begin(struct ws2_edit *edit, enum ws2_edit_kind kind)
{
    int saved = errno;
    ws2_err err;

    edit->c = NULL;
    edit->lock = -1;
    err = edit_lock(edit, kind);
    if (err == WS2_OK)
        err = ws2_catalog_read(&edit->c);
    if (err == WS2_OK && edit->c->parts[edit->own].state > WS2_PART_GOOD)
        err = WSANO_RECOVERY; /* nothing of it is to be lost */
    if (err != WS2_OK)
        edit_close(edit);
    errno = saved;
    return err;
}

static ws2_err edit_write(const struct ws2_edit *edit)
{
    size_t len;
    char *text = ws2_catalog_format(edit->c, edit->own, &len);
    int res;

    if (text == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    res = len <= WS2_CATALOG_MAX
              ? os_kept_write(edit->c->parts[edit->own].path, text, len)
              : -EFBIG;
    free(text);
    return ws2_err_from_res(WS2_OP_CATALOG, res);
}

ws2_err ws2_edit_end(struct ws2_edit *edit, ws2_err err)
{
    int saved = errno;

    if (err == WS2_OK)
        err = edit_write(edit);
    edit_close(edit);
    errno = saved;
    return err;
}

ws2_err ws2_catalog_reset(void)
{
    struct ws2_edit edit = {.c = NULL, .lock = -1};
    int saved = errno;
    ws2_err err = edit_lock(&edit, WS2_EDIT_ANY);

    if (err == WS2_OK)
        err = ws2_catalog_read(&edit.c);
    if (err == WS2_OK && edit.c->parts[edit.own].state != WS2_PART_ABSENT)
        err = ws2_err_from_res(WS2_OP_CATALOG,
                               os_kept_aside(edit.c->parts[edit.own].path));
    edit_close(&edit);
    errno = saved;
    return err;
}

ws2_err ws2_edit_provider_categories(struct ws2_edit *edit, const GUID *id,
                                     DWORD categories)
{
    struct ws2_catalog_provider *provider = ws2_catalog_provider(edit->c, id);

    if (provider == NULL)
        return WSAEINVAL;
    if (provider->source != edit->own)
        return WSANO_RECOVERY;
    provider->categories = categories;
    return WS2_OK;
}

static struct ws2_catalog_application *
application_own(const struct ws2_edit *edit, const char *path,
                const char *arguments)
{
    for (unsigned i = 0; i < edit->c->application_count; i++) {
        struct ws2_catalog_application *a = &edit->c->applications[i];

        if (a->source == edit->own && strcmp(a->path, path) == 0 &&
            (arguments == NULL) == (a->arguments == NULL) &&
            (arguments == NULL || strcmp(a->arguments, arguments) == 0))
            return a;
    }
    return NULL;
}

static struct ws2_catalog_application *
application_add(struct ws2_edit *edit, const char *path, const char *arguments)
{
    struct ws2_catalog_application *a =
        WS2_LIST_ADD(edit->c->applications, edit->c->application_count);

    if (a == NULL)
        return NULL;
    a->source = edit->own;
    a->path = strdup(path);
    a->arguments = arguments != NULL ? strdup(arguments) : NULL;
    return a->path != NULL && (arguments == NULL || a->arguments != NULL)
               ? a
               : NULL;
}

ws2_err ws2_edit_application(struct ws2_edit *edit, const char *path,
                             const char *arguments, DWORD categories,
                             DWORD *before)
{
    struct ws2_catalog_application *a;

    *before = 0;
    ws2_catalog_categories(edit->c, path, arguments, before);
    a = application_own(edit, path, arguments);
    if (a == NULL)
        a = application_add(edit, path, arguments);
    if (a == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    a->categories = *before | categories;
    return WS2_OK;
}
