/* SPDX-License-Identifier: MIT */
/* The list of classes; see class.h. Follows "About Window Classes" on Microsoft
 * Learn: a class belongs to the module that registered it, a global one
 * (CS_GLOBALCLASS) serves all. No module means the program. */
#include "user/class.h"

#include <stdlib.h>

#include "user/atom.h"
#include "win32/module.h"

static struct ws2_class *classes;

static HINSTANCE module_of(HINSTANCE module)
{
    return module != NULL ? module : ws2_module_program();
}

static uint16_t name_atom(const struct ws2_name *name)
{
    return name->text != NULL ? ws2_atom_find_locked(name->text) : name->atom;
}

static struct ws2_class **class_link(const struct ws2_name *name,
                                     HINSTANCE module, bool global)
{
    uint16_t atom = name_atom(name);
    struct ws2_class **link = &classes;

    while (*link != NULL &&
           ((*link)->atom != atom ||
            (global ? ((*link)->info.style & CS_GLOBALCLASS) == 0
                    : (*link)->info.hInstance != module)))
        link = &(*link)->next;
    return link;
}

struct ws2_class *ws2_class_find_locked(const struct ws2_name *name,
                                        HINSTANCE module)
{
    struct ws2_class *own = *class_link(name, module_of(module), false);

    return own != NULL ? own : *class_link(name, NULL, true);
}

ws2_err ws2_class_add_locked(const WNDCLASSEXW *info, bool wide,
                             const struct ws2_name *name, uint16_t *atom)
{
    const char16_t *text =
        name->text != NULL ? name->text : ws2_atom_name_locked(name->atom);
    HINSTANCE module = module_of(info->hInstance);
    struct ws2_class *class;

    if (text == NULL)
        return ERROR_INVALID_PARAMETER; /* a number that stands for nothing */
    if (*class_link(name, module, false) != NULL)
        return ERROR_CLASS_ALREADY_EXISTS;
    class = calloc(1, sizeof(*class));
    if (class == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    class->atom = ws2_atom_add_locked(text);
    if (class->atom == 0) {
        free(class);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    class->info = *info;
    class->info.hInstance = module;
    class->wide = wide;
    class->next = classes;
    classes = class;
    *atom = class->atom;
    return WS2_OK;
}

ws2_err ws2_class_remove_locked(const struct ws2_name *name, HINSTANCE module)
{
    struct ws2_class **link = class_link(name, module_of(module), false);
    struct ws2_class *class = *link;

    if (class == NULL)
        return ERROR_CLASS_DOES_NOT_EXIST;
    if (class->windows != 0)
        return ERROR_CLASS_HAS_WINDOWS;
    *link = class->next;
    ws2_atom_drop_locked(class->atom);
    free(class);
    return WS2_OK;
}
