/* SPDX-License-Identifier: MIT */
/* Part of winnt.h: the Interlocked family, compiler intrinsics as on 64-bit
 * Windows, so nothing is exported.
 *
 * They take LONG * (32 bits) and, because code spells the same type `long`
 * on Windows, also `long *` (64 bits here): the operand's own width counts.
 * All are full barriers; the suffixes Acquire, Release and NoFence promise
 * less and get at least that. */
#ifndef WS2_WINNT_INTERLOCKED_H
#define WS2_WINNT_INTERLOCKED_H

#ifdef __cplusplus
extern "C++" {
template <class T> inline T InterlockedIncrement(volatile T *p)
{
    return __atomic_add_fetch(p, 1, __ATOMIC_SEQ_CST);
}
template <class T> inline T InterlockedDecrement(volatile T *p)
{
    return __atomic_sub_fetch(p, 1, __ATOMIC_SEQ_CST);
}
template <class T, class V> inline T InterlockedExchange(volatile T *p, V v)
{
    return __atomic_exchange_n(p, (T)v, __ATOMIC_SEQ_CST);
}
template <class T, class V> inline T InterlockedExchangeAdd(volatile T *p, V v)
{
    return __atomic_fetch_add(p, (T)v, __ATOMIC_SEQ_CST);
}
template <class T, class V> inline T InterlockedAdd(volatile T *p, V v)
{
    return __atomic_add_fetch(p, (T)v, __ATOMIC_SEQ_CST);
}
template <class T, class V> inline T InterlockedAnd(volatile T *p, V v)
{
    return __atomic_fetch_and(p, (T)v, __ATOMIC_SEQ_CST);
}
template <class T, class V> inline T InterlockedOr(volatile T *p, V v)
{
    return __atomic_fetch_or(p, (T)v, __ATOMIC_SEQ_CST);
}
template <class T, class V> inline T InterlockedXor(volatile T *p, V v)
{
    return __atomic_fetch_xor(p, (T)v, __ATOMIC_SEQ_CST);
}
template <class T, class V, class C>
inline T InterlockedCompareExchange(volatile T *p, V v, C comparand)
{
    return __sync_val_compare_and_swap(p, (T)comparand, (T)v);
}
inline PVOID InterlockedExchangePointer(PVOID volatile *p, PVOID v)
{
    return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}
inline PVOID InterlockedCompareExchangePointer(PVOID volatile *p, PVOID v,
                                               PVOID comparand)
{
    return __sync_val_compare_and_swap(p, comparand, v);
}
}
#else
#define InterlockedIncrement(p) __atomic_add_fetch((p), 1, __ATOMIC_SEQ_CST)
#define InterlockedDecrement(p) __atomic_sub_fetch((p), 1, __ATOMIC_SEQ_CST)
#define InterlockedExchange(p, v)                                              \
    __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define InterlockedExchangeAdd(p, v)                                           \
    __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST)
#define InterlockedAdd(p, v) __atomic_add_fetch((p), (v), __ATOMIC_SEQ_CST)
#define InterlockedAnd(p, v) __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
#define InterlockedOr(p, v)  __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define InterlockedXor(p, v) __atomic_fetch_xor((p), (v), __ATOMIC_SEQ_CST)
#define InterlockedCompareExchange(p, v, comparand)                            \
    __sync_val_compare_and_swap((p), (comparand), (v))
#define InterlockedExchangePointer(p, v)                                       \
    ((PVOID)__atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST))
#define InterlockedCompareExchangePointer(p, v, comparand)                     \
    ((PVOID)__sync_val_compare_and_swap((p), (comparand), (v)))
#endif

#define InterlockedIncrement16(p)         InterlockedIncrement(p)
#define InterlockedDecrement16(p)         InterlockedDecrement(p)
#define InterlockedIncrement64(p)         InterlockedIncrement(p)
#define InterlockedDecrement64(p)         InterlockedDecrement(p)
#define InterlockedExchange8(p, v)        InterlockedExchange(p, v)
#define InterlockedExchange16(p, v)       InterlockedExchange(p, v)
#define InterlockedExchange64(p, v)       InterlockedExchange(p, v)
#define InterlockedExchangeAdd64(p, v)    InterlockedExchangeAdd(p, v)
#define InterlockedExchangeSubtract(p, v) InterlockedExchangeAdd(p, -(v))
#define InterlockedAdd64(p, v)            InterlockedAdd(p, v)
#define InterlockedAnd64(p, v)            InterlockedAnd(p, v)
#define InterlockedOr64(p, v)             InterlockedOr(p, v)
#define InterlockedXor64(p, v)            InterlockedXor(p, v)
#define InterlockedCompareExchange16(p, v, c)                                  \
    InterlockedCompareExchange(p, v, c)
#define InterlockedCompareExchange64(p, v, c)                                  \
    InterlockedCompareExchange(p, v, c)

#define InterlockedIncrementAcquire(p)      InterlockedIncrement(p)
#define InterlockedIncrementRelease(p)      InterlockedIncrement(p)
#define InterlockedIncrementNoFence(p)      InterlockedIncrement(p)
#define InterlockedDecrementAcquire(p)      InterlockedDecrement(p)
#define InterlockedDecrementRelease(p)      InterlockedDecrement(p)
#define InterlockedDecrementNoFence(p)      InterlockedDecrement(p)
#define InterlockedExchangeAcquire(p, v)    InterlockedExchange(p, v)
#define InterlockedExchangeNoFence(p, v)    InterlockedExchange(p, v)
#define InterlockedExchangeAddNoFence(p, v) InterlockedExchangeAdd(p, v)
#define InterlockedCompareExchangeAcquire(p, v, c)                             \
    InterlockedCompareExchange(p, v, c)
#define InterlockedCompareExchangeRelease(p, v, c)                             \
    InterlockedCompareExchange(p, v, c)
#define InterlockedCompareExchangeNoFence(p, v, c)                             \
    InterlockedCompareExchange(p, v, c)

#define _InterlockedIncrement(p)             InterlockedIncrement(p)
#define _InterlockedDecrement(p)             InterlockedDecrement(p)
#define _InterlockedExchange(p, v)           InterlockedExchange(p, v)
#define _InterlockedExchangeAdd(p, v)        InterlockedExchangeAdd(p, v)
#define _InterlockedAnd(p, v)                InterlockedAnd(p, v)
#define _InterlockedOr(p, v)                 InterlockedOr(p, v)
#define _InterlockedXor(p, v)                InterlockedXor(p, v)
#define _InterlockedCompareExchange(p, v, c) InterlockedCompareExchange(p, v, c)
#define _InterlockedIncrement64(p)           InterlockedIncrement(p)
#define _InterlockedDecrement64(p)           InterlockedDecrement(p)
#define _InterlockedExchange64(p, v)         InterlockedExchange(p, v)
#define _InterlockedExchangeAdd64(p, v)      InterlockedExchangeAdd(p, v)
#define _InterlockedCompareExchange64(p, v, c)                                 \
    InterlockedCompareExchange(p, v, c)
#define _InterlockedExchangePointer(p, v) InterlockedExchangePointer(p, v)
#define _InterlockedCompareExchangePointer(p, v, c)                            \
    InterlockedCompareExchangePointer(p, v, c)

#endif
