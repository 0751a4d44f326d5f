/* SPDX-License-Identifier: MIT */
/* Named objects; see named.h. A list under one lock: programs have few. The
 * list holds no references; an object whose count is down to zero is about to
 * leave it and counts as gone. Follows "Object Names" and "Kernel object
 * namespaces" on Microsoft Learn: names keep their case, Local\ is the default
 * name space and Global\ another. */
#include "handle/named.h"

#include <stdlib.h>
#include <string.h>
#include <winerror.h>

#include "os/fork.h"

struct name {
    struct name *next;
    struct ws2_waitable *w;
    char text[];
};

static struct ws2_lock names_lock = WS2_LOCK_INIT;
static struct name *names;

/* The list is whole at every moment. */
static void names_forked(void)
{
    atomic_store(&names_lock.word, 0);
}
OS_IN_FORKED_CHILD(names_forked)

static const char *name_local(const char *name)
{
    static const char prefix[] = "Local\\";
    size_t len = sizeof(prefix) - 1;

    return strncmp(name, prefix, len) == 0 ? name + len : name;
}

/* A reference, unless the object is being destroyed. */
static bool object_ref(struct ws2_obj *obj)
{
    unsigned refs = atomic_load(&obj->refs);

    while (refs != 0)
        if (atomic_compare_exchange_weak(&obj->refs, &refs, refs + 1))
            return true;
    return false;
}

/* The object with a reference, NULL when no live object has the name. */
static struct ws2_waitable *name_find_locked(const char *name)
{
    for (struct name *n = names; n != NULL; n = n->next)
        if (strcmp(n->text, name) == 0 && object_ref(&n->w->obj))
            return n->w;
    return NULL;
}

static ws2_err name_add_locked(const char *name, struct ws2_waitable *w)
{
    size_t size = strlen(name) + 1;
    struct name *n = malloc(sizeof(*n) + size);

    if (n == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(n->text, name, size);
    n->w = w;
    n->next = names;
    names = n;
    w->named = true;
    ws2_obj_ref(&w->obj);
    return WS2_OK;
}

/* The found object if it is of that kind; otherwise its reference goes. */
static ws2_err kind_check(enum ws2_kind kind, struct ws2_waitable *found,
                          struct ws2_waitable **out)
{
    if (found->obj.kind != kind) {
        ws2_obj_put(&found->obj);
        return ERROR_INVALID_HANDLE;
    }
    *out = found;
    return WS2_OK;
}

ws2_err ws2_named_join(const char *name, struct ws2_waitable *fresh,
                       struct ws2_waitable **out)
{
    struct ws2_waitable *found;
    ws2_err err = WS2_OK;

    name = name_local(name);
    *out = fresh;
    ws2_lock_take(&names_lock);
    found = name_find_locked(name);
    if (found == NULL)
        err = name_add_locked(name, fresh);
    ws2_lock_drop(&names_lock);
    return found != NULL ? kind_check(fresh->obj.kind, found, out) : err;
}

ws2_err ws2_named_find(const char *name, enum ws2_kind kind,
                       struct ws2_waitable **out)
{
    struct ws2_waitable *found;

    ws2_lock_take(&names_lock);
    found = name_find_locked(name_local(name));
    ws2_lock_drop(&names_lock);
    return found != NULL ? kind_check(kind, found, out) : ERROR_FILE_NOT_FOUND;
}

void ws2_named_forget(struct ws2_waitable *w)
{
    struct name **link, *n;

    if (!w->named)
        return;
    ws2_lock_take(&names_lock);
    for (link = &names; *link != NULL && (*link)->w != w;)
        link = &(*link)->next;
    n = *link;
    if (n != NULL)
        *link = n->next;
    ws2_lock_drop(&names_lock);
    free(n);
}
