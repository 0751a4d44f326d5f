/* SPDX-License-Identifier: MIT */
/* Queries; see query.h. No state. */
#include "registry/query.h"

#include <string.h>

#include "registry/container.h"
#include "registry/row.h"

static LPWSTR text_keep(struct ws2_parts *parts, const WCHAR *text)
{
    size_t units = 0;
    LPWSTR copy;

    if (text == NULL)
        return NULL;
    while (text[units++] != 0)
        ;
    copy = ws2_parts_room(parts, units * sizeof(*text));
    return copy != NULL ? memcpy(copy, text, units * sizeof(*text)) : NULL;
}

static void *bytes_keep(struct ws2_parts *parts, const void *bytes, size_t len)
{
    void *copy = bytes != NULL ? ws2_parts_room(parts, len) : NULL;

    return copy != NULL ? memcpy(copy, bytes, len) : NULL;
}

static bool query_valid(const WSAQUERYSETW *set, bool containers)
{
    return (set->lpServiceClassId != NULL || containers) &&
           ws2_reg_is_text(set->lpszServiceInstanceName) &&
           ws2_reg_is_text(set->lpszQueryString) &&
           set->dwNumberOfProtocols <= WS2_REG_COUNT_MAX &&
           (set->lpVersion == NULL || set->lpVersion->ecHow == COMP_EQUAL ||
            set->lpVersion->ecHow == COMP_NOTLESS);
}

ws2_err ws2_reg_query_read(struct ws2_reg_query *q, const GUID *provider,
                           const WSAQUERYSETW *set, DWORD flags)
{
    struct ws2_parts *parts = &q->parts;

    memset(q, 0, sizeof(*q));
    q->containers = (flags & LUP_CONTAINERS) != 0;
    if (!query_valid(set, q->containers))
        return WSAEINVAL;
    q->provider = *provider;
    q->set.lpServiceClassId =
        bytes_keep(parts, set->lpServiceClassId, sizeof(GUID));
    q->set.lpVersion = bytes_keep(parts, set->lpVersion, sizeof(WSAVERSION));
    q->set.lpszServiceInstanceName =
        text_keep(parts, set->lpszServiceInstanceName);
    q->set.lpszQueryString = text_keep(parts, set->lpszQueryString);
    q->set.dwNumberOfProtocols = set->dwNumberOfProtocols;
    if (set->dwNumberOfProtocols > 0)
        q->set.lpafpProtocols =
            bytes_keep(parts, set->lpafpProtocols,
                       set->dwNumberOfProtocols * sizeof(AFPROTOCOLS));
    if (parts->err != WS2_OK)
        ws2_reg_query_free(q);
    return parts->err;
}

void ws2_reg_query_free(struct ws2_reg_query *q)
{
    ws2_parts_free(&q->parts);
}

struct search {
    const struct ws2_reg_query *q;
    struct ws2_nsp_results *results;
    uint64_t mark;
    bool known; /* a service of that class and name, whatever its state */
};

static bool version_fits(const WSAVERSION *asked, bool has, DWORD version)
{
    if (asked == NULL)
        return true;
    if (!has)
        return false;
    return asked->ecHow == COMP_EQUAL ? version == asked->dwVersion
                                      : version >= asked->dwVersion;
}

static bool protocol_fits(const WSAQUERYSETW *set, const CSADDR_INFO *info)
{
    ADDRESS_FAMILY family = info->RemoteAddr.lpSockaddr != NULL
                                ? info->RemoteAddr.lpSockaddr->sa_family
                                : AF_UNSPEC;

    for (DWORD i = 0; i < set->dwNumberOfProtocols; i++) {
        const AFPROTOCOLS *p = &set->lpafpProtocols[i];

        if ((p->iAddressFamily == AF_UNSPEC || p->iAddressFamily == family) &&
            (p->iProtocol == 0 || p->iProtocol == info->iProtocol))
            return true;
    }
    return set->dwNumberOfProtocols == 0;
}

/* "The other part needs to be usable": a service that gives one end has its
 * other end there, too. */
static bool address_read(struct ws2_reg_row *row, CSADDR_INFO *info)
{
    info->LocalAddr = ws2_reg_row_address(row, 0);
    info->RemoteAddr = ws2_reg_row_address(row, 1);
    info->iSocketType = (INT)ws2_reg_row_number(row, 2);
    info->iProtocol = (INT)ws2_reg_row_number(row, 3);
    if (info->RemoteAddr.iSockaddrLength == 0)
        info->RemoteAddr = info->LocalAddr;
    if (info->LocalAddr.iSockaddrLength == 0)
        info->LocalAddr = info->RemoteAddr;
    return !row->bad && info->RemoteAddr.iSockaddrLength > 0;
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
    return count < WS2_REG_COUNT_MAX ? count : WS2_REG_COUNT_MAX;
}

static void addresses_read(struct ws2_reg *reg, const struct search *s,
                           int64_t id, WSAQUERYSETW *set)
{
    struct ws2_parts *parts = &s->results->parts;
    int64_t count = addresses_count(reg, id);
    CSADDR_INFO *list = ws2_parts_room(parts, (size_t)count * sizeof(*list));
    sqlite3_stmt *st =
        ws2_reg_sql(reg, "SELECT local, remote, type, protocol FROM address"
                         " WHERE service = ?1 ORDER BY rowid LIMIT ?2");

    ws2_reg_bind_number(reg, st, 1, id);
    ws2_reg_bind_number(reg, st, 2, count);
    set->lpcsaBuffer = list;
    while (list != NULL && ws2_reg_step(reg, st)) {
        struct ws2_reg_row row = {.st = st, .parts = parts};
        CSADDR_INFO *info = &list[set->dwNumberOfCsAddrs];

        if (address_read(&row, info) && protocol_fits(&s->q->set, info))
            set->dwNumberOfCsAddrs++;
    }
    ws2_reg_end(st);
}

enum { ID, NAME, HAS_VERSION, VERSION, COMMENT, DATA, REGISTERED, STAMP };

static void version_keep(struct ws2_parts *parts, WSAQUERYSETW *set,
                         DWORD version)
{
    set->lpVersion = ws2_parts_room(parts, sizeof(*set->lpVersion));
    if (set->lpVersion != NULL)
        *set->lpVersion = (WSAVERSION){version, COMP_EQUAL};
}

static void blob_keep(struct ws2_reg_row *row, WSAQUERYSETW *set)
{
    size_t len;
    void *bytes = ws2_reg_row_blob(row, DATA, WS2_REG_BLOB_MAX, &len);

    if (bytes == NULL)
        return;
    set->lpBlob = ws2_parts_room(row->parts, sizeof(*set->lpBlob));
    if (set->lpBlob != NULL)
        *set->lpBlob = (BLOB){(ULONG)len, bytes};
}

/* False: it is bad, or does not fit. */
static bool service_read(struct ws2_reg *reg, const struct search *s,
                         struct ws2_reg_row *row, WSAQUERYSETW *set)
{
    const struct ws2_reg_query *q = s->q;
    bool has = ws2_reg_row_number(row, HAS_VERSION) != 0;
    DWORD version = ws2_reg_row_number(row, VERSION);

    if (ws2_reg_row_number(row, REGISTERED) == 0 || row->bad ||
        !version_fits(q->set.lpVersion, has, version))
        return false;
    *set = (WSAQUERYSETW){.dwSize = sizeof(*set), .dwNameSpace = NS_NTDS};
    set->lpszServiceInstanceName = ws2_reg_row_text(row, NAME);
    set->lpszComment = ws2_reg_row_text(row, COMMENT);
    if (has)
        version_keep(row->parts, set, version);
    blob_keep(row, set);
    addresses_read(reg, s, sqlite3_column_int64(row->st, ID), set);
    set->lpServiceClassId = q->set.lpServiceClassId;
    set->lpNSProviderId = (GUID *)&q->provider;
    set->lpszQueryString = q->set.lpszQueryString;
    return !row->bad &&
           (set->dwNumberOfCsAddrs > 0 || q->set.dwNumberOfProtocols == 0);
}

static void result_take(struct ws2_reg *reg, struct search *s, sqlite3_stmt *st)
{
    struct ws2_reg_row row = {.st = st, .parts = &s->results->parts};
    WSAQUERYSETW set, *kept;

    s->known = true;
    if (!service_read(reg, s, &row, &set))
        return;
    s->mark = ws2_reg_mark(s->mark, sqlite3_column_int64(st, ID));
    s->mark = ws2_reg_mark(s->mark, sqlite3_column_int64(st, STAMP));
    kept = ws2_nsp_results_add(s->results);
    if (kept != NULL)
        *kept = set;
}

static ws2_err search_run(struct ws2_reg *reg, void *arg)
{
    struct search *s = arg;
    const WSAQUERYSETW *asked = &s->q->set;
    sqlite3_stmt *st = ws2_reg_sql(
        reg, "SELECT id, name, version IS NOT NULL, coalesce(version, 0),"
             " comment, data, registered, stamp FROM service WHERE class = ?1"
             " AND (?2 IS NULL OR name = ?2) ORDER BY id");

    ws2_nsp_results_clear(s->results); /* of an attempt before */
    s->mark = 0;
    s->known = false;
    ws2_reg_bind_blob(reg, st, 1, asked->lpServiceClassId, sizeof(GUID));
    ws2_reg_bind_text(reg, st, 2, asked->lpszServiceInstanceName);
    while (s->results->parts.err == WS2_OK && ws2_reg_step(reg, st))
        result_take(reg, s, st);
    ws2_reg_end(st);
    if (s->results->parts.err != WS2_OK)
        return s->results->parts.err;
    if (!s->known)
        return WSASERVICE_NOT_FOUND;
    return s->results->count == 0 ? WSANO_DATA : WS2_OK;
}

ws2_err ws2_reg_query_run(const struct ws2_reg_query *q, bool latest,
                          struct ws2_nsp_results *results, uint64_t *mark)
{
    struct search s = {.q = q, .results = results};
    ws2_err err;

    if (q->containers)
        return ws2_reg_container_run(q, latest, results, mark);
    err = ws2_reg_run(latest ? WS2_REG_LATEST : WS2_REG_READ, search_run, &s,
                      WSASERVICE_NOT_FOUND);
    *mark = s.mark;
    if (err != WS2_OK)
        ws2_nsp_results_clear(results);
    return err;
}
