/* SPDX-License-Identifier: MIT */
/* Wide text of 16-bit characters: strings, numbers, formats, bytes, tchar.h. */
#define UNICODE
#define _UNICODE
#include "harness.h"
#include <stdlib.h>
#include <tchar.h>
#include <wchar.h>

#define TEXT_IS(got, want) CHECK(wcscmp(got, want) == 0)

static void strings(const struct ct_row *row)
{
    WCHAR d[16], words[] = L"a,,b", *context = NULL;

    (void)row;
    EQUAL(sizeof(wchar_t), 2);
    EQUAL(wcslen(L"four"), 4);
    TEXT_IS(wcscat(wcscpy(d, L"one"), L"two"), L"onetwo");
    EQUAL(wcsncmp(d, L"onex", 3), 0);
    EQUAL(wcschr(d, L't'), d + 3);
    EQUAL(wcsrchr(d, L'o'), d + 5);
    EQUAL(wcsstr(d, L"etw"), d + 2);
    EQUAL(wcsstr(d, L"no"), NULL);
    EQUAL(wcscspn(d, L"tw"), 3);
    EQUAL(_wcsicmp(L"Host", L"hOsT"), 0);
    CHECK(_wcsnicmp(L"abc", L"ABd", 3) < 0);
    TEXT_IS(wcstok_s(words, L",", &context), L"a");
    TEXT_IS(wcstok_s(NULL, L",", &context), L"b");
    EQUAL(wcstok_s(NULL, L",", &context), NULL);
    EQUAL(wcsncpy_s(d, 4, L"abcdef", _TRUNCATE), STRUNCATE);
    TEXT_IS(d, L"abc");
}

static void numbers(const struct ct_row *row)
{
    WCHAR d[40], *end;

    (void)row;
    EQUAL(wcstol(L" -42x", &end, 10), -42);
    EQUAL(*end, L'x');
    EQUAL(_wtoi(L"99"), 99);
    EQUAL(_wcstoi64(L"0x10", NULL, 0), 16);
    CHECK(wcstod(L"2.5e1", NULL) == 25.0);
    TEXT_IS(_itow(-17, d, 10), L"-17");
    TEXT_IS(_i64tow(1LL << 40, d, 16), L"10000000000");
}

static void formats(const struct ct_row *row)
{
    WCHAR d[64], word[16];
    int n = 0;

    (void)row;
    EQUAL(_snwprintf(d, 64, L"%ls|%hs|%d|%5.1f", L"wide", "narrow", 7, 2.5),
          19);
    TEXT_IS(d, L"wide|narrow|7|  2.5");
    d[3] = L'x';
    EQUAL(_snwprintf(d, 3, L"%d", 123), 3);
    EQUAL(d[3], L'x');
    EQUAL(_snwprintf(d, 3, L"%d", 1234), -1);
    EQUAL(swprintf_s(d, 64, L"%lu %I64d", 5u, -6LL), 4);
    TEXT_IS(d, L"5 -6");
    EQUAL(swscanf(L"12 wide", L"%d %15ls", &n, word), 2);
    EQUAL(n, 12);
    TEXT_IS(word, L"wide");
}

static void generic(const struct ct_row *row)
{
    TCHAR d[32];

    (void)row;
    EQUAL(sizeof(TCHAR), 2);
    _tcscpy_s(d, 32, _T("text"));
    EQUAL(_tcslen(d), 4);
    EQUAL(_tcsicmp(d, TEXT("TEXT")), 0);
    EQUAL(_stprintf_s(d, 32, _T("%d"), 5), 1);
    EQUAL(_ttoi(_T("31")), 31);
    EQUAL(lstrlen(d), 1);
}

static const struct ct_row rows[] = {
    RULE(wcscpy, "strings", strings),
    RULE(wcstol, "numbers", numbers),
    RULE(swprintf, "formats", formats),
    RULE(_tcslen, "tchar.h", generic),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
