/* SPDX-License-Identifier: MIT */
/* Requests on their way to a backend: at once, waiting, or overlapped; see
 * qosflow.h. One is under way at a time. */
#include <string.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/thread_obj.h"
#include "os/mem.h"
#include "sock/op.h"
#include "sock/qosflow.h"

static void set_free(struct ws2_qos_set *set)
{
    ws2_qos_request_clear(&set->request);
    ws2_block_put(set, sizeof(*set));
}

void ws2_qos_status_out(void *out, const struct ws2_qos_status *status)
{
    const RSVP_STATUS_INFO info = ws2_qos_status_info(status);

    if (out != NULL)
        os_mem_copy_out(out, &info, sizeof(info)); /* if it can be written */
}

/* What was asked for is what the socket has now. */
static void set_apply_locked(struct ws2_qos *q, struct ws2_qos_set *set)
{
    struct ws2_qos_request old = q->request;

    q->request = set->request;
    set->request = old;
    q->asked = true;
}

static void set_tell(struct ws2_qos *q, struct ws2_qos_set *set)
{
    ws2_err err = set->status.code;

    ws2_qos_request_clear(&set->request);
    if (err != WS2_OK)
        ws2_qos_status_out(set->out, &set->status);
    ws2_overlapped_end(&set->o, &q->sk->attached, ws2_status_from_err(err), 0,
                       0, false);
}

/* One that was under way, with its outcome. */
void ws2_qos_set_end_locked(struct ws2_qos *q,
                            const struct ws2_qos_status *status)
{
    struct ws2_qos_set *set = q->set;

    if (set == NULL)
        return;
    q->set = NULL;
    set->status = *status;
    if (status->code == WS2_OK)
        set_apply_locked(q, set);
    if (set->overlapped)
        set_tell(q, set);
    else if (set->left)
        set_free(set);
    else
        set->over = true;
}

void ws2_qos_done(struct ws2_qos_user *user,
                  const struct ws2_qos_status *status)
{
    struct ws2_qos *q = (struct ws2_qos *)user;

    ws2_lock_take(&q->lock);
    ws2_qos_set_end_locked(q, status);
    ws2_lock_drop(&q->lock);
    ws2_sock_wake(q->sk);
}

/* WSAEINPROGRESS: another one is. */
static ws2_err set_claim(struct ws2_qos *q, struct ws2_qos_set *set)
{
    ws2_err err = WS2_OK;

    ws2_lock_take(&q->lock);
    if (q->set != NULL)
        err = WSAEINPROGRESS;
    else
        q->set = set;
    ws2_lock_drop(&q->lock);
    return err;
}

/* Pending: the set is the backend's to end, and may have ended by now. */
static ws2_err set_begin_locked(struct ws2_qos *q, struct ws2_qos_set *set)
{
    struct ws2_qos_place place;
    struct ws2_qos_status why = {.code = WS2_OK};
    ws2_err err = ws2_qos_flow_need_locked(q);

    if (err == WS2_OK)
        err = set_claim(q, set);
    if (err != WS2_OK) {
        set->status = (struct ws2_qos_status){err, {GQOS_RSVP_SYS, 0}};
        return err;
    }
    place = ws2_qos_place_of(q);
    err = q->backend->set(q->flow, &set->request, &place, q->sk->fd, &why);
    if (err == WSA_IO_PENDING)
        return err;
    ws2_lock_take(&q->lock);
    q->set = NULL;
    set->status = why;
    if (err == WS2_OK)
        set_apply_locked(q, set);
    ws2_lock_drop(&q->lock);
    return err;
}

static ws2_err set_begin(struct ws2_qos *q, struct ws2_qos_set *set)
{
    ws2_err err;

    ws2_lock_take(&q->calls);
    err = set_begin_locked(q, set);
    ws2_qos_calls_drop(q);
    return err;
}

/* Its own: another one may be under way by now. */
static bool set_is_over(const struct ws2_qos *q, const void *set)
{
    (void)q;
    return ((const struct ws2_qos_set *)set)->over;
}

/* Until it is over, or is left to end alone: then it is not ours any more. */
static ws2_err set_wait(struct ws2_qos *q, struct ws2_qos_set **set)
{
    ws2_err err = WS2_OK;
    bool over = false;

    while (!over) {
        if (err == WS2_OK)
            err = ws2_qos_sleep(q, set_is_over, *set);
        ws2_lock_take(&q->lock);
        over = (*set)->over || err != WS2_OK;
        if (over && !(*set)->over) {
            (*set)->left = true;
            *set = NULL;
        }
        ws2_lock_drop(&q->lock);
    }
    return err == WS2_OK ? (*set)->status.code : err;
}

/* Takes r over; *why says what the code does. */
ws2_err ws2_qos_set_now(struct ws2_qos *q, struct ws2_qos_request *r,
                        struct ws2_qos_status *why)
{
    struct ws2_qos_set *set = ws2_block_get(sizeof(*set));
    ws2_err err;

    if (set == NULL) {
        ws2_qos_request_clear(r);
        *why = (struct ws2_qos_status){WSAENOBUFS, {GQOS_RSVP_SYS, 0}};
        return WSAENOBUFS;
    }
    memset(set, 0, sizeof(*set));
    set->request = *r;
    err = set_begin(q, set);
    if (err == WSA_IO_PENDING)
        err = set_wait(q, &set);
    if (set == NULL)
        return err;
    *why = set->status;
    set_free(set);
    return err;
}

/* Overlapped. */
ws2_err ws2_qos_set_overlapped(struct ws2_qos *q, struct ws2_qos_request *r,
                               const struct ioctl_call *c, void *out,
                               struct ws2_qos_status *why)
{
    const unsigned skip = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS;
    struct ws2_attachment *attached = &q->sk->attached;
    struct ws2_qos_set *set = ws2_block_get(sizeof(*set));
    ws2_err err = WSAENOBUFS;

    if (set == NULL)
        goto clear;
    memset(set, 0, sizeof(*set));
    set->o.packet.size = sizeof(*set);
    set->overlapped = true;
    set->out = out;
    err = ws2_overlapped_begin(&set->o, attached, c->ov, c->routine);
    if (err != WS2_OK) {
        ws2_block_put(set, sizeof(*set));
        goto clear;
    }
    set->o.packet.thread = ws2_thread_id();
    set->request = *r;
    err = ws2_op_remember(&set->o) ? set_begin(q, set) : WSAENOBUFS;
    if (err == WSA_IO_PENDING)
        return err;
    *why = set->status;
    ws2_qos_request_clear(&set->request);
    if (err == WS2_OK)
        ws2_overlapped_end(&set->o, attached, 0, 0, 0,
                           (ws2_attached_modes(attached) & skip) != 0);
    else
        ws2_overlapped_drop(&set->o, ws2_status_from_err(err));
    return err;

clear:
    ws2_qos_request_clear(r);
    return err;
}
