/* SPDX-License-Identifier: MIT */
/* Doors: what is declared and not implemented yet. Every row of
 * unimplemented.def becomes a function that counts its calls and fails with
 * the documented value and code. No lock; the counts are atomic. */
#include "api/unimplemented.h"

#include <string.h>

#include "api/door.h"

#include <mswsock.h>
#include <nspapi.h>
#include <socketapi.h>
#include <ws2tcpip.h>
#include <mstcpip.h>

/* The rows' parameters are there for the type, not to be used. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* One number and one name for each row. */
#define STARTED(type, name, params, value, code) ROW(name)
#define LASTERR(type, name, params, value, code) ROW(name)
#define RETURNS(type, name, params, code)        ROW(name)
#define STRETURNS(type, name, params, code)      ROW(name)
#define ALWAYS(type, name, params, value)        ROW(name)
#define NOTHING(name, params)                    ROW(name)
#define BYHAND(name)                             ROW(name)

#define ROW(name) CALL_##name,
enum call {
#include "api/unimplemented.def"
    CALL_COUNT
};
#undef ROW

#define ROW(name) #name,
static const char *const names[] = {
#include "api/unimplemented.def"
};
#undef ROW

#undef STARTED
#undef LASTERR
#undef RETURNS
#undef STRETURNS
#undef ALWAYS
#undef NOTHING
#undef BYHAND

static atomic_uint calls[CALL_COUNT];

unsigned ws2_unimplemented_calls(const char *name)
{
    unsigned sum = 0;

    for (size_t i = 0; i < CALL_COUNT; i++)
        if (name == NULL || strcmp(name, names[i]) == 0)
            sum += atomic_load_explicit(&calls[i], memory_order_relaxed);
    return sum;
}

static void count(enum call which)
{
    atomic_fetch_add_explicit(&calls[which], 1, memory_order_relaxed);
}

/* WSANOTINITIALISED comes before everything else. */
static ws2_err started_or(ws2_err code)
{
    ws2_err err = ws2_enter();

    return err != WS2_OK ? err : code;
}

#define LASTERR(type, name, params, value, code)                               \
    type WSAAPI name params                                                    \
    {                                                                          \
        count(CALL_##name);                                                    \
        ws2_set_last_error(code);                                              \
        return value;                                                          \
    }
#define STARTED(type, name, params, value, code)                               \
    LASTERR(type, name, params, value, started_or(code))
#define RETURNS(type, name, params, code) ALWAYS(type, name, params, code)
#define STRETURNS(type, name, params, code)                                    \
    ALWAYS(type, name, params, started_or(code))
#define ALWAYS(type, name, params, value)                                      \
    type WSAAPI name params                                                    \
    {                                                                          \
        count(CALL_##name);                                                    \
        return value;                                                          \
    }
#define NOTHING(name, params)                                                  \
    void WSAAPI name params                                                    \
    {                                                                          \
        count(CALL_##name);                                                    \
    }
#define BYHAND(name)

#include "api/unimplemented.def"
