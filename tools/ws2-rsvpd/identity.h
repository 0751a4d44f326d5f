/* SPDX-License-Identifier: MIT */
/* Policy elements: who asks (RFC 2750, 2752, 2872), as objects of RSVP, as
 * Windows' programs have them, and as policy wants it. */
#ifndef WS2_RSVPD_IDENTITY_H
#define WS2_RSVPD_IDENTITY_H

#include <sys/types.h>

#include "message.h"
#include "policy.h"

/* A POLICY_DATA object that names the user, with a program's own elements
 * (length and type in host order) behind. One block for free(), blob first;
 * NULL without memory. */
struct rsvp_blob *identity_make(uid_t uid, const void *elements, size_t len);

/* Who the objects say it is, and with what program. */
void identity_user(const struct rsvp_blob *all, size_t count, bool trusted,
                   struct policy_who *who);
void identity_app(const struct rsvp_blob *all, size_t count,
                  struct policy_who *who);

/* The elements of all of them as a program gets them; as many as fit. */
size_t identity_elements(const struct rsvp_blob *all, size_t count, void *out,
                         size_t room);

#endif
