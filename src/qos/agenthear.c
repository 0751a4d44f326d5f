/* SPDX-License-Identifier: MIT */
/* What the agent says to flows; see agentflow.h. */
#include <stdlib.h>

#include "qos/agentflow.h"

void ws2_flow_tell_locked(struct ws2_qos_flow *f,
                          const struct ws2_qos_status *status)
{
    const FLOWSPEC none = {.ServiceType = SERVICETYPE_NOCHANGE};
    const struct ws2_qos_change change = {
        .status = *status, .sending = none, .receiving = none};

    f->user->changed(f->user, &change);
}

/* The set that was under way; or what stood, said to a new agent. */
void ws2_flow_set_end_locked(struct ws2_qos_flow *f,
                             const struct ws2_qos_status *status)
{
    if (f->wants.m == NULL) {
        if (status->code != WS2_OK)
            ws2_flow_tell_locked(f, status);
        return;
    }
    if (status->code == WS2_OK) {
        ws2_flow_ask_free(&f->has);
        f->has = f->wants;
        f->wants = (struct ask){NULL, 0};
    } else {
        ws2_flow_ask_free(&f->wants);
        if (f->has.m != NULL && ws2_link_is_up_locked())
            ws2_flow_say_locked(f, SAY_MOVED); /* the agent has gone back */
    }
    f->user->done(f->user, status);
}

static void done_heard_locked(struct ws2_qos_flow *f,
                              const struct ws2_aw_set_done *m)
{
    const struct ws2_qos_status status = ws2_aw_status_get(&m->status);

    if (m->serial == f->serial && (f->say & SAY_SET) == 0)
        ws2_flow_set_end_locked(f, &status);
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
void ws2_flow_grant_lost_locked(struct ws2_qos_flow *f)
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
    struct ws2_qos_flow *f = ws2_flow_find_locked(m->flow);
    const void *whole = m;

    if (f == NULL || f->user == NULL)
        return;
    switch (m->type) {
    case WS2_AW_SET_DONE:
        ws2_flow_answered_locked(f, 1);
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
