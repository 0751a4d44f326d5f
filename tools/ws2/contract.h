/* SPDX-License-Identifier: MIT */
/* The error contract as a table: which function documents which code under
 * which condition, and what the tests say. Made at build time from
 * tests/contract/{contract,covered,unshown}.tsv by contract.awk. */
#ifndef WS2_TOOL_CONTRACT_H
#define WS2_TOOL_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>

enum contract_state {
    CONTRACT_OPEN,   /* no test */
    CONTRACT_TESTED, /* note: the test */
    CONTRACT_MARKED  /* cannot be shown; note: why */
};

struct contract_row {
    const char *function;
    const char *area;    /* socket, wsa, extension, spi, qos */
    const char *failure; /* what the function returns then */
    const char *code;    /* name; "-" when the page names none */
    const char *condition;
    enum contract_state state;
    const char *note; /* "" when there is none */
};

/* In the order of areas, functions, codes; NULL behind the last. */
const struct contract_row *contract_at(size_t index);

/* Whether test results were there when this program was built. */
bool contract_has_results(void);

/* Whether the row's code is this number, under whichever name. */
bool contract_is_code(const struct contract_row *row, int code);

/* The function's name as the contract has it: any case, and A or W at the end
 * may be there or not. NULL: not in the contract. */
const char *contract_function(const char *name);

#endif
