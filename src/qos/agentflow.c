/* SPDX-License-Identifier: MIT */
/* The flows of this process, as its agent knows them: a flow keeps what it last
 * asked for as a message, so that a new agent can be told the same, and says
 * what it has to when there is room. See agentflow.h. */
#include "qos/agentflow.h"

#include <stdlib.h>

#define BUCKETS 256u
#define TRIES   2 /* connections that a set may be lost with */

static struct {
    struct ws2_qos_flow *buckets[BUCKETS];
    struct ws2_qos_flow *say, **say_end; /* in their order */
    uint32_t last_id, last_serial;
    unsigned unanswered; /* of all */
} flows = {.say_end = &flows.say};

const struct ws2_qos_status ws2_flow_unreachable = {
    WSA_QOS_GENERIC_ERROR, {GQOS_RSVP_SYS, GQOS_OTHER_SYS}};

void ws2_flow_ask_free(struct ask *ask)
{
    free(ask->m);
    *ask = (struct ask){NULL, 0};
}

/* --- The table. */

static struct ws2_qos_flow **bucket_of(uint32_t id)
{
    return &flows.buckets[id % BUCKETS];
}

struct ws2_qos_flow *ws2_flow_find_locked(uint32_t id)
{
    struct ws2_qos_flow *f = *bucket_of(id);

    while (f != NULL && f->id != id)
        f = f->next;
    return f;
}

/* Numbers are used once. */
void ws2_flow_add_locked(struct ws2_qos_flow *f)
{
    do
        f->id = ++flows.last_id;
    while (f->id == 0 || ws2_flow_find_locked(f->id) != NULL);
    f->next = *bucket_of(f->id);
    *bucket_of(f->id) = f;
}

void ws2_flow_free_locked(struct ws2_qos_flow *f)
{
    struct ws2_qos_flow **at = bucket_of(f->id);

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    ws2_flow_ask_free(&f->has);
    ws2_flow_ask_free(&f->wants);
    free(f);
}

/* --- Saying. */

static void set_said_locked(struct ws2_qos_flow *f)
{
    f->unanswered++;
    if (flows.unanswered++ == 0)
        ws2_link_expect_locked(true);
}

/* So many of them, or none will be. */
void ws2_flow_answered_locked(struct ws2_qos_flow *f, unsigned n)
{
    if (n == 0 || f->unanswered < n)
        return;
    f->unanswered -= n;
    flows.unanswered -= n;
    ws2_link_expect_locked(flows.unanswered > 0);
}

static int set_say_locked(struct ws2_qos_flow *f)
{
    const struct ask *ask = f->wants.m != NULL ? &f->wants : &f->has;
    int res;

    f->serial = ++flows.last_serial;
    ask->m->head.flow = f->id;
    ask->m->serial = f->serial;
    res = ws2_link_send_locked(ask->m, ask->len, f->fd);
    if (res == 0) {
        f->told = true;
        f->say &= ~SAY_MOVED; /* it said where */
        set_said_locked(f);
    }
    return res;
}

static int moved_say_locked(struct ws2_qos_flow *f)
{
    const struct ask *ask = f->wants.m != NULL ? &f->wants : &f->has;
    struct ws2_aw_moved m = {.head = {WS2_AW_MOVED, f->id}};

    if (ask->m == NULL)
        return 0; /* was refused meanwhile */
    m.place = ask->m->place;
    return ws2_link_send_locked(&m, sizeof(m), -1);
}

static int ask_say_locked(struct ws2_qos_flow *f)
{
    const struct ws2_aw_ask m = {.head = {WS2_AW_ASK, f->id},
                                 .serial = f->answer_serial,
                                 .question = f->question};

    return ws2_link_send_locked(&m, sizeof(m), -1);
}

static int end_say_locked(struct ws2_qos_flow *f)
{
    const struct ws2_aw_head m = {WS2_AW_END, f->id};

    return ws2_link_send_locked(&m, sizeof(m), -1);
}

/* All that the flow has to say, as far as there is room. */
static int all_say_locked(struct ws2_qos_flow *f)
{
    static int (*const say[])(struct ws2_qos_flow *) = {
        set_say_locked, moved_say_locked, ask_say_locked, end_say_locked};

    for (unsigned i = 0; i < sizeof(say) / sizeof(say[0]); i++) {
        int res;

        if ((f->say & 1u << i) == 0)
            continue;
        res = say[i](f);
        if (res < 0)
            return res;
        f->say &= ~(1u << i);
    }
    return 0;
}

static void say_forget_locked(void)
{
    struct ws2_qos_flow *f;

    while ((f = flows.say) != NULL) {
        flows.say = f->next_say;
        f->queued = false;
        f->say = 0;
        if (f->user == NULL)
            ws2_flow_free_locked(f);
    }
    flows.say_end = &flows.say;
}

void ws2_flows_room_locked(void)
{
    struct ws2_qos_flow *f;

    while ((f = flows.say) != NULL && all_say_locked(f) == 0) {
        flows.say = f->next_say;
        if (flows.say == NULL)
            flows.say_end = &flows.say;
        f->queued = false;
        if (f->user == NULL)
            ws2_flow_free_locked(f);
    }
}

/* There is a connection. f may be gone afterwards if it is closed. */
void ws2_flow_say_locked(struct ws2_qos_flow *f, unsigned what)
{
    const bool waits = flows.say != NULL;

    f->say |= what;
    if (!f->queued) {
        f->queued = true;
        f->next_say = NULL;
        *flows.say_end = f;
        flows.say_end = &f->next_say;
    }
    if (!waits) /* else when there is room */
        ws2_flows_room_locked();
}

/* --- Connections come and go. */

#define FOR_EACH_FLOW(f)                                                       \
    for (unsigned bucket_ = 0; bucket_ < BUCKETS; bucket_++)                   \
        for (struct ws2_qos_flow *f = flows.buckets[bucket_], *next_;          \
             f != NULL && (next_ = f->next, true); f = next_)

void ws2_flows_up_locked(void)
{
    FOR_EACH_FLOW(f)
    if (f->wants.m != NULL || f->has.m != NULL)
        ws2_flow_say_locked(f, SAY_SET);
}

/* A set that has seen several agents die is perhaps what they die of. */
bool ws2_flows_lost_locked(void)
{
    bool needed = false;

    say_forget_locked();
    flows.unanswered = 0;
    FOR_EACH_FLOW(f)
    {
        f->told = false;
        f->unanswered = 0;
        if (f->wants.m != NULL && ++f->tries >= TRIES)
            ws2_flow_set_end_locked(f, &ws2_flow_unreachable);
        needed |= f->wants.m != NULL || f->has.m != NULL;
    }
    return needed;
}

/* What stood is kept for an agent that comes later. */
void ws2_flows_given_up_locked(void)
{
    FOR_EACH_FLOW(f)
    {
        if (f->wants.m != NULL)
            ws2_flow_set_end_locked(f, &ws2_flow_unreachable);
        if (f->has.m != NULL) {
            ws2_flow_grant_lost_locked(f);
            ws2_flow_tell_locked(f, &ws2_flow_unreachable);
        }
    }
}

/* The parent's flows are nobody's here; their memory is left alone. */
void ws2_flows_forked(void)
{
    for (unsigned i = 0; i < BUCKETS; i++)
        flows.buckets[i] = NULL;
    flows.say = NULL;
    flows.say_end = &flows.say;
    flows.unanswered = 0;
    ws2_flows_mail_forked();
}
