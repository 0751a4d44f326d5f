/* SPDX-License-Identifier: MIT */
/* WSAStartup and WSACleanup: version negotiation and counting. lock guards
 * starting and stopping against each other; the count itself is read freely.
 * Microsoft Learn, "WSAStartup function". */
#include "api/door.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/upcalls.h"
#include "name/name.h"
#include "os/fork.h"
#include "os/mem.h"
#include "sock/duplicate.h"
#include "sock/linger.h"
#include "spi/layer.h"
#include "spi/live.h"
#include "spi/nsdefer.h"
#include "spi/nslookup.h"
#include "spi/nspv2.h"

#define HIGHEST MAKEWORD(2, 2)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned versions1; /* values of ws2_version1 so far */

static void startup_forked(void)
{
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(startup_forked)

ws2_err ws2_enter_closely(void)
{
    if (ws2_gate_startups() == 0)
        return WSANOTINITIALISED;
    return ws2_hook_runs() ? WSAEINPROGRESS : WS2_OK;
}

static WORD version(unsigned major, unsigned minor)
{
    return (WORD)(major | minor << 8);
}

/* The highest of 1.0, 1.1, 2.0, 2.1 and 2.2 that is not above the request;
 * 0 when the request is below them all. */
static WORD version_negotiate(WORD requested)
{
    unsigned major = requested & 0xff, minor = requested >> 8;

    if (major == 0)
        return 0;
    if (major == 1)
        return version(1, minor < 1 ? minor : 1);
    if (major == 2)
        return version(2, minor < 2 ? minor : 2);
    return HIGHEST;
}

static void data_fill(WSADATA *data, WORD agreed)
{
    memset(data, 0, sizeof(*data));
    data->wVersion = agreed;
    data->wHighVersion = HIGHEST;
    memcpy(data->szDescription, "WinSock 2.0", sizeof("WinSock 2.0"));
    memcpy(data->szSystemStatus, "Running", sizeof("Running"));
    /* Limits were part of version 1.1 only */
    if ((agreed & 0xff) == 1) {
        data->iMaxSockets = 32767;
        data->iMaxUdpDg = 65467;
    }
}

/* WS2_PROCLIM: how many WSAStartup may be outstanding; unset is no limit. */
static ws2_err limit_check(void)
{
    const char *text = secure_getenv("WS2_PROCLIM");
    char *end;
    unsigned long limit;

    if (text == NULL || *text == '\0')
        return WS2_OK;
    limit = strtoul(text, &end, 10);
    if (*end != '\0')
        return WS2_OK;
    return ws2_gate_startups() < limit ? WS2_OK : WSAEPROCLIM;
}

/* The code is the result; the last error is not used. */
int WSAAPI ws2_do_WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData)
{
    WORD agreed = version_negotiate(wVersionRequested);
    WSADATA data;
    ws2_err err;

    if (ws2_hook_runs())
        return WSAEINPROGRESS;
    if (agreed == 0)
        return WSAVERNOTSUPPORTED;
    data_fill(&data, agreed);
    if (lpWSAData == NULL || !os_mem_writable(lpWSAData, sizeof(*lpWSAData)))
        return WSAEFAULT;
    pthread_mutex_lock(&lock);
    err = limit_check();
    if (err == WS2_OK && ws2_gate_startups() == 0)
        err = ws2_spi_ready();
    if (err == WS2_OK) {
        ws2_upcalls_give();
        ws2_live_put(ws2_live_get(true));
        atomic_fetch_add(&ws2_gate, 1);
        if ((agreed & 0xff) == 1 && atomic_load(&ws2_version1) == 0)
            atomic_store(&ws2_version1, ++versions1);
        if (agreed != HIGHEST)
            atomic_store(&ws2_below22, true);
    }
    pthread_mutex_unlock(&lock);
    if (err == WS2_OK)
        memcpy(lpWSAData, &data, sizeof(data));
    return err;
}

/* Sockets that are still open are reset, not closed in order, but for those
 * that another process goes on with. */
static void socket_abort(ws2_handle h, struct ws2_obj *obj, void *arg)
{
    struct ws2_sock *sk = (struct ws2_sock *)obj;
    struct ws2_rare *rare = sock_rare_made(sk);

    (void)arg;
    if (sock_is_stream(sk) && !ws2_sock_is_shared(sk))
        os_linger(sk->fd, true, 0);
    if (rare != NULL)
        rare->linger_on = false;
    ws2_sock_close(h);
}

/* Providers go, and with those of namespaces the queries. Their code runs, so
 * no lock is held, and what it writes is nothing to the program. */
static void providers_end(struct ws2_nsps *nsps)
{
    ws2_err last = ws2_get_last_error();
    int saved = errno;

    ws2_layers_end();
    if (nsps != NULL) {
        ws2_nslookup_end_all(nsps);
        ws2_nsps_put(nsps);
    }
    ws2_nspv2_unadvertise_all();
    ws2_nsdefer_drop();
    ws2_set_last_error(last);
    errno = saved;
}

int WSAAPI ws2_do_WSACleanup(void)
{
    struct ws2_nsps *nsps = NULL;
    bool last = false;
    ws2_err err;

    pthread_mutex_lock(&lock);
    err = ws2_enter();
    if (err == WS2_OK && (unsigned)atomic_fetch_sub(&ws2_gate, 1) == 1) {
        last = true;
        atomic_store(&ws2_version1, 0);
        atomic_store(&ws2_below22, false);
        nsps = ws2_nsps_detach();
        ws2_offers_drop();
        ws2_handle_each(WS2_KIND_SOCKET, socket_abort, NULL);
        ws2_name_cleanup();
    }
    pthread_mutex_unlock(&lock);
    if (last)
        providers_end(nsps);
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}
