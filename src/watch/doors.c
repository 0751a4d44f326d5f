/* SPDX-License-Identifier: MIT */
/* The stubs of the doors: unless somebody watches, one branch and a jump. */
#include "watch/doors.h"

#include <string.h>

#include "watch/watch.h"

/* winsock.h declares them, which excludes winsock2.h. */
WS2_API int WSAAPI ws2_getsockopt11(SOCKET s, int level, int optname,
                                    char *optval, int *optlen);
WS2_API int WSAAPI ws2_setsockopt11(SOCKET s, int level, int optname,
                                    const char *optval, int optlen);

enum {
#define DOOR(symbol, ...)        WS2_DOOR_##symbol,
#define PROC(symbol, ...)        WS2_DOOR_##symbol,
#define HIDDEN(symbol, ...)      WS2_DOOR_##symbol,
#define HIDDEN_PROC(symbol, ...) WS2_DOOR_##symbol,
#include "watch/doors.def"
#undef DOOR
#undef PROC
#undef HIDDEN
#undef HIDDEN_PROC
    DOORS
};

const struct ws2_door ws2_doors[] = {
#define DOOR(symbol, name, fails, result, n, ...)                              \
    [WS2_DOOR_##symbol] = {#name, WS2_FAILS_##fails, n, #result, #__VA_ARGS__},
#define PROC(symbol, name, n, ...)                                             \
    [WS2_DOOR_##symbol] = {#name, WS2_FAILS_NEVER, n, "void", #__VA_ARGS__},
#define HIDDEN      DOOR
#define HIDDEN_PROC PROC
#include "watch/doors.def"
#undef DOOR
#undef PROC
#undef HIDDEN
#undef HIDDEN_PROC
};
const unsigned ws2_door_count = DOORS;

/* What is behind the branch: the call as words, and words as the call. */
#define WATCHED(id, n, ...)                                                    \
    uintptr_t args_[n + 1], result_ = 0;                                       \
                                                                               \
    WS2_PACK_##n(args_, __VA_ARGS__);                                          \
    ws2_watch_call(&ws2_doors[WS2_DOOR##id], args_, &result_, make##id)

/* stub: the function's name. id: _SYMBOL, pasted before SYMBOL can expand. */
#define STUB(stub, id, result, n, ...)                                         \
    static void make##id(const uintptr_t *args_, uintptr_t *result_)           \
    {                                                                          \
        result value_ = ws2_do##id(WS2_UNPACK_##n(args_, __VA_ARGS__));        \
                                                                               \
        (void)args_;                                                           \
        WS2_WORD_SET(result_, result, value_);                                 \
    }                                                                          \
    static __attribute__((cold, noinline))                                     \
    result watched##id(WS2_PARAMS_##n(__VA_ARGS__))                            \
    {                                                                          \
        WATCHED(id, n, __VA_ARGS__);                                           \
        return WS2_WORD_GET(result_, result);                                  \
    }                                                                          \
    result WSAAPI stub(WS2_PARAMS_##n(__VA_ARGS__))                            \
    {                                                                          \
        return ws2_watched() ? watched##id(WS2_NAMES_##n(__VA_ARGS__))         \
                             : ws2_do##id(WS2_NAMES_##n(__VA_ARGS__));         \
    }

#define STUB_PROC(stub, id, n, ...)                                            \
    static void make##id(const uintptr_t *args_, uintptr_t *result_)           \
    {                                                                          \
        (void)result_;                                                         \
        ws2_do##id(WS2_UNPACK_##n(args_, __VA_ARGS__));                        \
    }                                                                          \
    static __attribute__((cold, noinline)) void watched##id(                   \
        WS2_PARAMS_##n(__VA_ARGS__))                                           \
    {                                                                          \
        WATCHED(id, n, __VA_ARGS__);                                           \
    }                                                                          \
    void WSAAPI stub(WS2_PARAMS_##n(__VA_ARGS__))                              \
    {                                                                          \
        if (ws2_watched())                                                     \
            watched##id(WS2_NAMES_##n(__VA_ARGS__));                           \
        else                                                                   \
            ws2_do##id(WS2_NAMES_##n(__VA_ARGS__));                            \
    }

#define DOOR(symbol, name, fails, result, n, ...)                              \
    STUB(symbol, _##symbol, result, n, __VA_ARGS__)
#define PROC(symbol, name, n, ...) STUB_PROC(symbol, _##symbol, n, __VA_ARGS__)
#define HIDDEN(symbol, name, fails, result, n, ...)                            \
    STUB(ws2_door_##symbol, _##symbol, result, n, __VA_ARGS__)
#define HIDDEN_PROC(symbol, name, n, ...)                                      \
    STUB_PROC(ws2_door_##symbol, _##symbol, n, __VA_ARGS__)
#include "watch/doors.def"
