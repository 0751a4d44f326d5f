/* SPDX-License-Identifier: MIT */
/* The columns of doors.def that are a parameter list: types and names by turns,
 * 0 to WS2_DOOR_ARGS_MAX of them. Each macro's number is how many.
 *
 *   WS2_PARAMS_n  as in a declaration     WS2_NAMES_n   as in a call
 *   WS2_PACK_n    into the words at a     WS2_UNPACK_n  out of them */
#ifndef WS2_WATCH_PARAMS_H
#define WS2_WATCH_PARAMS_H

#define WS2_PARAMS_0(...)        void
#define WS2_PARAMS_1(T, p)       T p
#define WS2_PARAMS_2(T, p, ...)  T p, WS2_PARAMS_1(__VA_ARGS__)
#define WS2_PARAMS_3(T, p, ...)  T p, WS2_PARAMS_2(__VA_ARGS__)
#define WS2_PARAMS_4(T, p, ...)  T p, WS2_PARAMS_3(__VA_ARGS__)
#define WS2_PARAMS_5(T, p, ...)  T p, WS2_PARAMS_4(__VA_ARGS__)
#define WS2_PARAMS_6(T, p, ...)  T p, WS2_PARAMS_5(__VA_ARGS__)
#define WS2_PARAMS_7(T, p, ...)  T p, WS2_PARAMS_6(__VA_ARGS__)
#define WS2_PARAMS_8(T, p, ...)  T p, WS2_PARAMS_7(__VA_ARGS__)
#define WS2_PARAMS_9(T, p, ...)  T p, WS2_PARAMS_8(__VA_ARGS__)
#define WS2_PARAMS_10(T, p, ...) T p, WS2_PARAMS_9(__VA_ARGS__)
#define WS2_PARAMS_11(T, p, ...) T p, WS2_PARAMS_10(__VA_ARGS__)
#define WS2_PARAMS_12(T, p, ...) T p, WS2_PARAMS_11(__VA_ARGS__)

#define WS2_NAMES_0(...)
#define WS2_NAMES_1(T, p)       p
#define WS2_NAMES_2(T, p, ...)  p, WS2_NAMES_1(__VA_ARGS__)
#define WS2_NAMES_3(T, p, ...)  p, WS2_NAMES_2(__VA_ARGS__)
#define WS2_NAMES_4(T, p, ...)  p, WS2_NAMES_3(__VA_ARGS__)
#define WS2_NAMES_5(T, p, ...)  p, WS2_NAMES_4(__VA_ARGS__)
#define WS2_NAMES_6(T, p, ...)  p, WS2_NAMES_5(__VA_ARGS__)
#define WS2_NAMES_7(T, p, ...)  p, WS2_NAMES_6(__VA_ARGS__)
#define WS2_NAMES_8(T, p, ...)  p, WS2_NAMES_7(__VA_ARGS__)
#define WS2_NAMES_9(T, p, ...)  p, WS2_NAMES_8(__VA_ARGS__)
#define WS2_NAMES_10(T, p, ...) p, WS2_NAMES_9(__VA_ARGS__)
#define WS2_NAMES_11(T, p, ...) p, WS2_NAMES_10(__VA_ARGS__)
#define WS2_NAMES_12(T, p, ...) p, WS2_NAMES_11(__VA_ARGS__)

/* A word and a value of any type that fits into it. */
#define WS2_WORD_SET(w, T, p)                                                  \
    (*(w) = 0, memcpy((w), &(p), sizeof(T)),                                   \
     (void)sizeof(char[sizeof(T) <= sizeof(uintptr_t) ? 1 : -1]))
#define WS2_WORD_GET(w, T)                                                     \
    (((const union {                                                           \
         uintptr_t word;                                                       \
         T value;                                                              \
     }){.word = (w)})                                                          \
         .value)

#define WS2_PACK_0(a, ...)  (void)(a)
#define WS2_PACK_1(a, T, p) WS2_WORD_SET((a), T, p)
#define WS2_PACK_2(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_1((a) + 1, __VA_ARGS__)
#define WS2_PACK_3(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_2((a) + 1, __VA_ARGS__)
#define WS2_PACK_4(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_3((a) + 1, __VA_ARGS__)
#define WS2_PACK_5(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_4((a) + 1, __VA_ARGS__)
#define WS2_PACK_6(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_5((a) + 1, __VA_ARGS__)
#define WS2_PACK_7(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_6((a) + 1, __VA_ARGS__)
#define WS2_PACK_8(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_7((a) + 1, __VA_ARGS__)
#define WS2_PACK_9(a, T, p, ...)                                               \
    WS2_WORD_SET((a), T, p), WS2_PACK_8((a) + 1, __VA_ARGS__)
#define WS2_PACK_10(a, T, p, ...)                                              \
    WS2_WORD_SET((a), T, p), WS2_PACK_9((a) + 1, __VA_ARGS__)
#define WS2_PACK_11(a, T, p, ...)                                              \
    WS2_WORD_SET((a), T, p), WS2_PACK_10((a) + 1, __VA_ARGS__)
#define WS2_PACK_12(a, T, p, ...)                                              \
    WS2_WORD_SET((a), T, p), WS2_PACK_11((a) + 1, __VA_ARGS__)

#define WS2_UNPACK_0(a, ...)
#define WS2_UNPACK_1(a, T, p) WS2_WORD_GET((a)[0], T)
#define WS2_UNPACK_2(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_1((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_3(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_2((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_4(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_3((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_5(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_4((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_6(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_5((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_7(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_6((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_8(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_7((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_9(a, T, p, ...)                                             \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_8((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_10(a, T, p, ...)                                            \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_9((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_11(a, T, p, ...)                                            \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_10((a) + 1, __VA_ARGS__)
#define WS2_UNPACK_12(a, T, p, ...)                                            \
    WS2_WORD_GET((a)[0], T), WS2_UNPACK_11((a) + 1, __VA_ARGS__)

#endif
