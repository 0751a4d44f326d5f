/* SPDX-License-Identifier: MIT */
/* The QoS agent's policy file: any bytes. A bad one says where, and leaves the
 * rules as they were; with a good one it can be asked about anybody. What a
 * program says of itself is read from the same bytes. */
#include "fuzz.h"

#include "policy.h"

static void who_is_asked(struct policy *p, const uint8_t *data, size_t size)
{
    struct policy_ask ask = {.direction = POLICY_SEND,
                             .service = POLICY_G,
                             .family = 4,
                             .rate = 1000};
    struct policy_grant *grant = NULL;
    uint32_t duration_s;
    unsigned value;

    policy_who_named(&ask.who, "nobody-here", 11, true);
    policy_who_app(&ask.who, data, size);
    MUST(memchr(ask.who.app, 0, sizeof(ask.who.app)) != NULL);
    value = policy_admit(p, &ask, &grant, &duration_s);
    MUST((value == 0) == (grant != NULL));
    MUST(value <= POLICY_NO_RESOURCES);
    policy_release(p, grant);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char old[] = "rule global default both any allow\n";
    struct policy_error why = {0};
    struct policy *p = policy_new();
    struct input in = {data, size};
    char *text = input_copy(&in, size, 0);

    MUST(p != NULL && policy_parse(p, old, sizeof(old) - 1, &why));
    if (!policy_parse(p, text, size, &why)) {
        MUST(why.line != 0 && why.text[0] != 0);
        MUST(policy_rule_count(p) == 1);
    }
    who_is_asked(p, data, size);
    policy_free(p);
    free(text);
    return 0;
}
