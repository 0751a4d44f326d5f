/* SPDX-License-Identifier: MIT */
/* What the catalog's own files share; others need catalog.h. */
#ifndef WS2_SPI_CATALOG_FILES_H
#define WS2_SPI_CATALOG_FILES_H

#include "spi/catalog.h"

/* The base provider is a part of this library. */
#define WS2_BASE_PATH "libws2_32.so.0"

/* Says where each part's file is. The one that WS2_CATALOG names is the whole
 * catalog; else there are the system's and, unless the process is root's or
 * set-uid, the user's own. False without memory. */
bool ws2_catalog_files(struct ws2_catalog *c);

/* The user's own file of that name; NULL: there is none for root's processes
 * and set-uid ones. False without memory. */
bool ws2_user_file(const char *name, char **out);

/* The lock of path, a file beside it; mode: of the directory, if it is new. Its
 * descriptor, or -errno. */
int ws2_kept_lock_open(const char *path, unsigned mode);

/* Whose file this process changes. */
enum ws2_catalog_source ws2_catalog_own(const struct ws2_catalog *c);

/* Brings entries and namespaces in their order, after a change. */
void ws2_catalog_sort(struct ws2_catalog *c);

/* Frees what the element owns. */
void ws2_application_drop(struct ws2_catalog_application *a);
void ws2_namespace_drop(struct ws2_catalog_namespace *n);

#endif
