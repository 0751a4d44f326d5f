/* SPDX-License-Identifier: MIT */
/* deny-sockets [-6] PROGRAM [ARG...]: runs a program on a system without
 * sockets, or without IPv6 (-6). */
#include "stage.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    bool all = argc < 2 || strcmp(argv[1], "-6") != 0;

    argv += all ? 0 : 1;
    argc -= all ? 0 : 1;
    if (argc < 2) {
        fprintf(stderr, "usage: deny-sockets [-6] PROGRAM [ARG...]\n");
        return 2;
    }
    if (!stage_deny_sockets(all)) {
        perror("deny-sockets: seccomp");
        return 77; /* not allowed here: the test that needs it is skipped */
    }
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}
