/* SPDX-License-Identifier: MIT */
/* A ws2-tour.so whose scenes go wrong in every way. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "table.h"

static const struct stage *stage;

static int good(void)
{
    return 10004;
}

static int other(void)
{
    return 10022;
}

static int none(void)
{
    return 0;
}

static int crash(void)
{
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would have something to say */
    raise(SIGSEGV);
    return 0;
}

static int end(void)
{
    _exit(5);
}

static int need(void)
{
    stage->fail("1 == 2", 10038);
    return 0;
}

static int lack(void)
{
    stage->lack("no luck");
    return 0;
}

static int hang(void)
{
    while (pause() < 0)
        ;
    return 0;
}

#define SCENE(number, what, function, after)                                   \
    {                                                                          \
        .next = (after), .code = (number), .name = (what), .call = "socket",   \
        .condition = "a condition", .file = "dir/faketour.c",                  \
        .place = PLACE_COLD, .play = (function)                                \
    }
static struct scene scenes[] = {
    SCENE(10004, "WSAEINTR", good, &scenes[1]),
    SCENE(10009, "WSAEBADF", other, &scenes[2]),
    SCENE(10013, "WSAEACCES", none, &scenes[3]),
    SCENE(10014, "WSAEFAULT", crash, &scenes[4]),
    SCENE(10022, "WSAEINVAL", end, &scenes[5]),
    SCENE(10024, "WSAEMFILE", need, &scenes[6]),
    SCENE(10035, "WSAEWOULDBLOCK", lack, &scenes[7]),
    SCENE(10036, "WSAEINPROGRESS", hang, NULL),
};

const struct scene *tour_scenes(void);
const struct scene *tour_scenes(void)
{
    return scenes;
}

int tour_play(const struct scene *scene, const struct stage *around);
int tour_play(const struct scene *scene, const struct stage *around)
{
    stage = around;
    return scene->play();
}

const char *tour_source(const char *file);
const char *tour_source(const char *file)
{
    (void)file;
    return NULL;
}
