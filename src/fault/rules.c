/* SPDX-License-Identifier: MIT */
/* Armed faults; see rules.h. */
#include "fault/rules.h"

#include <string.h>

#include "os/fork.h"
#include "os/lock.h"

struct armed {
    struct ws2_fault_rule rule;
    unsigned id; /* 0: free */
    uint64_t calls, hits;
    uintptr_t stuck; /* the socket it has hit, if it sticks */
};

static struct ws2_lock lock = WS2_LOCK_INIT;
static struct armed table[WS2_FAULT_RULES];
static unsigned last_id;
static unsigned used; /* of table, from its beginning */

atomic_uint ws2_fault_armed;
static _Atomic uint64_t concerned[WS2_FAULT_FUNCTIONS / 64];

/* The rules are the child's, too; the thread that held the lock is not. */
static void rules_forked(void)
{
    atomic_store(&lock.word, 0);
}
OS_IN_FORKED_CHILD(rules_forked)

bool ws2_fault_concerns(unsigned function)
{
    return (atomic_load_explicit(&concerned[function / 64],
                                 memory_order_relaxed) >>
                function % 64 &
            1) != 0;
}

static void concerned_update(void)
{
    uint64_t all[WS2_FAULT_FUNCTIONS / 64] = {0};
    unsigned n = 0;

    used = 0;
    for (unsigned i = 0; i < WS2_FAULT_RULES; i++) {
        if (table[i].id == 0)
            continue;
        used = i + 1;
        n++;
        for (unsigned w = 0; w < WS2_FAULT_FUNCTIONS / 64; w++)
            all[w] |= table[i].rule.functions[w];
    }
    for (unsigned w = 0; w < WS2_FAULT_FUNCTIONS / 64; w++)
        atomic_store(&concerned[w], all[w]);
    atomic_store(&ws2_fault_armed, n);
}

static struct armed *armed_find(unsigned id)
{
    for (unsigned i = 0; i < used; i++)
        if (table[i].id == id)
            return &table[i];
    return NULL;
}

bool ws2_fault_rule_arm(const struct ws2_fault_rule *rule, unsigned *id)
{
    unsigned i = 0;

    ws2_lock_take(&lock);
    /* behind those that are armed, as the first that fires has its way */
    i = used < WS2_FAULT_RULES ? used : 0;
    while (i < WS2_FAULT_RULES && table[i].id != 0)
        i++;
    if (i < WS2_FAULT_RULES) {
        memset(&table[i], 0, sizeof(table[i]));
        table[i].rule = *rule;
        last_id += last_id + 1 != 0 ? 1 : 2; /* 0 is none's */
        *id = table[i].id = last_id;
        concerned_update();
    }
    ws2_lock_drop(&lock);
    return i < WS2_FAULT_RULES;
}

bool ws2_fault_rule_disarm(unsigned id)
{
    struct armed *a;

    if (id == 0)
        return false;
    ws2_lock_take(&lock);
    a = armed_find(id);
    if (a != NULL) {
        a->id = 0;
        concerned_update();
    }
    ws2_lock_drop(&lock);
    return a != NULL;
}

void ws2_fault_rules_disarm(void)
{
    ws2_lock_take(&lock);
    for (unsigned i = 0; i < used; i++)
        table[i].id = 0;
    concerned_update();
    ws2_lock_drop(&lock);
}

bool ws2_fault_rule_counts(unsigned id, uint64_t *calls, uint64_t *hits)
{
    const struct armed *a = NULL;

    ws2_lock_take(&lock);
    if (id != 0)
        a = armed_find(id);
    if (a != NULL) {
        *calls = a->calls;
        *hits = a->hits;
    }
    ws2_lock_drop(&lock);
    return a != NULL;
}

uint64_t ws2_fault_rules_hits(void)
{
    uint64_t hits = 0;

    ws2_lock_take(&lock);
    for (unsigned i = 0; i < used; i++)
        hits += table[i].id != 0 ? table[i].hits : 0;
    ws2_lock_drop(&lock);
    return hits;
}

/* The n-th draw of a seed, in [0, 1): the same in every run, whichever thread
 * makes the n-th call. SplitMix64. */
static double draw(uint64_t seed, uint64_t n)
{
    uint64_t z = seed + (n + 1) * 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return (double)(z >> 11) * 0x1p-53;
}

static bool is_about(const struct armed *a, const struct ws2_fault_call *call)
{
    const struct ws2_fault_rule *r = &a->rule;

    if (a->id == 0 || !ws2_fault_rule_has(r, call->function))
        return false;
    if (call->event != 0 ? (r->events & call->event) == 0 || !r->late
                         : r->events != 0)
        return false;
    if ((r->late && !call->may_be_late) || (r->most != 0 && !call->may_be_less))
        return false;
    if (r->form[0] != '\0' && call->name != NULL &&
        strcmp(r->form, call->name) != 0)
        return false;
    if (a->stuck != 0)
        return call->socket == a->stuck;
    return r->socket == 0 || r->socket == call->socket;
}

/* A call that the rule is about: does it hit? */
static bool fires(struct armed *a)
{
    const struct ws2_fault_rule *r = &a->rule;
    uint64_t n = a->calls++;

    if (n < r->after || (r->count != 0 && a->hits >= r->count))
        return false;
    return r->chance >= 1 || draw(r->seed, n) < r->chance;
}

static enum ws2_fault_failure failure_of(unsigned function, uint32_t code)
{
    const struct ws2_fault_pair *pair = ws2_fault_pair(function, code);
    unsigned n;

    /* forced: as the function fails otherwise */
    return pair != NULL ? pair->failure
                        : ws2_fault_pairs(function, &n)->failure;
}

static void hit(struct armed *a, const struct ws2_fault_call *call,
                struct ws2_fault_verdict *v)
{
    const struct ws2_fault_rule *r = &a->rule;

    a->hits++;
    if (r->sticks)
        a->stuck = call->socket != 0 ? call->socket : UINTPTR_MAX;
    if (r->most != 0 && (v->most == 0 || r->most < v->most))
        v->most = r->most;
    v->delay_ms += r->delay_ms;
    v->code = r->code;
    v->late = r->late;
}

bool ws2_fault_decide(const struct ws2_fault_call *call,
                      struct ws2_fault_verdict *verdict)
{
    struct ws2_fault_verdict v = {0};
    bool met = false;

    if (!ws2_fault_concerns(call->function))
        return false;
    ws2_lock_take(&lock);
    for (unsigned i = 0; i < used; i++) {
        struct armed *a = &table[i];

        if (!is_about(a, call) || !fires(a) || v.code != 0)
            continue; /* the first code has its way */
        hit(a, call, &v);
        met = true;
    }
    ws2_lock_drop(&lock);
    if (v.code != 0)
        v.failure = failure_of(call->function, v.code);
    *verdict = v;
    return met;
}
