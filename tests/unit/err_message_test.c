/* SPDX-License-Identifier: MIT */
/* FormatMessage where Windows is no measure: ANSI text is UTF-8 here, errno is
 * kept, every code of the catalog has a text, and no definition whatever does
 * harm. (What Windows shares is in tests/contract/formatmessage.c.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include "ws2/errors.h"

#define FLAGS (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY)

static va_list *array(DWORD_PTR *args)
{
    return (va_list *)(void *)args;
}

/* Bytes of the program's text are left as they are, UTF-8 or not; WCHAR
 * strings become UTF-8. */
static void test_bytes(void **state)
{
    static const struct {
        const char *definition;
        const void *arg;
        const char *want;
    } cases[] = {
        {"gr\303\274n %1", "\377\200", "gr\303\274n \377\200"},
        {"%1!S!", u"\u00fc\u20ac\U0001F600",
         "\303\274\342\202\254"
         "\360\237\230\200"},
        {"%1!ls!", u"a\xD800z", "a\357\277\275z"},
        {"%1!ls!", u"\xDC00", "\357\277\275"},
        {"%1!.1ls!", u"\u20acx", "\342\202\254"},
    };
    char out[100];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        DWORD_PTR args[] = {(DWORD_PTR)cases[i].arg};

        assert_int_equal(FormatMessageA(FLAGS, cases[i].definition, 0, 0, out,
                                        sizeof(out), array(args)),
                         strlen(cases[i].want));
        assert_string_equal(out, cases[i].want);
    }
}

static void test_wide(void **state)
{
    static const struct {
        const char *arg; /* UTF-8 */
        const char16_t *want;
    } cases[] = {
        {"\303\274\342\202\254\360\237\230\200", u"\u00fc\u20ac\U0001F600"},
        {"a\377z", u"a\uFFFDz"},                           /* no UTF-8 */
        {"\303", u"\uFFFD"},                               /* cut off */
        {"\300\200", u"\uFFFD\uFFFD"},                     /* overlong */
        {"\355\240\200", u"\uFFFD\uFFFD\uFFFD"},           /* a surrogate */
        {"\364\220\200\200", u"\uFFFD\uFFFD\uFFFD\uFFFD"}, /* beyond Unicode */
    };
    char16_t out[100];
    size_t i;
    size_t n;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        DWORD_PTR args[] = {(DWORD_PTR)cases[i].arg};

        for (n = 0; cases[i].want[n] != 0; n++)
            ;
        assert_int_equal(
            FormatMessageW(FLAGS, u"%1!hs!", 0, 0, out, 100, array(args)), n);
        assert_memory_equal(out, cases[i].want, (n + 1) * sizeof(out[0]));
    }
}

static void test_all_codes(void **state)
{
    const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM; /* no insert may be there */
    const ws2_error_info *e;
    char want[256];
    char out[256];
    size_t i;

    (void)state;
    for (i = 0; (e = ws2_error_at(i)) != NULL; i++) {
        snprintf(want, sizeof(want), "%s.\r\n", e->title);
        assert_int_equal(FormatMessageA(flags, NULL, (DWORD)e->code, 0, out,
                                        sizeof(out), NULL),
                         strlen(want));
        assert_string_equal(out, want);
        want[strlen(want) - 2] = '\0';
        assert_string_equal(gai_strerrorA(e->code), want);
    }
    assert_string_equal(gai_strerrorA(12345), "Unknown error.");
}

static void test_too_long(void **state)
{
    char *text = NULL;
    DWORD_PTR args[] = {7};

    (void)state;
    SetLastError(0);
    assert_int_equal(FormatMessageA(FLAGS | FORMAT_MESSAGE_ALLOCATE_BUFFER,
                                    "%1!65536d!", 0, 0, (char *)&text, 0,
                                    array(args)),
                     0);
    assert_int_equal(GetLastError(), ERROR_MORE_DATA);
    assert_null(text);
    assert_int_equal(FormatMessageA(FLAGS | FORMAT_MESSAGE_ALLOCATE_BUFFER,
                                    "%1!65000d!", 0, 0, (char *)&text, 0,
                                    array(args)),
                     65000);
    assert_int_equal(strlen(text), 65000);
    LocalFree(text);
    assert_int_equal(
        FormatMessageA(FLAGS, "%1!99999999999s!", 0, 0, NULL, 0, array(args)),
        0);
}

static void test_errno_kept(void **state)
{
    DWORD_PTR args[] = {(DWORD_PTR) "x"};
    char out[16];

    (void)state;
    errno = 77;
    FormatMessageA(FLAGS, "%1", 0, 0, out, sizeof(out), array(args));
    FormatMessageA(FLAGS, "%", 0, 0, out, sizeof(out), array(args));
    FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 10054, 0, out, 1, NULL);
    assert_int_equal(errno, 77);
}

/* Not random, but without any order: the same on every run. */
static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static void definition_make(char *out, size_t len, unsigned *seed)
{
    static const char alphabet[] = "%%12345678!!*.-+#sSduxcplhwI64nrt    "
                                   "\r\nabcef   and other letters";
    size_t i;

    for (i = 0; i < len; i++)
        out[i] = alphabet[next(seed) % (sizeof(alphabet) - 1)];
    out[len] = '\0';
}

/* Whatever the definition: a text of the length reported, or 0. Arguments are
 * strings of both widths at once, so that every conversion finds one. */
static void test_any_definition(void **state)
{
    static const char16_t both[] = u"text"; /* as char: "t" */
    DWORD_PTR args[110];
    char definition[64];
    char16_t wide[64];
    char out[2000];
    unsigned seed = 1;
    unsigned done = 0;
    size_t i;
    int round;

    (void)state;
    for (i = 0; i < sizeof(args) / sizeof(args[0]); i++)
        args[i] = (DWORD_PTR)both;
    for (round = 0; round < 20000; round++) {
        DWORD width = next(&seed) % 3 == 0 ? next(&seed) % 256 : 0;
        DWORD size = next(&seed) % (sizeof(out) / sizeof(char16_t));
        DWORD n;

        definition_make(definition, next(&seed) % 60, &seed);
        for (i = 0; i == 0 || definition[i - 1] != '\0'; i++)
            wide[i] = (unsigned char)definition[i];
        n = FormatMessageA(FLAGS | width, definition, 0, 0, out, size,
                           array(args));
        assert_true(n == 0 || n < size);
        if (n > 0 && memchr(out, '\0', n) == NULL)
            assert_int_equal(strlen(out), n);
        n = FormatMessageW(FLAGS | width, wide, 0, 0, (char16_t *)(void *)out,
                           size, array(args));
        assert_true(n == 0 || n < size);
        done += n > 0;
    }
    assert_in_range(done, 5000, 19500); /* both ends were tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_all_codes),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_errno_kept),
        cmocka_unit_test(test_any_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
