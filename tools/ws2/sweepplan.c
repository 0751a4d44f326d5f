/* SPDX-License-Identifier: MIT */
/* What a sweep runs; see sweep.h. */
#include <stdio.h>
#include <stdlib.h>

#include <ws2/errors.h>

#include "fault/table.h"
#include "sweep.h"

/* What is over the next time one looks. All else stays as it is with that
 * socket: what is broken is not whole again. */
static bool passes(uint32_t code)
{
    const ws2_error_info *info = ws2_error_by_code((int)code);

    return info == NULL || info->kind == WS2_KIND_WAIT ||
           info->kind == WS2_KIND_RESOURCES ||
           (info->kind == WS2_KIND_NAME && code == 11002); /* WSATRY_AGAIN */
}

void sweep_spec(const struct sweep_case *c, char *text, size_t size)
{
    const char *function = ws2_fault_function_name(c->function);
    const char *name = ws2_error_name((int)c->code);
    char number[16];
    int n;

    if (c->how == SWEEP_SHORT) {
        snprintf(text, size, "%s:short=1", function);
        return;
    }
    snprintf(number, sizeof(number), "%u", (unsigned)c->code);
    n = snprintf(text, size, "%s:%s", function, name != NULL ? name : number);
    if (c->call > 0 && n >= 0 && (size_t)n < size)
        n += snprintf(text + n, size - (size_t)n, " after=%u", c->call);
    if (n >= 0 && (size_t)n < size)
        snprintf(text + n, size - (size_t)n, "%s%s",
                 passes(c->code) ? " count=1" : " stick",
                 c->how == SWEEP_LATE ? " late" : "");
}

struct plan {
    struct sweep_case *cases;
    size_t n, room;
    bool failed;
};

static void plan_add(struct plan *p, unsigned function, unsigned call,
                     uint32_t code, enum sweep_how how)
{
    struct sweep_case *more;

    if (p->n == p->room) {
        p->room = p->room * 2 + 64;
        more = realloc(p->cases, p->room * sizeof(*more));
        if (more == NULL) {
            p->failed = true;
            p->room = p->n;
            return;
        }
        p->cases = more;
    }
    p->cases[p->n++] = (struct sweep_case){
        .function = function, .call = call, .code = code, .how = how};
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void function_plan(struct plan *p, const struct sweep_options *o,
                          unsigned f, const struct ws2_fault_counts *seen)
{
    unsigned calls = least(atomic_load(&seen->calls), o->calls);
    unsigned late = least(atomic_load(&seen->late), o->calls);
    uint32_t events = atomic_load(&seen->events);
    unsigned n;
    const struct ws2_fault_pair *pair = ws2_fault_pairs(f, &n);

    for (; n > 0; n--, pair++) {
        unsigned when = ws2_fault_when(f, pair);

        if ((when & WS2_PAIR_QOS) != 0 && !o->qos)
            continue;
        for (unsigned i = 0; i < calls && (when & WS2_PAIR_AT_ONCE) != 0; i++)
            plan_add(p, f, i, pair->code, SWEEP_AT_ONCE);
        for (unsigned i = 0; i < late && (when & WS2_PAIR_LATE) != 0; i++)
            plan_add(p, f, i, pair->code, SWEEP_LATE);
        if ((pair->events & events) != 0 && (when & WS2_PAIR_LATE) != 0)
            plan_add(p, f, 0, pair->code, SWEEP_LATE);
    }
    if (atomic_load(&seen->brief) > 0)
        plan_add(p, f, 0, 0, SWEEP_SHORT);
}

struct sweep_case *sweep_plan(const struct sweep_options *options,
                              const struct ws2_fault_report *seen, size_t *n)
{
    struct plan p = {NULL, 0, 0, false};

    for (unsigned f = 0; f < ws2_fault_functions(); f++)
        if (options->only == NULL ||
            ws2_fault_like(options->only, ws2_fault_function_name(f)))
            function_plan(&p, options, f, &seen->function[f]);
    if (p.cases == NULL && !p.failed)
        p.cases = calloc(1, sizeof(*p.cases));
    if (p.failed) {
        free(p.cases);
        return NULL;
    }
    *n = p.n;
    return p.cases;
}
