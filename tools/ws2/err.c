/* SPDX-License-Identifier: MIT */
/* ws2 err: explains error codes, by number, name, errno or words. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "err_query.h"
#include "err_show.h"
#include "json.h"
#include "options.h"
#include "out.h"

struct err_options {
    bool help, list, win32, all, json, brief;
    const char *errno_text;
    const char *op;
};

void err_help(void)
{
    printf(
        "usage: ws2 err [OPTION...] CODE|NAME|WORDS...\n"
        "       ws2 err [OPTION...] --errno ERRNO [--op OPERATION]\n"
        "       ws2 err [OPTION...] --list [--win32]\n\n"
        "Explains error codes of Windows Sockets and Win32: what happened,\n"
        "what to look at, and which function gives the code when.\n\n"
        "  10054  0x2746  0x80072746  -2147014842     number, also an HRESULT\n"
        "  WSAECONNRESET  econnreset  EAI_NONAME      name, in any case\n"
        "  EPERM  EAGAIN                              errno's name\n"
        "  reset by peer                              words, searched for\n\n"
        "  --errno ERRNO   an errno value of this system, number or name\n"
        "  --op OPERATION  what that errno becomes here in socket, bind,\n"
        "                  listen, accept, connect, send, sendto, recv,\n"
        "                  recvfrom, sockopt, ioctl, poll, file, ...\n"
        "  --list          the 95 codes of Windows Sockets\n"
        "  --win32         ... and the others that are known\n"
        "  --all           every function's condition, however many\n"
        "  --short         one line for each: NAME CODE TITLE\n"
        "  --json          an array of objects\n"
        "  --color WHEN    auto, always or never\n\n"
        "Exit status: 0 all found, 1 something not found, 2 usage.\n");
}

/* --- Lists. */

static int list_run(const struct err_options *o)
{
    size_t count = o->win32 ? ws2_error_count() : ws2_error_winsock_count();
    const ws2_error_info **entries = calloc(count, sizeof(*entries));
    size_t i;

    if (entries == NULL) {
        fprintf(stderr, "ws2: out of memory\n");
        return EXIT_MISSING;
    }
    for (i = 0; i < count; i++)
        entries[i] = ws2_error_at(i);
    if (o->json)
        json_begin(NULL, '[');
    for (i = 0; i < count; i++)
        if (o->json)
            show_json(entries[i], NULL);
        else if (o->brief)
            show_short(entries[i]);
    if (o->json)
        json_end();
    else if (!o->brief)
        show_table(entries, count);
    free(entries);
    return EXIT_FOUND;
}

/* --- Answers. */

static void missing_show(const struct query *q, const struct err_options *o)
{
    fflush(stdout);
    fprintf(stderr, "ws2: \"%s\" is not known%s%s\n", out_safe(q->text),
            q->note[0] != '\0' ? ": " : "", q->note);
    if (o->json)
        show_json_missing(q->text);
}

static void several_show(const struct query *q)
{
    out_print(OUT_HEADING, "%zu codes match \"%s\"\n", q->count,
              out_safe(q->text));
    show_table(q->found, q->count);
    out_print(OUT_FAINT, "ws2 err CODE tells more\n");
}

static void text_show(const struct query *q, const struct err_options *o)
{
    if (q->note[0] != '\0')
        out_print(OUT_FAINT, "%s\n\n", q->note);
    if (q->count > 1)
        several_show(q);
    else
        show_full(q->found[0], o->all);
}

/* Whether it was found. first: nothing was shown before. */
static bool query_show(const struct query *q, const struct err_options *o,
                       bool first)
{
    size_t i;

    if (q->count == 0) {
        missing_show(q, o);
        return false;
    }
    if (!o->json && !o->brief) {
        if (!first)
            putchar('\n');
        text_show(q, o);
    }
    for (i = 0; i < q->count; i++)
        if (o->json)
            show_json(q->found[i], q->text);
        else if (o->brief)
            show_short(q->found[i]);
    return true;
}

static int errno_run(const struct err_options *o)
{
    struct query q;
    bool found;

    if (!query_errno(&q, o->errno_text, o->op)) {
        fprintf(stderr, "ws2 err: no operation \"%s\"; try: ws2 help err\n",
                out_safe(o->op));
        return EXIT_USAGE_BAD;
    }
    if (o->json)
        json_begin(NULL, '[');
    found = query_show(&q, o, true);
    if (o->json)
        json_end();
    return found ? EXIT_FOUND : EXIT_MISSING;
}

static int operands_run(int count, char **operands, const struct err_options *o)
{
    int status = EXIT_FOUND;
    bool first = true;
    struct query q;
    int i = 0;

    if (o->json)
        json_begin(NULL, '[');
    while (i < count) {
        if (!query_next(&q, count, operands, &i)) {
            fprintf(stderr, "ws2: too long: \"%s\"\n",
                    out_safe(operands[i - 1]));
            status = EXIT_MISSING;
            continue;
        }
        if (query_show(&q, o, first))
            first = false;
        else
            status = EXIT_MISSING;
    }
    if (o->json)
        json_end();
    return status;
}

/* --- The command. */

static int usage_bad(const char *why)
{
    fprintf(stderr, "ws2 err: %s; try: ws2 help err\n", why);
    return EXIT_USAGE_BAD;
}

int err_run(int argc, char **argv)
{
    struct err_options o = {0};
    const struct option_spec specs[] = {
        {"--list", &o.list, NULL},   {"--win32", &o.win32, NULL},
        {"--all", &o.all, NULL},     {"--json", &o.json, NULL},
        {"--short", &o.brief, NULL}, {"--errno", NULL, &o.errno_text},
        {"--op", NULL, &o.op},       {NULL, NULL, NULL},
    };
    int count = options_read(argc, argv, specs, &o.help);

    if (count < 0)
        return EXIT_USAGE_BAD;
    if (o.help) {
        err_help();
        return EXIT_FOUND;
    }
    if (o.json && o.brief)
        return usage_bad("--json and --short exclude each other");
    if (o.op != NULL && o.errno_text == NULL)
        return usage_bad("--op needs --errno");
    if (o.win32 && !o.list)
        return usage_bad("--win32 needs --list");
    if ((o.list || o.errno_text != NULL) && count > 0)
        return usage_bad("codes or words do not go with --list or --errno");
    if (o.list && o.errno_text != NULL)
        return usage_bad("--list and --errno exclude each other");
    if (o.list)
        return list_run(&o);
    if (o.errno_text != NULL)
        return errno_run(&o);
    if (count == 0)
        return usage_bad("no code, name or words");
    return operands_run(count, argv + 1, &o);
}
