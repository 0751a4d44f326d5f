/* SPDX-License-Identifier: MIT */
/* The shared object with the scenes. It is a user of libws2_32.so as any other
 * program; this program's own copy of the library has no part in it. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beside.h"
#include "tour.h"

#define FILE_NAME "ws2-tour.so"

static struct {
    tour_scenes_fn scenes;
    tour_play_fn play;
    tour_source_fn source;
} tour;
static char path[PATH_MAX];

static bool function_find(void *file, const char *name, void *function)
{
    void *found = dlsym(file, name);

    memcpy(function, &found, sizeof(found));
    return found != NULL;
}

/* The path by which the loader knows it, for who is to load it once more. */
static bool path_find(void *function)
{
    Dl_info info;
    char *real;

    memset(&info, 0, sizeof(info));
    if (dladdr(function, &info) == 0 || info.dli_fname == NULL)
        return false;
    real = realpath(info.dli_fname, path);
    return real != NULL;
}

const struct scene *tour_open(void)
{
    void *file = beside_open("ws2/", FILE_NAME, RTLD_NOW | RTLD_LOCAL);
    void *symbol;

    if (file == NULL) {
        fprintf(stderr, "ws2 tour: %s\n", dlerror());
        return NULL;
    }
    symbol = dlsym(file, "tour_scenes");
    if (!function_find(file, "tour_scenes", &tour.scenes) ||
        !function_find(file, "tour_play", &tour.play) ||
        !function_find(file, "tour_source", &tour.source) ||
        !path_find(symbol)) {
        fprintf(stderr, "ws2 tour: %s is another program's\n", FILE_NAME);
        return NULL;
    }
    return tour.scenes();
}

const struct scene *tour_scene(int code)
{
    const struct scene *scene = tour.scenes();

    while (scene != NULL && scene->code != code)
        scene = scene->next;
    return scene;
}

const char *tour_path(void)
{
    return path;
}

int tour_play(const struct scene *scene, const struct stage *stage)
{
    return tour.play(scene, stage);
}

static const char *line_next(const char *line)
{
    const char *end = strchr(line, '\n');

    return end != NULL ? end + 1 : line + strlen(line);
}

static bool is_begin(const char *line, const char *name)
{
    size_t len = strlen(name);

    return strncmp(line, "SCENE(", 6) == 0 &&
           strncmp(line + 6, name, len) == 0 && line[6 + len] == ',';
}

size_t tour_lines(const struct scene *scene, const char **text, unsigned *first)
{
    const char *line = tour.source(scene->file);
    size_t count = 1;

    if (line == NULL)
        return 0;
    for (*first = 1; *line != '\0' && !is_begin(line, scene->name); ++*first)
        line = line_next(line);
    *text = line;
    if (*line == '\0')
        return 0;
    for (; *line != '\0' && *line != '}'; count++)
        line = line_next(line);
    return count;
}
