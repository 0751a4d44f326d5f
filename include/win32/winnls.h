/* SPDX-License-Identifier: MIT */
/* Code pages and the flags of text conversion, and names of domains.
 *
 * CP_ACP, CP_OEMCP and CP_THREAD_ACP are UTF-8 here. */
#ifndef WS2_WINNLS_H
#define WS2_WINNLS_H

#include "minwindef.h"

#define CP_ACP        0
#define CP_OEMCP      1
#define CP_MACCP      2
#define CP_THREAD_ACP 3
#define CP_SYMBOL     42
#define CP_UTF7       65000
#define CP_UTF8       65001

#define MB_PRECOMPOSED       0x00000001
#define MB_COMPOSITE         0x00000002
#define MB_USEGLYPHCHARS     0x00000004
#define MB_ERR_INVALID_CHARS 0x00000008

#define WC_COMPOSITECHECK    0x00000200
#define WC_DISCARDNS         0x00000010
#define WC_SEPCHARS          0x00000020
#define WC_DEFAULTCHAR       0x00000040
#define WC_ERR_INVALID_CHARS 0x00000080
#define WC_NO_BEST_FIT_CHARS 0x00000400

/* IdnToAscii and its relatives, dwFlags */
#define IDN_ALLOW_UNASSIGNED     0x01
#define IDN_USE_STD3_ASCII_RULES 0x02
#define IDN_EMAIL_ADDRESS        0x04
#define IDN_RAW_PUNYCODE         0x08

/* Halves of characters in UTF-16 */
#define HIGH_SURROGATE_START 0xd800
#define HIGH_SURROGATE_END   0xdbff
#define LOW_SURROGATE_START  0xdc00
#define LOW_SURROGATE_END    0xdfff
#define IS_HIGH_SURROGATE(wch)                                                 \
    (((wch) >= HIGH_SURROGATE_START) && ((wch) <= HIGH_SURROGATE_END))
#define IS_LOW_SURROGATE(wch)                                                  \
    (((wch) >= LOW_SURROGATE_START) && ((wch) <= LOW_SURROGATE_END))
#define IS_SURROGATE_PAIR(hs, ls)                                              \
    (IS_HIGH_SURROGATE(hs) && IS_LOW_SURROGATE(ls))

#define MAX_LEADBYTES   12
#define MAX_DEFAULTCHAR 2

typedef DWORD LCTYPE;
typedef DWORD CALTYPE;

typedef struct _cpinfo {
    UINT MaxCharSize;
    BYTE DefaultChar[MAX_DEFAULTCHAR];
    BYTE LeadByte[MAX_LEADBYTES];
} CPINFO, *LPCPINFO;

WS2_EXTERN_C_BEGIN

/* International names of domains, to Punycode, from it, and mapped only. As
 * above: -1 counts up to and with the terminator, 0 asks for the length. Errors
 * too: ERROR_INVALID_NAME for what is no name. */
WINBASEAPI int WINAPI IdnToAscii(DWORD dwFlags, LPCWSTR lpUnicodeCharStr,
                                 int cchUnicodeChar, LPWSTR lpASCIICharStr,
                                 int cchASCIIChar);
WINBASEAPI int WINAPI IdnToUnicode(DWORD dwFlags, LPCWSTR lpASCIICharStr,
                                   int cchASCIIChar, LPWSTR lpUnicodeCharStr,
                                   int cchUnicodeChar);
WINBASEAPI int WINAPI IdnToNameprepUnicode(DWORD dwFlags,
                                           LPCWSTR lpUnicodeCharStr,
                                           int cchUnicodeChar,
                                           LPWSTR lpNameprepCharStr,
                                           int cchNameprepChar);

WS2_EXTERN_C_END

#include "stringapiset.h"

#endif
