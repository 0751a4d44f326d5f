/* SPDX-License-Identifier: MIT */
/* ws2 catalog: which action, and what the actions share. */
#include "catalog.h"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "options.h"
#include "out.h"
#include "win32/utf.h"

void catalog_help(void)
{
    printf(
        "usage: ws2 catalog [ACTION] [OPTION...]\n\n"
        "The catalog of providers of Windows Sockets.\n\n"
        "  show                what is in it, as netsh winsock show catalog\n"
        "  check               starts each provider in a process of its own\n"
        "                      and says what is wrong\n"
        "  install FILE        a layered provider, in front of all others\n"
        "  remove ID|NAME...   a provider with all its entries\n"
        "  order NUMBER...     these entries come first\n"
        "  reset               all that was installed goes; the file is\n"
        "                      kept beside, as catalog.old\n\n"
        "  --short        (show) one line for each entry\n"
        "  --json         (show, check) an object\n"
        "  --id ID        (install) the provider's identifier; else a new "
        "one\n"
        "  --name NAME    (install) else the file's\n"
        "  --ifs          (install) its sockets are the base provider's\n"
        "  --over KINDS   (install) tcp or udp or tcp,udp; else everything\n"
        "  --namespace N  (install) a namespace provider, of NS_... number "
        "N\n"
        "  --color WHEN   auto, always or never\n\n"
        "Root changes the system's file, anybody else his own.\n"
        "Exit status: 0 done, 1 not found or something wrong, 2 usage.\n");
}

const char *catalog_trust(enum os_trust trust)
{
    static const char *const words[] = {
        [OS_TRUSTED] = NULL,
        [OS_NO_FILE] = "is no file",
        [OS_FOREIGN] = "belongs to somebody else",
        [OS_WRITABLE] = "can be written by others (chmod go-w)",
        [OS_DIRECTORY_FOREIGN] = "is in a directory of somebody else's",
        [OS_DIRECTORY_WRITABLE] =
            "is in a directory that others can write to (chmod go-w)",
    };

    return words[trust];
}

const char *catalog_problem(const struct ws2_catalog_part *part)
{
    static char text[256];

    switch (part->state) {
    case WS2_PART_ABSENT:
    case WS2_PART_GOOD:
        break;
    case WS2_PART_REFUSED:
        snprintf(text, sizeof(text), "not used: it %s",
                 catalog_trust(part->trust));
        return text;
    case WS2_PART_CORRUPT:
        snprintf(text, sizeof(text), "not used: line %u: %s", part->line,
                 part->problem);
        return text;
    case WS2_PART_UNREADABLE:
        snprintf(text, sizeof(text), "cannot be read: %s",
                 strerror(-part->res));
        return text;
    }
    return NULL;
}

const char *catalog_name(const WSAPROTOCOL_INFOW *info)
{
    static char name[3 * WSAPROTOCOL_LEN + 1];
    size_t len =
        ws2_utf16_to_8(info->szProtocol, ws2_utf16_len(info->szProtocol), name,
                       sizeof(name) - 1, NULL);

    name[len] = '\0';
    return name;
}

struct ws2_catalog *catalog_all(void)
{
    struct ws2_catalog *c;

    if (ws2_catalog_read(&c) == WS2_OK)
        return c;
    fprintf(stderr, "ws2 catalog: out of memory\n");
    return NULL;
}

/* Whether that many operands make sense; a message if not. */
static bool counts(const char *action, int count, int least, int most)
{
    if (count >= least && count <= most)
        return true;
    fprintf(stderr, "ws2 catalog %s: %s; try: ws2 help catalog\n", action,
            count < least ? "something is missing" : "too many arguments");
    return false;
}

#define MANY 4096

static int action_run(const struct catalog_options *o, int count,
                      char **operands)
{
    const char *action = count > 0 ? operands[0] : "show";
    int rest = count > 0 ? count - 1 : 0;

    if (strcmp(action, "show") == 0)
        return counts(action, rest, 0, 0) ? catalog_show(o) : EXIT_USAGE_BAD;
    if (strcmp(action, "check") == 0)
        return counts(action, rest, 0, 0) ? catalog_check(o) : EXIT_USAGE_BAD;
    if (strcmp(action, "install") == 0)
        return counts(action, rest, 1, 1) ? catalog_install(o, operands[1])
                                          : EXIT_USAGE_BAD;
    if (strcmp(action, "remove") == 0)
        return counts(action, rest, 1, MANY)
                   ? catalog_remove(rest, operands + 1)
                   : EXIT_USAGE_BAD;
    if (strcmp(action, "order") == 0)
        return counts(action, rest, 1, MANY) ? catalog_order(rest, operands + 1)
                                             : EXIT_USAGE_BAD;
    if (strcmp(action, "reset") == 0)
        return counts(action, rest, 0, 0) ? catalog_reset() : EXIT_USAGE_BAD;
    fprintf(stderr, "ws2 catalog: no action \"%s\"; try: ws2 help catalog\n",
            out_safe(action));
    return EXIT_USAGE_BAD;
}

int catalog_run(int argc, char **argv)
{
    struct catalog_options o = {.id = NULL};
    bool help = false;
    const struct option_spec specs[] = {
        {"--json", &o.json, NULL},       {"--short", &o.brief, NULL},
        {"--ifs", &o.ifs, NULL},         {"--id", NULL, &o.id},
        {"--name", NULL, &o.name},       {"--over", NULL, &o.over},
        {"--namespace", NULL, &o.space}, {NULL, NULL, NULL}};
    int count = options_read(argc, argv, specs, &help);

    if (count < 0)
        return EXIT_USAGE_BAD;
    if (help) {
        catalog_help();
        return EXIT_FOUND;
    }
    return action_run(&o, count, argv + 1);
}
