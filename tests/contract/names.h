/* SPDX-License-Identifier: MIT */
/* For the tests of name functions. Rows that need DNS ask the test server of
 * tests/dns for names of its zone, test.zone; where it does not serve (on
 * Windows, under Wine) they are skipped. */
#ifndef CT_NAMES_H
#define CT_NAMES_H

#include "harness.h"

#include <stdlib.h>

static inline bool have_dns(void)
{
#ifdef __MINGW32__
    ct_skip("needs the test DNS server");
    return false;
#else
    if (getenv("WS2_DNS_SERVERS") != NULL)
        return true;
    ct_skip("needs the test DNS server: WS2_DNS_SERVERS is not set");
    return false;
#endif
}

/* Environment; NULL deletes. */
static inline void env_set(const char *name, const char *value)
{
    SetEnvironmentVariableA(name, value);
}

/* Names that nobody answers for are waited for only briefly; all others as
 * long as a busy machine may need. */
static inline void patience(const char *name)
{
    bool silent = strcmp(name, "silent.test") == 0 ||
                  strncmp(name, "other", strlen("other")) == 0;

    env_set("WS2_DNS_TIMEOUT_MS", silent ? "100" : NULL);
}

static inline ADDRINFOA *found(const char *node, const char *service, int flags,
                               int family)
{
    ADDRINFOA hints = {.ai_flags = flags,
                       .ai_family = family,
                       .ai_socktype = SOCK_STREAM,
                       .ai_protocol = IPPROTO_TCP};
    ADDRINFOA *list = NULL;

    EQUAL(getaddrinfo(node, service, &hints, &list), 0);
    return list;
}

/* The addresses as text, in order: "198.51.100.1 2001:db8::1". */
static inline bool list_is(const ADDRINFOA *ai, const char *want)
{
    char text[512] = "", one[NI_MAXHOST];

    for (; ai != NULL; ai = ai->ai_next) {
        getnameinfo(ai->ai_addr, (socklen_t)ai->ai_addrlen, one, sizeof(one),
                    NULL, 0, NI_NUMERICHOST);
        if (text[0] != '\0')
            strcat(text, " ");
        strcat(text, one);
    }
    if (strcmp(text, want) != 0)
        ct_fail("got \"%s\", want \"%s\"", text, want);
    return strcmp(text, want) == 0;
}

static inline void text_is(const char *got, const char *want, int line)
{
    if (got == NULL || strcmp(got, want) != 0)
        ct_fail("line %d: got \"%s\", want \"%s\"", line,
                got != NULL ? got : "NULL", want);
}
#define SAME(got, want) text_is(got, want, __LINE__)

#endif
