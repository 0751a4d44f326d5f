/* SPDX-License-Identifier: MIT */
/* The list of QoS templates and its file; see templates.h. Every call reads the
 * file: templates are asked for rarely. A change holds a lock of the file
 * beside it. */
#include "spi/templates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <qosname.h>
#include <qossp.h>

#include "os/keptfile.h"
#include "os/sock.h"
#include "spi/catalog_files.h"
#include "spi/catalog_text.h"
#include "spi/list.h"
#include "spi/template_text.h"

#define SYSTEM_FILE WS2_SYSCONFDIR "/ws2/qos-templates"
#define FILE_MAX    (1u << 20)

/* --- The list. */

static const struct {
    const char *name;
    FLOWSPEC flow;
} built_in[] = {
#define TEMPLATE(name, service, rate, bucket, peak, sdu, policed)              \
    {name,                                                                     \
     {rate, bucket, peak, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, service, sdu,  \
      policed}},
#include "spi/templates.def"
#undef TEMPLATE
};

static ws2_err built_in_add(struct ws2_templates *t)
{
    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
        struct ws2_template *tpl = WS2_LIST_ADD(t->list, t->count);

        if (tpl == NULL)
            return WSA_NOT_ENOUGH_MEMORY;
        tpl->global = tpl->built_in = true;
        tpl->sending = tpl->receiving = built_in[i].flow;
        tpl->name = strdup(built_in[i].name);
        if (tpl->name == NULL)
            return WSA_NOT_ENOUGH_MEMORY;
    }
    return WS2_OK;
}

static void template_drop(struct ws2_template *tpl)
{
    free(tpl->name);
    free(tpl->objects);
}

static void templates_empty(struct ws2_templates *t)
{
    while (t->count > 0)
        template_drop(&t->list[--t->count]);
    free(t->list);
    t->list = NULL;
}

void ws2_templates_free(struct ws2_templates *t)
{
    templates_empty(t);
}

bool ws2_template_is(const struct ws2_template *tpl, const GUID *provider,
                     const char *name)
{
    return (provider == NULL
                ? tpl->global
                : !tpl->global && ws2_guid_equal(&tpl->provider, provider)) &&
           strcasecmp(tpl->name, name) == 0;
}

const struct ws2_template *ws2_templates_find(const struct ws2_templates *t,
                                              const GUID *provider,
                                              const char *name)
{
    for (unsigned i = 0; provider != NULL && i < t->count; i++)
        if (ws2_template_is(&t->list[i], provider, name))
            return &t->list[i];
    for (unsigned i = 0; i < t->count; i++)
        if (ws2_template_is(&t->list[i], NULL, name))
            return &t->list[i];
    return NULL;
}

/* --- The file. */

/* For free(); NULL without memory. own: it is the user's. */
static char *file_path(bool *own)
{
    const char *only = secure_getenv("WS2_QOS_TEMPLATES");
    char *path = NULL;

    *own = true;
    if (only != NULL && *only != '\0')
        return strdup(only);
    if (!ws2_user_file("qos-templates", &path))
        return NULL;
    *own = path != NULL;
    return path != NULL ? path : strdup(SYSTEM_FILE);
}

/* A file that somebody else could have written is as good as damaged. */
static ws2_err file_read(struct ws2_templates *t, const char *path)
{
    enum os_trust trust = OS_TRUSTED;
    struct os_stamp stamp;
    char *text = NULL;
    long len = os_kept_read(path, FILE_MAX, &text, &trust, &stamp);
    ws2_err err;

    if (len == -ENOENT || len == -ENOTDIR)
        return WS2_OK;
    if (len == -ENOMEM)
        return WSA_NOT_ENOUGH_MEMORY;
    err = len < 0 || trust != OS_TRUSTED || strlen(text) != (size_t)len
              ? WSAEINVAL
              : ws2_templates_parse(t, text);
    free(text);
    if (err != WSAEINVAL)
        return err;
    t->damaged = true;
    templates_empty(t);
    return WS2_OK;
}

static ws2_err templates_load(struct ws2_templates *t, const char *path)
{
    ws2_err err;

    memset(t, 0, sizeof(*t));
    err = path != NULL ? file_read(t, path) : WSA_NOT_ENOUGH_MEMORY;
    if (err == WS2_OK)
        err = built_in_add(t);
    if (err != WS2_OK)
        templates_empty(t);
    return err;
}

ws2_err ws2_templates_read(struct ws2_templates *t)
{
    int saved = errno;
    bool own;
    char *path = file_path(&own);
    ws2_err err = templates_load(t, path);

    free(path);
    errno = saved;
    return err;
}

static ws2_err file_write(const struct ws2_templates *t, const char *path)
{
    size_t len;
    char *text = ws2_templates_format(t, &len);
    int res;

    if (text == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    res = len <= FILE_MAX ? os_kept_write(path, text, len) : -EFBIG;
    free(text);
    return ws2_err_from_res(WS2_OP_CATALOG, res);
}

/* --- Changes. */

struct change {
    ws2_err (*make)(struct ws2_templates *t, const struct change *c);
    const struct ws2_template *tpl;
    const GUID *provider;
    const char *name;
};

static ws2_err change_locked(const struct change *c, const char *path)
{
    struct ws2_templates t;
    ws2_err err = templates_load(&t, path);

    if (err != WS2_OK)
        return err;
    if (t.damaged)
        err = WSANO_RECOVERY; /* nothing of it is to be lost */
    if (err == WS2_OK)
        err = c->make(&t, c);
    if (err == WS2_OK)
        err = file_write(&t, path);
    templates_empty(&t);
    return err;
}

static ws2_err change_make(const struct change *c)
{
    int saved = errno, lock, res;
    bool own;
    char *path = file_path(&own);
    ws2_err err = WSA_NOT_ENOUGH_MEMORY;

    if (path == NULL)
        return err;
    lock = ws2_kept_lock_open(path, own ? 0700 : 0755);
    res = lock < 0 ? lock : os_kept_lock(lock, 0, true);
    err = ws2_err_from_res(WS2_OP_CATALOG, res);
    if (err == WS2_OK)
        err = change_locked(c, path);
    if (lock >= 0)
        os_close(lock);
    free(path);
    errno = saved;
    return err;
}

static bool installed_drop(struct ws2_templates *t, const GUID *provider,
                           const char *name)
{
    for (unsigned i = 0; i < t->count; i++)
        if (!t->list[i].built_in &&
            ws2_template_is(&t->list[i], provider, name)) {
            template_drop(&t->list[i]);
            WS2_LIST_REMOVE(t->list, t->count, i);
            return true;
        }
    return false;
}

static ws2_err install(struct ws2_templates *t, const struct change *c)
{
    struct ws2_template *tpl;

    installed_drop(t, c->provider, c->name);
    tpl = WS2_LIST_ADD(t->list, t->count);
    if (tpl == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    *tpl = *c->tpl;
    tpl->name = strdup(c->tpl->name);
    tpl->objects = malloc(c->tpl->objects_len + 1);
    if (tpl->name == NULL || tpl->objects == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    if (c->tpl->objects_len > 0)
        memcpy(tpl->objects, c->tpl->objects, c->tpl->objects_len);
    return WS2_OK;
}

static ws2_err removal(struct ws2_templates *t, const struct change *c)
{
    if (installed_drop(t, c->provider, c->name))
        return WS2_OK;
    for (unsigned i = 0; i < t->count; i++)
        if (ws2_template_is(&t->list[i], c->provider, c->name))
            return WSAEINVAL; /* built in */
    return WSANO_DATA;
}

ws2_err ws2_templates_install(const struct ws2_template *tpl)
{
    const struct change c = {install, tpl, tpl->global ? NULL : &tpl->provider,
                             tpl->name};

    return change_make(&c);
}

ws2_err ws2_templates_remove(const GUID *provider, const char *name)
{
    const struct change c = {removal, NULL, provider, name};

    return change_make(&c);
}
