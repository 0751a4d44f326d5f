/* SPDX-License-Identifier: MIT */
/* Families in turn: the order in which WSAConnectByName tries addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "name/alternate.h"

enum { ENTRIES_MAX = 8 };

/* '4' is IPv4, 'm' a mapped address, '6' IPv6; the port is the place. */
static ADDRINFOA *list_make(const char *kinds, ADDRINFOA *entries,
                            SOCKADDR_IN6 *names)
{
    size_t n = strlen(kinds);

    memset(entries, 0, ENTRIES_MAX * sizeof(*entries));
    memset(names, 0, ENTRIES_MAX * sizeof(*names));
    for (size_t i = 0; i < n; i++) {
        entries[i].ai_family = kinds[i] == '4' ? AF_INET : AF_INET6;
        entries[i].ai_addr = (SOCKADDR *)&names[i];
        entries[i].ai_next = i + 1 < n ? &entries[i + 1] : NULL;
        if (kinds[i] == 'm')
            memset(&names[i].sin6_addr.s6_addr[10], 0xff, 2);
        else
            names[i].sin6_addr.s6_addr[0] = 0x20;
    }
    return n > 0 ? entries : NULL;
}

static void expect(const char *kinds, const char *order)
{
    ADDRINFOA entries[ENTRIES_MAX];
    SOCKADDR_IN6 names[ENTRIES_MAX];
    ADDRINFOA *ai = list_make(kinds, entries, names);

    ws2_ai_alternate(ai);
    for (; *order != '\0'; order++, ai = ai->ai_next) {
        assert_non_null(ai);
        assert_int_equal(ai - entries, *order - '0');
    }
    assert_null(ai);
}

static void test_order(void **state)
{
    (void)state;
    expect("", "");
    expect("6", "0");
    expect("444", "012");
    expect("666444", "031425");
    expect("66m", "021");
    expect("6664", "0312");
    expect("4466", "0213");
    expect("46664", "01423");
    expect("6m6m", "0123");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
