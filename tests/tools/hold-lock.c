/* SPDX-License-Identifier: MIT */
/* Runs a program while somebody else holds locks of a file: the locks go with
 * an open file that the program inherits and knows nothing of.
 *
 * usage: hold-lock FILE BYTES PROGRAM [ARG...]
 *   BYTES   digits: which bytes of the file are locked */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int byte_lock(int fd, int at)
{
    struct flock range = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};

    return fcntl(fd, F_OFD_SETLK, &range);
}

int main(int argc, char **argv)
{
    int fd;

    if (argc < 4) {
        fprintf(stderr, "usage: hold-lock FILE BYTES PROGRAM [ARG...]\n");
        return 2;
    }
    fd = open(argv[1], O_RDWR | O_CREAT, 0600);
    if (fd < 0) {
        perror(argv[1]);
        return 2;
    }
    for (const char *at = argv[2]; *at != '\0'; at++)
        if (byte_lock(fd, *at - '0') != 0) {
            perror(argv[1]);
            return 2;
        }
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    return 2;
}
