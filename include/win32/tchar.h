/* SPDX-License-Identifier: MIT */
/* Names that mean the wide functions with _UNICODE and the narrow ones
 * without. TCHAR itself follows UNICODE, in winnt.h; the two go together.
 *
 * _tmain is wmain with _UNICODE (link with -municode), else main.
 * Source   Microsoft Learn, "Generic-text mappings" */
#ifndef WS2_TCHAR_H
#define WS2_TCHAR_H

#include "winnt.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <ctype.h>
#include <wctype.h>

#ifdef _UNICODE

typedef WCHAR _TCHAR, _TSCHAR, _TUCHAR, _TXCHAR;
typedef wint_t _TINT;
#define _TEOF  WEOF
#define __T(x) WS2_WIDE_(x)

#define _tmain        wmain
#define _tWinMain     wWinMain
#define _tenviron     _wenviron
#define _stprintf     swprintf /* with the size that the standard wants */
#define _tcstok       wcstok
#define _tcslen       wcslen
#define _tcsnlen      wcsnlen
#define _tcsclen      wcslen
#define _tcscpy       wcscpy
#define _tcsncpy      wcsncpy
#define _tcscat       wcscat
#define _tcsncat      wcsncat
#define _tcscmp       wcscmp
#define _tcsncmp      wcsncmp
#define _tcsicmp      _wcsicmp
#define _tcsnicmp     _wcsnicmp
#define _tcschr       wcschr
#define _tcsrchr      wcsrchr
#define _tcsstr       wcsstr
#define _tcspbrk      wcspbrk
#define _tcsspn       wcsspn
#define _tcscspn      wcscspn
#define _tcsdup       _wcsdup
#define _tcslwr       _wcslwr
#define _tcsupr       _wcsupr
#define _tcsrev       _wcsrev
#define _tcstok_s     wcstok_s
#define _tcscpy_s     wcscpy_s
#define _tcsncpy_s    wcsncpy_s
#define _tcscat_s     wcscat_s
#define _tcsncat_s    wcsncat_s
#define _tcstol       wcstol
#define _tcstoul      wcstoul
#define _tcstod       wcstod
#define _tcstoi64     _wcstoi64
#define _tcstoui64    _wcstoui64
#define _ttoi         _wtoi
#define _ttol         _wtol
#define _ttoi64       _wtoi64
#define _tstoi        _wtoi
#define _tstof        _wtof
#define _itot         _itow
#define _ltot         _ltow
#define _ultot        _ultow
#define _i64tot       _i64tow
#define _itot_s       _itow_s
#define _tprintf      wprintf
#define _tprintf_s    wprintf_s
#define _ftprintf     fwprintf
#define _ftprintf_s   fwprintf_s
#define _stprintf_s   swprintf_s
#define _sntprintf    _snwprintf
#define _sntprintf_s  _snwprintf_s
#define _vtprintf     vwprintf
#define _vftprintf    vfwprintf
#define _vstprintf_s  vswprintf_s
#define _vsntprintf   _vsnwprintf
#define _vsntprintf_s _vsnwprintf_s
#define _sctprintf    _scwprintf
#define _vsctprintf   _vscwprintf
#define _tscanf       wscanf
#define _tscanf_s     wscanf_s
#define _stscanf      swscanf
#define _stscanf_s    swscanf_s
#define _ftscanf      fwscanf
#define _fgetts       fgetws
#define _fputts       fputws
#define _putts        _putws
#define _fputtc       fputwc
#define _puttc        putwc
#define _puttchar     putwchar
#define _fgettc       fgetwc
#define _gettc        getwc
#define _gettchar     getwchar
#define _tfopen       _wfopen
#define _tfopen_s     _wfopen_s
#define _tperror      _wperror
#define _tgetenv      _wgetenv
#define _tcsftime     wcsftime
#define _istalpha     iswalpha
#define _istdigit     iswdigit
#define _istalnum     iswalnum
#define _istspace     iswspace
#define _istupper     iswupper
#define _istlower     iswlower
#define _istprint     iswprint
#define _istpunct     iswpunct
#define _istxdigit    iswxdigit
#define _totupper     towupper
#define _totlower     towlower

#else

typedef char _TCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef char _TXCHAR;
typedef int _TINT;
#define _TEOF  EOF
#define __T(x) x

#define _tmain        main
#define _tWinMain     WinMain
#define _tenviron     environ
#define _stprintf     sprintf
#define _tcstok       strtok
#define _tcslen       strlen
#define _tcsnlen      strnlen
#define _tcsclen      strlen
#define _tcscpy       strcpy
#define _tcsncpy      strncpy
#define _tcscat       strcat
#define _tcsncat      strncat
#define _tcscmp       strcmp
#define _tcsncmp      strncmp
#define _tcsicmp      _stricmp
#define _tcsnicmp     _strnicmp
#define _tcschr       strchr
#define _tcsrchr      strrchr
#define _tcsstr       strstr
#define _tcspbrk      strpbrk
#define _tcsspn       strspn
#define _tcscspn      strcspn
#define _tcsdup       _strdup
#define _tcslwr       _strlwr
#define _tcsupr       _strupr
#define _tcsrev       _strrev
#define _tcstok_s     strtok_s
#define _tcscpy_s     strcpy_s
#define _tcsncpy_s    strncpy_s
#define _tcscat_s     strcat_s
#define _tcsncat_s    strncat_s
#define _tcstol       strtol
#define _tcstoul      strtoul
#define _tcstod       strtod
#define _tcstoi64     _strtoi64
#define _tcstoui64    _strtoui64
#define _ttoi         atoi
#define _ttol         atol
#define _ttoi64       _atoi64
#define _tstoi        atoi
#define _tstof        atof
#define _itot         _itoa
#define _ltot         _ltoa
#define _ultot        _ultoa
#define _i64tot       _i64toa
#define _itot_s       _itoa_s
#define _tprintf      printf
#define _tprintf_s    printf_s
#define _ftprintf     fprintf
#define _ftprintf_s   fprintf_s
#define _stprintf_s   sprintf_s
#define _sntprintf    _snprintf
#define _sntprintf_s  _snprintf_s
#define _vtprintf     vprintf
#define _vftprintf    vfprintf
#define _vstprintf_s  vsprintf_s
#define _vsntprintf   _vsnprintf
#define _vsntprintf_s _vsnprintf_s
#define _sctprintf    _scprintf
#define _vsctprintf   _vscprintf
#define _tscanf       scanf
#define _tscanf_s     scanf_s
#define _stscanf      sscanf
#define _stscanf_s    sscanf_s
#define _ftscanf      fscanf
#define _fgetts       fgets
#define _fputts       fputs
#define _putts        puts
#define _fputtc       fputc
#define _puttc        putc
#define _puttchar     putchar
#define _fgettc       fgetc
#define _gettc        getc
#define _gettchar     getchar
#define _tfopen       fopen
#define _tfopen_s     fopen_s
#define _tperror      perror
#define _tgetenv      getenv
#define _tcsftime     strftime
#define _istalpha     isalpha
#define _istdigit     isdigit
#define _istalnum     isalnum
#define _istspace     isspace
#define _istupper     isupper
#define _istlower     islower
#define _istprint     isprint
#define _istpunct     ispunct
#define _istxdigit    isxdigit
#define _totupper     toupper
#define _totlower     tolower

#endif

#define _T(x)    __T(x)
#define _TEXT(x) __T(x)

#define _tcsinc(s)        ((s) + 1)
#define _tcsdec(start, s) ((start) < (s) ? (s)-1 : NULL)
#define _tcsnextc(s)      (*(s))
#define _tclen(s)         1
#define _tccpy(d, s)      (*(d) = *(s))

#endif
