/* SPDX-License-Identifier: MIT */
/* Changing the catalog: one writer at a time, each on what the one before has
 * left.
 *
 *     struct ws2_edit edit;
 *     ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_INSTALL);
 *
 *     if (err != WS2_OK)
 *         return err;
 *     err = ...;                            changes of edit.c's own part
 *     return ws2_edit_end(&edit, err);      writes it, if err is WS2_OK
 */
#ifndef WS2_SPI_CATALOG_EDIT_H
#define WS2_SPI_CATALOG_EDIT_H

#include "spi/catalog.h"

/* Some changes do not wait for others like them: the code says that there is
 * one. */
enum ws2_edit_kind {
    WS2_EDIT_ANY,
    WS2_EDIT_CHAINS,         /* WSAEINPROGRESS */
    WS2_EDIT_ORDER,          /* WSATRY_AGAIN */
    WS2_EDIT_NAMESPACE,      /* waits */
    WS2_EDIT_NAMESPACE_ORDER /* WSATRY_AGAIN, and WSANO_RECOVERY while anybody
                                writes */
};

struct ws2_edit {
    struct ws2_catalog *c;
    enum ws2_catalog_source own; /* the part that is changed */
    int lock;
};

/* WSANO_RECOVERY: the file cannot be written, or is not in order; WSAEACCES
 * where that is for a lack of rights and kind is of namespaces'. */
ws2_err ws2_edit_begin(struct ws2_edit *edit, enum ws2_edit_kind kind);
ws2_err ws2_edit_end(struct ws2_edit *edit, ws2_err err);

/* Changes of transport providers. Text is UTF-8. */
ws2_err ws2_edit_install(struct ws2_edit *edit, const GUID *id,
                         const char *path, const WSAPROTOCOL_INFOW *list,
                         DWORD count);
ws2_err ws2_edit_chains(struct ws2_edit *edit, const GUID *id, const char *path,
                        const WCHAR *name, DWORD service_flags,
                        const WSAPROTOCOL_INFOW *list, DWORD count,
                        DWORD *layer);
ws2_err ws2_edit_remove(struct ws2_edit *edit, const GUID *id);
ws2_err ws2_edit_update(struct ws2_edit *edit, const GUID *id, const char *path,
                        const WSAPROTOCOL_INFOW *list, DWORD count);
ws2_err ws2_edit_order(struct ws2_edit *edit, const DWORD *ids, DWORD count);
ws2_err ws2_edit_provider_categories(struct ws2_edit *edit, const GUID *id,
                                     DWORD categories);

/* Adds to what is permitted; *before: what was. */
ws2_err ws2_edit_application(struct ws2_edit *edit, const char *path,
                             const char *arguments, DWORD categories,
                             DWORD *before);

/* Changes of namespace providers; of n everything but the source. */
ws2_err ws2_edit_namespace_install(struct ws2_edit *edit,
                                   const struct ws2_catalog_namespace *n);
ws2_err ws2_edit_namespace_remove(struct ws2_edit *edit, const GUID *id);
ws2_err ws2_edit_namespace_enable(struct ws2_edit *edit, const GUID *id,
                                  bool enabled);
ws2_err ws2_edit_namespace_order(struct ws2_edit *edit, const GUID *ids,
                                 DWORD count);

/* The file that this process changes is moved aside, to NAME.old, whatever is
 * in it: what is left is what is built in, and the system's for a user. */
ws2_err ws2_catalog_reset(void);

#endif
