/* SPDX-License-Identifier: MIT */
/* ws2 tour: each of the 95 codes, brought about for real. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ws2/errors.h>

#include "command.h"
#include "err_query.h"
#include "json.h"
#include "options.h"
#include "out.h"
#include "tour.h"

#define CODES_MAX    128
#define EXIT_UNSHOWN 3 /* what was shown is right, but something was not */

struct tour_options {
    bool help, list, json, explain;
    const char *only;
};

struct counts {
    size_t of[TOUR_UNSHOWN + 1], all;
};

void tour_help(void)
{
    printf("usage: ws2 tour [OPTION...]\n\n"
           "Provokes each of the 95 codes of Windows Sockets by a real\n"
           "condition, in a network of its own, without privileges, and\n"
           "says what came back. What this machine forbids is \"not shown\".\n"
           "\n"
           "  --only CODE     this code only: number or name; several with\n"
           "                  commas between them\n"
           "  --explain       shows the lines of C that do it\n"
           "  --list          says what would be done, and does nothing\n"
           "  --json          an array of objects\n"
           "  --color WHEN    auto, always or never\n\n"
           "Exit status: 0 all shown, 1 another code came, 2 usage,\n"
           "3 something not shown.\n");
}

/* --- Which codes. */

/* As `ws2 err` reads it; 0 and a message when it is none of the 95. */
static int code_named(char *text)
{
    struct query q;
    int at = 0;

    if (query_next(&q, 1, &text, &at) && q.count == 1 && !q.is_search)
        for (size_t i = 0; i < ws2_error_winsock_count(); i++)
            if (ws2_error_at(i) == q.found[0])
                return q.found[0]->code;
    fprintf(stderr, "ws2 tour: \"%s\" is none of the 95 codes\n",
            out_safe(text));
    return 0;
}

/* Those of --only, in that order; their number, 0 after a message. */
static size_t codes_choose(const char *only, int *codes)
{
    char *text = strdup(only), *at = text, *part;
    size_t count = 0;

    while (at != NULL && (part = strsep(&at, ",")) != NULL) {
        int code = count < CODES_MAX ? code_named(part) : 0;

        if (code == 0) {
            count = 0;
            break;
        }
        codes[count++] = code;
    }
    free(text);
    return count;
}

/* The scenes of these codes, or all; their number, 0 after a message. */
static size_t scenes_find(const int *codes, size_t count,
                          const struct scene **scenes)
{
    const struct scene *all = tour_open();

    for (size_t i = 0; i < count && all != NULL; i++) {
        scenes[i] = tour_scene(codes[i]);
        if (scenes[i] == NULL) {
            fprintf(stderr, "ws2 tour: no scene for %d\n", codes[i]);
            return 0;
        }
    }
    if (all == NULL || count > 0)
        return all != NULL ? count : 0;
    for (; all != NULL && count < CODES_MAX; all = all->next)
        scenes[count++] = all;
    return count;
}

/* --- The tour. */

static void total_show(const struct counts *n)
{
    out_print(n->of[TOUR_OK] == n->all ? OUT_GOOD : OUT_BAD, "\n%zu of %zu",
              n->of[TOUR_OK], n->all);
    printf(" shown");
    if (n->of[TOUR_WRONG] != 0)
        printf(", %zu not ok", n->of[TOUR_WRONG]);
    if (n->of[TOUR_UNSHOWN] != 0)
        printf(", %zu not shown on this machine", n->of[TOUR_UNSHOWN]);
    putchar('\n');
}

static int tour_go(const struct scene *const *scenes, size_t count,
                   const struct tour_options *o)
{
    struct counts n = {{0}, count};
    struct tour_result result;

    for (size_t i = 0; i < count; i++) {
        if (!o->json)
            tour_show_progress(scenes[i], i + 1, count);
        tour_apart(scenes[i], &result);
        n.of[result.verdict]++;
        if (o->json)
            tour_show_json(scenes[i], &result, o->explain);
        else
            tour_show(scenes[i], &result);
        if (o->explain && !o->json)
            tour_show_lines(scenes[i]);
    }
    if (!o->json && count > 1)
        total_show(&n);
    if (n.of[TOUR_WRONG] != 0)
        return EXIT_MISSING;
    return n.of[TOUR_UNSHOWN] != 0 ? EXIT_UNSHOWN : EXIT_FOUND;
}

static int list_show(const struct scene *const *scenes, size_t count,
                     const struct tour_options *o)
{
    for (size_t i = 0; i < count; i++) {
        if (o->json)
            tour_show_json(scenes[i], NULL, o->explain);
        else
            tour_show_list(scenes[i]);
        if (o->explain && !o->json)
            tour_show_lines(scenes[i]);
    }
    return EXIT_FOUND;
}

/* What is around the scenes is there before they are: their library is not to
 * be in the processes that this starts. */
static int scenes_show(const int *codes, size_t count,
                       const struct tour_options *o)
{
    const struct scene *scenes[CODES_MAX];
    int status = EXIT_MISSING;

    if (!o->list && !tour_stage_begin())
        return EXIT_MISSING;
    count = scenes_find(codes, count, scenes);
    if (o->json)
        json_begin(NULL, '[');
    if (count != 0)
        status =
            o->list ? list_show(scenes, count, o) : tour_go(scenes, count, o);
    if (o->json)
        json_end();
    tour_stage_end();
    return status;
}

int tour_run(int argc, char **argv)
{
    struct tour_options o = {0};
    const struct option_spec specs[] = {
        {"--only", NULL, &o.only}, {"--explain", &o.explain, NULL},
        {"--list", &o.list, NULL}, {"--json", &o.json, NULL},
        {NULL, NULL, NULL},
    };
    int codes[CODES_MAX], operands;
    size_t count = 0;

    if (argc == 5 && strcmp(argv[1], "--play") == 0)
        return tour_play_run(argv + 1);
    operands = options_read(argc, argv, specs, &o.help);
    if (operands < 0)
        return EXIT_USAGE_BAD;
    if (o.help) {
        tour_help();
        return EXIT_FOUND;
    }
    if (operands > 0) {
        fprintf(stderr, "ws2 tour: takes options only; try: ws2 help tour\n");
        return EXIT_USAGE_BAD;
    }
    if (o.only != NULL && (count = codes_choose(o.only, codes)) == 0)
        return EXIT_USAGE_BAD;
    return scenes_show(codes, count, &o);
}
