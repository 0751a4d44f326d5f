/* SPDX-License-Identifier: MIT */
/* The scenes' own sources, as they were compiled. */
#include "table.h"

#include <stddef.h>
#include <string.h>

/* The assembler reads the file. */
#define SOURCE(name, file)                                                     \
    __asm__(".section .rodata\n" #name ":\n.incbin \"" file                    \
            "\"\n.byte 0\n.previous\n");                                       \
    extern const char name[] __attribute__((visibility("hidden")));
#include "sources.def"
#undef SOURCE

static const struct {
    const char *file, *text;
} sources[] = {
#define SOURCE(name, file) {file, name},
#include "sources.def"
#undef SOURCE
};

/* The last part of a path. */
static const char *name_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

const char *tour_source(const char *file);
__attribute__((visibility("default"))) const char *tour_source(const char *file)
{
    size_t i;

    for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
        if (strcmp(sources[i].file, name_of_path(file)) == 0)
            return sources[i].text;
    return NULL;
}
