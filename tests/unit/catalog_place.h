/* SPDX-License-Identifier: MIT */
/* For the tests of the catalog's file: a directory with one, and changes of
 * it. */
#ifndef WS2_TESTS_CATALOG_PLACE_H
#define WS2_TESTS_CATALOG_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spi/catalog_edit.h"

static char directory[64], file[96];

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

static inline ws2_err deinstall(unsigned n)
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

static inline bool has(unsigned n)
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
