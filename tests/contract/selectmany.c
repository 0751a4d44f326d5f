/* SPDX-License-Identifier: MIT */
/* select in a program that has its own FD_SETSIZE, and with sets that no macro
 * has made: their count and their array are all that counts. */
#define FD_SETSIZE 1500
#include "harness.h"

#define MANY 1200 /* more than descriptors of Linux' select can name */

static void set_is_larger(const struct ct_row *row)
{
    fd_set set;
    int i;

    (void)row;
    EQUAL(sizeof(set.fd_array) / sizeof(SOCKET), FD_SETSIZE);
    FD_ZERO(&set);
    for (i = 0; i < FD_SETSIZE + 10; i++) /* what does not fit is left out */
        FD_SET((SOCKET)(4 * i + 4), &set);
    EQUAL(set.fd_count, FD_SETSIZE);
    CHECK(FD_ISSET((SOCKET)(4 * FD_SETSIZE), &set));
    CHECK(!FD_ISSET((SOCKET)(4 * FD_SETSIZE + 4), &set));
}

/* Sockets that hear one peer only: other programs send to ports of the past.
 * The first may send to the last. */
static bool many_open(SOCKET *all, int n)
{
    struct sockaddr_in first, last;
    int i;

    for (i = 0; i < n; i++) {
        struct sockaddr_in any = ct_loopback(0);

        all[i] = ct_keep(socket(AF_INET, SOCK_DGRAM, 0));
        if (all[i] == INVALID_SOCKET ||
            bind(all[i], SA(&any), sizeof(any)) != 0) {
            ct_skip("%d sockets are too many here", n);
            return false;
        }
        first = ct_name(all[0]);
        if (i > 0)
            EQUAL(connect(all[i], SA(&first), sizeof(first)), 0);
    }
    last = ct_name(all[n - 1]);
    EQUAL(connect(all[0], SA(&last), sizeof(last)), 0);
    return true;
}

/* All of them are writable, one is readable, none exceptional. */
static void many_sockets(const struct ct_row *row)
{
    static SOCKET all[MANY];
    static fd_set readable, writable, failed;
    struct timeval limit = {10, 0};
    int i;

    (void)row;
    if (!many_open(all, MANY))
        return;
    FD_ZERO(&readable);
    for (i = 0; i < MANY; i++)
        FD_SET(all[i], &readable);
    writable = failed = readable;
    EQUAL(send(all[0], "x", 1, 0), 1);
    ct_wait_readable(all[MANY - 1]);
    EQUAL(select(0, &readable, &writable, &failed, &limit), MANY + 1);
    EQUAL(readable.fd_count, 1);
    EQUAL(readable.fd_array[0], all[MANY - 1]);
    EQUAL(writable.fd_count, MANY);
    for (i = 0; i < MANY; i++)
        EQUAL(writable.fd_array[i], all[i]);
    EQUAL(failed.fd_count, 0);
}

/* None is ready when the call begins. */
static DWORD WINAPI send_later(void *arg)
{
    EQUAL(send(*(SOCKET *)arg, "x", 1, 0), 1);
    return 0;
}

static void many_wait(const struct ct_row *row)
{
    static SOCKET all[MANY];
    static fd_set readable;
    int i;

    (void)row;
    if (!many_open(all, MANY))
        return;
    FD_ZERO(&readable);
    for (i = 0; i < MANY; i++)
        FD_SET(all[i], &readable);
    ct_thread(send_later, &all[0]);
    EQUAL(select(0, &readable, NULL, NULL, NULL), 1);
    EQUAL(readable.fd_array[0], all[MANY - 1]);
}

/* FD_SET puts nothing in twice; a program may. */
static void twice(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET s = ct_open(CT_UDP_PAIR), other = ct_open(CT_UDP_BOUND);
    fd_set set;

    (void)row;
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_wait_readable(s);
    set.fd_count = 3;
    set.fd_array[0] = s;
    set.fd_array[1] = other;
    set.fd_array[2] = s;
    EQUAL(select(0, &set, NULL, NULL, &none), 2);
    EQUAL(set.fd_count, 2);
    EQUAL(set.fd_array[0], s);
    EQUAL(set.fd_array[1], s);
}

/* A set needs no more memory than its sockets. */
static void short_set(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET s = ct_open(CT_UDP_PAIR);
    fd_set *set = ct_edge(2 * sizeof(SOCKET));

    (void)row;
    if (ct_failed())
        return;
    set->fd_count = 1;
    memcpy((char *)set + sizeof(SOCKET), &s, sizeof(s));
    EQUAL(select(0, NULL, set, NULL, &none), 1);
    EQUAL(set->fd_count, 1);
    set->fd_count = 1;
    EQUAL(select(0, set, NULL, NULL, &none), 0);
    EQUAL(set->fd_count, 0);
}

static const struct ct_row rows[] = {
    RULE(select, "fd_set is as large as the program wants", set_is_larger),
    RULE(select, "1200 sockets in three sets", many_sockets),
    RULE(select, "1200 sockets that are waited for", many_wait),
    RULE(select, "a socket twice in a set", twice),
    RULE(select, "a set of one socket and no more memory", short_set),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
