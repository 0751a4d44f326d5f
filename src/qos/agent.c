/* SPDX-License-Identifier: MIT */
/* The backend that is the signalling agent's client. Where no agent is to be
 * had, alone.c answers. */
#include <pthread.h>
#include <stdlib.h>

#include "os/poll.h"
#include "qos/agentflow.h"

#define ASK_NS 2000000000ll /* for an answer to a question */

/* --- Where they are. */

/* Sockets move while the lock of the link is held, by their own thread even, or
 * while they hold what its owner waits for: nobody waits in that. This lock is
 * a leaf, and guards the flows' mail, too. */
static struct {
    pthread_mutex_t lock;
    struct ws2_qos_flow *first;
} mail = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct ws2_qos_flow *mail_next(struct ws2_aw_place *place)
{
    struct ws2_qos_flow *f;

    pthread_mutex_lock(&mail.lock);
    f = mail.first;
    if (f != NULL) {
        mail.first = f->next_mail;
        f->has_mail = false;
        *place = f->mail;
    }
    pthread_mutex_unlock(&mail.lock);
    return f;
}

void ws2_flows_mail_locked(void)
{
    struct ws2_aw_place place;
    struct ws2_qos_flow *f;

    while ((f = mail_next(&place)) != NULL) {
        if (f->has.m != NULL)
            f->has.m->place = place;
        if (f->wants.m != NULL)
            f->wants.m->place = place;
        if (f->told && ws2_link_is_up_locked() &&
            (f->has.m != NULL || f->wants.m != NULL))
            ws2_flow_say_locked(f, SAY_MOVED);
    }
}

/* What is known better, or of no interest any more. */
static void mail_drop(struct ws2_qos_flow *f)
{
    struct ws2_qos_flow **at = &mail.first;

    pthread_mutex_lock(&mail.lock);
    if (f->has_mail) {
        while (*at != f)
            at = &(*at)->next_mail;
        *at = f->next_mail;
        f->has_mail = false;
    }
    pthread_mutex_unlock(&mail.lock);
}

void ws2_flows_mail_forked(void)
{
    pthread_mutex_init(&mail.lock, NULL);
    mail.first = NULL;
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
    ws2_flow_add_locked(f);
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
        ws2_flow_grant_lost_locked(f);
        ws2_flow_ask_free(&f->has);
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
    ws2_flows_mail_locked();
    if ((is_nothing(r) && f->has.m == NULL) || !ws2_link_need_locked()) {
        err = set_alone_locked(f, r, place, fd, why);
        free(wants.m);
    } else {
        f->fd = fd;
        f->wants = wants;
        f->tries = 0;
        ws2_flow_say_locked(f, SAY_SET);
    }
    ws2_link_unlock();
    return err;
}

static void agent_moved(struct ws2_qos_flow *f,
                        const struct ws2_qos_place *place)
{
    pthread_mutex_lock(&mail.lock);
    ws2_aw_place_put(&f->mail, place);
    if (!f->has_mail) {
        f->has_mail = true;
        f->next_mail = mail.first;
        mail.first = f;
    }
    pthread_mutex_unlock(&mail.lock);
    if (!ws2_link_try()) {
        ws2_link_mail();
        return;
    }
    ws2_flows_mail_locked();
    ws2_link_unlock();
}

static ULONG agent_ask(struct ws2_qos_flow *f, ULONG question)
{
    const int64_t deadline = os_now_ns() + ASK_NS;
    ULONG answer = INFO_NOT_AVAILABLE;
    bool asked;

    ws2_link_lock();
    ws2_flows_mail_locked();
    asked = f->told && ws2_link_is_up_locked();
    if (asked) {
        f->question = question;
        f->answer_serial++;
        f->answered = false;
        ws2_flow_say_locked(f, SAY_ASK);
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
    mail_drop(f);
    f->user = NULL;
    ws2_flow_answered_locked(f, f->unanswered);
    f->say &= ~(SAY_SET | SAY_MOVED | SAY_ASK);
    if (f->told && ws2_link_is_up_locked())
        ws2_flow_say_locked(f, SAY_END);
    else if (!f->queued)
        ws2_flow_free_locked(f);
    ws2_link_unlock();
}

const struct ws2_qos_backend ws2_qos_agent = {
    .open = agent_open,
    .set = agent_set,
    .moved = agent_moved,
    .ask = agent_ask,
    .close = agent_close,
};
