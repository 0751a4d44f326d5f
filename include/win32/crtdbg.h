/* SPDX-License-Identifier: MIT */
/* The debug heap of Microsoft's C runtime: accepted and without effect. Use
 * AddressSanitizer or valgrind. The assertions are assert().
 *
 * Source   Microsoft Learn, "CRT debugging techniques" */
#ifndef WS2_CRTDBG_H
#define WS2_CRTDBG_H

#include <assert.h>

#define _CRT_WARN   0
#define _CRT_ERROR  1
#define _CRT_ASSERT 2

#define _CRTDBG_MODE_FILE     0x1
#define _CRTDBG_MODE_DEBUG    0x2
#define _CRTDBG_MODE_WNDW     0x4
#define _CRTDBG_REPORT_FLAG   (-1)
#define _CRTDBG_ALLOC_MEM_DF  0x01
#define _CRTDBG_CHECK_CRT_DF  0x10
#define _CRTDBG_LEAK_CHECK_DF 0x20
#define _CRTDBG_FILE_STDERR   ((void *)-5)

#define _CrtSetDbgFlag(flag)         ((int)(flag)*0)
#define _CrtSetReportMode(type, how) ((int)(how)*0)
#define _CrtSetReportFile(type, f)   ((void *)(f))
#define _CrtDumpMemoryLeaks()        0
#define _CrtCheckMemory()            1
#define _ASSERT(expr)                assert(expr)
#define _ASSERTE(expr)               assert(expr)

#endif
