/* SPDX-License-Identifier: MIT */
/* The files behind names: hosts, services, protocols, and the tables that
 * stand in for the latter two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "name/hosts.h"
#include "name/iptext.h"
#include "name/lookup.h"
#include "name/netdb.h"
#include "name/resolve.h"
#include "name/textfile.h"

#define HOST_NOT_FOUND 11001
#define TRY_AGAIN      11002
#define NO_RECOVERY    11003
#define NO_DATA        11004

static char path[64];

static void file_write(const char *env, const char *text)
{
    FILE *f;
    int fd;

    strcpy(path, "/tmp/ws2-name-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    f = fdopen(fd, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    setenv(env, path, 1);
}

static void file_remove(const char *env)
{
    unlink(path);
    unsetenv(env);
}

static void expect_hosts(const char *name, const char *canonical, size_t ips,
                         size_t aliases)
{
    struct ws2_host host = {0};

    assert_int_equal(ws2_hosts_by_name(name, &host), 0);
    assert_string_equal(host.canonical, canonical);
    assert_int_equal(host.ip_count, ips);
    assert_int_equal(host.alias_count, aliases);
    ws2_host_clear(&host);
}

static const char hosts_text[] = "# comment\n"
                                 "192.0.2.1 one.test uno # un\r\n"
                                 "\t192.0.2.2\tTWO.test\n"
                                 "2001:db8::1 one.test\n"
                                 "300.1.1.1 bad.test\n"
                                 "192.0.2 short.test\n"
                                 "word\n"
                                 "192.0.2.9\n"
                                 "\n"
                                 "fe80::5%3 scoped.test\n"
                                 "192.0.2.3 last.test";

static void test_hosts(void **state)
{
    struct ws2_host host = {0};
    struct ws2_ip ip;

    (void)state;
    file_write("WS2_HOSTS", hosts_text);
    expect_hosts("one.test", "one.test", 2, 1);
    expect_hosts("ONE.Test.", "one.test", 2, 1);
    expect_hosts("uno", "one.test", 1, 1);
    expect_hosts("two.test", "TWO.test", 1, 0);
    expect_hosts("scoped.test", "scoped.test", 1, 0);
    expect_hosts("last.test", "last.test", 1, 0);
    assert_int_equal(ws2_hosts_by_name("un", &host), HOST_NOT_FOUND);
    assert_int_equal(ws2_hosts_by_name("bad.test", &host), HOST_NOT_FOUND);
    assert_int_equal(ws2_hosts_by_name("short.test", &host), HOST_NOT_FOUND);
    assert_int_equal(ws2_hosts_by_name("one.tes", &host), HOST_NOT_FOUND);
    assert_true(ws2_ip_parse("192.0.2.1", &ip));
    assert_int_equal(ws2_hosts_by_ip(&ip, &host), 0);
    assert_string_equal(host.canonical, "one.test");
    ws2_host_clear(&host);
    file_remove("WS2_HOSTS");
}

/* A name that the file has is not asked elsewhere for its other family. */
static void test_hosts_settle(void **state)
{
    struct ws2_host host = {0};

    (void)state;
    file_write("WS2_HOSTS", hosts_text);
    assert_int_equal(ws2_lookup_name("two.test", WS2_WANT_V6, &host), NO_DATA);
    assert_int_equal(ws2_lookup_name("two.test", WS2_WANT_V4, &host), 0);
    ws2_host_clear(&host);
    file_remove("WS2_HOSTS");
}

static void expect_service(const char *name, const char *proto, int port,
                           const char *canonical)
{
    struct ws2_netdb entry;

    assert_int_equal(ws2_service_by_name(name, proto, &entry), 0);
    assert_int_equal(entry.number, port);
    assert_string_equal(entry.name, canonical);
    assert_null(entry.aliases[entry.alias_count]);
    ws2_netdb_clear(&entry);
}

static void test_services(void **state)
{
    struct ws2_netdb entry;

    (void)state;
    file_write("WS2_SERVICES", "alpha 4001/tcp one two # three\n"
                               "alpha 4001/udp\n"
                               "beta 99999/tcp\n"
                               "gamma x/tcp\n"
                               "delta 4/tcp/x\n"
                               "onlytcp 4002/TCP\n");
    expect_service("alpha", NULL, 4001, "alpha");
    expect_service("TWO", "tcp", 4001, "alpha");
    expect_service("alpha", "udp", 4001, "alpha");
    expect_service("onlytcp", "tcp", 4002, "onlytcp");
    expect_service("http", "tcp", 80, "http"); /* from the table */
    assert_int_equal(ws2_service_by_name("two", "udp", &entry), NO_DATA);
    assert_int_equal(ws2_service_by_name("three", NULL, &entry),
                     HOST_NOT_FOUND);
    assert_int_equal(ws2_service_by_name("beta", NULL, &entry), HOST_NOT_FOUND);
    assert_int_equal(ws2_service_by_name("gamma", NULL, &entry),
                     HOST_NOT_FOUND);
    assert_int_equal(ws2_service_by_port(4001, NULL, &entry), 0);
    assert_int_equal(entry.alias_count, 2);
    ws2_netdb_clear(&entry);
    assert_int_equal(ws2_service_by_port(4002, "udp", &entry), NO_DATA);
    assert_int_equal(ws2_service_by_port(4003, NULL, &entry), HOST_NOT_FOUND);
    file_remove("WS2_SERVICES");
}

/* Every line of the tables is one that the parser understands. */
static void test_tables(void **state)
{
    static const char *const services[] = {
#define SERVICE(line) line,
#include "name/services.def"
    };
    static const char *const protocols[] = {
#define PROTOCOL(line) line,
#include "name/protocols.def"
    };
    struct ws2_netdb entry;
    char name[32], proto[8];
    int number;

    (void)state;
    setenv("WS2_SERVICES", "/nonexistent", 1);
    setenv("WS2_PROTOCOLS", "/nonexistent", 1);
    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        assert_int_equal(
            sscanf(services[i], "%31s %d/%7s", name, &number, proto), 3);
        assert_int_equal(ws2_service_by_name(name, proto, &entry), 0);
        assert_int_equal(entry.number, number);
        ws2_netdb_clear(&entry);
    }
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
        assert_int_equal(sscanf(protocols[i], "%31s %d", name, &number), 2);
        assert_int_equal(ws2_protocol_by_number(number, &entry), 0);
        assert_string_equal(entry.name, name);
        ws2_netdb_clear(&entry);
    }
    unsetenv("WS2_SERVICES");
    unsetenv("WS2_PROTOCOLS");
}

/* Not there is one thing, not readable another. */
static void test_unreadable(void **state)
{
    struct ws2_netdb entry;

    (void)state;
    setenv("WS2_SERVICES", "/", 1);
    setenv("WS2_PROTOCOLS", "/dev/null/x", 1);
    assert_int_equal(ws2_service_by_name("http", "tcp", &entry), NO_RECOVERY);
    assert_int_equal(ws2_protocol_by_number(6, &entry), NO_RECOVERY);
    unsetenv("WS2_SERVICES");
    unsetenv("WS2_PROTOCOLS");
}

static struct ws2_textfile some = {.env = "WS2_HOSTS", .path = "/etc/passwd"};

static struct ws2_text *text_get(void)
{
    struct ws2_text *text;

    assert_int_equal(ws2_textfile_get(&some, &text), WS2_FILE_GOOD);
    return text;
}

/* The same file is not read twice, unless it was written just now. */
static void test_kept(void **state)
{
    struct ws2_text *first = text_get(), *second = text_get();

    (void)state;
    assert_int_equal(first == second, os_kept_settled(&first->stamp));
    assert_memory_equal(first->chars, second->chars, first->len);
    ws2_textfiles_drop();
    assert_int_equal(strlen(first->chars), first->len); /* still ours */
    ws2_text_put(first);
    ws2_text_put(second);
    ws2_textfiles_drop();
}

static void expect_text(const char *want)
{
    struct ws2_text *text = text_get();

    assert_int_equal(text->len, strlen(want));
    assert_string_equal(text->chars, want);
    ws2_text_put(text);
}

static void text_rewrite(const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* A change counts at once, also one that leaves the size as it was. */
static void test_changed(void **state)
{
    struct ws2_text *text;

    (void)state;
    file_write("WS2_HOSTS", "");
    expect_text("");
    for (int i = 0; i < 100; i++) {
        char line[16];

        snprintf(line, sizeof(line), "%03d", i);
        text_rewrite(line);
        expect_text(line);
    }
    unlink(path);
    assert_int_equal(ws2_textfile_get(&some, &text), WS2_FILE_ABSENT);
    file_remove("WS2_HOSTS");
    ws2_textfiles_drop();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),      cmocka_unit_test(test_hosts_settle),
        cmocka_unit_test(test_services),   cmocka_unit_test(test_tables),
        cmocka_unit_test(test_unreadable), cmocka_unit_test(test_kept),
        cmocka_unit_test(test_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
