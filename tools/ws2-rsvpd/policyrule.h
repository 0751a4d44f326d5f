/* SPDX-License-Identifier: MIT */
/* The policy file's rules, as policyfile.c reads and policy.c follows them. */
#ifndef WS2_RSVPD_POLICYRULE_H
#define WS2_RSVPD_POLICYRULE_H

#include "policy.h"

#define RATE_MAX (UINT64_C(1) << 40) /* bytes/s */
#define NO_LIMIT UINT64_MAX
#define LIMITS   (POLICY_SUM_PEAK + 1)

/* The most particular first. */
enum identity { BY_USER, BY_APP, BY_GROUP, BY_DEFAULT, BY_UNKNOWN };

struct rule {
    struct rule *next;
    uint8_t family; /* 4, 6; 0: global */
    unsigned bits;
    uint8_t prefix[16];
    enum identity identity;
    char name[POLICY_NAME_MAX];
    unsigned directions, services; /* sets of policy.h's */
    bool deny;
    uint64_t limit[LIMITS]; /* by enum policy_kind; or NO_LIMIT */
};

struct rules {
    struct policy_interface *interfaces;
    struct rule *first, **end;
    size_t count;
};

void rules_init(struct rules *rules);
void rules_free(struct rules *rules); /* empty afterwards */
/* Into empty ones, which stay so after a failure. */
bool rules_parse(struct rules *rules, const char *text, size_t len,
                 struct policy_error *why);
bool rules_load(struct rules *rules, const char *path,
                struct policy_error *why);

bool policy_who_in(const struct policy_who *who, const char *group);

#endif
