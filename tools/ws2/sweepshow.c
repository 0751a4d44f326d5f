/* SPDX-License-Identifier: MIT */
/* What a sweep has found, as a table and as JSON. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ws2/errors.h>

#include "fault/table.h"
#include "json.h"
#include "out.h"
#include "sweep.h"

static const char *const words[SWEEP_VERDICTS] = {
    [SWEEP_OK] = "ok",     [SWEEP_UNREACHED] = "not reached",
    [SWEEP_EXIT] = "exit", [SWEEP_CRASH] = "crash",
    [SWEEP_HANG] = "hang", [SWEEP_SANITIZER] = "sanitizer",
};

static const char *const hows[] = {
    [SWEEP_AT_ONCE] = "", [SWEEP_LATE] = "late", [SWEEP_SHORT] = "short"};

bool sweep_is_finding(enum sweep_verdict verdict)
{
    return verdict >= SWEEP_EXIT;
}

static const char *code_name(const struct sweep_case *c)
{
    static char number[16];
    const char *name = ws2_error_name((int)c->code);

    if (c->how == SWEEP_SHORT)
        return "short=1";
    snprintf(number, sizeof(number), "%u", (unsigned)c->code);
    return name != NULL ? name : number;
}

/* On a terminal, over and over on one line of standard error. */
void sweep_progress(size_t done, size_t all, size_t findings)
{
    if (!isatty(STDERR_FILENO))
        return;
    fprintf(stderr, "\r%zu of %zu runs, %zu findings ", done, all, findings);
    if (done == all)
        fprintf(stderr, "\r%60s\r", "");
    fflush(stderr);
}

static enum out_style style_of(enum sweep_verdict verdict)
{
    if (sweep_is_finding(verdict))
        return OUT_BAD;
    return verdict == SWEEP_OK ? OUT_GOOD : OUT_FAINT;
}

/* What came, in a word or two; of exits each code says its own. */
static void verdict_show(const struct sweep_case *c)
{
    const char *name =
        c->verdict == SWEEP_CRASH ? sigabbrev_np(c->status) : NULL;
    char text[40];

    snprintf(text, sizeof(text), "%s%s%s", words[c->verdict],
             name != NULL ? " SIG" : "", name != NULL ? name : "");
    out_print(style_of(c->verdict), "%-14s ", text);
}

/* Codes of one call that have come to the same are one row. */
static bool is_same(const struct sweep_case *a, const struct sweep_case *b)
{
    return a->function == b->function && a->call == b->call &&
           a->how == b->how && a->verdict == b->verdict &&
           (a->status == b->status || a->verdict == SWEEP_EXIT);
}

static void codes_join(char *text, size_t size, const struct sweep_case *c)
{
    size_t at = strlen(text);

    snprintf(text + at, size - at, "%s%s", at != 0 ? " " : "", code_name(c));
    at = strlen(text);
    if (c->verdict == SWEEP_EXIT)
        snprintf(text + at, size - at, "=%d", c->status);
}

#define WHAT 51u /* column of the codes */

static void row_show(const struct sweep_case *cases, size_t n, size_t first)
{
    const struct sweep_case *c = &cases[first];
    char codes[4096] = "";

    for (size_t i = first; i < n; i++)
        if (is_same(c, &cases[i]))
            codes_join(codes, sizeof(codes), &cases[i]);
    out_print(OUT_CALL, "%-24s", ws2_fault_function_name(c->function));
    printf(" %4u %-5s ", c->call + 1, hows[c->how]);
    verdict_show(c);
    out_cell(codes, WHAT);
    if (sweep_is_finding(c->verdict) && c->said[0] != '\0') {
        printf("%*s", (int)WHAT, "");
        out_print(OUT_FAINT, "%s\n", out_safe(c->said));
    }
}

static bool was_shown(const struct sweep_case *cases, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (is_same(&cases[k], &cases[i]))
            return true;
    return false;
}

static void sum_show(const struct sweep_case *cases, size_t n)
{
    size_t count[SWEEP_VERDICTS] = {0};

    for (size_t i = 0; i < n; i++)
        count[cases[i].verdict]++;
    printf("%zu runs:", n);
    for (int v = 0; v < SWEEP_VERDICTS; v++)
        if (count[v] != 0 || v == SWEEP_OK)
            printf("%s %zu %s", v == 0 ? "" : ",", count[v], words[v]);
    printf("\n");
}

void sweep_show(const struct sweep_options *options,
                const struct sweep_case *cases, size_t n)
{
    const struct sweep_case *first = NULL;
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        if ((!options->all && !sweep_is_finding(cases[i].verdict)) ||
            was_shown(cases, i))
            continue;
        if (!any)
            out_print(OUT_HEADING, "%-24s %4s %-5s %-14s %s\n", "function",
                      "call", "how", "what came", "codes");
        any = true;
        if (first == NULL && sweep_is_finding(cases[i].verdict))
            first = &cases[i];
        row_show(cases, n, i);
    }
    if (any)
        printf("\n");
    sum_show(cases, n);
    if (first != NULL) {
        char spec[120];

        sweep_spec(first, spec, sizeof(spec));
        printf("once more, the first: ws2 run --fault '%s' %s ...\n", spec,
               out_safe(options->argv[0]));
    }
}

static void case_json(const struct sweep_case *c)
{
    char spec[120];

    sweep_spec(c, spec, sizeof(spec));
    json_begin(NULL, '{');
    json_string("function", ws2_fault_function_name(c->function));
    json_number("call", c->call + 1);
    json_string("code", c->how == SWEEP_SHORT ? NULL : code_name(c));
    json_bool("late", c->how == SWEEP_LATE);
    json_string("fault", spec);
    json_string("verdict", words[c->verdict]);
    if (c->verdict == SWEEP_CRASH)
        json_number("signal", c->status);
    else if (c->verdict != SWEEP_HANG)
        json_number("status", c->status);
    json_string("said", c->said);
    json_end();
}

void sweep_show_json(const struct sweep_options *options,
                     const struct sweep_case *cases, size_t n)
{
    size_t findings = 0;

    json_begin(NULL, '{');
    json_begin("program", '[');
    for (char *const *a = options->argv; *a != NULL; a++)
        json_string(NULL, *a);
    json_end();
    json_number("count", (long long)n);
    json_begin("runs", '[');
    for (size_t i = 0; i < n; i++) {
        findings += sweep_is_finding(cases[i].verdict);
        if (options->all || sweep_is_finding(cases[i].verdict))
            case_json(&cases[i]);
    }
    json_end();
    json_number("findings", (long long)findings);
    json_end();
}
