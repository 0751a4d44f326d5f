/* SPDX-License-Identifier: MIT */
/* What another decoder has to say of a message, line by line, in tshark's
 * words; * stands for names of its own. */
#ifndef RSVP_DESCRIBE_H
#define RSVP_DESCRIBE_H

#include <stdio.h>

#include "message.h"

void rsvp_describe(FILE *file, const struct rsvp_message *m);

#endif
