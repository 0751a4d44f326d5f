/* SPDX-License-Identifier: MIT */
/* Modules; see module.h. The list of loaded shared objects is guarded by its
 * lock; dlopen and dlclose run without it, as they run the object's own
 * constructors, which may come back here. */
#include "win32/module.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "os/lock.h"

struct module {
    struct module *next;
    HMODULE base;
    void *dl;
    unsigned uses;
    char *name; /* as it was asked for */
};

static struct ws2_lock modules_lock = WS2_LOCK_INIT;
static struct module *modules;

/* The program headers are on the image's first page. */
HMODULE ws2_module_program(void)
{
    return (HMODULE)(getauxval(AT_PHDR) & ~(ULONG_PTR)0xfff);
}

HMODULE ws2_module_library(void)
{
    static const char here;
    Dl_info info;

    return dladdr(&here, &info) != 0 ? (HMODULE)info.dli_fbase
                                     : ws2_module_program();
}

static const char *path_file(const char *path)
{
    const char *file = path;

    for (; *path != '\0'; path++)
        if (*path == '/' || *path == '\\')
            file = path + 1;
    return file;
}

static size_t stem_length(const char *file, const char *suffix)
{
    size_t len = strlen(file), cut = strlen(suffix);

    return len > cut && strcasecmp(file + len - cut, suffix) == 0 ? len - cut
                                                                  : len;
}

bool ws2_module_is_library(const char *name)
{
    static const char *const names[] = {
        "ws2_32",
        "wsock32",
        "mswsock",
        "kernel32",
        "kernelbase",
        "user32",
        "winmm",
        "advapi32",
        "wship6",
        "fwpuclnt",
        "qwave",
        "traffic",
        "windows.networking",
    };
    const char *file = path_file(name);
    size_t len = stem_length(file, ".dll");

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == len && strncasecmp(file, names[i], len) == 0)
            return true;
    return false;
}

static bool name_is_program(const char *name)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    const char *file = path_file(name);
    size_t len = stem_length(file, ".exe");

    if (n < 0)
        return false;
    path[n] = '\0';
    return strlen(path_file(path)) == len &&
           strncmp(path_file(path), file, len) == 0;
}

/* Windows code asks for a .dll; what Linux can load has a slash or .so. */
static bool name_is_object(const char *name)
{
    const char *so = strstr(path_file(name), ".so");

    return strchr(name, '/') != NULL ||
           (so != NULL && (so[3] == '\0' || so[3] == '.'));
}

static struct module *module_find_locked(HMODULE base, const char *name)
{
    struct module *m = modules;

    while (m != NULL &&
           (name != NULL ? strcmp(path_file(m->name), path_file(name)) != 0
                         : m->base != base))
        m = m->next;
    return m;
}

/* Enters a loaded object, or counts one use more of it. */
static ws2_err module_enter(void *dl, const char *name, HMODULE *out)
{
    struct module *fresh = calloc(1, sizeof(*fresh)), *m;
    char *copy = strdup(name);
    struct link_map *map = NULL;

    if (fresh == NULL || copy == NULL || dlinfo(dl, RTLD_DI_LINKMAP, &map)) {
        free(fresh);
        free(copy);
        dlclose(dl);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    *out = (HMODULE)map->l_addr;
    ws2_lock_take(&modules_lock);
    m = module_find_locked(*out, NULL);
    if (m == NULL) {
        fresh->base = *out;
        fresh->dl = dl;
        fresh->uses = 1;
        fresh->name = copy;
        fresh->next = modules;
        modules = fresh;
    } else {
        m->uses++;
    }
    ws2_lock_drop(&modules_lock);
    if (m != NULL) { /* dlopen counts as well: one of the two is enough */
        free(fresh);
        free(copy);
        dlclose(dl);
    }
    return WS2_OK;
}

static ws2_err module_load(const char *name, HMODULE *out)
{
    void *dl;

    if (!name_is_object(name))
        return ERROR_MOD_NOT_FOUND;
    dl = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (dl == NULL)
        return access(name, F_OK) == 0 ? ERROR_BAD_EXE_FORMAT
                                       : ERROR_MOD_NOT_FOUND;
    return module_enter(dl, name, out);
}

ws2_err ws2_module_find(const char *name, bool load, HMODULE *out)
{
    struct module *m;

    if (ws2_module_is_library(name)) {
        *out = ws2_module_library();
        return WS2_OK;
    }
    ws2_lock_take(&modules_lock);
    m = load ? NULL : module_find_locked(NULL, name);
    *out = m != NULL ? m->base : NULL;
    ws2_lock_drop(&modules_lock);
    if (m != NULL)
        return WS2_OK;
    if (name_is_program(name)) {
        *out = ws2_module_program();
        return WS2_OK;
    }
    return load ? module_load(name, out) : ERROR_MOD_NOT_FOUND;
}

ws2_err ws2_module_free(HMODULE module)
{
    struct module **link, *m;
    bool last = false;

    if (module == ws2_module_library() || module == ws2_module_program())
        return WS2_OK;
    ws2_lock_take(&modules_lock);
    for (link = &modules; *link != NULL && (*link)->base != module;)
        link = &(*link)->next;
    m = *link;
    if (m != NULL && --m->uses == 0) {
        *link = m->next;
        last = true;
    }
    ws2_lock_drop(&modules_lock);
    if (last) {
        dlclose(m->dl);
        free(m->name);
        free(m);
    }
    return m != NULL ? WS2_OK : ERROR_MOD_NOT_FOUND;
}

/* This library's own handle stays open: it cannot be unloaded from itself. */
static void *library_dl(void)
{
    static void *_Atomic dl;
    static const char here;
    Dl_info info;
    void *found = dl;

    if (found == NULL && dladdr(&here, &info) != 0) {
        found = dlopen(info.dli_fname, RTLD_NOLOAD | RTLD_LAZY);
        dl = found;
    }
    return found != NULL ? found : RTLD_DEFAULT;
}

void *ws2_module_dl(HMODULE module)
{
    struct module *m;
    void *dl = NULL;

    if (module == ws2_module_library() && module != ws2_module_program())
        return library_dl();
    if (module == ws2_module_program() || module == NULL)
        return dlopen(NULL, RTLD_LAZY);
    ws2_lock_take(&modules_lock);
    m = module_find_locked(module, NULL);
    if (m != NULL)
        dl = m->dl;
    ws2_lock_drop(&modules_lock);
    return dl;
}
