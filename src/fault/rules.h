/* SPDX-License-Identifier: MIT */
/* The faults that are armed, and which of them a call meets. A rule is one
 * fault; ws2/fault.h says what its members mean to a program.
 *
 * One lock guards all rules; it is a leaf, and is taken only for functions that
 * some rule is about. */
#ifndef WS2_FAULT_RULES_H
#define WS2_FAULT_RULES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault/table.h"

#define WS2_FAULT_RULES 128 /* armed at once */
#define WS2_FAULT_NAME  48

struct ws2_fault_rule {
    uint64_t functions[WS2_FAULT_FUNCTIONS / 64]; /* a bit each */
    char form[WS2_FAULT_NAME]; /* this exported name only; "": any */
    uint32_t code;             /* 0: the call is made */
    uint16_t events;           /* FD_*; 0: no network event */
    bool late, sticks;
    uintptr_t socket; /* 0: any */
    uint64_t after, count, seed;
    double chance;           /* 0 to 1 */
    uint32_t delay_ms, most; /* most: bytes, 0: any number */
};

static inline bool ws2_fault_rule_has(const struct ws2_fault_rule *rule,
                                      unsigned function)
{
    return (rule->functions[function / 64] >> function % 64 & 1) != 0;
}

/* What a rule is asked about. */
struct ws2_fault_call {
    unsigned function;
    const char *name; /* as exported, or NULL: any form */
    uintptr_t socket; /* 0: the function has none */
    bool may_be_late; /* this call may fail after it has returned */
    bool may_be_less; /* fewer bytes than asked for lose nothing */
    uint16_t event;   /* FD_*, where one is about to be told; else 0 */
};

struct ws2_fault_verdict {
    uint32_t code; /* 0: none */
    enum ws2_fault_failure failure;
    bool late;
    uint32_t delay_ms, most;
};

/* Takes the rule in. *id: its number, from 1. False: too many are armed. */
bool ws2_fault_rule_arm(const struct ws2_fault_rule *rule, unsigned *id);
bool ws2_fault_rule_disarm(unsigned id);
void ws2_fault_rules_disarm(void);

/* False: no rule of this number is armed. */
bool ws2_fault_rule_counts(unsigned id, uint64_t *calls, uint64_t *hits);

uint64_t ws2_fault_rules_hits(void); /* of all that are armed */

/* Functions that some rule is about; a look without the lock. */
extern atomic_uint ws2_fault_armed;
bool ws2_fault_concerns(unsigned function);

/* Counts the call with all rules that it meets. False: nothing happens to it;
 * else the first code, and how much of delay and shortening. */
bool ws2_fault_decide(const struct ws2_fault_call *call,
                      struct ws2_fault_verdict *verdict);

#endif
