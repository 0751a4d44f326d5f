/* SPDX-License-Identifier: MIT */
/* See bucket.h. Levels are counted in bytes * 10^9, so that a rate times
 * nanoseconds is one and nothing is rounded away. */
#include "qos/bucket.h"

#define NS INT64_C(1000000000)

static int64_t full_of(const struct ws2_tokens *t)
{
    return (int64_t)t->depth * NS;
}

/* A time to fill it is all that needs to be looked back. */
static void tokens_fill(struct ws2_tokens *t, int64_t past_ns)
{
    int64_t room = full_of(t) - t->level;

    if (t->rate == 0)
        return;
    if (past_ns > room / t->rate)
        t->level = full_of(t);
    else
        t->level += past_ns * t->rate;
}

static int64_t tokens_wait(const struct ws2_tokens *t, uint32_t size)
{
    int64_t need = (int64_t)(size < t->depth ? size : t->depth) * NS;

    if (t->rate == 0 || t->level >= need)
        return 0;
    return (need - t->level + t->rate - 1) / t->rate;
}

static bool tokens_have(const struct ws2_tokens *t, uint32_t size)
{
    return t->rate == 0 || t->level >= (int64_t)size * NS;
}

static void tokens_add(struct ws2_tokens *t, int64_t bytes)
{
    if (t->rate == 0)
        return;
    t->level += bytes * NS;
    if (t->level > full_of(t))
        t->level = full_of(t);
}

static void bucket_fill(struct ws2_bucket *b, int64_t now_ns)
{
    int64_t past_ns = now_ns - b->at_ns;

    if (past_ns <= 0)
        return;
    tokens_fill(&b->mean, past_ns);
    tokens_fill(&b->peak, past_ns);
    b->at_ns = now_ns;
}

static uint32_t counted(const struct ws2_bucket *b, uint32_t size)
{
    return size > b->least ? size : b->least;
}

static void tokens_set(struct ws2_tokens *t, uint32_t rate, uint32_t depth)
{
    t->rate = rate;
    t->depth = depth != 0 ? depth : 1;
    if (t->level > full_of(t))
        t->level = full_of(t);
}

void ws2_bucket_init(struct ws2_bucket *b, const struct ws2_bucket_spec *spec,
                     int64_t now_ns)
{
    *b = (struct ws2_bucket){.at_ns = now_ns};
    b->mean.level = b->peak.level = INT64_MAX;
    ws2_bucket_change(b, spec, now_ns);
}

void ws2_bucket_change(struct ws2_bucket *b, const struct ws2_bucket_spec *spec,
                       int64_t now_ns)
{
    bucket_fill(b, now_ns);
    tokens_set(&b->mean, spec->rate, spec->burst);
    tokens_set(&b->peak, spec->rate != 0 ? spec->peak : 0, spec->largest);
    b->least = spec->least;
}

int64_t ws2_bucket_due(struct ws2_bucket *b, uint32_t size, int64_t now_ns)
{
    int64_t mean, peak;

    bucket_fill(b, now_ns);
    mean = tokens_wait(&b->mean, counted(b, size));
    peak = tokens_wait(&b->peak, counted(b, size));
    return b->at_ns + (mean > peak ? mean : peak);
}

bool ws2_bucket_has(struct ws2_bucket *b, uint32_t size, int64_t now_ns)
{
    bucket_fill(b, now_ns);
    return tokens_have(&b->mean, counted(b, size)) &&
           tokens_have(&b->peak, counted(b, size));
}

void ws2_bucket_take(struct ws2_bucket *b, uint32_t size)
{
    tokens_add(&b->mean, -(int64_t)counted(b, size));
    tokens_add(&b->peak, -(int64_t)counted(b, size));
}

void ws2_bucket_return(struct ws2_bucket *b, uint32_t size)
{
    tokens_add(&b->mean, counted(b, size));
    tokens_add(&b->peak, counted(b, size));
}
