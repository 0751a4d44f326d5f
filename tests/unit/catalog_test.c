/* SPDX-License-Identifier: MIT */
/* The catalog's file: text that is cut off anywhere, who is trusted, where it
 * is, and which layers a program may have by it. */
#include "catalog_place.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "spi/catalog_text.h"
#include "spi/nscatalog.h"

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

/* The file is a link into a directory of that mode. */
static void link_elsewhere(mode_t mode)
{
    char other[96], target[128];

    snprintf(other, sizeof(other), "%s/other", directory);
    snprintf(target, sizeof(target), "%s/catalog", other);
    if (mkdir(other, 0700) == 0) {
        assert_int_equal(rename(file, target), 0);
        assert_int_equal(symlink(target, file), 0);
    }
    assert_int_equal(chmod(other, mode), 0);
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
    link_elsewhere(0777);
    ws2_catalog_free(catalog(WS2_PART_REFUSED));
    link_elsewhere(0755);
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

/* The first chain, as a program finds it that looks at everything. */
static WSAPROTOCOL_INFOW chain_find(void)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    INT err;
    int n = WSCEnumProtocols(NULL, all, &size, &err);

    for (int i = 0; i < n; i++)
        if (all[i].ProtocolChain.ChainLen > BASE_PROTOCOL)
            return all[i];
    _exit(2);
}

/* Whether it is among those that are shown to programs. */
static bool chain_shown(DWORD id)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    int n = WSAEnumProtocolsW(NULL, all, &size);
    bool shown = false;

    for (int i = 0; i < n; i++)
        shown = shown || all[i].dwCatalogEntryId == id;
    return shown;
}

/* 0: the layer is kept out, 1: it is not (and its file is not there), 2: one
 * says this and another that. */
static int layer_try(void)
{
    WSAPROTOCOL_INFOW chain;
    WSADATA data;
    bool given, named;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 2;
    given = socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET;
    if (given && WSAGetLastError() != WSAEPROVIDERFAILEDINIT)
        return 2;
    chain = chain_find();
    if (WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                   &chain, 0, 0) != INVALID_SOCKET)
        return 2;
    named = WSAGetLastError() == WSAEPROVIDERFAILEDINIT;
    if (!named && WSAGetLastError() != WSAEINVAL)
        return 2;
    return given == named && given == chain_shown(chain.dwCatalogEntryId)
               ? given
               : 2;
}

/* Whether a program that starts now is given the layer. */
static bool layer_serves(void)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(layer_try());
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_cut_off),  CASE(test_problems), CASE(test_trust),
        CASE(test_user),     CASE(test_expand),   CASE(test_categories),
        CASE(test_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
