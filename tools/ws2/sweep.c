/* SPDX-License-Identifier: MIT */
/* ws2 run --fault sweep; see sweep.h. */
#include "sweep.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "command.h"
#include "out.h"

#define JOBS_MAX     64u
#define TIME_LEAST   5000u
#define TIME_OF_ONCE 120000u /* of the first run */

static volatile sig_atomic_t stopped;

static void stop(int number)
{
    stopped = number;
}

/* "0,3-5" has the status. */
static bool is_expected(const char *expect, int status)
{
    char *end;
    long from, to;

    if (expect == NULL)
        return true;
    while (*expect != '\0') {
        from = to = strtol(expect, &end, 10);
        if (*end == '-')
            to = strtol(end + 1, &end, 10);
        if (status >= from && status <= to)
            return true;
        expect = *end == ',' ? end + 1 : "";
    }
    return false;
}

static bool expect_check(const char *expect)
{
    static const char *const digits = "0123456789";

    while (expect != NULL && *expect != '\0') {
        size_t n = strspn(expect, digits);

        if (n == 0)
            return false;
        expect += n;
        if (*expect == '-') {
            n = strspn(++expect, digits);
            if (n == 0)
                return false;
            expect += n;
        }
        if (*expect == ',' && expect[1] != '\0')
            expect++;
        else if (*expect != '\0')
            return false;
    }
    return true;
}

static enum sweep_verdict verdict_of(const struct sweep_options *o,
                                     const struct sweep_child *c)
{
    if (c->telling) /* which may take its time */
        return SWEEP_SANITIZER;
    if (c->late)
        return SWEEP_HANG;
    if (WIFSIGNALED(c->status))
        return SWEEP_CRASH;
    if (!is_expected(o->expect, WEXITSTATUS(c->status)))
        return SWEEP_EXIT;
    return atomic_load(&c->report->hits) != 0 ? SWEEP_OK : SWEEP_UNREACHED;
}

static void case_end(const struct sweep_options *o, struct sweep_case *k,
                     const struct sweep_child *c)
{
    k->verdict = verdict_of(o, c);
    k->status =
        WIFSIGNALED(c->status) ? WTERMSIG(c->status) : WEXITSTATUS(c->status);
    memcpy(k->said, c->said, sizeof(k->said));
}

static int complain(const char *what)
{
    fprintf(stderr, "ws2 run: %s\n", what);
    return EXIT_USAGE_BAD;
}

/* Nothing can be said of a program that fails without our doing. */
static int first_check(const struct sweep_options *o,
                       const struct sweep_child *c)
{
    char text[200];

    if (c->late)
        return complain("the program is not over in time by itself");
    if (WIFEXITED(c->status) && WEXITSTATUS(c->status) == 127 &&
        atomic_load(&c->report->attached) == 0)
        return complain(c->said);
    if (WIFSIGNALED(c->status) ||
        !is_expected(o->expect, WEXITSTATUS(c->status)) || c->telling) {
        snprintf(text, sizeof(text), "the program fails by itself: %s %d, %s",
                 WIFSIGNALED(c->status) ? "signal" : "status",
                 WIFSIGNALED(c->status) ? WTERMSIG(c->status)
                                        : WEXITSTATUS(c->status),
                 c->said);
        return complain(text);
    }
    if (atomic_load(&c->report->attached) == 0)
        return complain("the program makes no call of this version of ws2");
    return EXIT_FOUND;
}

struct sweep {
    const struct sweep_options *o;
    struct sweep_child child[JOBS_MAX];
    struct sweep_case *running[JOBS_MAX];
    unsigned jobs, time_ms;
    struct sweep_case *cases;
    size_t n, next, done, findings;
};

static bool case_start(struct sweep *s, struct sweep_child *c,
                       struct sweep_case *k)
{
    char spec[120];

    sweep_spec(k, spec, sizeof(spec));
    s->running[c - s->child] = k;
    return sweep_child_start(c, s->o->argv, spec, s->time_ms);
}

/* Its end; false: the machine may have been busy, once more. */
static bool case_over(struct sweep *s, struct sweep_case *k,
                      const struct sweep_child *c)
{
    if (c->late && !c->telling && !k->again) {
        k->again = true;
        return false;
    }
    case_end(s->o, k, c);
    s->findings += sweep_is_finding(k->verdict);
    sweep_progress(++s->done, s->n, s->findings);
    return true;
}

static int cases_run(struct sweep *s)
{
    struct sweep_child *c;

    for (unsigned i = 0; i < s->jobs && s->next < s->n; i++)
        if (!case_start(s, &s->child[i], &s->cases[s->next++]))
            return complain(strerror(errno));
    while (stopped == 0 && (c = sweep_child_wait(s->child, s->jobs)) != NULL) {
        struct sweep_case *k = s->running[c - s->child];

        if (case_over(s, k, c))
            k = s->next < s->n ? &s->cases[s->next++] : NULL;
        if (k != NULL && !case_start(s, c, k))
            return complain(strerror(errno));
    }
    return stopped != 0 ? complain("stopped") : EXIT_FOUND;
}

static int first_run(struct sweep *s)
{
    struct sweep_child *c = &s->child[0];
    unsigned given_ms = s->o->time_ms;
    int64_t took_ms;
    int status;

    if (!sweep_child_start(c, s->o->argv, NULL,
                           given_ms != 0 ? given_ms : TIME_OF_ONCE))
        return complain(strerror(errno));
    while (sweep_child_wait(s->child, 1) == NULL)
        ;
    status = first_check(s->o, c);
    if (status != EXIT_FOUND)
        return status;
    took_ms = (sweep_child_now_ns() - c->begin_ns) / 1000000;
    s->time_ms = given_ms != 0               ? given_ms
                 : took_ms * 10 > TIME_LEAST ? (unsigned)took_ms * 10
                                             : TIME_LEAST;
    s->cases = sweep_plan(s->o, c->report, &s->n);
    return s->cases != NULL ? EXIT_FOUND : complain("no memory");
}

static int sweep_do(struct sweep *s)
{
    int status;

    for (unsigned i = 0; i < s->jobs; i++)
        if (!sweep_child_open(&s->child[i]))
            return complain(strerror(errno));
    status = first_run(s);
    if (status == EXIT_FOUND)
        status = cases_run(s);
    if (status != EXIT_FOUND)
        return status;
    if (s->o->json)
        sweep_show_json(s->o, s->cases, s->n);
    else
        sweep_show(s->o, s->cases, s->n);
    return s->findings != 0 ? EXIT_MISSING : EXIT_FOUND;
}

int sweep_run(const struct sweep_options *options)
{
    static struct sweep s;
    struct sigaction act = {.sa_handler = stop};
    int status;

    if (!expect_check(options->expect))
        return complain("--expect is statuses: 0,3-5");
    s.o = options;
    s.jobs = options->jobs < 1          ? 1
             : options->jobs > JOBS_MAX ? JOBS_MAX
                                        : options->jobs;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    status = sweep_do(&s);
    sweep_children_kill(s.child, s.jobs);
    for (unsigned i = 0; i < s.jobs; i++)
        sweep_child_close(&s.child[i]);
    free(s.cases);
    return status;
}
