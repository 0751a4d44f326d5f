/* SPDX-License-Identifier: MIT */
/* This process' connection to the signalling agent: made when a flow needs it,
 * with an agent that is started where none runs, and made anew when the agent
 * ends. The reactor reads it. Nothing here waits with the lock held but for the
 * lock's own condition.
 *
 * A program's agent is root's or its own user's; anybody else's is none. Which
 * program is started: WS2_RSVPD of the environment, unless the program is
 * set-uid; else the installed one. One that is not there, or no name at all,
 * means that nobody signals, whoever listens. */
#ifndef WS2_QOS_AGENTLINK_H
#define WS2_QOS_AGENTLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qos/agentwire.h"

/* Guards the connection and all flows. Its users' locks are taken below it. */
void ws2_link_lock(void);
bool ws2_link_try(void);
void ws2_link_unlock(void);
/* Has the reactor call ws2_flows_mail_locked. */
void ws2_link_mail(void);

/* Whether there is a connection, made now if need be: the lock is dropped
 * meanwhile, for a few seconds at most. */
bool ws2_link_need_locked(void);
bool ws2_link_is_up_locked(void);

/* One message; fd goes along if the agent wants it. -EAGAIN: the agent is
 * behind, and ws2_flows_room_locked will be called; -errno: the connection is
 * about to be lost. */
int ws2_link_send_locked(const void *m, size_t len, int fd);

/* Answers are outstanding, or are not any more: without any for long the agent
 * counts as dead. Again: one has come. */
void ws2_link_expect_locked(bool answers);

/* Until something was heard or the connection is lost, or the deadline. */
void ws2_link_wait_locked(int64_t deadline_ns);

/* --- What the flows (agent.c) do about it. */

void ws2_flows_heard_locked(const struct ws2_aw_head *m);
void ws2_flows_room_locked(void);
void ws2_flows_mail_locked(void);
void ws2_flows_up_locked(void);   /* a new connection knows nothing */
bool ws2_flows_lost_locked(void); /* whether another one is needed */
void ws2_flows_given_up_locked(void);
void ws2_flows_forked(void);

#endif
