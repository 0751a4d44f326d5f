/* SPDX-License-Identifier: MIT */
/* Registrations: what they do is in a table on the page of NSPSetService. One
 * service is a class and a name, which is the same in either case (of ASCII);
 * its addresses are rows of their own. */
#include "registry/registry.h"

#include "registry/row.h"

struct order {
    const WSAQUERYSETW *set;
    WSAESETSERVICEOP op;
    bool multiple;
};

/* 0: there is none. */
static int64_t service_find(struct ws2_reg *reg, const WSAQUERYSETW *set)
{
    sqlite3_stmt *st = ws2_reg_sql(
        reg, "SELECT id FROM service WHERE class = ?1 AND name = ?2");
    int64_t id = 0;

    ws2_reg_bind_blob(reg, st, 1, set->lpServiceClassId, sizeof(GUID));
    ws2_reg_bind_text(reg, st, 2, set->lpszServiceInstanceName);
    if (ws2_reg_step(reg, st))
        id = sqlite3_column_int64(st, 0);
    ws2_reg_end(st);
    return id;
}

/* Without a value of its own an update leaves what there was. */
static int64_t service_write(struct ws2_reg *reg, const struct order *o)
{
    const WSAQUERYSETW *set = o->set;
    sqlite3_stmt *st = ws2_reg_sql(
        reg, o->multiple
                 ? "INSERT INTO service (class, name, version, comment, data,"
                   " registered, stamp) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)"
                   " ON CONFLICT (class, name) DO UPDATE SET"
                   " version = coalesce(?3, version),"
                   " comment = coalesce(?4, comment),"
                   " data = coalesce(?5, data), registered = 1, stamp = ?6"
                   " RETURNING id"
                 : "INSERT INTO service (class, name, version, comment, data,"
                   " registered, stamp) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)"
                   " ON CONFLICT (class, name) DO UPDATE SET name = ?2,"
                   " version = ?3, comment = ?4, data = ?5, registered = 1,"
                   " stamp = ?6 RETURNING id");
    int64_t id = 0;

    ws2_reg_bind_blob(reg, st, 1, set->lpServiceClassId, sizeof(GUID));
    ws2_reg_bind_text(reg, st, 2, set->lpszServiceInstanceName);
    if (set->lpVersion != NULL)
        ws2_reg_bind_number(reg, st, 3, set->lpVersion->dwVersion);
    ws2_reg_bind_text(reg, st, 4, set->lpszComment);
    if (set->lpBlob != NULL)
        ws2_reg_bind_blob(
            reg, st, 5,
            set->lpBlob->cbSize > 0 ? (void *)set->lpBlob->pBlobData : "",
            set->lpBlob->cbSize);
    ws2_reg_bind_number(reg, st, 6, ws2_reg_stamp(reg));
    if (ws2_reg_step(reg, st))
        id = sqlite3_column_int64(st, 0);
    ws2_reg_end(st);
    return id;
}

/* One address in statement st, at ?2 to ?5. */
static void address_bind(struct ws2_reg *reg, sqlite3_stmt *st,
                         const CSADDR_INFO *info)
{
    const SOCKET_ADDRESS *ends[] = {&info->LocalAddr, &info->RemoteAddr};

    for (int i = 0; i < 2; i++)
        ws2_reg_bind_blob(reg, st, 2 + i,
                          ends[i]->iSockaddrLength > 0 ? ends[i]->lpSockaddr
                                                       : NULL,
                          (size_t)ends[i]->iSockaddrLength);
    ws2_reg_bind_number(reg, st, 4, (DWORD)info->iSocketType);
    ws2_reg_bind_number(reg, st, 5, (DWORD)info->iProtocol);
}

static void addresses_each(struct ws2_reg *reg, const char *sql, int64_t id,
                           const WSAQUERYSETW *set)
{
    sqlite3_stmt *st = ws2_reg_sql(reg, sql);

    for (DWORD i = 0; i < set->dwNumberOfCsAddrs; i++) {
        ws2_reg_bind_number(reg, st, 1, id);
        address_bind(reg, st, &set->lpcsaBuffer[i]);
        ws2_reg_do(reg, st);
    }
    ws2_reg_end(st);
}

/* What there is already is not added once more. */
#define SAME                                                                   \
    " FROM address WHERE service = ?1 AND local IS ?2 AND remote IS ?3"        \
    " AND type = ?4 AND protocol = ?5"

static void addresses_add(struct ws2_reg *reg, int64_t id,
                          const WSAQUERYSETW *set)
{
    addresses_each(reg,
                   "INSERT INTO address SELECT ?1, ?2, ?3, ?4, ?5"
                   " WHERE NOT EXISTS (SELECT 1" SAME ")",
                   id, set);
}

static void with_id(struct ws2_reg *reg, const char *sql, int64_t id)
{
    sqlite3_stmt *st = ws2_reg_sql(reg, sql);

    ws2_reg_bind_number(reg, st, 1, id);
    ws2_reg_do(reg, st);
    ws2_reg_end(st);
}

static void addresses_clear(struct ws2_reg *reg, int64_t id)
{
    with_id(reg, "DELETE FROM address WHERE service = ?1", id);
}

static int64_t addresses_count(struct ws2_reg *reg, int64_t id)
{
    sqlite3_stmt *st =
        ws2_reg_sql(reg, "SELECT count(*) FROM address WHERE service = ?1");
    int64_t count = 0;

    ws2_reg_bind_number(reg, st, 1, id);
    if (ws2_reg_step(reg, st))
        count = sqlite3_column_int64(st, 0);
    ws2_reg_end(st);
    return count;
}

static ws2_err service_register(struct ws2_reg *reg, const struct order *o)
{
    int64_t id = service_write(reg, o);

    if (!o->multiple)
        addresses_clear(reg, id);
    addresses_add(reg, id, o->set);
    return addresses_count(reg, id) > WS2_REG_COUNT_MAX ? WSAEINVAL : WS2_OK;
}

/* Takes the addresses away; whether none is left. */
static bool addresses_take(struct ws2_reg *reg, const struct order *o,
                           int64_t id)
{
    if (o->multiple)
        addresses_each(reg, "DELETE" SAME, id, o->set);
    else
        addresses_clear(reg, id);
    return addresses_count(reg, id) == 0;
}

static ws2_err service_remove(struct ws2_reg *reg, const struct order *o)
{
    int64_t id = service_find(reg, o->set);
    int64_t stamp;
    sqlite3_stmt *st;
    bool empty;

    if (id == 0)
        return WSASERVICE_NOT_FOUND;
    stamp = ws2_reg_stamp(reg);
    empty = addresses_take(reg, o, id);
    if (empty && o->op == RNRSERVICE_DELETE) {
        with_id(reg, "DELETE FROM service WHERE id = ?1", id);
        return WS2_OK;
    }
    st = ws2_reg_sql(reg, "UPDATE service SET stamp = ?2,"
                          " registered = registered AND ?3 WHERE id = ?1");
    ws2_reg_bind_number(reg, st, 1, id);
    ws2_reg_bind_number(reg, st, 2, stamp);
    ws2_reg_bind_number(reg, st, 3, !empty);
    ws2_reg_do(reg, st);
    ws2_reg_end(st);
    return WS2_OK;
}

static ws2_err carry_out(struct ws2_reg *reg, void *arg)
{
    const struct order *o = arg;

    return o->op == RNRSERVICE_REGISTER ? service_register(reg, o)
                                        : service_remove(reg, o);
}

static bool set_valid(const WSAQUERYSETW *set)
{
    if (set == NULL || set->lpServiceClassId == NULL ||
        set->lpszServiceInstanceName == NULL ||
        set->lpszServiceInstanceName[0] == 0 ||
        !ws2_reg_is_text(set->lpszServiceInstanceName) ||
        !ws2_reg_is_text(set->lpszComment) ||
        set->dwNumberOfCsAddrs > WS2_REG_COUNT_MAX ||
        (set->lpBlob != NULL && set->lpBlob->cbSize > WS2_REG_BLOB_MAX))
        return false;
    for (DWORD i = 0; i < set->dwNumberOfCsAddrs; i++)
        if (!ws2_reg_is_address(&set->lpcsaBuffer[i].LocalAddr) ||
            !ws2_reg_is_address(&set->lpcsaBuffer[i].RemoteAddr))
            return false;
    return true;
}

ws2_err ws2_reg_set_service(const WSAQUERYSETW *set, WSAESETSERVICEOP op,
                            DWORD flags)
{
    struct order o = {
        .set = set, .op = op, .multiple = (flags & SERVICE_MULTIPLE) != 0};

    if (!set_valid(set) || (unsigned)op > RNRSERVICE_DELETE ||
        (flags & ~(DWORD)SERVICE_MULTIPLE) != 0)
        return WSAEINVAL;
    return ws2_reg_run(WS2_REG_WRITE, carry_out, &o, WS2_OK);
}
