/* SPDX-License-Identifier: MIT */
/* The generated table and the questions to it; see contract.h. */
#include "contract.h"

#include <string.h>
#include <strings.h>

#include "ws2/errors.h"

#define ROW(function, area, failure, code, condition, state, note)             \
    {function, area, failure, code, condition, CONTRACT_##state, note},
#define RESULTS(there)
static const struct contract_row rows[] = {
#include "ws2_contract_rows.inc"
};
#undef ROW
#undef RESULTS

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

const struct contract_row *contract_at(size_t index)
{
    return index < ROW_COUNT ? &rows[index] : NULL;
}

bool contract_has_results(void)
{
#define ROW(...)
#define RESULTS(there) return there;
#include "ws2_contract_rows.inc"
#undef ROW
#undef RESULTS
}

bool contract_is_code(const struct contract_row *row, int code)
{
    const ws2_error_info *entry = ws2_error_by_name(row->code);

    return entry != NULL && entry->code == code;
}

/* name without an A or W at its end is function. */
static bool is_variant(const char *name, const char *function)
{
    size_t len = strlen(function);

    return strlen(name) == len + 1 && strncasecmp(name, function, len) == 0 &&
           strchr("AWaw", name[len]) != NULL;
}

const char *contract_function(const char *name)
{
    size_t i;

    for (i = 0; i < ROW_COUNT; i++)
        if (strcasecmp(name, rows[i].function) == 0)
            return rows[i].function;
    for (i = 0; i < ROW_COUNT; i++)
        if (is_variant(name, rows[i].function) ||
            is_variant(rows[i].function, name))
            return rows[i].function;
    return NULL;
}
