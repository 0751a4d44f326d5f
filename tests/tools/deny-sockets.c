/* SPDX-License-Identifier: MIT */
/* deny-sockets [-6] PROGRAM [ARG...]: runs a program on a system without
 * sockets, or without IPv6 (-6).
 *
 * A seccomp filter lets socket(2) fail with EAFNOSUPPORT, as a kernel without
 * networking does; everything else works. Needs no privilege. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    bool all = argc < 2 || strcmp(argv[1], "-6") != 0;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | (all ? BPF_JGE : BPF_JEQ) | BPF_K,
                 all ? 0 : AF_INET6, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof(code) / sizeof(code[0]), code};

    argv += all ? 0 : 1;
    argc -= all ? 0 : 1;
    if (argc < 2) {
        fprintf(stderr, "usage: deny-sockets [-6] PROGRAM [ARG...]\n");
        return 2;
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
        perror("deny-sockets: seccomp");
        return 77; /* not allowed here: the test that needs it is skipped */
    }
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}
