/* SPDX-License-Identifier: MIT */
/* Conversion between bytes and 16-bit characters (UTF-8 and UTF-16).
 *
 * cb, cch       lengths in units of the string; -1 counts up to and with the
 *               terminator, which is then converted too
 * cchWide, cb   0 asks for the length needed, nothing is written
 * Returns       units written or needed; 0 on failure
 * Errors        ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_FLAGS,
 *               ERROR_INVALID_PARAMETER, ERROR_NO_UNICODE_TRANSLATION
 * Source        Microsoft Learn, stringapiset.h */
#ifndef WS2_STRINGAPISET_H
#define WS2_STRINGAPISET_H

#include "minwindef.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags,
                                          LPCCH lpMultiByteStr, int cbMultiByte,
                                          LPWSTR lpWideCharStr,
                                          int cchWideChar);
WINBASEAPI int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags,
                                          LPCWCH lpWideCharStr, int cchWideChar,
                                          LPSTR lpMultiByteStr, int cbMultiByte,
                                          LPCCH lpDefaultChar,
                                          LPBOOL lpUsedDefaultChar);
WINBASEAPI UINT WINAPI GetACP(void);
WINBASEAPI UINT WINAPI GetOEMCP(void);
WINBASEAPI BOOL WINAPI IsValidCodePage(UINT CodePage);

WS2_EXTERN_C_END

#endif
