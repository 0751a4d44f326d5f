/* SPDX-License-Identifier: MIT */
/* Single keys from the terminal. Function keys arrive as their escape
 * sequences, not as Windows' two codes. When standard input is no terminal the
 * functions read it byte by byte.
 *
 * _kbhit   nonzero when _getch would not wait (end of input counts)
 * _getch   the key, not echoed; EOF at the end of input
 * Source   Microsoft Learn, "Console and port I/O" */
#ifndef WS2_CONIO_H
#define WS2_CONIO_H

#include "ws2_abi.h"

WS2_EXTERN_C_BEGIN

WS2_API int _kbhit(void);
WS2_API int _getch(void);
WS2_API int _getche(void);
WS2_API int _putch(int c);
WS2_API int _cputs(const char *s);

WS2_EXTERN_C_END

#ifdef __WS2__
#define kbhit  _kbhit
#define getch  _getch
#define getche _getche
#define putch  _putch
#define cputs  _cputs
#endif

#endif
