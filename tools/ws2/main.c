/* SPDX-License-Identifier: MIT */
/* ws2: the command. Finds the subcommand and leaves the rest to it; a new
 * subcommand is a file of its own and a row in the list below. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "out.h"

static const struct command commands[] = {
    {"err", "CODE|NAME|WORDS...", "explain error codes", err_run, err_help},
    {"annotate", "[FILE...]", "explain the codes in a log", annotate_run,
     annotate_help},
    {"contract", "[FUNCTION...]", "the documented errors of a function",
     contract_run, contract_help},
    {"catalog", "[ACTION ...]", "the catalog of providers", catalog_run,
     catalog_help},
    {"qos", "[show]", "what the agent of Generic QoS has", qos_run, qos_help},
    {"run", "OPTION... PROGRAM", "a program whose calls are shown, or fail",
     run_run, run_help},
    {"tour", "[OPTION...]", "every code, brought about", tour_run, tour_help},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static const struct command *command_find(const char *name)
{
    size_t i;

    for (i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void help_show(void)
{
    size_t i;

    printf("usage: ws2 COMMAND [ARGUMENT...]\n\n"
           "Windows Sockets 2 for Linux.\n\n");
    for (i = 0; i < COMMAND_COUNT; i++)
        printf("  %-10s%-22s%s\n", commands[i].name, commands[i].operands,
               commands[i].summary);
    printf("  %-10s%-22s%s\n", "help", "[COMMAND]",
           "this text, or a command's");
    printf("\n  --version   the version of ws2\n"
           "\nExit status: 0 found, 1 not found, 2 usage, 3 (tour) not shown.\n"
           "Manual pages: ws2(1), ws2_errors(7).\n");
}

static int help_run(int argc, char **argv)
{
    const struct command *command;

    if (argc > 2) {
        fprintf(stderr, "usage: ws2 help [COMMAND]\n");
        return EXIT_USAGE_BAD;
    }
    if (argc < 2) {
        help_show();
        return EXIT_FOUND;
    }
    command = command_find(argv[1]);
    if (command == NULL) {
        fprintf(stderr, "ws2: no command \"%s\"; try: ws2 help\n",
                out_safe(argv[1]));
        return EXIT_USAGE_BAD;
    }
    command->help();
    return EXIT_FOUND;
}

static int main_run(int argc, char **argv)
{
    const struct command *command;

    if (argc < 2) {
        fprintf(stderr, "usage: ws2 COMMAND [ARGUMENT...]; try: ws2 help\n");
        return EXIT_USAGE_BAD;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("ws2 %s\n", WS2_VERSION);
        return EXIT_FOUND;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "-h") == 0)
        return help_run(argc - 1, argv + 1);
    command = command_find(argv[1]);
    if (command == NULL) {
        fprintf(stderr, "ws2: no command \"%s\"; try: ws2 help\n",
                out_safe(argv[1]));
        return EXIT_USAGE_BAD;
    }
    return command->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    int status = main_run(argc, argv);

    return out_finish() ? status : EXIT_USAGE_BAD;
}
