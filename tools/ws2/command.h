/* SPDX-License-Identifier: MIT */
/* The subcommands of ws2. Each lives in its own file; main.c has the list. */
#ifndef WS2_TOOL_COMMAND_H
#define WS2_TOOL_COMMAND_H

/* Exit statuses, the same for all subcommands. */
enum {
    EXIT_FOUND = 0,    /* everything that was asked for */
    EXIT_MISSING = 1,  /* something asked for does not exist */
    EXIT_USAGE_BAD = 2 /* the command line makes no sense */
};

struct command {
    const char *name;
    const char *operands; /* as shown in help */
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the subcommand */
    void (*help)(void);
};

int err_run(int argc, char **argv);
void err_help(void);
int annotate_run(int argc, char **argv);
void annotate_help(void);
int contract_run(int argc, char **argv);
void contract_help(void);
int catalog_run(int argc, char **argv);
void catalog_help(void);
int qos_run(int argc, char **argv);
void qos_help(void);
int run_run(int argc, char **argv);
void run_help(void);
int tour_run(int argc, char **argv);
void tour_help(void);

#endif
