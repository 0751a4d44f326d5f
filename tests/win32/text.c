/* SPDX-License-Identifier: MIT */
/* Text: conversions with their length rules, lstr, the environment. Text in
 * bytes is UTF-8; rows that need another code page are not here. */
#include "harness.h"
#include <stdlib.h>
#include <wchar.h>

static void to_wide(const struct ct_row *row)
{
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    static const WCHAR want[] = {'a', 0xe9, 0x20ac, 0xd83d, 0xde00, 0};
    WCHAR w[16];

    (void)row;
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0), 6);
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, text, -1, w, 16), 6);
    CHECK(memcmp(w, want, sizeof(want)) == 0);
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, text, 1, w, 16), 1);
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, text, 10, NULL, 0), 5);
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, "", -1, w, 16), 1);
    memset(w, 0x55, sizeof(w));
    FAILS(0, ERROR_INSUFFICIENT_BUFFER,
          MultiByteToWideChar(CP_UTF8, 0, text, -1, w, 5));
    EQUAL(w[5], 0x5555);
}

static void to_bytes(const struct ct_row *row)
{
    static const WCHAR text[] = {'a', 0xe9, 0x20ac, 0xd83d, 0xde00, 0};
    char b[16];

    (void)row;
    EQUAL(WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL), 11);
    EQUAL(WideCharToMultiByte(CP_UTF8, 0, text, -1, b, 16, NULL, NULL), 11);
    CHECK(strcmp(b, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") == 0);
    EQUAL(WideCharToMultiByte(CP_UTF8, 0, text, 2, b, 3, NULL, NULL), 3);
    memset(b, 0x55, sizeof(b));
    FAILS(0, ERROR_INSUFFICIENT_BUFFER,
          WideCharToMultiByte(CP_UTF8, 0, text, -1, b, 10, NULL, NULL));
    EQUAL(b[10], 0x55);
}

static void malformed(const struct ct_row *row)
{
    static const WCHAR lone[] = {'x', 0xd800, 'y', 0};
    WCHAR w[16];
    char b[16];

    (void)row;
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, "a\xff z", 4, w, 16), 4);
    EQUAL(w[1], 0xfffd);
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, "\xe2\x82", 2, w, 16), 1);
    EQUAL(w[0], 0xfffd);
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, "\xf0\x9f\x98z", 4, w, 16), 2);
    EQUAL(w[1], 'z');
    EQUAL(MultiByteToWideChar(CP_UTF8, 0, "\xc0\x80", 2, w, 16), 2);
    FAILS(
        0, ERROR_NO_UNICODE_TRANSLATION,
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xff", 2, w, 16));
    EQUAL(WideCharToMultiByte(CP_UTF8, 0, lone, 3, b, 16, NULL, NULL), 5);
    CHECK(memcmp(b, "x\xef\xbf\xbdy", 5) == 0);
    FAILS(0, ERROR_NO_UNICODE_TRANSLATION,
          WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lone, 3, b, 16,
                              NULL, NULL));
}

static void parameters(const struct ct_row *row)
{
    BOOL used = TRUE;
    WCHAR w[8];
    char b[8];

    (void)row;
    FAILS(0, ERROR_INVALID_PARAMETER,
          MultiByteToWideChar(CP_UTF8, 0, "a", 0, w, 8));
    FAILS(0, ERROR_INVALID_PARAMETER,
          MultiByteToWideChar(CP_UTF8, 0, NULL, -1, w, 8));
    FAILS(0, ERROR_INVALID_PARAMETER,
          MultiByteToWideChar(CP_UTF8, 0, "a", -1, w, -1));
    FAILS(0, ERROR_INVALID_PARAMETER,
          MultiByteToWideChar(CP_UTF8, 0, "a", -1, NULL, 8));
    FAILS(0, ERROR_INVALID_PARAMETER,
          MultiByteToWideChar(31337, 0, "a", -1, w, 8));
    FAILS(0, ERROR_INVALID_FLAGS,
          MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", -1, w, 8));
    FAILS(0, ERROR_INVALID_PARAMETER,
          WideCharToMultiByte(CP_UTF8, 0, L"a", -1, b, 8, NULL, &used));
    FAILS(0, ERROR_INVALID_PARAMETER,
          WideCharToMultiByte(CP_UTF8, 0, L"a", -1, b, 8, "?", NULL));
    FAILS(0, ERROR_INVALID_FLAGS,
          WideCharToMultiByte(CP_UTF8, WC_COMPOSITECHECK, L"a", -1, b, 8, NULL,
                              NULL));
    EQUAL(WideCharToMultiByte(CP_ACP, 0, L"a", -1, b, 8, NULL, &used), 2);
    EQUAL(used, FALSE);
}

static void lstr_functions(const struct ct_row *row)
{
    char b[16];
    WCHAR w[16];

    (void)row;
    EQUAL(lstrlenA(NULL), 0);
    EQUAL(lstrlenW(L"four"), 4);
    CHECK(lstrcmpA("a", "a") == 0 && lstrcmpA("a", "b") < 0);
    CHECK(lstrcmpiW(L"Host", L"hOST") == 0 && lstrcmpiA("b", "A") > 0);
    EQUAL(lstrcpyA(b, "one"), b);
    EQUAL(lstrcatA(b, "two"), b);
    CHECK(strcmp(b, "onetwo") == 0);
    EQUAL(lstrcpynA(b, "abcdef", 4), b);
    CHECK(strcmp(b, "abc") == 0);
    EQUAL(lstrcpynW(w, L"xyz", 16), w);
    CHECK(wcscmp(lstrcatW(w, L"!"), L"xyz!") == 0);
    EQUAL(lstrcpyA(NULL, "x"), NULL);
}

static void environment(const struct ct_row *row)
{
    char b[32];
    WCHAR w[32];

    (void)row;
    FAILS(0, ERROR_ENVVAR_NOT_FOUND,
          GetEnvironmentVariableA("WS2_NO_SUCH", b, sizeof(b)));
    EQUAL(SetEnvironmentVariableA("WS2_TEST_ENV", "value"), TRUE);
    EQUAL(GetEnvironmentVariableA("WS2_TEST_ENV", b, sizeof(b)), 5);
    CHECK(strcmp(b, "value") == 0);
    EQUAL(GetEnvironmentVariableA("WS2_TEST_ENV", b, 5), 6); /* too small */
    EQUAL(GetEnvironmentVariableW(L"WS2_TEST_ENV", NULL, 0), 6);
    EQUAL(SetEnvironmentVariableW(L"WS2_TEST_ENV", L"\xe9"), TRUE);
    EQUAL(GetEnvironmentVariableW(L"WS2_TEST_ENV", w, 32), 1);
    CHECK(w[0] == 0xe9 && w[1] == 0);
    EQUAL(SetEnvironmentVariableA("WS2_TEST_ENV", NULL), TRUE);
    EQUAL(GetEnvironmentVariableA("WS2_TEST_ENV", b, sizeof(b)), 0);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, SetEnvironmentVariableA("a=b", "c"));
    CHECK(strstr(GetCommandLineA(), "text") != NULL);
    CHECK(wcsstr(GetCommandLineW(), L"text") != NULL);
}

static const struct ct_row rows[] = {
    RULE(MultiByteToWideChar, "lengths", to_wide),
    RULE(WideCharToMultiByte, "lengths", to_bytes),
    RULE(MultiByteToWideChar, "malformed text", malformed),
    RULE(MultiByteToWideChar, "parameters and flags", parameters),
    RULE(lstrlen, "NULL, copies, comparison", lstr_functions),
    RULE(GetEnvironmentVariable, "sizes", environment),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
