/* SPDX-License-Identifier: MIT */
/* Service classes. Those that are well known (wellknown.h) cannot be installed
 * nor removed. Pages: NSPInstallServiceClass, NSPRemoveServiceClass,
 * NSPGetServiceClassInfo. */
#include "registry/registry.h"

#include <string.h>

#include "name/classinfo.h"
#include "registry/row.h"
#include "registry/wellknown.h"

static bool class_exists(struct ws2_reg *reg, const GUID *id)
{
    sqlite3_stmt *st = ws2_reg_sql(reg, "SELECT 1 FROM class WHERE id = ?1");
    bool found;

    ws2_reg_bind_blob(reg, st, 1, id, sizeof(*id));
    found = ws2_reg_step(reg, st);
    ws2_reg_end(st);
    return found;
}

static void values_add(struct ws2_reg *reg, const WSASERVICECLASSINFOW *info)
{
    sqlite3_stmt *st =
        ws2_reg_sql(reg, "INSERT INTO value VALUES (?1, ?2, ?3, ?4, ?5)");

    for (DWORD i = 0; i < info->dwCount; i++) {
        const WSANSCLASSINFOW *value = &info->lpClassInfos[i];

        ws2_reg_bind_blob(reg, st, 1, info->lpServiceClassId, sizeof(GUID));
        ws2_reg_bind_text(reg, st, 2, value->lpszName);
        ws2_reg_bind_number(reg, st, 3, value->dwNameSpace);
        ws2_reg_bind_number(reg, st, 4, value->dwValueType);
        ws2_reg_bind_blob(reg, st, 5,
                          value->dwValueSize > 0 ? value->lpValue : NULL,
                          value->dwValueSize);
        ws2_reg_do(reg, st);
    }
    ws2_reg_end(st);
}

static ws2_err install(struct ws2_reg *reg, void *arg)
{
    const WSASERVICECLASSINFOW *info = arg;
    sqlite3_stmt *st;

    if (class_exists(reg, info->lpServiceClassId))
        return WSAEALREADY;
    st = ws2_reg_sql(reg, "INSERT INTO class VALUES (?1, ?2)");
    ws2_reg_bind_blob(reg, st, 1, info->lpServiceClassId, sizeof(GUID));
    ws2_reg_bind_text(reg, st, 2, info->lpszServiceClassName);
    ws2_reg_do(reg, st);
    ws2_reg_end(st);
    values_add(reg, info);
    return WS2_OK;
}

static bool info_valid(const WSASERVICECLASSINFOW *info)
{
    if (info == NULL || info->lpServiceClassId == NULL ||
        info->lpszServiceClassName == NULL ||
        info->lpszServiceClassName[0] == 0 ||
        !ws2_reg_is_text(info->lpszServiceClassName) ||
        info->dwCount > WS2_REG_COUNT_MAX)
        return false;
    for (DWORD i = 0; i < info->dwCount; i++) {
        const WSANSCLASSINFOW *value = &info->lpClassInfos[i];

        if (!ws2_reg_is_text(value->lpszName) ||
            value->dwValueSize > WS2_REG_BLOB_MAX)
            return false;
    }
    return true;
}

ws2_err ws2_reg_class_install(const WSASERVICECLASSINFOW *info)
{
    struct ws2_reg_wellknown w;

    if (!info_valid(info))
        return WSAEINVAL;
    if (ws2_reg_wellknown_find(&w, info->lpServiceClassId))
        return WSAEALREADY;
    return ws2_reg_run(WS2_REG_WRITE, install, (void *)info, WS2_OK);
}

static bool is_used(struct ws2_reg *reg, const GUID *id)
{
    sqlite3_stmt *st =
        ws2_reg_sql(reg, "SELECT 1 FROM service WHERE class = ?1 LIMIT 1");
    bool used;

    ws2_reg_bind_blob(reg, st, 1, id, sizeof(*id));
    used = ws2_reg_step(reg, st);
    ws2_reg_end(st);
    return used;
}

static void rows_delete(struct ws2_reg *reg, const char *sql, const GUID *id)
{
    sqlite3_stmt *st = ws2_reg_sql(reg, sql);

    ws2_reg_bind_blob(reg, st, 1, id, sizeof(*id));
    ws2_reg_do(reg, st);
    ws2_reg_end(st);
}

static ws2_err class_delete(struct ws2_reg *reg, void *arg)
{
    const GUID *id = arg;

    if (!class_exists(reg, id))
        return WSATYPE_NOT_FOUND;
    if (is_used(reg, id))
        return WSAETOOMANYREFS;
    rows_delete(reg, "DELETE FROM value WHERE class = ?1", id);
    rows_delete(reg, "DELETE FROM class WHERE id = ?1", id);
    return WS2_OK;
}

ws2_err ws2_reg_class_remove(const GUID *id)
{
    struct ws2_reg_wellknown w;

    if (id == NULL)
        return WSAEINVAL;
    if (ws2_reg_wellknown_find(&w, id))
        return WSAEACCES;
    return ws2_reg_run(WS2_REG_WRITE, class_delete, (void *)id, WS2_OK);
}

struct asked {
    GUID id;
    WSASERVICECLASSINFOW info;
    struct ws2_parts parts;
};

static void values_read(struct ws2_reg *reg, struct asked *a)
{
    sqlite3_stmt *st = ws2_reg_sql(
        reg, "SELECT name, namespace, type, data FROM value WHERE class = ?1"
             " ORDER BY rowid LIMIT ?2");
    WSANSCLASSINFOW *list =
        ws2_parts_room(&a->parts, WS2_REG_COUNT_MAX * sizeof(*list));

    ws2_reg_bind_blob(reg, st, 1, &a->id, sizeof(a->id));
    ws2_reg_bind_number(reg, st, 2, WS2_REG_COUNT_MAX);
    a->info.lpClassInfos = list;
    while (list != NULL && ws2_reg_step(reg, st)) {
        struct ws2_reg_row row = {.st = st, .parts = &a->parts};
        WSANSCLASSINFOW *value = &list[a->info.dwCount];
        size_t len;

        value->lpszName = ws2_reg_row_text(&row, 0);
        value->dwNameSpace = ws2_reg_row_number(&row, 1);
        value->dwValueType = ws2_reg_row_number(&row, 2);
        value->lpValue = ws2_reg_row_blob(&row, 3, WS2_REG_BLOB_MAX, &len);
        value->dwValueSize = (DWORD)len;
        if (!row.bad)
            a->info.dwCount++;
    }
    ws2_reg_end(st);
}

static ws2_err class_read(struct ws2_reg *reg, void *arg)
{
    struct asked *a = arg;
    sqlite3_stmt *st = ws2_reg_sql(reg, "SELECT name FROM class WHERE id = ?1");
    struct ws2_reg_row row = {.st = st, .parts = &a->parts};
    ws2_err err = WSATYPE_NOT_FOUND;

    ws2_reg_bind_blob(reg, st, 1, &a->id, sizeof(a->id));
    ws2_parts_free(&a->parts); /* of an attempt before */
    memset(&a->info, 0, sizeof(a->info));
    a->info.lpServiceClassId = &a->id;
    if (ws2_reg_step(reg, st)) {
        a->info.lpszServiceClassName = ws2_reg_row_text(&row, 0);
        err = row.bad ? WSANO_DATA : WS2_OK;
    }
    ws2_reg_end(st);
    if (err == WS2_OK)
        values_read(reg, a);
    return a->parts.err != WS2_OK ? a->parts.err : err;
}

ws2_err ws2_reg_class_info(const GUID *id, DWORD *size,
                           WSASERVICECLASSINFOW *buffer)
{
    struct asked a = {.id = *id};
    struct ws2_reg_wellknown w;
    ws2_err err;

    if (ws2_reg_wellknown_find(&w, id))
        return ws2_classinfo_copy(&w.info, size, buffer);
    err = ws2_reg_run(WS2_REG_READ, class_read, &a, WSATYPE_NOT_FOUND);
    if (err == WS2_OK)
        err = ws2_classinfo_copy(&a.info, size, buffer);
    ws2_parts_free(&a.parts);
    return err;
}
