/* SPDX-License-Identifier: MIT */
/* The catalog's file: a writer that is killed at any step of a change, several
 * that write at once, text that is cut off anywhere, and who is trusted. The
 * system calls of a change are the linker's to redirect (--wrap). */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "spi/catalog_edit.h"
#include "spi/catalog_text.h"
#include "spi/nscatalog.h"

static char directory[64], file[96];
static int countdown = -1; /* the call before which the process is killed */

static void step(void)
{
    if (countdown >= 0 && countdown-- == 0)
        kill(getpid(), SIGKILL);
}

#define WRAP(type, name, params, args)                                         \
    type __real_##name params;                                                 \
    type __wrap_##name params;                                                 \
    type __wrap_##name params                                                  \
    {                                                                          \
        step();                                                                \
        return __real_##name args;                                             \
    }

WRAP(ssize_t, write, (int fd, const void *data, size_t len), (fd, data, len))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, close, (int fd), (fd))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, unlink, (const char *name), (name))
WRAP(int, open, (const char *name, int flags, unsigned mode),
     (name, flags, mode))

static GUID guid(unsigned n)
{
    GUID id = {n, 1, 2, {3}};

    return id;
}

static ws2_err install(unsigned n)
{
    WSAPROTOCOL_INFOW info = {.iVersion = 2,
                              .iAddressFamily = AF_INET,
                              .ProtocolChain = {.ChainLen = BASE_PROTOCOL},
                              .szProtocol = u"provider"};
    GUID id = guid(n);
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    if (err != WS2_OK)
        return err;
    return ws2_edit_end(
        &edit, ws2_edit_install(&edit, &id, "/lib/provider.so", &info, 1));
}

static ws2_err deinstall(unsigned n)
{
    GUID id = guid(n);
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    return err != WS2_OK ? err
                         : ws2_edit_end(&edit, ws2_edit_remove(&edit, &id));
}

static struct ws2_catalog *catalog(enum ws2_catalog_state want)
{
    struct ws2_catalog *c;

    assert_int_equal(ws2_catalog_read(&c), WS2_OK);
    assert_int_equal(c->parts[WS2_SYSTEM].state, want);
    return c;
}

static bool has(unsigned n)
{
    struct ws2_catalog *c = catalog(WS2_PART_GOOD);
    GUID id = guid(n);
    bool found = ws2_catalog_provider(c, &id) != NULL;

    ws2_catalog_free(c);
    return found;
}

static int setup(void **state)
{
    (void)state;
    snprintf(directory, sizeof(directory), "/tmp/ws2-catalog-XXXXXX");
    if (mkdtemp(directory) == NULL)
        return -1;
    snprintf(file, sizeof(file), "%s/catalog", directory);
    return setenv("WS2_CATALOG", file, 1);
}

static int teardown(void **state)
{
    char command[96];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf %s", directory);
    return system(command);
}

/* Kills a writer before its step n; false when it got through. */
static bool killed_at(int n)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        countdown = n;
        _exit(install(2) == WS2_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return true;
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

/* What was there before is there, what was written is there or not, and the
 * next writer is not kept waiting. */
static void test_killed(void **state)
{
    bool before = false, after = false;
    int n;

    (void)state;
    assert_int_equal(install(1), WS2_OK);
    for (n = 0; killed_at(n); n++) {
        assert_true(has(1));
        if (!has(2)) {
            before = true;
            continue;
        }
        after = true;
        assert_int_equal(deinstall(2), WS2_OK);
    }
    assert_true(n >= 8); /* open, write, fchmod, fsync, close, rename ... */
    assert_true(before && after);
    assert_true(has(2));
}

#define WRITERS 4
#define EACH    8

static void test_at_once(void **state)
{
    struct ws2_catalog *c;
    int status, i;

    (void)state;
    for (i = 0; i < WRITERS; i++)
        if (fork() == 0) {
            for (unsigned k = 0; k < EACH; k++)
                if (install(100 + (unsigned)i * EACH + k) != WS2_OK)
                    _exit(1);
            _exit(0);
        }
    for (i = 0; i < WRITERS; i++) {
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    for (i = 0; i < WRITERS * EACH; i++)
        assert_true(has(100 + (unsigned)i));
    c = catalog(WS2_PART_GOOD);
    for (unsigned k = 0; k < c->entry_count; k++)
        for (unsigned l = 0; l < k; l++)
            assert_int_not_equal(c->entries[k].info.dwCatalogEntryId,
                                 c->entries[l].info.dwCatalogEntryId);
    ws2_catalog_free(c);
}

static size_t text_get(char *text, size_t max)
{
    FILE *f = fopen(file, "r");
    size_t n;

    assert_non_null(f);
    n = fread(text, 1, max, f);
    fclose(f);
    return n;
}

static void text_put(const char *text, size_t len)
{
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    fclose(f);
}

/* A file that is cut off is a catalog or is refused as a whole, and nobody
 * writes over it. */
static void test_cut_off(void **state)
{
    static char text[4096], again[4096];
    unsigned good = 0, corrupt = 0;
    size_t len;

    (void)state;
    assert_int_equal(install(1), WS2_OK);
    assert_int_equal(install(2), WS2_OK);
    len = text_get(text, sizeof(text));
    for (size_t n = 0; n < len; n++) {
        struct ws2_catalog *c;

        text_put(text, n);
        assert_int_equal(ws2_catalog_read(&c), WS2_OK);
        assert_non_null(ws2_catalog_entry(c, 1001));
        if (c->parts[WS2_SYSTEM].state == WS2_PART_GOOD) {
            good++;
        } else {
            corrupt++;
            assert_int_equal(c->parts[WS2_SYSTEM].state, WS2_PART_CORRUPT);
            assert_non_null(c->parts[WS2_SYSTEM].problem);
            assert_null(ws2_catalog_entry(c, WS2_ENTRY_SYSTEM));
            assert_int_equal(install(3), WSANO_RECOVERY);
            assert_int_equal(text_get(again, sizeof(again)), n);
            assert_memory_equal(text, again, n);
        }
        ws2_catalog_free(c);
    }
    assert_true(good > 0 && corrupt > 0);
}

/* The line and what is wrong with it. */
static void test_problems(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        {"", 0},
        {"# nothing\n", 1},
        {"next-id = 3\n", 1},
        {"version = 2\n", 1},
        {"version = 1\nversion = 1\n", 2},
        {"version = 1\norder = 1 x\n", 2},
        {"version = 1\n\n[entry 1001]\n", 3},
        {"version = 1\n[entry 100001]\n", 2},
        {"version = 1\n[entry 1101]\nname = x\nfamily = 4294967296\n", 4},
        {"version = 1\n[entry 1101]\nname = x\nprovider = "
         "{00000001-0002-0003-0405-060708090a0b}\n",
         4},
        {"version = 1\n[entry 1101]\nname = long\nname = x\n", 4},
        {"version = 1\n[provider {1}]\n", 2},
        {"version = 1\n[provider {00000001-0002-0003-0405-060708090a0b}]\n", 2},
        {"version = 1\n[nobody]\n", 2},
        {"version = 1\n[\n", 2},
        {"version = 1\nwhat\n", 2},
        {"version = 1\n[application /x]\nenabled = maybe\n", 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ws2_catalog *c;

        text_put(cases[i].text, strlen(cases[i].text));
        c = catalog(WS2_PART_CORRUPT);
        if (c->parts[WS2_SYSTEM].line != cases[i].line)
            fail_msg("%s: line %u", cases[i].text, c->parts[WS2_SYSTEM].line);
        ws2_catalog_free(c);
    }
}

static void test_trust(void **state)
{
    (void)state;
    assert_int_equal(install(1), WS2_OK);
    assert_int_equal(chmod(file, 0664), 0);
    ws2_catalog_free(catalog(WS2_PART_REFUSED));
    assert_int_equal(chmod(file, 0644), 0);
    assert_int_equal(chmod(directory, 0777), 0);
    ws2_catalog_free(catalog(WS2_PART_REFUSED));
    assert_int_equal(install(2), WSANO_RECOVERY);
    assert_int_equal(chmod(directory, 01777), 0);
    ws2_catalog_free(catalog(WS2_PART_GOOD));
    assert_int_equal(unlink(file), 0);
    assert_int_equal(mkfifo(file, 0600), 0);
    ws2_catalog_free(catalog(WS2_PART_REFUSED));
}

/* The user's own file is on top of the system's, and has numbers of its own. */
static void test_user(void **state)
{
    struct ws2_catalog *c;
    char *path;

    (void)state;
    unsetenv("WS2_CATALOG");
    setenv("XDG_CONFIG_HOME", directory, 1);
    assert_int_equal(ws2_catalog_read(&c), WS2_OK);
    path = c->parts[WS2_USER].path;
    if (geteuid() == 0) {
        assert_null(path); /* root's changes are the system's */
    } else {
        assert_int_equal(install(1), WS2_OK);
        assert_int_equal(strncmp(path, directory, strlen(directory)), 0);
    }
    ws2_catalog_free(c);
    setenv("WS2_CATALOG", file, 1);
}

static void test_expand(void **state)
{
    char *path;

    (void)state;
    setenv("CT_ONE", "/one", 1);
    unsetenv("CT_TWO");
    assert_int_equal(ws2_catalog_expand("%CT_ONE%/a%b%%CT_ONE%", &path),
                     WSAEINVAL); /* %b% is a name, too */
    assert_int_equal(ws2_catalog_expand("%CT_ONE%/x 50% %", &path), WSAEINVAL);
    assert_int_equal(ws2_catalog_expand("%CT_ONE%/x%CT_ONE%/50%", &path),
                     WS2_OK);
    assert_string_equal(path, "/one/x/one/50%");
    free(path);
    assert_int_equal(ws2_catalog_expand("%CT_TWO%/x", &path), WSAEINVAL);
}

/* --- Which layers a program may have. */

static ws2_err layer_install(DWORD categories)
{
    GUID id = guid(1);
    struct ws2_edit edit;
    DWORD layer;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_CHAINS);

    if (err != WS2_OK)
        return err;
    err = ws2_edit_chains(&edit, &id, "/nowhere.so", u"layer", 0, NULL, 0,
                          &layer);
    if (err == WS2_OK)
        err = ws2_edit_provider_categories(&edit, &id, categories);
    return ws2_edit_end(&edit, err);
}

static ws2_err program_permit(const char *arguments, DWORD categories)
{
    char path[256];
    struct ws2_edit edit;
    DWORD before;
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    if (err != WS2_OK || n <= 0)
        return WSAEFAULT;
    path[n] = '\0';
    return ws2_edit_end(&edit, ws2_edit_application(&edit, path, arguments,
                                                    categories, &before));
}

/* Whether a program that starts now is given the layer, which is not there. */
static bool layer_serves(void)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        WSADATA data;

        if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
            _exit(2);
        if (socket(AF_INET, SOCK_STREAM, 0) != INVALID_SOCKET)
            _exit(0);
        _exit(WSAGetLastError() == WSAEPROVIDERFAILEDINIT ? 1 : 2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return WEXITSTATUS(status) == 1;
}

/* The example of "Categorizing Layered Service Providers and Applications". */
static void test_categories(void **state)
{
    static const DWORD foo = LSP_SYSTEM | LSP_FIREWALL | LSP_CRYPTO_COMPRESS;
    static const DWORD bar = LSP_FIREWALL | LSP_CRYPTO_COMPRESS;
    static const struct {
        DWORD layer;
        bool in_foo, in_bar;
    } cases[] = {
        {LSP_SYSTEM, true, false},
        {0, false, false},
        {LSP_FIREWALL, false, true},
        {LSP_SYSTEM | LSP_FIREWALL | LSP_CRYPTO_COMPRESS | LSP_INSPECTOR, false,
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(layer_install(cases[i].layer), WS2_OK);
        assert_true(layer_serves()); /* not categorised: all */
        assert_int_equal(program_permit("of others", LSP_PROXY), WS2_OK);
        assert_true(layer_serves());
        assert_int_equal(program_permit(NULL, bar), WS2_OK);
        assert_int_equal(layer_serves(), cases[i].in_bar);
        assert_int_equal(program_permit(NULL, foo), WS2_OK);
        assert_int_equal(layer_serves(), cases[i].in_foo);
        assert_int_equal(ws2_catalog_reset(), WS2_OK);
    }
}

/* A file that has a provider by the id of DNS' own takes its place, and all of
 * it is given back. */
static void test_replaced(void **state)
{
    static const char text[] =
        "version = 1\n\n"
        "[namespace {22059d40-7e9e-11cf-ae5a-00aa00a7112b}]\n"
        "name = instead\npath = /lib/instead.so\nnamespace = 12\n"
        "version = 1\nenabled = yes\n";
    const struct ws2_nscatalog *list;
    const struct ws2_ns_entry *entry = NULL;
    const GUID *dns = &ws2_nscatalog_built_in.entries[0].id;

    (void)state;
    text_put(text, strlen(text));
    assert_int_equal(ws2_nscatalog_get(&list), WS2_OK);
    assert_int_equal(list->count, ws2_nscatalog_built_in.count);
    for (unsigned i = 0; i < list->count; i++)
        if (memcmp(&list->entries[i].id, dns, sizeof(*dns)) == 0)
            entry = &list->entries[i];
    assert_non_null(entry);
    assert_null(entry->startup);
    assert_string_equal(entry->path, "/lib/instead.so");
    ws2_nscatalog_put(list);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_killed),   CASE(test_at_once),    CASE(test_cut_off),
        CASE(test_problems), CASE(test_trust),      CASE(test_user),
        CASE(test_expand),   CASE(test_categories), CASE(test_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
