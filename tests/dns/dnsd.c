/* SPDX-License-Identifier: MIT */
/* The test DNS server (tools/stage/dnsserver.c) as a program:
 *
 *   dnsd [--refuse-first N] ZONE              prints "127.0.0.1:PORT", serves
 *   dnsd [--refuse-first N] ZONE -- PROGRAM   runs it with WS2_DNS_SERVERS set
 *                                             and ends with its exit status
 *
 * --refuse-first N lists another server first, which answers everything with
 * rcode N. */
#include "dnsserver.h"
#include "dnszone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
    perror(what);
    exit(125);
}

static pid_t program_start(char **argv, const char *servers)
{
    pid_t pid = fork();

    if (pid < 0)
        die("fork");
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setenv("WS2_DNS_SERVERS", servers, 1);
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

static int exit_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int serve_program(pid_t pid)
{
    int child = (int)syscall(SYS_pidfd_open, pid, 0);
    int status;

    if (child < 0)
        die("pidfd_open");
    while (waitpid(pid, &status, WNOHANG) == 0)
        dns_round(child);
    return exit_status(status);
}

int main(int argc, char **argv)
{
    int refuse_first = -1;
    char text[64];
    int arg = 1;

    if (arg + 1 < argc && strcmp(argv[arg], "--refuse-first") == 0) {
        refuse_first = atoi(argv[arg + 1]);
        arg += 2;
    }
    if (arg >= argc || (arg + 1 < argc && strcmp(argv[arg + 1], "--") != 0) ||
        arg + 2 == argc) {
        fprintf(stderr,
                "usage: %s [--refuse-first RCODE] ZONE [-- PROGRAM "
                "[ARGUMENT]...]\n",
                argv[0]);
        return 2;
    }
    if (!zone_load(argv[arg], fopen(argv[arg], "re")))
        return 2;
    dns_open(refuse_first);
    dns_servers(text, sizeof(text));
    if (arg + 2 < argc)
        return serve_program(program_start(argv + arg + 2, text));
    puts(text);
    fflush(stdout);
    for (;;)
        dns_round(-1);
}
