/* SPDX-License-Identifier: MIT */
/* The backend that is the signalling agent's client. A flow keeps what it last
 * asked for as a message, so that a new agent can be told the same; and says
 * what it has to when there is room (agentlink.h). Where no agent is to be had,
 * alone.c answers. */
#include <stdlib.h>

#include "os/poll.h"
#include "qos/agentlink.h"
#include "qos/agentmsg.h"

#define BUCKETS 256u
#define ASK_NS  2000000000ll /* for an answer to a question */
#define TRIES   2            /* connections that a set may be lost with */

/* What a flow has to say. */
#define SAY_SET   1u
#define SAY_MOVED 2u
#define SAY_ASK   4u
#define SAY_END   8u

struct ask { /* a request, as a message */
    struct ws2_aw_set *m;
    size_t len;
};

struct ws2_qos_flow {
    struct ws2_qos_user *user; /* NULL: closed, and the agent is to hear it */
    struct ws2_qos_flow *next; /* in its bucket */
    uint32_t id;
    int fd;
    struct ask has;   /* what stands */
    struct ask wants; /* a set that is under way asks for it */
    unsigned tries;
    uint32_t serial;     /* of the set that was said last */
    unsigned unanswered; /* sets that were said */
    bool told;           /* the agent knows the flow */
    uint32_t question, answer, answer_serial;
    bool answered;
    unsigned say;
    struct ws2_qos_flow *next_say; /* of those who wait for room */
    bool queued;
};

static struct {
    struct ws2_qos_flow *buckets[BUCKETS];
    struct ws2_qos_flow *say, **say_end; /* in their order */
    uint32_t last_id, last_serial;
    unsigned unanswered; /* of all */
} flows = {.say_end = &flows.say};

static const struct ws2_qos_status unreachable = {
    WSA_QOS_GENERIC_ERROR, {GQOS_RSVP_SYS, GQOS_OTHER_SYS}};

static void ask_free(struct ask *ask)
{
    free(ask->m);
    *ask = (struct ask){NULL, 0};
}

/* --- The table. */

static struct ws2_qos_flow **bucket_of(uint32_t id)
{
    return &flows.buckets[id % BUCKETS];
}

static struct ws2_qos_flow *flow_find_locked(uint32_t id)
{
    struct ws2_qos_flow *f = *bucket_of(id);

    while (f != NULL && f->id != id)
        f = f->next;
    return f;
}

/* Numbers are used once. */
static void flow_add_locked(struct ws2_qos_flow *f)
{
    do
        f->id = ++flows.last_id;
    while (f->id == 0 || flow_find_locked(f->id) != NULL);
    f->next = *bucket_of(f->id);
    *bucket_of(f->id) = f;
}

static void flow_free_locked(struct ws2_qos_flow *f)
{
    struct ws2_qos_flow **at = bucket_of(f->id);

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    ask_free(&f->has);
    ask_free(&f->wants);
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
static void set_answered_locked(struct ws2_qos_flow *f, unsigned n)
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
static int flow_say_locked(struct ws2_qos_flow *f)
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
            flow_free_locked(f);
    }
    flows.say_end = &flows.say;
}

void ws2_flows_room_locked(void)
{
    struct ws2_qos_flow *f;

    while ((f = flows.say) != NULL && flow_say_locked(f) == 0) {
        flows.say = f->next_say;
        if (flows.say == NULL)
            flows.say_end = &flows.say;
        f->queued = false;
        if (f->user == NULL)
            flow_free_locked(f);
    }
}

/* There is a connection. f may be gone afterwards if it is closed. */
static void say_locked(struct ws2_qos_flow *f, unsigned what)
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

/* --- Hearing. */

static void flow_tell_locked(struct ws2_qos_flow *f,
                             const struct ws2_qos_status *status)
{
    const FLOWSPEC none = {.ServiceType = SERVICETYPE_NOCHANGE};
    const struct ws2_qos_change change = {
        .status = *status, .sending = none, .receiving = none};

    f->user->changed(f->user, &change);
}

/* The set that was under way; or what stood, said to a new agent. */
static void set_end_locked(struct ws2_qos_flow *f,
                           const struct ws2_qos_status *status)
{
    if (f->wants.m == NULL) {
        if (status->code != WS2_OK)
            flow_tell_locked(f, status);
        return;
    }
    if (status->code == WS2_OK) {
        ask_free(&f->has);
        f->has = f->wants;
        f->wants = (struct ask){NULL, 0};
    } else {
        ask_free(&f->wants);
    }
    f->user->done(f->user, status);
}

static void done_heard_locked(struct ws2_qos_flow *f,
                              const struct ws2_aw_set_done *m)
{
    const struct ws2_qos_status status = ws2_aw_status_get(&m->status);

    if (m->serial == f->serial && (f->say & SAY_SET) == 0)
        set_end_locked(f, &status);
}

/* Without memory the change is lost. */
static void change_heard_locked(struct ws2_qos_flow *f,
                                const struct ws2_aw_change *m)
{
    struct ws2_qos_change change;

    if (!ws2_aw_change_get(m, &change))
        return;
    f->user->changed(f->user, &change);
    free((void *)(uintptr_t)change.objects);
}

static void grant_heard_locked(struct ws2_qos_flow *f,
                               const struct ws2_aw_grant *m)
{
    const struct ws2_qos_grant grant = ws2_aw_grant_get(m);

    f->user->granted(f->user, &grant);
}

/* As best effort again. */
static void grant_lost_locked(struct ws2_qos_flow *f)
{
    const struct ws2_qos_grant none = {.service = SERVICETYPE_BESTEFFORT};

    f->user->granted(f->user, &none);
}

static void answer_heard_locked(struct ws2_qos_flow *f,
                                const struct ws2_aw_answer *m)
{
    if (m->serial != f->answer_serial)
        return;
    f->answer = m->answer;
    f->answered = true;
}

/* What is said of a closed flow was said before its end was heard. */
void ws2_flows_heard_locked(const struct ws2_aw_head *m)
{
    struct ws2_qos_flow *f = flow_find_locked(m->flow);
    const void *whole = m;

    if (f == NULL || f->user == NULL)
        return;
    switch (m->type) {
    case WS2_AW_SET_DONE:
        set_answered_locked(f, 1);
        done_heard_locked(f, whole);
        break;
    case WS2_AW_GRANT:
        grant_heard_locked(f, whole);
        break;
    case WS2_AW_CHANGE:
        change_heard_locked(f, whole);
        break;
    case WS2_AW_ANSWER:
        answer_heard_locked(f, whole);
        break;
    default:
        break;
    }
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
        say_locked(f, SAY_SET);
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
            set_end_locked(f, &unreachable);
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
            set_end_locked(f, &unreachable);
        if (f->has.m != NULL) {
            grant_lost_locked(f);
            flow_tell_locked(f, &unreachable);
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
}

/* --- The backend. */

static ws2_err agent_open(struct ws2_qos_user *user, struct ws2_qos_flow **out)
{
    struct ws2_qos_flow *f = calloc(1, sizeof(*f));

    if (f == NULL)
        return WSAENOBUFS;
    f->user = user;
    f->fd = -1;
    ws2_link_lock();
    flow_add_locked(f);
    ws2_link_unlock();
    *out = f;
    return WS2_OK;
}

static bool is_nothing(const struct ws2_qos_request *r)
{
    return !ws2_qos_flow_is_served(&r->sending) &&
           !ws2_qos_flow_is_served(&r->receiving);
}

/* By who answers where no agent is; what the flow had ends with it. */
static ws2_err set_alone_locked(struct ws2_qos_flow *f,
                                const struct ws2_qos_request *r,
                                const struct ws2_qos_place *place, int fd,
                                struct ws2_qos_status *why)
{
    ws2_err err = ws2_qos_alone.set(NULL, r, place, fd, why);

    if (err == WS2_OK) {
        grant_lost_locked(f);
        ask_free(&f->has);
    }
    return err;
}

/* Nothing is asked of nobody: no agent is started for it. */
static ws2_err agent_set(struct ws2_qos_flow *f,
                         const struct ws2_qos_request *r,
                         const struct ws2_qos_place *place, int fd,
                         struct ws2_qos_status *why)
{
    ws2_err err = WSA_IO_PENDING;
    struct ask wants;

    wants.m = ws2_aw_set_new(r, place, &wants.len);
    if (wants.m == NULL) {
        *why = (struct ws2_qos_status){WSAENOBUFS,
                                       {GQOS_RSVP_SYS, GQOS_MEMORY_SYS}};
        return WSAENOBUFS;
    }
    ws2_link_lock();
    if ((is_nothing(r) && f->has.m == NULL) || !ws2_link_need_locked()) {
        err = set_alone_locked(f, r, place, fd, why);
        free(wants.m);
    } else {
        f->fd = fd;
        f->wants = wants;
        f->tries = 0;
        say_locked(f, SAY_SET);
    }
    ws2_link_unlock();
    return err;
}

static void agent_moved(struct ws2_qos_flow *f,
                        const struct ws2_qos_place *place)
{
    ws2_link_lock();
    if (f->has.m != NULL)
        ws2_aw_place_put(&f->has.m->place, place);
    if (f->wants.m != NULL)
        ws2_aw_place_put(&f->wants.m->place, place);
    if (f->told && ws2_link_is_up_locked() &&
        (f->has.m != NULL || f->wants.m != NULL))
        say_locked(f, SAY_MOVED);
    ws2_link_unlock();
}

static ULONG agent_ask(struct ws2_qos_flow *f, ULONG question)
{
    const int64_t deadline = os_now_ns() + ASK_NS;
    ULONG answer = INFO_NOT_AVAILABLE;
    bool asked;

    ws2_link_lock();
    asked = f->told && ws2_link_is_up_locked();
    if (asked) {
        f->question = question;
        f->answer_serial++;
        f->answered = false;
        say_locked(f, SAY_ASK);
        while (!f->answered && f->told && os_now_ns() < deadline)
            ws2_link_wait_locked(deadline);
        if (f->answered)
            answer = f->answer;
    }
    ws2_link_unlock();
    return asked ? answer : ws2_qos_alone.ask(NULL, question);
}

/* The agent hears of it as soon as there is room. */
static void agent_close(struct ws2_qos_flow *f)
{
    ws2_link_lock();
    f->user = NULL;
    set_answered_locked(f, f->unanswered);
    f->say &= ~(SAY_SET | SAY_MOVED | SAY_ASK);
    if (f->told && ws2_link_is_up_locked())
        say_locked(f, SAY_END);
    else if (!f->queued)
        flow_free_locked(f);
    ws2_link_unlock();
}

const struct ws2_qos_backend ws2_qos_agent = {
    .open = agent_open,
    .set = agent_set,
    .moved = agent_moved,
    .ask = agent_ask,
    .close = agent_close,
};
