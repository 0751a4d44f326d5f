/* SPDX-License-Identifier: MIT */
/* The tour on the screen: a line for each scene, JSON, the source. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ws2/errors.h>

#include "json.h"
#include "out.h"
#include "tour.h"

#define VERDICT_WIDTH 10
#define NAME_WIDTH    26

static const struct {
    const char *word;
    enum out_style style;
} verdicts[] = {
    [TOUR_OK] = {"ok", OUT_GOOD},
    [TOUR_WRONG] = {"NOT OK", OUT_BAD},
    [TOUR_UNSHOWN] = {"not shown", OUT_FAINT},
};

void tour_show_progress(const struct scene *scene, size_t at, size_t count)
{
    if (!isatty(STDOUT_FILENO))
        return;
    printf("%zu of %zu: %s, %s", at, count, scene->name, scene->call);
    fflush(stdout);
}

static void progress_clear(void)
{
    if (isatty(STDOUT_FILENO))
        printf("\r\033[K");
}

/* Name and number; "success" for 0. */
static void came_text(int code, char *text, size_t size)
{
    const ws2_error_info *info = ws2_error_by_code(code);

    if (code == 0)
        snprintf(text, size, "success");
    else
        snprintf(text, size, "%s (%d)", info != NULL ? info->name : "error",
                 code);
}

static void scene_name(const struct scene *scene)
{
    out_print(OUT_HEADING, "%5d", scene->code);
    printf("  ");
    out_print(OUT_NAME, "%-*s", NAME_WIDTH, scene->name);
    printf("  ");
}

void tour_show(const struct scene *scene, const struct tour_result *result)
{
    char came[64], text[400];

    progress_clear();
    out_print(verdicts[result->verdict].style, "%-*s", VERDICT_WIDTH,
              verdicts[result->verdict].word);
    scene_name(scene);
    out_print(OUT_CALL, "%s", scene->call);
    came_text(result->came, came, sizeof(came));
    if (result->verdict == TOUR_OK)
        snprintf(text, sizeof(text), " -> %d: %s", result->came,
                 scene->condition);
    else if (result->words[0] == '\0')
        snprintf(text, sizeof(text), " -> %s: %s", came, scene->condition);
    else
        snprintf(text, sizeof(text), ": %s: %s", scene->condition,
                 result->words);
    printf("%s\n", text);
    fflush(stdout);
}

void tour_show_list(const struct scene *scene)
{
    scene_name(scene);
    out_print(OUT_CALL, "%-25s", scene->call);
    printf("  ");
    out_cell(scene->condition, 5 + 2 + NAME_WIDTH + 2 + 25 + 2);
}

void tour_show_lines(const struct scene *scene)
{
    unsigned first;
    const char *text;
    size_t count = tour_lines(scene, &text, &first);

    if (count == 0)
        return;
    out_print(OUT_FAINT, "\n%s, line %u\n", strrchr(scene->file, '/') + 1,
              first);
    for (; count > 0; count--) {
        size_t len = strcspn(text, "\n");

        printf("    %.*s\n", (int)len, text);
        text += len + (text[len] != '\0');
    }
    putchar('\n');
}

static void lines_json(const struct scene *scene)
{
    unsigned first;
    const char *text, *end;
    size_t count = tour_lines(scene, &text, &first);

    if (count == 0)
        return;
    for (end = text; count > 0; count--)
        end += strcspn(end, "\n") + 1;
    json_number("line", first);
    json_string_part("source", text, (size_t)(end - text));
}

/* result NULL: it was not played. */
void tour_show_json(const struct scene *scene, const struct tour_result *result,
                    bool explain)
{
    json_begin(NULL, '{');
    json_number("code", scene->code);
    json_string("name", scene->name);
    json_string("function", scene->call);
    json_string("condition", scene->condition);
    json_string("file", strrchr(scene->file, '/') + 1);
    if (result != NULL) {
        json_string("result", result->verdict == TOUR_OK      ? "ok"
                              : result->verdict == TOUR_WRONG ? "wrong"
                                                              : "not shown");
        if (result->came >= 0)
            json_number("came", result->came);
        else
            json_string("came", NULL);
        json_string("reason", result->words[0] != '\0' ? result->words : NULL);
        json_number("ms", result->ms);
    }
    if (explain)
        lines_json(scene);
    json_end();
    fflush(stdout);
}
