/* SPDX-License-Identifier: MIT */
/* Part of winnt.h: the status values it defines itself, waits among them.
 * With WIN32_NO_STATUS they are left to ntstatus.h, which has many more. */
#ifndef WS2_WINNT_STATUS_H
#define WS2_WINNT_STATUS_H

#ifndef WIN32_NO_STATUS
#define STATUS_WAIT_0                   ((unsigned int)0x00000000)
#define STATUS_ABANDONED_WAIT_0         ((unsigned int)0x00000080)
#define STATUS_USER_APC                 ((unsigned int)0x000000C0)
#define STATUS_TIMEOUT                  ((unsigned int)0x00000102)
#define STATUS_PENDING                  ((unsigned int)0x00000103)
#define DBG_EXCEPTION_HANDLED           ((unsigned int)0x00010001)
#define DBG_CONTINUE                    ((unsigned int)0x00010002)
#define STATUS_SEGMENT_NOTIFICATION     ((unsigned int)0x40000005)
#define DBG_TERMINATE_THREAD            ((unsigned int)0x40010003)
#define DBG_TERMINATE_PROCESS           ((unsigned int)0x40010004)
#define DBG_CONTROL_C                   ((unsigned int)0x40010005)
#define DBG_CONTROL_BREAK               ((unsigned int)0x40010008)
#define STATUS_GUARD_PAGE_VIOLATION     ((unsigned int)0x80000001)
#define STATUS_DATATYPE_MISALIGNMENT    ((unsigned int)0x80000002)
#define STATUS_BREAKPOINT               ((unsigned int)0x80000003)
#define STATUS_SINGLE_STEP              ((unsigned int)0x80000004)
#define DBG_EXCEPTION_NOT_HANDLED       ((unsigned int)0x80010001)
#define STATUS_ACCESS_VIOLATION         ((unsigned int)0xC0000005)
#define STATUS_IN_PAGE_ERROR            ((unsigned int)0xC0000006)
#define STATUS_INVALID_HANDLE           ((unsigned int)0xC0000008)
#define STATUS_INVALID_PARAMETER        ((unsigned int)0xC000000D)
#define STATUS_NO_MEMORY                ((unsigned int)0xC0000017)
#define STATUS_ILLEGAL_INSTRUCTION      ((unsigned int)0xC000001D)
#define STATUS_NONCONTINUABLE_EXCEPTION ((unsigned int)0xC0000025)
#define STATUS_INVALID_DISPOSITION      ((unsigned int)0xC0000026)
#define STATUS_ARRAY_BOUNDS_EXCEEDED    ((unsigned int)0xC000008C)
#define STATUS_FLOAT_DIVIDE_BY_ZERO     ((unsigned int)0xC000008E)
#define STATUS_INTEGER_DIVIDE_BY_ZERO   ((unsigned int)0xC0000094)
#define STATUS_INTEGER_OVERFLOW         ((unsigned int)0xC0000095)
#define STATUS_PRIVILEGED_INSTRUCTION   ((unsigned int)0xC0000096)
#define STATUS_STACK_OVERFLOW           ((unsigned int)0xC00000FD)
#define STATUS_DLL_NOT_FOUND            ((unsigned int)0xC0000135)
#define STATUS_ORDINAL_NOT_FOUND        ((unsigned int)0xC0000138)
#define STATUS_ENTRYPOINT_NOT_FOUND     ((unsigned int)0xC0000139)
#define STATUS_CONTROL_C_EXIT           ((unsigned int)0xC000013A)
#define STATUS_DLL_INIT_FAILED          ((unsigned int)0xC0000142)
#define STATUS_ASSERTION_FAILURE        ((unsigned int)0xC0000420)
#endif

#endif
