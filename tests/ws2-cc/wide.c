/* SPDX-License-Identifier: MIT */
/* Wide string functions on 16-bit characters, a row for each. Prints "ok". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int bad;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            printf("line %d: %s\n", __LINE__, #condition);                     \
            bad++;                                                             \
        }                                                                      \
    } while (0)

static void check_copies(void)
{
    wchar_t buf[16], *copy;

    CHECK(wcscmp(wcscpy(buf, L"one"), L"one") == 0);
    CHECK(wcscmp(wcscat(buf, L" two"), L"one two") == 0);
    CHECK(wcscmp(wcsncat(buf, L"three", 2), L"one twoth") == 0);
    CHECK(memcmp(wcsncpy(buf, L"ab", 4), L"ab\0\0", 8) == 0);
    CHECK(wcsncpy(buf, L"abcd", 2)[2] == 0);
    copy = wcsdup(L"copy");
    CHECK(copy != NULL && wcscmp(copy, L"copy") == 0);
    free(copy);
    CHECK(wmemcmp(wmemset(buf, L'x', 3), L"xxx", 3) == 0);
    wmemcpy(buf, L"abcdef", 7);
    CHECK(wcscmp(wmemmove(buf + 1, buf, 3), L"abcef") == 0);
}

static void check_searches(void)
{
    static const wchar_t text[] = L"one, two, three";

    CHECK(wcslen(text) == 15 && wcsnlen(text, 4) == 4);
    CHECK(wcschr(text, L',') == text + 3 && wcschr(text, 0) == text + 15);
    CHECK(wcschr(text, L'z') == NULL && wcsrchr(text, L',') == text + 8);
    CHECK(wcsstr(text, L"two") == text + 5 && wcsstr(text, L"tow") == NULL);
    CHECK(wcsstr(text, L"") == text);
    CHECK(wcsspn(text, L"eno") == 3 && wcscspn(text, L", ") == 3);
    CHECK(wcspbrk(text, L"tw") == text + 5 && wcspbrk(text, L"z") == NULL);
    CHECK(wmemchr(text, L't', 15) == text + 5);
    CHECK(wcscmp(L"a", L"b") < 0 && wcscmp(L"b", L"ab") > 0);
    CHECK(wcsncmp(L"abc", L"abd", 2) == 0 && wcscoll(L"a", L"a") == 0);
    CHECK(wcscmp(L"\xd83d\xde00", L"\xd83d\xde01") < 0);
}

static void check_words(void)
{
    wchar_t text[] = L" one,,two ", *rest, *word;

    word = wcstok(text, L" ,", &rest);
    CHECK(word != NULL && wcscmp(word, L"one") == 0);
    word = wcstok(NULL, L" ,", &rest);
    CHECK(word != NULL && wcscmp(word, L"two") == 0);
    CHECK(wcstok(NULL, L" ,", &rest) == NULL);
}

static void check_numbers(void)
{
    const wchar_t *text = L"  -42 apples", *none = L"apples";
    wchar_t *end;

    CHECK(wcstol(text, &end, 10) == -42 && end == text + 5);
    CHECK(wcstol(none, &end, 10) == 0 && end == none);
    CHECK(wcstoul(L"ff", NULL, 16) == 255 && wcstoll(L"0x10", NULL, 0) == 16);
    CHECK(wcstoull(L"18446744073709551615", NULL, 10) == ~0ull);
    CHECK(wcstod(L"2.5e1x", &end) == 25.0 && *end == L'x');
}

int main(void)
{
    check_copies();
    check_searches();
    check_words();
    check_numbers();
    if (bad == 0)
        printf("ok\n");
    return bad != 0;
}
