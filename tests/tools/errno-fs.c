/* SPDX-License-Identifier: MIT */
/* errno-fs PROGRAM [ARG...]: runs a program beside a file system that answers
 * with any errno there is (tools/stage/errnofs.c). CT_ERRNO_FS has its only
 * directory; where it cannot be had, the program runs all the same, without
 * CT_ERRNO_FS. */
#include "stage.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    const char *dir;

    if (argc < 2) {
        fprintf(stderr, "usage: errno-fs PROGRAM [ARG...]\n");
        return 2;
    }
    dir = stage_namespace_enter(CLONE_NEWNS) ? stage_errno_fs() : NULL;
    if (dir != NULL)
        setenv("CT_ERRNO_FS", dir, 1);
    else
        perror("errno-fs");
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}
