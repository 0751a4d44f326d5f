/* SPDX-License-Identifier: MIT */
/* select over sockets of several providers; see selectmixed.h. One provider's
 * WSPSelect knows the handles of another as little as a program would. So each
 * layer's socket is exchanged for the one that it names by
 * SIO_BSP_HANDLE_SELECT, as WSAPoll does by another ioctl (poll.c), and the
 * ready ones are found again by their places. Page "Winsock IOCTLs". */
#include "api/selectmixed.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <mswsock.h>

#include "os/mem.h"
#include "spi/extension.h"
#include "spi/provider.h"

/* A set is as long as its count says, whatever FD_SETSIZE is here. */
struct set {
    u_int count;
    SOCKET *asked, *below; /* both of count; one allocation */
    fd_set *passed;        /* to the provider, which shortens it */
};

static size_t set_size(u_int count)
{
    return offsetof(fd_set, fd_array) + count * sizeof(SOCKET);
}

static void sets_free(struct set sets[WS2_SELECT_SETS])
{
    for (unsigned i = 0; i < WS2_SELECT_SETS; i++) {
        free(sets[i].asked);
        free(sets[i].passed);
    }
}

/* WSAEFAULT is the provider's to tell: false, as where memory is short. */
static bool set_read(struct set *set, const fd_set *user)
{
    if (user == NULL)
        return true;
    if (os_mem_copy_in(&set->count, user, sizeof(set->count)) != 0 ||
        !os_mem_writable((void *)(uintptr_t)user, set_size(set->count)))
        return false;
    set->asked = malloc((2 * (size_t)set->count + 1) * sizeof(SOCKET));
    set->passed = malloc(set_size(set->count) + sizeof(SOCKET));
    if (set->asked == NULL || set->passed == NULL)
        return false;
    set->below = set->asked + set->count;
    memcpy(set->asked, (const char *)user + offsetof(fd_set, fd_array),
           set->count * sizeof(SOCKET));
    return true;
}

static bool sets_mixed(const struct set sets[WS2_SELECT_SETS])
{
    const struct ws2_layer *one = NULL;
    bool found = false;

    for (unsigned i = 0; i < WS2_SELECT_SETS; i++)
        for (u_int k = 0; k < sets[i].count; k++) {
            const struct ws2_layer *l = ws2_spi_layer(sets[i].asked[k]);

            if (found && l != one)
                return true;
            one = l;
            found = true;
        }
    return false;
}

static void set_lower(struct set *set)
{
    for (u_int k = 0; k < set->count; k++)
        set->below[k] =
            ws2_spi_layer(set->asked[k]) != NULL
                ? ws2_spi_below(set->asked[k], SIO_BSP_HANDLE_SELECT)
                : set->asked[k];
    if (set->passed != NULL) {
        set->passed->fd_count = set->count;
        memcpy(set->passed->fd_array, set->below, set->count * sizeof(SOCKET));
    }
}

/* The first layer whose own socket is still there gets the call, and hands down
 * what it does not know. */
static SOCKET first_layers(const struct set sets[WS2_SELECT_SETS])
{
    for (unsigned i = 0; i < WS2_SELECT_SETS; i++)
        for (u_int k = 0; k < sets[i].count; k++)
            if (ws2_spi_layer(sets[i].below[k]) != NULL)
                return sets[i].below[k];
    return INVALID_SOCKET;
}

static int sets_pass(int nfds, const struct set sets[WS2_SELECT_SETS],
                     const struct timeval *timeout, INT *err)
{
    const WSPPROC_TABLE *proc = &ws2_base_procs;
    SOCKET first = first_layers(sets);
    bool pinned = ws2_spi_begin(first, &proc) == WS2_OK;
    int res = proc->lpWSPSelect(nfds, sets[0].passed, sets[1].passed,
                                sets[2].passed, timeout, err);

    if (pinned)
        ws2_socket_unpin(first);
    return res;
}

static bool is_ready(const fd_set *set, SOCKET s)
{
    for (u_int i = 0; i < set->fd_count; i++)
        if (set->fd_array[i] == s)
            return true;
    return false;
}

static void set_write(const struct set *set, fd_set *user)
{
    char *at = (char *)user + offsetof(fd_set, fd_array);
    u_int kept = 0;

    if (user == NULL)
        return;
    for (u_int k = 0; k < set->count; k++)
        if (is_ready(set->passed, set->below[k]))
            memcpy(at + kept++ * sizeof(SOCKET), &set->asked[k],
                   sizeof(SOCKET));
    memcpy(user, &kept, sizeof(kept));
}

bool ws2_select_mixed(int nfds, fd_set *const user[WS2_SELECT_SETS],
                      const struct timeval *timeout, int *res, INT *err)
{
    struct set sets[WS2_SELECT_SETS] = {{0}};
    bool mixed = true;

    for (unsigned i = 0; i < WS2_SELECT_SETS && mixed; i++)
        mixed = set_read(&sets[i], user[i]);
    mixed = mixed && sets_mixed(sets);
    if (mixed) {
        for (unsigned i = 0; i < WS2_SELECT_SETS; i++)
            set_lower(&sets[i]);
        *res = sets_pass(nfds, sets, timeout, err);
        for (unsigned i = 0; i < WS2_SELECT_SETS && *res != SOCKET_ERROR; i++)
            set_write(&sets[i], user[i]);
    }
    sets_free(sets);
    return mixed;
}
