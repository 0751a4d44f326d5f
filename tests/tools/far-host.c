/* SPDX-License-Identifier: MIT */
/* far-host PROGRAM [ARG...]: runs a program beside a network of strange hosts
 * (tools/stage/farhost.c). The links are there already: tests/contract/
 * lonely-net makes them. */
#include "stage.h"

#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: far-host PROGRAM [ARG...]\n");
        return 2;
    }
    if (!stage_far_host()) {
        perror("far-host");
        return 77; /* not allowed here: the test that needs it is skipped */
    }
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}
