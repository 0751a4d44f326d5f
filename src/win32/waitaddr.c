/* SPDX-License-Identifier: MIT */
/* WaitOnAddress. Addresses share a few sequence words by hash, so that values
 * of 1, 2 and 8 bytes work as well as those the kernel can watch; a wake
 * reaches everybody with the same word, and those it was not for sleep again.
 * Follows "WaitOnAddress function" on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "err/lasterror.h"
#include "os/futex.h"

#define BUCKETS 64

static struct bucket {
    _Alignas(64) atomic_uint sequence;
    atomic_uint sleepers;
} buckets[BUCKETS];

static struct bucket *bucket_of(const volatile void *address)
{
    return &buckets[((uintptr_t)address >> 3) * 0x9e3779b97f4a7c15u >> 58];
}

static bool value_same(const volatile void *address, const void *compare,
                       SIZE_T size)
{
    uint64_t now = 0, then = 0;

    memcpy(&then, compare, size);
    switch (size) {
    case 1:
        now = __atomic_load_n((const volatile uint8_t *)address,
                              __ATOMIC_SEQ_CST);
        break;
    case 2:
        now = __atomic_load_n((const volatile uint16_t *)address,
                              __ATOMIC_SEQ_CST);
        break;
    case 4:
        now = __atomic_load_n((const volatile uint32_t *)address,
                              __ATOMIC_SEQ_CST);
        break;
    default:
        now = __atomic_load_n((const volatile uint64_t *)address,
                              __ATOMIC_SEQ_CST);
    }
    return now == then;
}

BOOL WINAPI WaitOnAddress(volatile VOID *Address, PVOID CompareAddress,
                          SIZE_T AddressSize, DWORD dwMilliseconds)
{
    struct bucket *bucket = bucket_of(Address);
    int64_t deadline_ns = os_deadline(dwMilliseconds);
    unsigned sequence;
    int res = 0;

    if (AddressSize != 1 && AddressSize != 2 && AddressSize != 4 &&
        AddressSize != 8) {
        ws2_set_last_error(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    atomic_fetch_add(&bucket->sleepers, 1);
    sequence = atomic_load(&bucket->sequence);
    if (value_same(Address, CompareAddress, AddressSize))
        res = os_futex_wait(&bucket->sequence, sequence, deadline_ns);
    atomic_fetch_sub(&bucket->sleepers, 1);
    if (res != -ETIMEDOUT)
        return TRUE; /* perhaps for nothing: callers compare again */
    ws2_set_last_error(ERROR_TIMEOUT);
    return FALSE;
}

VOID WINAPI WakeByAddressAll(PVOID Address)
{
    struct bucket *bucket = bucket_of(Address);

    atomic_fetch_add(&bucket->sequence, 1);
    if (atomic_load(&bucket->sleepers) != 0)
        os_futex_wake(&bucket->sequence, OS_WAKE_ALL);
}

/* Waking one could wake a stranger that shares the word. */
VOID WINAPI WakeByAddressSingle(PVOID Address)
{
    WakeByAddressAll(Address);
}
