/* SPDX-License-Identifier: MIT */
/* The process that plays a scene: it is at its place already. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ws2/errors.h>

#include "command.h"
#include "tour.h"

#define MEMORY_FEW ((size_t)16 << 20)

static struct tour_message message;

static void tell(enum tour_verdict verdict, int came) __attribute__((noreturn));
static void tell(enum tour_verdict verdict, int came)
{
    message.verdict = verdict;
    message.came = came;
    _exit(write(TOUR_OUT, &message, sizeof(message)) == sizeof(message) ? 0
                                                                        : 1);
}

static void scene_fails(const char *what, int code) __attribute__((noreturn));
static void scene_fails(const char *what, int code)
{
    const ws2_error_info *info = ws2_error_by_code(code);

    snprintf(message.words, sizeof(message.words),
             "cannot be played: not %.120s: %s (%d)", what,
             info != NULL ? info->name : "error", code);
    tell(TOUR_WRONG, -1);
}

static void scene_lacks(const char *reason) __attribute__((noreturn));
static void scene_lacks(const char *reason)
{
    snprintf(message.words, sizeof(message.words), "%s", reason);
    tell(TOUR_UNSHOWN, -1);
}

/* The number that open and socket will give next. */
static int descriptor_next(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    close(fd);
    return fd;
}

static void descriptor_close(int fd)
{
    close(fd);
}

static const char *memory_few(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return "a sanitizer, which this is built with, has taken the memory";
#else
    FILE *f = fopen("/proc/self/statm", "re");
    struct rlimit limit;
    size_t pages = 0;
    bool ok = f != NULL && fscanf(f, "%zu", &pages) == 1;

    if (f != NULL)
        fclose(f);
    if (!ok)
        return "no /proc/self/statm";
    limit.rlim_cur = limit.rlim_max =
        pages * (size_t)sysconf(_SC_PAGESIZE) + MEMORY_FEW;
    return setrlimit(RLIMIT_AS, &limit) == 0 ? NULL : "no limit can be set";
#endif
}

int tour_play_run(char **argv)
{
    struct stage stage = {.files = argv[2],
                          .directory = argv[3],
                          .descriptor_next = descriptor_next,
                          .descriptor_close = descriptor_close,
                          .fail = scene_fails,
                          .lack = scene_lacks};
    const struct scene *scene =
        tour_open() != NULL ? tour_scene(atoi(argv[1])) : NULL;
    const char *reason = NULL;
    int came;

    if (scene == NULL)
        return EXIT_USAGE_BAD;
    stage.self = tour_path();
    if (scene->place == PLACE_FEW_MEMORY)
        reason = memory_few();
    if (reason != NULL)
        scene_lacks(reason);
    came = tour_play(scene, &stage);
    tell(came == scene->code ? TOUR_OK : TOUR_WRONG, came);
}
