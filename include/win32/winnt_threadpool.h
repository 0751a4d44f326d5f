/* SPDX-License-Identifier: MIT */
/* Part of winnt.h: types of the thread pool, and the callback environment. */
#ifndef WS2_WINNT_THREADPOOL_H
#define WS2_WINNT_THREADPOOL_H

typedef VOID(NTAPI *WAITORTIMERCALLBACKFUNC)(PVOID, BOOLEAN);
typedef WAITORTIMERCALLBACKFUNC WAITORTIMERCALLBACK;

/* Where a callback runs: all of ours run on the pool's workers, only
 * WT_EXECUTEONLYONCE and WT_EXECUTELONGFUNCTION make a difference. */
#define WT_EXECUTEDEFAULT                           0x00000000
#define WT_EXECUTEINIOTHREAD                        0x00000001
#define WT_EXECUTEINUITHREAD                        0x00000002
#define WT_EXECUTEINWAITTHREAD                      0x00000004
#define WT_EXECUTEONLYONCE                          0x00000008
#define WT_EXECUTEDELETEWAIT                        0x00000008
#define WT_EXECUTELONGFUNCTION                      0x00000010
#define WT_EXECUTEINLONGTHREAD                      0x00000010
#define WT_EXECUTEINTIMERTHREAD                     0x00000020
#define WT_EXECUTEINPERSISTENTIOTHREAD              0x00000040
#define WT_EXECUTEINPERSISTENTTHREAD                0x00000080
#define WT_TRANSFER_IMPERSONATION                   0x00000100
#define WT_SET_MAX_THREADPOOL_THREADS(Flags, Limit) ((Flags) |= (Limit) << 16)

typedef unsigned int TP_VERSION, *PTP_VERSION;
typedef struct _TP_CALLBACK_INSTANCE TP_CALLBACK_INSTANCE,
    *PTP_CALLBACK_INSTANCE;
typedef VOID(NTAPI *PTP_SIMPLE_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                         PVOID Context);
typedef struct _TP_POOL TP_POOL, *PTP_POOL;

typedef enum _TP_CALLBACK_PRIORITY {
    TP_CALLBACK_PRIORITY_HIGH,
    TP_CALLBACK_PRIORITY_NORMAL,
    TP_CALLBACK_PRIORITY_LOW,
    TP_CALLBACK_PRIORITY_INVALID,
    TP_CALLBACK_PRIORITY_COUNT = TP_CALLBACK_PRIORITY_INVALID
} TP_CALLBACK_PRIORITY;

typedef struct _TP_POOL_STACK_INFORMATION {
    SIZE_T StackReserve;
    SIZE_T StackCommit;
} TP_POOL_STACK_INFORMATION, *PTP_POOL_STACK_INFORMATION;

typedef struct _TP_CLEANUP_GROUP TP_CLEANUP_GROUP, *PTP_CLEANUP_GROUP;
typedef VOID(NTAPI *PTP_CLEANUP_GROUP_CANCEL_CALLBACK)(PVOID ObjectContext,
                                                       PVOID CleanupContext);

struct _ACTIVATION_CONTEXT;

/* Use the functions of winbase.h; Version 1 ends before CallbackPriority. */
typedef struct _TP_CALLBACK_ENVIRON_V3 {
    TP_VERSION Version;
    PTP_POOL Pool;
    PTP_CLEANUP_GROUP CleanupGroup;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK CleanupGroupCancelCallback;
    PVOID RaceDll;
    struct _ACTIVATION_CONTEXT *ActivationContext;
    PTP_SIMPLE_CALLBACK FinalizationCallback;
    union {
        unsigned int Flags;
        struct {
            unsigned int LongFunction : 1;
            unsigned int Persistent : 1;
            unsigned int Private : 30;
        } s;
    } u;
    TP_CALLBACK_PRIORITY CallbackPriority;
    unsigned int Size;
} TP_CALLBACK_ENVIRON_V3;
typedef TP_CALLBACK_ENVIRON_V3 TP_CALLBACK_ENVIRON, *PTP_CALLBACK_ENVIRON;

typedef struct _TP_WORK TP_WORK, *PTP_WORK;
typedef VOID(NTAPI *PTP_WORK_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                       PVOID Context, PTP_WORK Work);
typedef struct _TP_TIMER TP_TIMER, *PTP_TIMER;
typedef VOID(NTAPI *PTP_TIMER_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                        PVOID Context, PTP_TIMER Timer);
typedef unsigned int TP_WAIT_RESULT;
typedef struct _TP_IO TP_IO, *PTP_IO;
typedef struct _TP_WAIT TP_WAIT, *PTP_WAIT;
typedef VOID(NTAPI *PTP_WAIT_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                       PVOID Context, PTP_WAIT Wait,
                                       TP_WAIT_RESULT WaitResult);

#endif
