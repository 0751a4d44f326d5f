/* SPDX-License-Identifier: MIT */
/* The catalog: every entry answers in every form, and its texts keep the rules
 * that FormatMessage, the command and the manual pages rely on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ws2/errors.h"

#define FOR_EACH(e, i) for (i = 0; (e = ws2_error_at(i)) != NULL; i++)

static void test_counts(void **state)
{
    size_t winsock = 0;
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    winsock += e->is_winsock != 0;
    assert_int_equal(winsock, 95);
    assert_int_equal(ws2_error_winsock_count(), 95);
    assert_int_equal(ws2_error_count(), i);
    assert_null(ws2_error_at(i));
    assert_null(ws2_error_at((size_t)-1));
}

static void test_order(void **state)
{
    const ws2_error_info *before = NULL;
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    {
        if (before != NULL && before->is_winsock == e->is_winsock)
            assert_true(before->code < e->code);
        assert_true(i < 95 || !e->is_winsock);
        before = e;
    }
}

static void test_by_code(void **state)
{
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    {
        assert_ptr_equal(ws2_error_by_code(e->code), e);
        assert_string_equal(ws2_error_name(e->code), e->name);
        assert_string_equal(ws2_error_title(e->code), e->title);
    }
    assert_null(ws2_error_by_code(-1));
    assert_null(ws2_error_by_code(99999));
    assert_null(ws2_error_by_code(10000));
    assert_null(ws2_error_name(99999));
    assert_string_equal(ws2_error_title(99999), "Unknown error");
}

static const char *lowered(const char *s, char *out)
{
    size_t i;

    for (i = 0; s[i] != '\0'; i++)
        out[i] = (char)tolower((unsigned char)s[i]);
    out[i] = '\0';
    return out;
}

static void test_by_name(void **state)
{
    const ws2_error_info *e;
    char text[64];
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    {
        assert_ptr_equal(ws2_error_by_name(e->name), e);
        assert_ptr_equal(ws2_error_by_name(lowered(e->name, text)), e);
        if (strncmp(e->name, "WSA", 3) == 0)
            assert_ptr_equal(ws2_error_by_name(e->name + 3), e);
    }
    assert_null(ws2_error_by_name("WSAENOSUCH"));
    assert_null(ws2_error_by_name(""));
    assert_null(ws2_error_by_name("WSA"));
    assert_null(ws2_error_by_name(NULL));
    assert_null(ws2_error_by_name("WSAECONNRESET "));
}

static void test_aliases(void **state)
{
    static const struct {
        const char *alias;
        int code;
    } cases[] = {
        {"ERROR_IO_PENDING", 997}, {"ERROR_INVALID_HANDLE", 6},
        {"EAI_NONAME", 11001},     {"eai_again", 11002},
        {"HOST_NOT_FOUND", 11001}, {"WSANO_ADDRESS", 11004},
        {"NO_ADDRESS", 11004},     {"EAI_SERVICE", 10109},
        {"WSA_WAIT_TIMEOUT", 258}, {"WSA_QOS_EUNKNOWNPSOBJ", 11024},
        {"IO_PENDING", 997},       {"E_NO_MORE", 10110},
        {"NO_ERROR", 0},
    };
    ws2_error_alias alias;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const ws2_error_info *e = ws2_error_by_name(cases[i].alias);

        assert_non_null(e);
        assert_int_equal(e->code, cases[i].code);
    }
    assert_int_equal(ws2_error_alias_at(997, 0, &alias), 1);
    assert_string_equal(alias.name, "ERROR_IO_PENDING");
    assert_int_equal(alias.family, WS2_ALIAS_WIN32);
    assert_int_equal(ws2_error_alias_at(997, 1, &alias), 0);
    assert_int_equal(ws2_error_alias_at(10054, 0, &alias), 0);
    assert_int_equal(ws2_error_alias_at(11004, 1, &alias), 1);
}

/* ASCII without control characters, percent signs or blanks at the ends. */
static void text_check(const char *name, const char *text, int lines)
{
    size_t len = strlen(text);
    size_t i;

    for (i = 0; i < len; i++)
        if (!((text[i] >= ' ' && text[i] < 127) ||
              (lines && text[i] == '\n')) ||
            text[i] == '%' || strncmp(text + i, "  ", 2) == 0)
            fail_msg("%s: bad character %d in \"%s\"", name, text[i], text);
    if (len == 0 || text[0] == ' ' || text[len - 1] == ' ' ||
        text[len - 1] == '\n')
        fail_msg("%s: empty, or blanks around \"%s\"", name, text);
}

static void test_texts(void **state)
{
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    {
        text_check(e->name, e->title, 0);
        text_check(e->name, e->what, 0);
        text_check(e->name, e->check, 1);
        text_check(e->name, e->words, 0);
        assert_true(strlen(e->title) <= 72);
        assert_true(e->title[strlen(e->title) - 1] != '.');
        assert_true(isupper((unsigned char)e->title[0]));
        assert_true(e->what[strlen(e->what) - 1] == '.' ||
                    e->what[strlen(e->what) - 1] == ')');
        assert_memory_equal(e->source, "https://learn.microsoft.com/", 28);
        assert_true(e->kind <= WS2_KIND_EVENT);
    }
}

/* Titles name their codes: no two are alike. */
static void test_titles_differ(void **state)
{
    const ws2_error_info *a;
    const ws2_error_info *b;
    size_t i;
    size_t j;

    (void)state;
    for (i = 0; i < ws2_error_winsock_count(); i++)
        for (j = 0; j < i; j++) {
            a = ws2_error_at(i);
            b = ws2_error_at(j);
            if (strcmp(a->title, b->title) == 0)
                fail_msg("%s and %s: \"%s\"", a->name, b->name, a->title);
        }
}

static void test_see(void **state)
{
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    {
        const char *p = e->see;

        while (*p != '\0') {
            size_t len = strcspn(p, " ");
            const ws2_error_info *other;
            char name[64];

            snprintf(name, sizeof(name), "%.*s", (int)len, p);
            other = ws2_error_by_name(name);
            if (other == NULL || other == e || strcmp(other->name, name) != 0)
                fail_msg("%s: see \"%s\"", e->name, name);
            p += len + (p[len] == ' ');
        }
    }
}

static void test_hresult(void **state)
{
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    assert_int_equal(ws2_error_from_hresult(ws2_error_to_hresult(e->code)),
                     e->code);
    assert_int_equal((uint32_t)ws2_error_to_hresult(10054), 0x80072746u);
    assert_int_equal(ws2_error_to_hresult(10054), -2147014842);
    assert_int_equal(ws2_error_to_hresult(0), 0);
    assert_int_equal(ws2_error_to_hresult(-5), -5);
    assert_int_equal(ws2_error_from_hresult(1), -1);
    assert_int_equal(ws2_error_from_hresult((int32_t)0x80004005u), -1);
}

static void test_errno(void **state)
{
    static const struct {
        int e;
        int code;
    } cases[] = {
        {0, 0},           {ECONNRESET, 10054},
        {EAGAIN, 10035},  {EPERM, 10013},
        {ENFILE, 10024},  {ENOMEM, 8},
        {EPIPE, 10053},   {EOPNOTSUPP, 10045},
        {ECANCELED, 995}, {ENOENT, 2},
        {ENOSPC, 112},    {E2BIG, 0},
        {99999, 0},       {-1, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (ws2_error_from_errno(cases[i].e) != cases[i].code)
            fail_msg("errno %d gives %d", cases[i].e,
                     ws2_error_from_errno(cases[i].e));
    assert_int_equal(ws2_error_to_errno(10054), ECONNRESET);
    assert_int_equal(ws2_error_to_errno(10035), EWOULDBLOCK);
    assert_int_equal(ws2_error_to_errno(11001), 0);
    assert_int_equal(ws2_error_to_errno(99999), 0);
}

/* A code's errno leads back to it. */
static void test_errno_round_trip(void **state)
{
    const ws2_error_info *e;
    size_t paired = 0;
    size_t i;

    (void)state;
    for (i = 0; i < ws2_error_winsock_count(); i++) {
        e = ws2_error_at(i);
        if (e->posix == NULL)
            continue;
        paired++;
        assert_int_not_equal(ws2_error_to_errno(e->code), 0);
        assert_int_equal(ws2_error_from_errno(ws2_error_to_errno(e->code)),
                         e->code);
    }
    assert_int_equal(paired, 44);
}

static void test_errno_names(void **state)
{
    int e;

    (void)state;
    for (e = 1; e < 134; e++)
        if (strncmp(strerror(e), "Unknown error", 13) != 0) {
            assert_non_null(ws2_errno_name(e));
            assert_int_equal(ws2_errno_by_name(ws2_errno_name(e)), e);
        }
    assert_string_equal(ws2_errno_name(EAGAIN), "EAGAIN");
    assert_int_equal(ws2_errno_by_name("ewouldblock"), EWOULDBLOCK);
    assert_int_equal(ws2_errno_by_name("ENOSUCH"), 0);
    assert_int_equal(ws2_errno_by_name(NULL), 0);
    assert_null(ws2_errno_name(0));
}

static int search_has(const char *text, int code)
{
    const ws2_error_info *found[256];
    size_t n = ws2_error_search(text, found, 256);
    size_t i;

    for (i = 0; i < n; i++)
        if (found[i]->code == code)
            return 1;
    return 0;
}

/* Every phrase of an entry finds it, and so do its title and name. */
static void test_search_all(void **state)
{
    const ws2_error_info *e;
    size_t i;

    (void)state;
    FOR_EACH(e, i)
    {
        const char *p = e->words;

        assert_true(search_has(e->name, e->code));
        assert_true(search_has(e->title, e->code));
        while (*p != '\0') {
            const char *comma = strstr(p, ", ");
            size_t len = comma != NULL ? (size_t)(comma - p) : strlen(p);
            char phrase[128];

            snprintf(phrase, sizeof(phrase), "%.*s", (int)len, p);
            if (!search_has(phrase, e->code))
                fail_msg("%s: not found by \"%s\"", e->name, phrase);
            p += len + (comma != NULL ? 2 : 0);
        }
    }
}

static void test_search(void **state)
{
    const ws2_error_info *found[4];

    (void)state;
    assert_int_equal(ws2_error_search("reset by peer", found, 4), 1);
    assert_int_equal(found[0]->code, 10054);
    assert_int_equal(ws2_error_search("  Reset  BY peer ", found, 4), 1);
    assert_true(ws2_error_search("QoS", found, 2) > 20);
    assert_true(ws2_error_search("socket", NULL, 0) > 5);
    assert_true(search_has("firewall idle", 10052));
    assert_int_equal(ws2_error_search("", found, 4), 0);
    assert_int_equal(ws2_error_search("   ", found, 4), 0);
    assert_int_equal(ws2_error_search(NULL, found, 4), 0);
    assert_int_equal(ws2_error_search("zyzzyva", found, 4), 0);
    assert_int_equal(ws2_error_search("socket zyzzyva", found, 4), 0);
    /* many words: the first sixteen count */
    assert_true(ws2_error_search("a a a a a a a a a a a a a a a a zyzzyva",
                                 found, 4) > 0);
}

static void test_errno_kept(void **state)
{
    const ws2_error_info *found[4];

    (void)state;
    errno = 77;
    ws2_error_by_name("nonsense");
    ws2_error_search("connection", found, 4);
    ws2_error_from_errno(5);
    ws2_error_to_errno(10054);
    assert_int_equal(errno, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_by_code),
        cmocka_unit_test(test_by_name),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_titles_differ),
        cmocka_unit_test(test_see),
        cmocka_unit_test(test_hresult),
        cmocka_unit_test(test_errno),
        cmocka_unit_test(test_errno_round_trip),
        cmocka_unit_test(test_errno_names),
        cmocka_unit_test(test_search_all),
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_errno_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
