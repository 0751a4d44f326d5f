/* SPDX-License-Identifier: MIT */
/* Polling before sleep; see spin.h. What is remembered is the thread's own.
 *
 * Before a thread sleeps it polls for a while, giving up the processor each
 * time: a sleeping processor takes tens of microseconds to come back, longer
 * than a peer on the same machine takes to answer. To poll is to try the
 * operation again: asking whether it would succeed costs as much.
 *
 * It does so only after recent waits that were short, so that an idle thread
 * sleeps at once. And where the processor does not come back in time others
 * compute on it: who gives it up then waits for their turn to end, a sleeper
 * would have been woken into it. Polling stops until what was lost is less
 * than one part in HARM_FACTOR of the time. */
#include "handle/spin.h"

#include "os/poll.h"

#define POLL_BUDGET_NS 50000
#define SHORT_WAIT_NS  100000
#define SCORE_MAX      8
#define SCORE_NEEDED   2
#define HARM_NS        POLL_BUDGET_NS
#define HARM_FACTOR    128

/* That the last call did not come back for more means that its polling met
 * with success. */
void ws2_spin_begin(struct ws2_thread *t)
{
    if (t->poll.trying && t->poll.score < SCORE_MAX)
        t->poll.score++;
    t->poll.trying = false;
}

bool ws2_spin_willing(const struct ws2_thread *t)
{
    return t->poll.score >= SCORE_NEEDED;
}

bool ws2_spin_once(struct ws2_thread *t, int64_t start_ns, int64_t now_ns)
{
    int64_t away;

    if (t->poll.score < SCORE_NEEDED || now_ns < t->poll.not_before_ns)
        return false;
    if (now_ns - start_ns >= POLL_BUDGET_NS) {
        t->poll.score = 0;
        t->poll.trying = false;
        return false;
    }
    os_yield();
    away = os_now_ns() - now_ns;
    t->poll.trying = away < HARM_NS;
    if (!t->poll.trying)
        t->poll.not_before_ns = now_ns + away * HARM_FACTOR;
    return true;
}

void ws2_spin_slept(struct ws2_thread *t, int64_t waited_ns)
{
    if (t->poll.score < SCORE_MAX && waited_ns < SHORT_WAIT_NS)
        t->poll.score++;
}
