/* SPDX-License-Identifier: MIT */
/* Copying and formatting text with a result that says whether it fitted.
 *
 * Cch functions count characters, Cb functions bytes, both with the
 * terminator. The destination is terminated always; text that does not fit is
 * cut.
 * Returns  S_OK, STRSAFE_E_INSUFFICIENT_BUFFER, STRSAFE_E_INVALID_PARAMETER
 *          (size 0 or above STRSAFE_MAX_CCH)
 * Source   Microsoft Learn, "strsafe.h header" */
#ifndef WS2_STRSAFE_H
#define WS2_STRSAFE_H

#include "minwindef.h"
#include "winerror.h"
#include <stdarg.h>

#define STRSAFE_MAX_CCH               2147483647
#define STRSAFE_MAX_LENGTH            (STRSAFE_MAX_CCH - 1)
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER   ((HRESULT)0x80070057)
#define STRSAFE_E_END_OF_FILE         ((HRESULT)0x80070026)

typedef LPSTR STRSAFE_LPSTR;
typedef LPCSTR STRSAFE_LPCSTR;
typedef LPWSTR STRSAFE_LPWSTR;
typedef LPCWSTR STRSAFE_LPCWSTR;

WS2_EXTERN_C_BEGIN

WS2_API HRESULT WINAPI StringCchCopyA(LPSTR d, size_t cch, LPCSTR s);
WS2_API HRESULT WINAPI StringCchCopyW(LPWSTR d, size_t cch, LPCWSTR s);
WS2_API HRESULT WINAPI StringCbCopyA(LPSTR d, size_t cb, LPCSTR s);
WS2_API HRESULT WINAPI StringCbCopyW(LPWSTR d, size_t cb, LPCWSTR s);
WS2_API HRESULT WINAPI StringCchCopyNA(LPSTR d, size_t cch, LPCSTR s,
                                       size_t max);
WS2_API HRESULT WINAPI StringCchCopyNW(LPWSTR d, size_t cch, LPCWSTR s,
                                       size_t max);
WS2_API HRESULT WINAPI StringCchCatA(LPSTR d, size_t cch, LPCSTR s);
WS2_API HRESULT WINAPI StringCchCatW(LPWSTR d, size_t cch, LPCWSTR s);
WS2_API HRESULT WINAPI StringCbCatA(LPSTR d, size_t cb, LPCSTR s);
WS2_API HRESULT WINAPI StringCbCatW(LPWSTR d, size_t cb, LPCWSTR s);
WS2_API HRESULT WINAPI StringCchCatNA(LPSTR d, size_t cch, LPCSTR s,
                                      size_t max);
WS2_API HRESULT WINAPI StringCchCatNW(LPWSTR d, size_t cch, LPCWSTR s,
                                      size_t max);
WS2_API HRESULT WINAPIV StringCchPrintfA(LPSTR d, size_t cch, LPCSTR format,
                                         ...);
WS2_API HRESULT WINAPIV StringCchPrintfW(LPWSTR d, size_t cch, LPCWSTR format,
                                         ...);
WS2_API HRESULT WINAPIV StringCbPrintfA(LPSTR d, size_t cb, LPCSTR format, ...);
WS2_API HRESULT WINAPIV StringCbPrintfW(LPWSTR d, size_t cb, LPCWSTR format,
                                        ...);
WS2_API HRESULT WINAPI StringCchVPrintfA(LPSTR d, size_t cch, LPCSTR format,
                                         va_list args);
WS2_API HRESULT WINAPI StringCchVPrintfW(LPWSTR d, size_t cch, LPCWSTR format,
                                         va_list args);
WS2_API HRESULT WINAPI StringCbVPrintfA(LPSTR d, size_t cb, LPCSTR format,
                                        va_list args);
WS2_API HRESULT WINAPI StringCbVPrintfW(LPWSTR d, size_t cb, LPCWSTR format,
                                        va_list args);
/* *length without the terminator; it may be NULL. */
WS2_API HRESULT WINAPI StringCchLengthA(LPCSTR s, size_t max, size_t *length);
WS2_API HRESULT WINAPI StringCchLengthW(LPCWSTR s, size_t max, size_t *length);
WS2_API HRESULT WINAPI StringCbLengthA(LPCSTR s, size_t max, size_t *length);
WS2_API HRESULT WINAPI StringCbLengthW(LPCWSTR s, size_t max, size_t *length);

WS2_EXTERN_C_END

#ifdef UNICODE
#define StringCchCopy    StringCchCopyW
#define StringCbCopy     StringCbCopyW
#define StringCchCopyN   StringCchCopyNW
#define StringCchCat     StringCchCatW
#define StringCbCat      StringCbCatW
#define StringCchCatN    StringCchCatNW
#define StringCchPrintf  StringCchPrintfW
#define StringCbPrintf   StringCbPrintfW
#define StringCchVPrintf StringCchVPrintfW
#define StringCbVPrintf  StringCbVPrintfW
#define StringCchLength  StringCchLengthW
#define StringCbLength   StringCbLengthW
#else
#define StringCchCopy    StringCchCopyA
#define StringCbCopy     StringCbCopyA
#define StringCchCopyN   StringCchCopyNA
#define StringCchCat     StringCchCatA
#define StringCbCat      StringCbCatA
#define StringCchCatN    StringCchCatNA
#define StringCchPrintf  StringCchPrintfA
#define StringCbPrintf   StringCbPrintfA
#define StringCchVPrintf StringCchVPrintfA
#define StringCbVPrintf  StringCbVPrintfA
#define StringCchLength  StringCchLengthA
#define StringCbLength   StringCbLengthA
#endif

#endif
