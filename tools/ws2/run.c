/* SPDX-License-Identifier: MIT */
/* ws2 run: a program under the library's eyes. With a trace, its calls are
 * shown (runtrace.c); with a fault, they fail as they are told to; with
 * "sweep", they fail one after the other, in a run each (sweep.c). */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ws2/fault.h>

#include "command.h"
#include "options.h"
#include "out.h"
#include "runtrace.h"
#include "sweep.h"

#define CALLS 3 /* of each function */

void run_help(void)
{
    printf(
        "usage: ws2 run --trace[=FILE] [OPTION...] PROGRAM [ARGUMENT...]\n"
        "       ws2 run --summary [OPTION...] PROGRAM [ARGUMENT...]\n"
        "       ws2 run --fault FAULTS [OPTION...] PROGRAM [ARGUMENT...]\n"
        "       ws2 run --fault sweep [OPTION...] PROGRAM [ARGUMENT...]\n\n"
        "Runs a program and shows what it asks of Windows Sockets.\n\n"
        "  --trace[=FILE]   a line for each call, on standard error or in "
        "FILE,\n"
        "                   which is made anew\n"
        "  --summary        calls, errors and time of each function at the "
        "end\n"
        "  --filter NAMES   only these functions: WSA*,!WSARecv\n"
        "  --socket NUMBER  only calls with this socket\n"
        "  --errors         only calls that fail\n"
        "  --begins         also a line when a call begins\n"
        "  --json           each line is an object\n\n"
        "Or runs one whose calls fail on demand: \"send:WSAECONNRESET\n"
        "after=3; recv:short=1\"; see ws2-fault(7). Both go together.\n"
        "Exit status: the program's; 126: it cannot be run, 127: it is not\n"
        "there.\n\n"
        "sweep runs it once to see which calls it makes, and then once for\n"
        "each documented error of each, and reports crashes, hangs, sanitizer\n"
        "reports and exit statuses that are not expected.\n\n"
        "  --expect LIST  exit statuses that are right, 0,3-5; any, without\n"
        "  --calls N      the first N calls of each function; 3, without\n"
        "  --only GLOB    these functions\n"
        "  --time S       seconds for each run; ten times the first, without,\n"
        "                 5 or more\n"
        "  --jobs N, -j N so many runs at a time; 1, without\n"
        "  --qos          errors of quality of service, too\n"
        "  --all          show every run, not only findings\n"
        "  --json         the same as an object\n"
        "  --color WHEN   auto, always or never\n\n"
        "Exit status of a sweep: 0 nothing found, 1 findings, 2 it could not\n"
        "be done.\n");
}

static int complain(const char *what, const char *arg)
{
    fprintf(stderr, "ws2 run: %s%s%s\n", what, arg != NULL ? " " : "",
            arg != NULL ? out_safe(arg) : "");
    return EXIT_USAGE_BAD;
}

/* Where the program stands: behind our options, as what follows is its own. */
static int program_find(int argc, char **argv, const struct option_spec *specs)
{
    int i = 1;

    while (i < argc && argv[i][0] == '-' && strcmp(argv[i], "--") != 0) {
        const struct option_spec *spec = specs;
        bool takes =
            strcmp(argv[i], "--color") == 0 || strcmp(argv[i], "--colour") == 0;

        while (spec->name != NULL && strcmp(spec->name, argv[i]) != 0)
            spec++;
        takes = takes || (spec->name != NULL && spec->value != NULL &&
                          spec->flag == NULL);
        i += takes ? 2 : 1;
    }
    return i < argc ? i : argc;
}

static bool count_read(const char *text, unsigned most, unsigned *out)
{
    char *end;
    unsigned long value;

    if (text == NULL)
        return true;
    value = strtoul(text, &end, 10);
    *out = (unsigned)value;
    return isdigit((unsigned char)text[0]) && *end == '\0' && value >= 1 &&
           value <= most;
}

static int faults_set(const char *faults)
{
    char message[200];

    if (ws2_fault_arm_text(faults, message, sizeof(message)) != 0)
        return complain("--fault:", message);
    ws2_fault_disarm_all();
    if (setenv("WS2_FAULT", faults, 1) != 0)
        return complain(strerror(errno), NULL);
    return EXIT_FOUND;
}

static int program_run(char **argv)
{
    fflush(NULL);
    execvp(argv[0], argv);
    fprintf(stderr, "ws2 run: %s: %s\n", out_safe(argv[0]), strerror(errno));
    return errno == ENOENT ? 127 : 126;
}

struct run_words {
    const char *fault, *calls, *jobs, *time;
    struct sweep_options sweep;
    struct run_trace trace;
    bool json, help;
};

static int sweep_words_do(struct run_words *w, char **argv)
{
    unsigned time_s = 0;

    w->sweep.argv = argv;
    w->sweep.calls = CALLS;
    w->sweep.jobs = 1;
    w->sweep.json = w->json;
    if (!count_read(w->calls, 1000000, &w->sweep.calls))
        return complain("--calls is a number from 1, not", w->calls);
    if (!count_read(w->jobs, 64, &w->sweep.jobs))
        return complain("--jobs is a number from 1 to 64, not", w->jobs);
    if (!count_read(w->time, 86400, &time_s))
        return complain("--time is a number of seconds, not", w->time);
    w->sweep.time_ms = time_s * 1000;
    return sweep_run(&w->sweep);
}

static int words_do(struct run_words *w, char **argv)
{
    bool sweep = w->fault != NULL && strcmp(w->fault, "sweep") == 0;
    bool trace = run_trace_asked(&w->trace);
    int status = EXIT_FOUND;

    if (w->fault == NULL && !trace)
        return complain("--trace, --summary or --fault is missing; try: "
                        "ws2 help run",
                        NULL);
    if (sweep && trace)
        return complain("a sweep shows findings, not calls", NULL);
    if (sweep)
        return sweep_words_do(w, argv);
    w->trace.json = w->json;
    if (trace && !run_trace_set(&w->trace))
        return EXIT_USAGE_BAD;
    if (w->fault != NULL)
        status = faults_set(w->fault);
    return status == EXIT_FOUND ? program_run(argv) : status;
}

int run_run(int argc, char **argv)
{
    struct run_words w = {0};
    const struct option_spec specs[] = {
        {"--trace", &w.trace.trace, &w.trace.file},
        {"--summary", &w.trace.summary, NULL},
        {"--filter", NULL, &w.trace.functions},
        {"--socket", NULL, &w.trace.socket},
        {"--errors", &w.trace.errors, NULL},
        {"--begins", &w.trace.begins, NULL},
        {"--fault", NULL, &w.fault},
        {"--expect", NULL, &w.sweep.expect},
        {"--calls", NULL, &w.calls},
        {"--only", NULL, &w.sweep.only},
        {"--time", NULL, &w.time},
        {"--jobs", NULL, &w.jobs},
        {"-j", NULL, &w.jobs},
        {"--qos", &w.sweep.qos, NULL},
        {"--all", &w.sweep.all, NULL},
        {"--json", &w.json, NULL},
        {NULL, NULL, NULL}};
    int program = program_find(argc, argv, specs);

    if (options_read(program, argv, specs, &w.help) < 0)
        return EXIT_USAGE_BAD;
    if (w.help) {
        run_help();
        return EXIT_FOUND;
    }
    if (program < argc && strcmp(argv[program], "--") == 0)
        program++;
    if (program >= argc)
        return complain("no program; try: ws2 help run", NULL);
    return words_do(&w, argv + program);
}
