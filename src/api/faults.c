/* SPDX-License-Identifier: MIT */
/* The functions of ws2/fault.h, and WS2_FAULT. Calls are watched only while
 * something is armed. */
#include "api/faults.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>
#include <ws2/fault.h>

#include "fault/report.h"
#include "fault/spec.h"
#include "os/fork.h"
#include "watch/watch.h"

/* Held over a change of the rules and of whether calls are watched. */
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;
static bool watching;

static void faults_forked(void)
{
    changing = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(faults_forked)

/* WSAENOBUFS: there are too many watchers. */
static ws2_err watch_as_needed_locked(void)
{
    bool needed =
        atomic_load(&ws2_fault_armed) != 0 || ws2_fault_report != NULL;
    ws2_err err = WS2_OK;

    if (needed && !watching)
        err = ws2_watcher_add(&ws2_fault_watcher);
    else if (!needed && watching)
        ws2_watcher_remove(&ws2_fault_watcher);
    watching = err == WS2_OK && needed;
    return err;
}

/* All of them or none. */
static ws2_err rules_arm(const struct ws2_fault_rule *rule, unsigned count,
                         unsigned *id)
{
    unsigned n = 0;
    ws2_err err = WSAENOBUFS;

    pthread_mutex_lock(&changing);
    while (n < count && ws2_fault_rule_arm(&rule[n], &id[n]))
        n++;
    if (n == count)
        err = watch_as_needed_locked();
    while (err != WS2_OK && n > 0)
        ws2_fault_rule_disarm(id[--n]);
    pthread_mutex_unlock(&changing);
    return err;
}

int ws2_fault_arm(const ws2_fault *fault, unsigned *id)
{
    struct ws2_fault_rule rule;
    const char *why;
    unsigned number;
    ws2_err err = ws2_fault_rule_make(fault, &rule, &why);

    if (err == WS2_OK)
        err = rules_arm(&rule, 1, &number);
    if (err == WS2_OK && id != NULL)
        *id = number;
    return err;
}

/* "at 6, \"WSAEFOO\": no such code" */
static void explain(char *message, size_t size, const char *text,
                    const struct ws2_fault_complaint *c)
{
    int n = (int)(c->length < 40 ? c->length : 40);

    if (message != NULL && size > 0)
        snprintf(message, size, "at %zu, \"%.*s\": %s", c->at + 1, n,
                 text + c->at, c->what);
}

struct rules {
    unsigned n;
    struct ws2_fault_rule rule[WS2_FAULT_RULES];
};

static ws2_err text_read(const char *text, struct rules *rules,
                         struct ws2_fault_complaint *c)
{
    struct ws2_fault_item item;
    size_t at = 0;
    int got;

    while ((got = ws2_fault_item_read(text, &at, &item, c)) > 0) {
        ws2_err err = WSAENOBUFS;

        c->what = "too many faults";
        if (rules->n < WS2_FAULT_RULES)
            err = ws2_fault_rule_make(&item.fault, &rules->rule[rules->n],
                                      &c->what);
        c->at = item.at;
        c->length = item.length;
        if (err != WS2_OK)
            return err;
        rules->n++;
    }
    return got < 0 ? WSAEINVAL : WS2_OK;
}

int ws2_fault_arm_text(const char *text, char *message, size_t size)
{
    struct ws2_fault_complaint c = {0, 0, "no memory"};
    unsigned id[WS2_FAULT_RULES];
    struct rules *rules;
    ws2_err err;

    if (message != NULL && size > 0)
        message[0] = '\0';
    if (text == NULL)
        return WSAEFAULT;
    rules = malloc(sizeof(*rules));
    if (rules != NULL)
        rules->n = 0;
    err = rules != NULL ? text_read(text, rules, &c) : WSAENOBUFS;
    if (err == WS2_OK) {
        c.what = "too many faults are armed";
        err = rules_arm(rules->rule, rules->n, id);
    }
    if (err != WS2_OK)
        explain(message, size, text, &c);
    free(rules);
    return err;
}

unsigned long long ws2_fault_hits(unsigned id)
{
    uint64_t calls, hits;

    return ws2_fault_rule_counts(id, &calls, &hits) ? hits : 0;
}

unsigned long long ws2_fault_calls(unsigned id)
{
    uint64_t calls, hits;

    return ws2_fault_rule_counts(id, &calls, &hits) ? calls : 0;
}

unsigned long long ws2_fault_hits_all(void)
{
    return ws2_fault_rules_hits();
}

int ws2_fault_disarm(unsigned id)
{
    bool was;

    pthread_mutex_lock(&changing);
    was = ws2_fault_rule_disarm(id);
    (void)watch_as_needed_locked();
    pthread_mutex_unlock(&changing);
    return was ? WS2_OK : WSAEINVAL;
}

void ws2_fault_disarm_all(void)
{
    pthread_mutex_lock(&changing);
    ws2_fault_rules_disarm();
    (void)watch_as_needed_locked();
    pthread_mutex_unlock(&changing);
}

/* How a pair can be armed, as ws2_fault_documented has it; -1: not. */
static int late_of(unsigned when)
{
    if ((when & WS2_PAIR_LATE) == 0)
        return (when & WS2_PAIR_AT_ONCE) != 0 ? 0 : -1;
    return (when & WS2_PAIR_AT_ONCE) == 0 ? 1 : 2;
}

int ws2_fault_at(size_t index, ws2_fault_documented *pair)
{
    for (unsigned f = 0; f < ws2_fault_functions(); f++) {
        unsigned n;
        const struct ws2_fault_pair *p = ws2_fault_pairs(f, &n);

        if (!ws2_fault_function_watched(f))
            continue;
        for (; n > 0; n--, p++) {
            int late = late_of(ws2_fault_when(f, p));

            if (late < 0 || index-- > 0)
                continue;
            pair->function = ws2_fault_function_name(f);
            pair->code = (int)p->code;
            pair->late = (unsigned)late;
            return 1;
        }
    }
    return 0;
}

/* A text that is wrong arms nothing, and is told of: silence would pass for a
 * test. */
void ws2_faults_start(void)
{
    const char *report = secure_getenv("WS2_FAULT_REPORT");
    const char *text = secure_getenv("WS2_FAULT");
    char message[160];

    if (report != NULL && ws2_fault_report_attach(report)) {
        pthread_mutex_lock(&changing);
        (void)watch_as_needed_locked();
        pthread_mutex_unlock(&changing);
    }
    if (text == NULL || text[0] == '\0' ||
        ws2_fault_arm_text(text, message, sizeof(message)) == WS2_OK)
        return;
    fprintf(stderr, "ws2: WS2_FAULT: %s\n", message);
    if (ws2_fault_report != NULL)
        atomic_fetch_add(&ws2_fault_report->refused, 1);
}
