/* SPDX-License-Identifier: MIT */
/* The C runtime in Microsoft's spelling: narrow text, numbers, formats. */
#define STRSAFE_NO_DEPRECATE
#include "harness.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <strsafe.h>
#include <time.h>

#define TEXT_IS(got, want) CHECK(strcmp(got, want) == 0)

static void comparison(const struct ct_row *row)
{
    char text[] = "MiXed";
    char *copy = _strdup("copy");

    (void)row;
    EQUAL(_stricmp("Content-Length", "content-LENGTH"), 0);
    CHECK(_stricmp("a", "B") < 0 && _stricmp("abc", "ab") > 0);
    EQUAL(_strnicmp("HTTP/1.1", "http/2", 5), 0);
    EQUAL(_memicmp("ABc", "abC", 3), 0);
    TEXT_IS(_strlwr(text), "mixed");
    TEXT_IS(_strupr(text), "MIXED");
    TEXT_IS(_strrev(text), "DEXIM");
    TEXT_IS(copy, "copy");
    free(copy);
}

/* No test lets a _s function fail: Microsoft's would end the program. */
static void safe_copies(const struct ct_row *row)
{
    char d[8], words[] = "a,b", *context = NULL;

    (void)row;
    EQUAL(strcpy_s(d, sizeof(d), "1234567"), 0);
    EQUAL(strncpy_s(d, sizeof(d), "abcdef", 3), 0);
    TEXT_IS(d, "abc");
    EQUAL(strncpy_s(d, sizeof(d), "abcdefghij", _TRUNCATE), STRUNCATE);
    TEXT_IS(d, "abcdefg");
    EQUAL(strcpy_s(d, sizeof(d), "xy"), 0);
    EQUAL(strcat_s(d, sizeof(d), "z"), 0);
    EQUAL(strncat_s(d, sizeof(d), "123456789", _TRUNCATE), STRUNCATE);
    TEXT_IS(d, "xyz1234");
    EQUAL(memcpy_s(d, sizeof(d), "abc", 4), 0);
    TEXT_IS(strtok_s(words, ",", &context), "a");
    TEXT_IS(strtok_s(NULL, ",", &context), "b");
    EQUAL(strtok_s(NULL, ",", &context), NULL);
    EQUAL(strnlen_s(NULL, 5), 0);
    EQUAL(_countof(d), 8);
}

static void numbers(const struct ct_row *row)
{
    char d[70];

    (void)row;
    TEXT_IS(_itoa(-255, d, 10), "-255");
    TEXT_IS(_itoa(-1, d, 16), "ffffffff");
    TEXT_IS(_ultoa(4000000000u, d, 10), "4000000000");
    TEXT_IS(_i64toa(-5000000000LL, d, 10), "-5000000000");
    TEXT_IS(_ui64toa(~0ULL, d, 2),
            "1111111111111111111111111111111111111111111111111111111111111111");
    EQUAL(_itoa_s(77, d, 3, 10), 0);
    TEXT_IS(d, "77");
    EQUAL(_atoi64("-9000000000"), -9000000000LL);
    EQUAL(_strtoui64("ff", NULL, 16), 255);
}

static void formats(const struct ct_row *row)
{
    DWORD big = 0xfffffff0u;
    char d[200];

    (void)row;
    EQUAL(_snprintf(d, sizeof(d), "%ld|%lu|%lx", -5, big, big), 22);
    TEXT_IS(d, "-5|4294967280|fffffff0");
    _snprintf(d, sizeof(d), "%I64d|%I64u|%I32d|%lld", -3LL, ~0ULL, 7, 8LL);
    TEXT_IS(d, "-3|18446744073709551615|7|8");
    _snprintf(d, sizeof(d), "%5d|%-5d|%05d|%+d|%#x|%.3d", 42, 42, 42, 42, 255,
              7);
    TEXT_IS(d, "   42|42   |00042|+42|0xff|007");
    _snprintf(d, sizeof(d), "%s|%8s|%-4s|%.2s|%c|%%", "ab", "cd", "ef", "ghi",
              'z');
    TEXT_IS(d, "ab|      cd|ef  |gh|z|%");
    _snprintf(d, sizeof(d), "%S|%ls|%hs|%*d|%.*f", L"wide", L"w", "h", 4, 1, 2,
              3.14159);
    TEXT_IS(d, "wide|w|h|   1|3.14");
    _snprintf(d, sizeof(d), "%p", (void *)(ULONG_PTR)0xabcdef);
    TEXT_IS(d, "0000000000ABCDEF");
    _snprintf(d, sizeof(d), "%d %d %d %d %d %d %lu %ld", 1, 2, 3, 4, 5, 6, big,
              (LONG)-1);
    TEXT_IS(d, "1 2 3 4 5 6 4294967280 -1");
    EQUAL(sprintf_s(d, sizeof(d), "%s", "fits"), 4);
}

static void cut(const struct ct_row *row)
{
    char d[8];

    (void)row;
    memset(d, 'x', sizeof(d));
    EQUAL(_snprintf(d, 4, "%s", "abcd"), 4); /* no terminator */
    CHECK(memcmp(d, "abcdx", 5) == 0);
    EQUAL(_snprintf(d, 4, "%s", "12345"), -1);
    CHECK(memcmp(d, "1234x", 5) == 0);
    EQUAL(_snprintf_s(d, sizeof(d), _TRUNCATE, "%s", "123456789"), -1);
    TEXT_IS(d, "1234567");
    EQUAL(_snprintf_s(d, sizeof(d), 3, "%s", "abcdef"), -1);
    TEXT_IS(d, "abc");
    EQUAL(_scprintf("%d-%d", 10, 20), 5);
}

static void reading(const struct ct_row *row)
{
    struct {
        DWORD before, value, after;
    } n = {1, 2, 3};
    char word[16], letter = 0;
    LONGLONG big = 0;
    int count = 0;

    (void)row;
    EQUAL(sscanf("4000000000 end", "%lu %15s", &n.value, word), 2);
    EQUAL(n.value, 4000000000u);
    EQUAL(n.after, 3); /* 32 bits were written */
    TEXT_IS(word, "end");
    EQUAL(sscanf_s("9000000000 ab c", "%I64d %s %c", &big, word,
                   (unsigned)sizeof(word), &letter, 1u),
          3);
    EQUAL(big, 9000000000LL);
    EQUAL(letter, 'c');
    EQUAL(sscanf_s("toolong 5", "%s %d", word, 4u, &count), 0);
    EQUAL(sscanf("x=7;rest", "%[^=]=%d%n", word, (int *)&n.value, &count), 2);
    EQUAL(count, 3);
    EQUAL(sscanf("", "%d", &count), EOF);
}

static void safe_strings(const struct ct_row *row)
{
    char d[8];
    WCHAR w[8];
    size_t len = 0;

    (void)row;
    EQUAL(StringCchCopyA(d, sizeof(d), "1234567"), S_OK);
    EQUAL(StringCchCopyA(d, sizeof(d), "12345678"),
          STRSAFE_E_INSUFFICIENT_BUFFER);
    TEXT_IS(d, "1234567");
    EQUAL(StringCchCopyA(d, 0, ""), STRSAFE_E_INVALID_PARAMETER);
    EQUAL(StringCchPrintfA(d, sizeof(d), "%d-%s", 5, "x"), S_OK);
    EQUAL(StringCchCatA(d, sizeof(d), "yyyyyyy"),
          STRSAFE_E_INSUFFICIENT_BUFFER);
    TEXT_IS(d, "5-xyyyy");
    EQUAL(StringCbPrintfW(w, sizeof(w), L"%s", L"wide"), S_OK);
    EQUAL(StringCbLengthW(w, sizeof(w), &len), S_OK);
    EQUAL(len, 8);
    EQUAL(StringCchLengthA("12345", 5, &len), STRSAFE_E_INVALID_PARAMETER);
}

static void dates(const struct ct_row *row)
{
    time_t zero = 0;
    struct tm tm;
    char d[26];

    (void)row;
    EQUAL(gmtime_s(&tm, &zero), 0);
    EQUAL(tm.tm_year, 70);
    EQUAL(localtime_s(&tm, &zero), 0);
    tm.tm_wday = 4;
    tm.tm_mon = tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_mday = 2;
    tm.tm_year = 70;
    EQUAL(asctime_s(d, sizeof(d), &tm), 0);
    CHECK(memcmp(d, "Thu Jan", 7) == 0);
    CHECK(_time64(NULL) > 1700000000);
}

static const struct ct_row rows[] = {
    RULE(_stricmp, "comparison and case", comparison),
    RULE(strcpy_s, "copies that check", safe_copies),
    RULE(_itoa, "numbers to text", numbers),
    RULE(_snprintf, "formats", formats),
    RULE(_snprintf, "text that does not fit", cut),
    RULE(sscanf, "reading", reading),
    RULE(StringCchCopy, "strsafe.h", safe_strings),
    RULE(gmtime_s, "dates", dates),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
