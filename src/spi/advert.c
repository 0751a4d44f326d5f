/* SPDX-License-Identifier: MIT */
/* The providers that are advertised; see advert.h. lock guards the list and
 * what changes in it; no provider is called under it. */
#include "spi/advert.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "os/fork.h"

enum { ADVERTISED, WITHDRAWN, GONE };
enum { CLOSED, BUSY, OPEN };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct ws2_advert *adverts;
static __thread unsigned depth; /* how often this thread is inside */

/* Who was inside in other threads of the parent never leaves here. */
static void adverts_forked(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&changed, NULL);
    for (struct ws2_advert *a = adverts; a != NULL && depth == 0; a = a->next) {
        a->inside = 0;
        if (a->session == BUSY)
            a->session = CLOSED;
    }
}
OS_IN_FORKED_CHILD(adverts_forked)

static struct ws2_advert *find_locked(const GUID *id)
{
    struct ws2_advert *a = adverts;

    while (a != NULL &&
           (a->state != ADVERTISED || memcmp(&a->id, id, sizeof(*id)) != 0))
        a = a->next;
    return a;
}

ws2_err ws2_advert_add(const GUID *id, const NSPV2_ROUTINE *proc)
{
    struct ws2_advert *a = calloc(1, sizeof(*a));
    bool known;

    if (a == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    a->id = *id;
    a->proc = *proc;
    pthread_mutex_lock(&lock);
    known = find_locked(id) != NULL;
    if (!known) {
        a->next = adverts;
        adverts = a;
    }
    pthread_mutex_unlock(&lock);
    if (known)
        free(a);
    return known ? WSAEINVAL : WS2_OK;
}

bool ws2_advert_any(GUID *id)
{
    struct ws2_advert *a;

    pthread_mutex_lock(&lock);
    for (a = adverts; a != NULL && a->state != ADVERTISED; a = a->next)
        ;
    if (a != NULL)
        *id = a->id;
    pthread_mutex_unlock(&lock);
    return a != NULL;
}

/* --- In and out. */

static void enter_locked(struct ws2_advert *a)
{
    a->inside++;
    depth++;
}

static ws2_err find_enter_locked(const GUID *id, struct ws2_advert **out)
{
    *out = find_locked(id);
    if (*out == NULL)
        return WSASERVICE_NOT_FOUND;
    enter_locked(*out);
    return WS2_OK;
}

ws2_err ws2_advert_enter(const GUID *id, struct ws2_advert **out)
{
    ws2_err err;

    pthread_mutex_lock(&lock);
    err = find_enter_locked(id, out);
    pthread_mutex_unlock(&lock);
    return err;
}

void ws2_advert_enter_kept(struct ws2_advert *advert)
{
    pthread_mutex_lock(&lock);
    enter_locked(advert);
    pthread_mutex_unlock(&lock);
}

static void gone_locked(struct ws2_advert *a)
{
    if (a->state == GONE && a->inside == 0 && a->queries == 0)
        free(a);
    pthread_cond_broadcast(&changed);
}

static void leave_locked(struct ws2_advert *a)
{
    depth--;
    a->inside--;
    gone_locked(a);
}

void ws2_advert_leave(struct ws2_advert *advert)
{
    pthread_mutex_lock(&lock);
    leave_locked(advert);
    pthread_mutex_unlock(&lock);
}

void ws2_advert_keep(struct ws2_advert *advert)
{
    pthread_mutex_lock(&lock);
    advert->queries++;
    pthread_mutex_unlock(&lock);
}

void ws2_advert_release(struct ws2_advert *advert)
{
    pthread_mutex_lock(&lock);
    advert->queries--;
    gone_locked(advert);
    pthread_mutex_unlock(&lock);
}

ws2_err ws2_advert_code(INT result)
{
    ws2_err err;

    if (result == 0)
        return WS2_OK;
    err = WSAGetLastError();
    if (err == WS2_OK && result != SOCKET_ERROR)
        err = result;
    return err != WS2_OK ? err : WSASYSCALLFAILURE;
}

/* --- The session of this program. */

/* A provider that has no use for sessions has a stub there, or nothing. */
static ws2_err startup_call(struct ws2_advert *a, void **arg)
{
    ws2_err err;

    *arg = NULL;
    if (a->proc.NSPv2Startup == NULL)
        return WS2_OK;
    WSASetLastError(0);
    err = ws2_advert_code(a->proc.NSPv2Startup(&a->id, arg));
    return err == WSAEOPNOTSUPP ? WS2_OK : err;
}

static ws2_err session_begin_locked(struct ws2_advert *a)
{
    void *arg;
    ws2_err err;

    a->session = BUSY;
    pthread_mutex_unlock(&lock);
    err = startup_call(a, &arg);
    pthread_mutex_lock(&lock);
    a->session_arg = arg;
    a->session = err == WS2_OK ? OPEN : CLOSED;
    pthread_cond_broadcast(&changed);
    return err;
}

/* The caller is inside once; a thread that is more often may be what another
 * one waits for. */
ws2_err ws2_advert_session(struct ws2_advert *advert, void **arg)
{
    ws2_err err = WS2_OK;

    pthread_mutex_lock(&lock);
    while (advert->session == BUSY && depth == 1)
        pthread_cond_wait(&changed, &lock);
    if (advert->session == BUSY)
        err = WSASYSNOTREADY;
    else if (advert->session == CLOSED)
        err = session_begin_locked(advert);
    *arg = advert->session_arg;
    pthread_mutex_unlock(&lock);
    return err;
}

/* NSPv2Startup and NSPv2Cleanup come in pairs. That a session ends by another's
 * doing than its client's is announced. */
static void cleanup_call(struct ws2_advert *a, void *arg, bool rundown)
{
    if (rundown && a->proc.NSPv2ClientSessionRundown != NULL)
        a->proc.NSPv2ClientSessionRundown(&a->id, arg);
    if (a->proc.NSPv2Cleanup != NULL)
        (void)a->proc.NSPv2Cleanup(&a->id, arg);
}

static void session_end_locked(struct ws2_advert *a, bool rundown)
{
    void *arg = a->session_arg;

    if (a->session != OPEN)
        return;
    a->session = BUSY;
    pthread_mutex_unlock(&lock);
    cleanup_call(a, arg, rundown);
    pthread_mutex_lock(&lock);
    a->session = CLOSED;
    a->session_arg = NULL;
    pthread_cond_broadcast(&changed);
}

void ws2_advert_session_end(struct ws2_advert *advert)
{
    pthread_mutex_lock(&lock);
    session_end_locked(advert, false);
    pthread_mutex_unlock(&lock);
}

/* --- The end. */

ws2_err ws2_advert_withdraw(const GUID *id, struct ws2_advert **out)
{
    ws2_err err;

    pthread_mutex_lock(&lock);
    err = find_enter_locked(id, out);
    if (err == WS2_OK)
        (*out)->state = WITHDRAWN;
    pthread_mutex_unlock(&lock);
    return err == WS2_OK ? WS2_OK : WSAEINVAL;
}

void ws2_advert_wait(struct ws2_advert *advert)
{
    pthread_mutex_lock(&lock);
    while ((advert->inside > 1 || advert->queries > 0) && depth == 1)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

void ws2_advert_drop(struct ws2_advert *advert)
{
    struct ws2_advert **at = &adverts;

    pthread_mutex_lock(&lock);
    session_end_locked(advert, true);
    while (*at != advert)
        at = &(*at)->next;
    *at = advert->next;
    advert->state = GONE;
    leave_locked(advert);
    pthread_mutex_unlock(&lock);
}
