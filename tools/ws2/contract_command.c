/* SPDX-License-Identifier: MIT */
/* ws2 contract: the documented errors of functions, and what is known of them
 * here: tested, marked as not to be shown (with the reason), or neither. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "command.h"
#include "condition.h"
#include "contract.h"
#include "json.h"
#include "options.h"
#include "out.h"
#include "suggest.h"

#define INDENT 2u

static const struct {
    const char *word;
    enum out_style style;
} states[] = {
    [CONTRACT_OPEN] = {"no test", OUT_FAINT},
    [CONTRACT_TESTED] = {"tested", OUT_GOOD},
    [CONTRACT_MARKED] = {"marked", OUT_BAD},
};

/* Without test results nothing is known of what is not marked. */
static const char *state_word(enum contract_state state)
{
    if (state == CONTRACT_OPEN && !contract_has_results())
        return "unknown";
    return states[state].word;
}

struct tally {
    unsigned pairs;
    unsigned by_state[3];
};

void contract_help(void)
{
    printf(
        "usage: ws2 contract [OPTION...] [FUNCTION...]\n\n"
        "The errors that the reference documents for a function: code,\n"
        "condition and state. tested: a test provokes it and sees the code;\n"
        "marked: Linux cannot show it, with the reason; no test: neither.\n"
        "Without a function, how many there are in each area.\n\n"
        "  --list         all functions, with their numbers\n"
        "  --json         an array of objects\n"
        "  --color WHEN   auto, always or never\n\n"
        "Exit status: 0 all found, 1 something not found, 2 usage.\n");
}

static void tally_add(struct tally *t, const struct contract_row *row)
{
    t->pairs++;
    t->by_state[row->state]++;
}

/* --- One function. */

static unsigned code_width(const char *function)
{
    const struct contract_row *row;
    size_t width = 0;
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++)
        if (strcmp(row->function, function) == 0 && strlen(row->code) > width)
            width = strlen(row->code);
    return (unsigned)width;
}

static void row_show(const struct contract_row *row, unsigned width)
{
    unsigned column = INDENT + width + 2 + 7 + 2;

    printf("%*s", (int)INDENT, "");
    out_print(OUT_NAME, "%-*s", (int)width, row->code);
    out_print(states[row->state].style, "  %-7s  ", state_word(row->state));
    condition_show(row->condition, column);
    if (row->state == CONTRACT_MARKED && row->note[0] != '\0') {
        printf("%*s", (int)column, "");
        out_print(OUT_FAINT, "why: ");
        out_wrap(row->note, column + 5, column + 5);
    }
}

static void sum_show(const struct tally *t)
{
    printf("\n%*s%u documented: %u tested, %u marked, %u %s\n", (int)INDENT, "",
           t->pairs, t->by_state[CONTRACT_TESTED], t->by_state[CONTRACT_MARKED],
           t->by_state[CONTRACT_OPEN],
           contract_has_results() ? "without a test" : "unknown");
}

/* How the function says that it failed. Rows with NONE are side effects. */
static const char *failure_text(const char *function)
{
    static char text[64];
    const struct contract_row *row;
    const char *failure = "NONE";
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++)
        if (strcmp(row->function, function) == 0 &&
            strcmp(failure, "NONE") == 0)
            failure = row->failure;
    if (strcmp(failure, "NONE") == 0)
        return "reports no failure itself";
    if (strcmp(failure, "RETURNED") == 0)
        return "returns the code";
    snprintf(text, sizeof(text), "fails with %s", failure);
    return text;
}

static void function_show(const char *function)
{
    unsigned width = code_width(function);
    const struct contract_row *row;
    struct tally t = {0};
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++) {
        if (strcmp(row->function, function) != 0)
            continue;
        if (t.pairs == 0) {
            out_print(OUT_CALL, "%s", function);
            printf("  %s\n\n", failure_text(function));
        }
        tally_add(&t, row);
        row_show(row, width);
    }
    sum_show(&t);
}

static void row_json(const struct contract_row *row)
{
    json_begin(NULL, '{');
    json_string("function", row->function);
    json_string("area", row->area);
    json_string("failure", row->failure);
    json_string("code", row->code);
    json_string("condition", row->condition);
    json_string("state", state_word(row->state));
    json_string("note", row->note[0] != '\0' ? row->note : NULL);
    json_end();
}

static void function_json(const char *function)
{
    const struct contract_row *row;
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++)
        if (function == NULL || strcmp(row->function, function) == 0)
            row_json(row);
}

/* --- All functions. */

static void tally_show(const char *title, const struct tally *t)
{
    out_print(OUT_CALL, "%-34s", title);
    printf("%6u %8u %8u %8u\n", t->pairs, t->by_state[CONTRACT_TESTED],
           t->by_state[CONTRACT_MARKED], t->by_state[CONTRACT_OPEN]);
}

static void heading_show(const char *title)
{
    out_print(OUT_HEADING, "%-34s%6s %8s %8s %8s\n", title, "errors", "tested",
              "marked", state_word(CONTRACT_OPEN));
}

/* The row's group in a table: its area or its function. */
static const char *group_of(const struct contract_row *row, bool by_area)
{
    return by_area ? row->area : row->function;
}

/* Whether no row before has the same group. */
static bool is_first(size_t index, bool by_area)
{
    const char *group = group_of(contract_at(index), by_area);
    size_t i;

    for (i = 0; i < index; i++)
        if (strcmp(group_of(contract_at(i), by_area), group) == 0)
            return false;
    return true;
}

static void groups_show(bool by_area)
{
    const struct contract_row *row;
    size_t i;
    size_t j;

    for (i = 0; contract_at(i) != NULL; i++) {
        const char *group = group_of(contract_at(i), by_area);
        struct tally t = {0};

        if (!is_first(i, by_area))
            continue;
        for (j = i; (row = contract_at(j)) != NULL; j++)
            if (strcmp(group_of(row, by_area), group) == 0)
                tally_add(&t, row);
        tally_show(group, &t);
    }
}

static void total_show(void)
{
    const struct contract_row *row;
    unsigned functions = 0;
    struct tally t = {0};
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++) {
        functions += is_first(i, false);
        tally_add(&t, row);
    }
    tally_show("total", &t);
    printf("\n%u functions. ", functions);
    if (contract_has_results())
        printf("ws2 contract FUNCTION shows its errors.\n");
    else
        printf("No test results were there when this ws2 was built.\n");
}

/* --- The command. */

static bool operand_show(const char *operand, bool json, bool first)
{
    const char *function = contract_function(operand);
    const char *close;

    if (function == NULL) {
        close = suggest_function(operand);
        fflush(stdout);
        fprintf(stderr, "ws2: no function \"%s\" in the contract%s%s%s\n",
                out_safe(operand), close != NULL ? "; did you mean " : "",
                close != NULL ? close : "", close != NULL ? "?" : "");
        return false;
    }
    if (json) {
        function_json(function);
        return true;
    }
    if (!first)
        putchar('\n');
    function_show(function);
    return true;
}

static int operands_run(int count, char **operands, bool json)
{
    int status = EXIT_FOUND;
    bool first = true;
    int i;

    if (json)
        json_begin(NULL, '[');
    for (i = 0; i < count; i++)
        if (operand_show(operands[i], json, first))
            first = false;
        else
            status = EXIT_MISSING;
    if (json && count == 0)
        function_json(NULL);
    if (json)
        json_end();
    return status;
}

int contract_run(int argc, char **argv)
{
    bool help = false;
    bool list = false;
    bool json = false;
    const struct option_spec specs[] = {
        {"--list", &list, NULL}, {"--json", &json, NULL}, {NULL, NULL, NULL}};
    int count = options_read(argc, argv, specs, &help);

    if (count < 0)
        return EXIT_USAGE_BAD;
    if (help) {
        contract_help();
        return EXIT_FOUND;
    }
    if (list && (count > 0 || json)) {
        fprintf(stderr, "ws2 contract: --list goes with nothing else; try: ws2 "
                        "help contract\n");
        return EXIT_USAGE_BAD;
    }
    if (count > 0 || json)
        return operands_run(count, argv + 1, json);
    heading_show(list ? "function" : "area");
    groups_show(!list);
    total_show();
    return EXIT_FOUND;
}
