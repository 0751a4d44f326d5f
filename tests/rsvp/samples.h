/* SPDX-License-Identifier: MIT */
/* One message of every kind that RSVP has, of both families: what is built and
 * read back, shown to an independent decoder, and what fuzzing starts from. */
#ifndef RSVP_SAMPLES_H
#define RSVP_SAMPLES_H

#include "message.h"

struct rsvp_sample {
    char name[32]; /* resv-ff.6 */
    struct rsvp_message message;
};

/* The same in every call; none of them needs to be cleared. */
const struct rsvp_sample *rsvp_samples(size_t *n);

/* Whether all that goes on the wire is the same, what is pointed to included.
 */
bool rsvp_message_equal(const struct rsvp_message *a,
                        const struct rsvp_message *b);

#endif
