/* SPDX-License-Identifier: MIT */
/* Where clients meet the agent: an abstract UNIX socket, of which each network
 * namespace has its own, with messages of bounded size. Who a client is the
 * kernel says. What a client does not read is kept for it up to a bound; then
 * it is dropped. */
#ifndef WS2_RSVPD_SERVER_H
#define WS2_RSVPD_SERVER_H

#include <stddef.h>
#include <sys/socket.h>

#include "loop.h"

struct client {
    struct watch watch;
    struct server *server;
    struct client *next, *prev;
    struct ucred who;
    struct parcel *first, **last; /* not sent yet */
    size_t waiting;               /* bytes of these */
    bool dropped;                 /* is freed at the end of this turn */
    bool paused;                  /* has said enough for this second */
    uint64_t window;              /* messages of this second are counted */
    unsigned messages;
    void *owner; /* whatever the server's user keeps */
};

struct server {
    struct watch watch;
    struct loop *loop;
    struct client *clients;
    unsigned count;
    uint64_t open_at; /* nobody is let in before */
    /* The user's. A message's fd, or -1, is the server's and closed after. */
    void (*opened)(struct client *c);
    void (*message)(struct client *c, const void *bytes, size_t len, int fd);
    void (*closed)(struct client *c);
    void (*drained)(struct client *c); /* all that was kept is sent */
    void *user;
};

#define SERVER_CLIENTS_MAX 4096u
#define SERVER_USER_MAX    1024u /* of one user */
#define SERVER_PAUSE_MS    100u  /* when there are no descriptors left */
#define SERVER_MESSAGE_MAX 81920u
#define SERVER_WAITING_MAX (256u * 1024u) /* bytes for one client */
#define SERVER_MESSAGES_MAX                                                    \
    20000u /* of one client in a second; then it waits */

/* name: without the leading zero. 0 or -errno; -EADDRINUSE: another agent is
 * there. */
int server_open(struct server *s, struct loop *loop, const char *name);
void server_close(struct server *s);

/* Whether what is sent now would have to be kept. */
bool server_is_behind(const struct client *c);
/* Never waits. A client that is too far behind is dropped, later. */
void server_send(struct client *c, const void *bytes, size_t len);

/* Ends the connection at the end of this turn; why is for the log, NULL when it
 * is the client's own end. */
void server_drop(struct client *c, const char *why);
/* Frees those that were dropped, and goes on with those that had to wait: once
 * in every turn of the loop. When it wants another one; UINT64_MAX: not of
 * itself. */
uint64_t server_sweep(struct server *s);

#endif
