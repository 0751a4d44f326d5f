/* SPDX-License-Identifier: MIT */
/* Programs that are connected: src/qos/agentwire.h from the agent's side. */
#include <stdlib.h>
#include <string.h>

#include "flow.h"

#define SHOWN_PART 4096u /* bytes of text in a message, at most */

const struct engine_user programs = {.receivers = speaking_receivers,
                                     .path_error = speaking_error,
                                     .senders = listening_senders,
                                     .resv_error = listening_error,
                                     .confirmed = listening_confirmed};

void program_opened(struct client *c)
{
    struct program *p = calloc(1, sizeof(*p));

    if (p == NULL) {
        server_drop(c, "no memory");
        return;
    }
    p->client = c;
    p->agent = c->server->user;
    p->agent->last_use = loop_now();
    c->owner = p;
}

void program_closed(struct client *c)
{
    struct program *p = c->owner;
    struct flow *f;

    if (p == NULL)
        return;
    for (unsigned i = 0; i < FLOW_BUCKETS; i++)
        while ((f = LIST_FIRST(&p->flows[i])) != NULL)
            flow_end(f);
    p->agent->last_use = loop_now();
    free(p->text);
    free(p);
}

const struct policy_who *program_who(struct program *p)
{
    if (!p->who_known)
        policy_who_local(&p->who, p->client->who.uid, p->client->who.gid);
    p->who_known = true;
    return &p->who;
}

static struct flow *flow_find(struct program *p, uint32_t id)
{
    struct flow *f;

    LIST_FOREACH(f, &p->flows[id % FLOW_BUCKETS], in_bucket)
    if (f->id == id)
        return f;
    return NULL;
}

static struct flow *flow_new(struct program *p, uint32_t id)
{
    struct flow *f = p->n_flows < FLOWS_MAX ? calloc(1, sizeof(*f)) : NULL;

    if (f == NULL)
        return NULL;
    f->program = p;
    f->id = id;
    f->out.flow = f;
    f->out.dscp = -1;
    STAILQ_INIT(&f->held);
    LIST_INSERT_HEAD(&p->flows[id % FLOW_BUCKETS], f, in_bucket);
    p->n_flows++;
    return f;
}

/* --- What it says. */

static void hello(struct program *p, const struct ws2_aw_hello *m)
{
    const struct ws2_aw_hello answer = {.head = {WS2_AW_HELLO, 0},
                                        .version = WS2_AW_VERSION};

    if (m->version != WS2_AW_VERSION || p->greeted) {
        server_drop(p->client, "another version");
        return;
    }
    p->greeted = true;
    server_send(p->client, &answer, sizeof(answer));
}

static void set_refuse(struct program *p, const struct ws2_aw_set *m)
{
    const struct ws2_aw_set_done done = {
        .head = {WS2_AW_SET_DONE, m->head.flow},
        .serial = m->serial,
        .status = {QOS_GENERIC_ERROR, {56600, 56602}}}; /* MEMORY_SYS */

    server_send(p->client, &done, sizeof(done));
}

static void set(struct program *p, const struct ws2_aw_set *m, size_t len)
{
    struct flow *f = flow_find(p, m->head.flow);
    struct ws2_aw_set *copy = program_has_room(p, m) ? malloc(len) : NULL;
    struct ws2_aw_status why = {.code = 0};
    bool is_new = f == NULL;

    if (copy != NULL && is_new)
        f = flow_new(p, m->head.flow);
    if (copy == NULL || f == NULL) {
        free(copy);
        set_refuse(p, m);
        return;
    }
    memcpy(copy, m, len);
    if (flow_set(f, copy, &why))
        why.code = 0;
    flow_set_done(f, m->serial, &why);
    if (why.code != 0 && is_new)
        flow_end(f);
}

static void ask(struct program *p, const struct ws2_aw_ask *m)
{
    struct flow *f = flow_find(p, m->head.flow);
    const struct ws2_aw_answer answer = {
        .head = {WS2_AW_ANSWER, m->head.flow},
        .serial = m->serial,
        .answer = f != NULL ? flow_answer(f, m->question) : WS2_AW_UNSET};

    server_send(p->client, &answer, sizeof(answer));
}

/* --- ws2 qos show: a line for each message, no faster than they are read. */

static void shown_send(struct program *p, const char *line, size_t len,
                       bool last)
{
    union {
        struct ws2_aw_shown m;
        char room[sizeof(struct ws2_aw_shown) + SHOWN_PART];
    } out = {
        .m = {.head = {WS2_AW_SHOWN, 0}, .last = last, .len = (uint32_t)len}};

    if (len > 0)
        memcpy(out.room + sizeof(out.m), line, len);
    server_send(p->client, &out, sizeof(out.m) + len);
}

static void show_more(struct program *p)
{
    while (p->text != NULL && !server_is_behind(p->client)) {
        const char *line = p->text + p->text_at;
        const char *end = p->text_at < p->text_len
                              ? memchr(line, '\n', p->text_len - p->text_at)
                              : NULL;
        size_t len = end != NULL ? (size_t)(end - line) : 0;

        if (end == NULL) {
            shown_send(p, NULL, 0, true);
            free(p->text);
            p->text = NULL;
            return;
        }
        p->text_at += len + 1;
        shown_send(p, line, len < SHOWN_PART ? len : SHOWN_PART, false);
    }
}

static void show(struct program *p)
{
    if (p->text != NULL)
        return; /* it is being told */
    p->text = shown_make(p->agent, &p->text_len);
    p->text_at = 0;
    if (p->text == NULL)
        server_drop(p->client, "no memory");
    show_more(p);
}

void program_drained(struct client *c)
{
    if (c->owner != NULL)
        show_more(c->owner);
}

static void moved(struct program *p, const struct ws2_aw_moved *m)
{
    struct flow *f = flow_find(p, m->head.flow);

    if (f != NULL)
        flow_move(f, &m->place);
}

static void end(struct program *p, const struct ws2_aw_head *m)
{
    struct flow *f = flow_find(p, m->flow);

    if (f != NULL)
        flow_end(f);
}

void program_message(struct client *c, const void *bytes, size_t len, int fd)
{
    struct program *p = c->owner;
    const struct ws2_aw_head *head = bytes;

    (void)fd; /* packets are told by what is in them */
    if (p == NULL || !ws2_aw_fits(bytes, len, true) ||
        (!p->greeted && head->type != WS2_AW_HELLO)) {
        server_drop(c, "nonsense");
        return;
    }
    switch (head->type) {
    case WS2_AW_HELLO:
        hello(p, bytes);
        break;
    case WS2_AW_SET:
        set(p, bytes, len);
        break;
    case WS2_AW_MOVED:
        moved(p, bytes);
        break;
    case WS2_AW_END:
        end(p, bytes);
        break;
    case WS2_AW_ASK:
        ask(p, bytes);
        break;
    default: /* WS2_AW_SHOW */
        show(p);
        break;
    }
}

void programs_moved(struct agent *a)
{
    for (struct client *c = a->server.clients; c != NULL; c = c->next) {
        struct program *p = c->owner;
        struct flow *f;

        for (unsigned i = 0; p != NULL && i < FLOW_BUCKETS; i++)
            LIST_FOREACH(f, &p->flows[i], in_bucket)
        flow_move(f, &f->place);
    }
}
