/* SPDX-License-Identifier: MIT */
/* A fault becomes a rule: which functions it is about, and whether what it says
 * can happen. */
#include "fault/spec.h"

#include <string.h>

#include <winsock2.h>

#define ALL_FLAGS (WS2_FAULT_LATE | WS2_FAULT_STICK | WS2_FAULT_FORCE)

static ws2_err refuse(const char **why, ws2_err err, const char *what)
{
    *why = what;
    return err;
}

/* Moves bytes of a stream, so that fewer lose none. */
static bool can_shorten(unsigned function)
{
    static const char *const names[] = {"WSARecv",  "WSARecvEx", "WSARecvFrom",
                                        "WSASend",  "WSASendTo", "recv",
                                        "recvfrom", "send",      "sendto"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], ws2_fault_function_name(function)) == 0)
            return true;
    return false;
}

static bool tells_events(unsigned function)
{
    const char *name = ws2_fault_function_name(function);

    return strcmp(name, "WSAEventSelect") == 0 ||
           strcmp(name, "WSAAsyncSelect") == 0 ||
           strcmp(name, "WSAEnumNetworkEvents") == 0;
}

/* Late, but not at a time that can be chosen: network events come when they
 * come, a connection or a message without delay. */
static bool is_told_at_once(unsigned function)
{
    const char *name = ws2_fault_function_name(function);

    return tells_events(function) || strcmp(name, "connect") == 0 ||
           strcmp(name, "WSAConnect") == 0 ||
           strncmp(name, "WSAAsyncGet", 11) == 0;
}

/* What is said holds for this function: the rule's late and events become what
 * they are for it. */
static ws2_err pair_check(const ws2_fault *f, unsigned function,
                          struct ws2_fault_rule *rule, const char **why)
{
    const struct ws2_fault_pair *pair =
        ws2_fault_pair(function, (uint32_t)f->code);
    bool forced = (f->flags & WS2_FAULT_FORCE) != 0;
    bool late = (f->flags & WS2_FAULT_LATE) != 0;
    unsigned when = pair != NULL ? ws2_fault_when(function, pair) : 0;

    if (pair == NULL && !forced)
        return refuse(why, WSAEOPNOTSUPP,
                      "not documented for this function (! forces it)");
    if (pair != NULL && (when & ~WS2_PAIR_QOS) == 0 && !forced)
        return refuse(why, WSAEOPNOTSUPP,
                      "documented for what another call does to it");
    if (late && !ws2_fault_function_late(function))
        return refuse(why, WSAEOPNOTSUPP,
                      "this function does not fail after it has returned");
    if (late && !forced && (when & WS2_PAIR_LATE) == 0)
        return refuse(why, WSAEOPNOTSUPP,
                      "only the call itself fails with this code");
    if (pair != NULL && (when & ~WS2_PAIR_QOS) == WS2_PAIR_LATE)
        late = true;
    if (late && f->delay_ms != 0 && is_told_at_once(function))
        return refuse(why, WSAEOPNOTSUPP,
                      "this failure is told at once: no delay");
    rule->late = late;
    if (late && tells_events(function))
        rule->events = f->events != 0 ? (uint16_t)f->events
                       : pair != NULL ? pair->events
                                      : 0;
    if (late && tells_events(function) && rule->events == 0)
        rule->events = (uint16_t)FD_ALL_EVENTS;
    return WS2_OK;
}

/* One function. A glob takes what fits, and late and at once do not mix. */
static ws2_err function_take(const ws2_fault *f, unsigned function,
                             struct ws2_fault_rule *rule, const char **why)
{
    struct ws2_fault_rule one = *rule;
    bool first = true;
    ws2_err err = WS2_OK;

    for (size_t i = 0; i < sizeof(rule->functions) / sizeof(uint64_t); i++)
        first = first && rule->functions[i] == 0;
    if (!ws2_fault_function_watched(function))
        return refuse(why, WSAEOPNOTSUPP,
                      "calls of this function are not watched");
    if (f->short_bytes != 0 && !can_shorten(function))
        return refuse(why, WSAEOPNOTSUPP,
                      "this function moves no bytes of a stream");
    if (f->code != 0)
        err = pair_check(f, function, &one, why);
    if (err != WS2_OK)
        return err;
    if (!first && (one.late != rule->late || one.events != rule->events))
        return refuse(why, WSAEOPNOTSUPP,
                      "some of these functions fail late, some at once");
    *rule = one;
    rule->functions[function / 64] |= (uint64_t)1 << function % 64;
    return WS2_OK;
}

static bool is_glob(const char *name)
{
    return strpbrk(name, "*?") != NULL;
}

static ws2_err glob_take(const ws2_fault *f, struct ws2_fault_rule *rule,
                         const char **why)
{
    ws2_err err = WSAEINVAL, one;
    bool any = false;

    *why = "no function is like this";
    for (unsigned i = 0; i < ws2_fault_functions(); i++) {
        if (!ws2_fault_like(f->function, ws2_fault_function_name(i)))
            continue;
        one = function_take(f, i, rule, why);
        any = any || one == WS2_OK;
        err = one;
    }
    return any ? WS2_OK : err;
}

static ws2_err name_take(const ws2_fault *f, struct ws2_fault_rule *rule,
                         const char **why)
{
    int function = ws2_fault_function(f->function);

    if (function < 0 || strlen(f->function) >= sizeof(rule->form))
        return refuse(why, WSAEINVAL,
                      "no function of this name has documented errors");
    if (strcmp(f->function, ws2_fault_function_name((unsigned)function)) != 0)
        strcpy(rule->form, f->function);
    return function_take(f, (unsigned)function, rule, why);
}

static ws2_err members_check(const ws2_fault *f, const char **why)
{
    if ((f->flags & ~ALL_FLAGS) != 0)
        return refuse(why, WSAEINVAL, "unknown flags");
    if (f->code == 0 && f->delay_ms == 0 && f->short_bytes == 0)
        return refuse(why, WSAEINVAL, "nothing is to happen");
    if (f->code == 0 && (f->flags & WS2_FAULT_LATE) != 0)
        return refuse(why, WSAEINVAL, "late needs a code");
    if (f->code != 0 && f->short_bytes != 0)
        return refuse(why, WSAEINVAL,
                      "a call that fails moves nothing: code or short");
    if (f->code == WSA_IO_PENDING)
        return refuse(why, WSAEOPNOTSUPP, "a pending operation is no failure");
    if (!(f->probability >= 0 && f->probability <= 1))
        return refuse(why, WSAEINVAL, "not a probability");
    if ((f->events & ~(unsigned)FD_ALL_EVENTS) != 0)
        return refuse(why, WSAEINVAL, "unknown events");
    return WS2_OK;
}

ws2_err ws2_fault_rule_make(const ws2_fault *fault, struct ws2_fault_rule *rule,
                            const char **why)
{
    ws2_err err;

    memset(rule, 0, sizeof(*rule));
    *why = "no function is named";
    if (fault == NULL || fault->function == NULL)
        return WSAEFAULT;
    err = members_check(fault, why);
    if (err != WS2_OK)
        return err;
    rule->code = (uint32_t)fault->code;
    rule->sticks = (fault->flags & WS2_FAULT_STICK) != 0;
    rule->socket = fault->socket;
    rule->after = fault->after;
    rule->count = fault->count;
    rule->seed = fault->seed;
    rule->chance = fault->probability > 0 ? fault->probability : 1;
    rule->delay_ms = fault->delay_ms;
    rule->most = fault->short_bytes;
    err = is_glob(fault->function) ? glob_take(fault, rule, why)
                                   : name_take(fault, rule, why);
    if (err == WS2_OK && fault->events != 0 && rule->events == 0)
        return refuse(why, WSAEINVAL, "events are for what tells events late");
    return err;
}
