/* SPDX-License-Identifier: MIT */
/* MultiByteToWideChar and WideCharToMultiByte. Bytes are UTF-8, whichever of
 * the process's code pages is asked for, as on a Windows whose active code
 * page is UTF-8. Follows stringapiset.h on Microsoft Learn; the order of the
 * checks is that of Windows: parameters, code page, flags, text, room. */
#include <limits.h>
#include <windows.h>

#include <limits.h>
#include <string.h>

#include "err/lasterror.h"
#include "win32/utf.h"

static int text_fail(ws2_err err)
{
    ws2_set_last_error(err);
    return 0;
}

BOOL WINAPI IsValidCodePage(UINT CodePage)
{
    return CodePage == CP_UTF8;
}

/* The process's own code pages go by several numbers. */
static bool page_known(UINT page)
{
    return page == CP_UTF8 || page == CP_ACP || page == CP_OEMCP ||
           page == CP_MACCP || page == CP_THREAD_ACP;
}

UINT WINAPI GetACP(void)
{
    return CP_UTF8;
}

UINT WINAPI GetOEMCP(void)
{
    return CP_UTF8;
}

/* The verdict on a conversion that needs `units` of the cap there are; cap 0
 * asks for the size. */
static int text_result(size_t units, int cap, bool malformed)
{
    if (malformed)
        return text_fail(ERROR_NO_UNICODE_TRANSLATION);
    if (units > INT_MAX)
        return text_fail(ERROR_INVALID_PARAMETER);
    if (cap != 0 && units > (size_t)cap)
        return text_fail(ERROR_INSUFFICIENT_BUFFER);
    return (int)units;
}

int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags,
                               LPCCH lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
{
    bool bad = false;
    size_t n, units;

    if (lpMultiByteStr == NULL || cbMultiByte == 0 || cbMultiByte < -1 ||
        cchWideChar < 0 || (cchWideChar != 0 && lpWideCharStr == NULL) ||
        (const void *)lpMultiByteStr == lpWideCharStr)
        return text_fail(ERROR_INVALID_PARAMETER);
    if (!page_known(CodePage))
        return text_fail(ERROR_INVALID_PARAMETER);
    if ((dwFlags & ~(DWORD)MB_ERR_INVALID_CHARS) != 0 &&
        (CodePage == CP_UTF8 ||
         (dwFlags & ~(DWORD)(MB_ERR_INVALID_CHARS | MB_PRECOMPOSED |
                             MB_COMPOSITE | MB_USEGLYPHCHARS)) != 0))
        return text_fail(ERROR_INVALID_FLAGS);
    n = cbMultiByte < 0 ? strlen(lpMultiByteStr) + 1 : (size_t)cbMultiByte;
    units = ws2_utf8_to_16(lpMultiByteStr, n, lpWideCharStr,
                           (size_t)cchWideChar, &bad);
    return text_result(units, cchWideChar,
                       bad && (dwFlags & MB_ERR_INVALID_CHARS) != 0);
}

int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags,
                               LPCWCH lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte,
                               LPCCH lpDefaultChar, LPBOOL lpUsedDefaultChar)
{
    bool bad = false;
    size_t n, units;

    if (lpWideCharStr == NULL || cchWideChar == 0 || cchWideChar < -1 ||
        cbMultiByte < 0 || (cbMultiByte != 0 && lpMultiByteStr == NULL) ||
        (const void *)lpWideCharStr == lpMultiByteStr)
        return text_fail(ERROR_INVALID_PARAMETER);
    if (!page_known(CodePage))
        return text_fail(ERROR_INVALID_PARAMETER);
    /* UTF-8 has every character: there is no default to use. The process's own
     * page is often asked in the belief that it is a smaller one. */
    if (CodePage == CP_UTF8 &&
        (lpDefaultChar != NULL || lpUsedDefaultChar != NULL))
        return text_fail(ERROR_INVALID_PARAMETER);
    if (CodePage == CP_UTF8 && (dwFlags & ~(DWORD)WC_ERR_INVALID_CHARS) != 0)
        return text_fail(ERROR_INVALID_FLAGS);
    if (lpUsedDefaultChar != NULL)
        *lpUsedDefaultChar = FALSE;
    n = cchWideChar < 0 ? ws2_utf16_len(lpWideCharStr) + 1
                        : (size_t)cchWideChar;
    units = ws2_utf16_to_8(lpWideCharStr, n, lpMultiByteStr,
                           (size_t)cbMultiByte, &bad);
    return text_result(units, cbMultiByte,
                       bad && (dwFlags & WC_ERR_INVALID_CHARS) != 0);
}
