/* SPDX-License-Identifier: MIT */
/* Who may ask for how much: the policy file, ws2-rsvpd.conf(5), and what was
 * granted by it. Rates are bytes/s. */
#ifndef WS2_RSVPD_POLICY_H
#define WS2_RSVPD_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define POLICY_FILE     "/etc/ws2/rsvpd.conf"
#define POLICY_NAME_MAX 64 /* bytes of a name, with the 0 */
#define POLICY_GROUPS   64

/* --- The file. */

struct policy_interface {
    struct policy_interface *next;
    char name[16];
    uint64_t capacity;           /* bytes/s; 0: what the link says */
    unsigned percent;            /* that may be reserved; 0: the usual */
    uint64_t max_rate, max_peak; /* of one flow; 0: any */
};

struct policy; /* with its grants */

struct policy_error {
    unsigned line;  /* 0: the file as a whole */
    char text[120]; /* without a line end */
};

/* Without a file, with an empty one, all is allowed. NULL without memory. */
struct policy *policy_new(void);
void policy_free(struct policy *p);
/* Reads the file and takes its rules in place of the old; grants stay. A bad
 * file changes nothing and says what is wrong. A file that is not there is
 * empty. */
bool policy_load(struct policy *p, const char *path, struct policy_error *why);
/* The same of text in memory, which may have any bytes in it. */
bool policy_parse(struct policy *p, const char *text, size_t len,
                  struct policy_error *why);
const struct policy_interface *policy_interface_of(const struct policy *p,
                                                   const char *name);
size_t policy_rule_count(const struct policy *p);

/* --- Who asks. */

struct policy_who {
    bool known;                 /* else the names below say nothing */
    char user[POLICY_NAME_MAX]; /* "" for an unknown one */
    char app[POLICY_NAME_MAX];  /* "": it does not say */
    unsigned ngroups;
    gid_t groups[POLICY_GROUPS];
};

/* A local program's, by SO_PEERCRED. A uid without a name is its number. */
void policy_who_local(struct policy_who *who, uid_t uid, gid_t gid);
/* From AUTH_USER's name, len bytes of anything; trusted: the neighbour that
 * sent it is. */
void policy_who_named(struct policy_who *who, const char *name, size_t len,
                      bool trusted);
/* From AUTH_APP's attributes (behind the element's length and type): the
 * credential, or APP= of the locator. */
void policy_who_app(struct policy_who *who, const uint8_t *attributes,
                    size_t len);

/* --- What is asked. */

enum policy_direction { POLICY_SEND = 1, POLICY_RECV = 2 }; /* Path, Resv */
enum policy_service { POLICY_CL = 1, POLICY_G = 2, POLICY_QUAL = 4 };

struct policy_ask {
    struct policy_who who;
    enum policy_direction direction;
    enum policy_service service;
    uint8_t family;      /* 4, 6; 0: not known, no subnet rule applies */
    uint8_t address[16]; /* of who asks: the sender's host, the receiver's */
    uint64_t rate;       /* r, R; 0 of a qualitative flow */
    uint64_t peak;       /* 0: none was said */
};

struct policy_grant; /* counts for flows, sum-rate and sum-peak */

/* ERROR_SPEC's value with code 2, which is also ExtendedStatus2 less 56200. 0:
 * granted, and *grant (which may hold an old one, that is replaced) is to be
 * released; *duration_s says for how long, 0: ever. Else *grant is as it was.
 * Without memory: POLICY_NO_RESOURCES. */
unsigned policy_admit(struct policy *p, const struct policy_ask *ask,
                      struct policy_grant **grant, uint32_t *duration_s);
void policy_release(struct policy *p, struct policy_grant *grant);

#define POLICY_FAILURE       2u /* ERROR_SPEC's code */
#define POLICY_UNKNOWN_USER  49u
#define POLICY_NO_PRIVILEGES 50u
#define POLICY_NO_RESOURCES  52u

/* A limit's value: what was exceeded, where it applies, to whom. */
enum policy_kind {
    POLICY_FLOWS,
    POLICY_DURATION,
    POLICY_RATE,
    POLICY_PEAK,
    POLICY_SUM_RATE,
    POLICY_SUM_PEAK
};
enum policy_for { POLICY_DEFAULT, POLICY_GROUP, POLICY_USER, POLICY_UNKNOWN };
static inline unsigned policy_value(enum policy_kind kind, bool subnet,
                                    enum policy_for who)
{
    return 1 + 8 * (unsigned)kind + (subnet ? 4 : 0) + (unsigned)who;
}
/* What a grant says when its time is over. */
unsigned policy_expired(const struct policy_grant *grant);

#endif
