/* SPDX-License-Identifier: MIT */
/* This program's file and arguments; see program.h. */
#include "spi/program.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/call.h"

#define COMMAND_MAX 32768 /* bytes; as much as Windows' command lines have */

static bool path_take(char path[PATH_MAX])
{
    long n = OS_CALL(long, readlink("/proc/self/exe", path, PATH_MAX - 1));

    path[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* The arguments behind the program's name, with a blank between them. */
static char *arguments_take(void)
{
    char *text = malloc(COMMAND_MAX + 1);
    int fd = OS_CALL(int, open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC));
    long n = -1;
    size_t name;

    if (text != NULL && fd >= 0)
        n = OS_CALL(long, read(fd, text, COMMAND_MAX));
    if (fd >= 0)
        (void)OS_CALL(int, close(fd));
    if (n <= 0) {
        free(text);
        return NULL;
    }
    text[n - 1] = '\0'; /* it is the last one's terminator */
    name = strlen(text);
    for (long i = (long)name + 1; i < n - 1; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    if ((long)name < n - 1)
        memmove(text, text + name + 1, (size_t)n - name - 1);
    else
        *text = '\0';
    return text;
}

/* Paths in the catalog are compared as they would be loaded. */
static bool path_names(const char *path, const char *program)
{
    char *expanded;
    bool same;

    if (ws2_catalog_expand(path, &expanded) != WS2_OK)
        return false;
    same = strcmp(expanded, program) == 0;
    free(expanded);
    return same;
}

static bool application_is(const struct ws2_catalog_application *a,
                           const char *path, const char *arguments)
{
    bool any = a->arguments == NULL || arguments == NULL;

    return (any ? a->arguments == arguments
                : strcmp(a->arguments, arguments) == 0) &&
           path_names(a->path, path);
}

static bool search(const struct ws2_catalog *c, const char *path,
                   const char *arguments, DWORD *categories)
{
    for (unsigned i = c->application_count; i-- > 0;)
        if (application_is(&c->applications[i], path, arguments)) {
            *categories = c->applications[i].categories;
            return true;
        }
    return false;
}

bool ws2_program_categories(const struct ws2_catalog *c, DWORD *categories)
{
    char path[PATH_MAX];
    char *arguments;
    bool found;

    if (c->application_count == 0 || !path_take(path))
        return false;
    arguments = arguments_take();
    found = (arguments != NULL && search(c, path, arguments, categories)) ||
            search(c, path, NULL, categories);
    free(arguments);
    return found;
}
