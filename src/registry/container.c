/* SPDX-License-Identifier: MIT */
/* Service classes as containers; see container.h. No state. */
#include "registry/container.h"

#include <string.h>

#include "registry/row.h"
#include "registry/wellknown.h"

struct search {
    const struct ws2_reg_query *q;
    struct ws2_nsp_results *results;
    uint64_t mark;
};

static void class_add(struct search *s, const GUID *id, LPWSTR name)
{
    struct ws2_parts *parts = &s->results->parts;
    GUID *kept = ws2_parts_room(parts, sizeof(*kept));
    int64_t halves[2];
    WSAQUERYSETW *set = ws2_nsp_results_add(s->results);

    if (set == NULL)
        return;
    *kept = *id;
    set->dwNameSpace = NS_NTDS;
    set->lpNSProviderId = (GUID *)&s->q->provider;
    set->lpServiceClassId = kept;
    set->lpszServiceInstanceName = name;
    memcpy(halves, id, sizeof(halves));
    s->mark = ws2_reg_mark(ws2_reg_mark(s->mark, halves[0]), halves[1]);
    for (; name != NULL && *name != 0; name++)
        s->mark = ws2_reg_mark(s->mark, *name);
}

/* Those are there without a database, and found only by whom they are named.
 */
static bool wellknown_add(struct search *s)
{
    const WSAQUERYSETW *asked = &s->q->set;
    struct ws2_reg_wellknown w;
    GUID id;

    if (asked->lpszServiceInstanceName == NULL ||
        !ws2_reg_wellknown_id(asked->lpszServiceInstanceName, &id) ||
        (asked->lpServiceClassId != NULL &&
         memcmp(asked->lpServiceClassId, &id, sizeof(id)) != 0) ||
        !ws2_reg_wellknown_find(&w, &id))
        return false;
    class_add(
        s, &id,
        ws2_parts_text(&s->results->parts, w.info.lpszServiceClassName, true));
    return true;
}

static ws2_err search_run(struct ws2_reg *reg, void *arg)
{
    struct search *s = arg;
    const WSAQUERYSETW *asked = &s->q->set;
    sqlite3_stmt *st =
        ws2_reg_sql(reg, "SELECT id, name FROM class"
                         " WHERE (?1 IS NULL OR name = ?1 COLLATE NOCASE)"
                         " AND (?2 IS NULL OR id = ?2) ORDER BY rowid");

    ws2_nsp_results_clear(s->results); /* of an attempt before */
    s->mark = 0;
    ws2_reg_bind_text(reg, st, 1, asked->lpszServiceInstanceName);
    ws2_reg_bind_blob(reg, st, 2, asked->lpServiceClassId, sizeof(GUID));
    while (s->results->parts.err == WS2_OK && ws2_reg_step(reg, st)) {
        struct ws2_reg_row row = {.st = st, .parts = &s->results->parts};
        GUID id = ws2_reg_row_guid(&row, 0);
        LPWSTR name = ws2_reg_row_text(&row, 1);

        if (!row.bad)
            class_add(s, &id, name);
    }
    ws2_reg_end(st);
    if (s->results->parts.err != WS2_OK)
        return s->results->parts.err;
    return s->results->count == 0 ? WSANO_DATA : WS2_OK;
}

ws2_err ws2_reg_container_run(const struct ws2_reg_query *q, bool latest,
                              struct ws2_nsp_results *results, uint64_t *mark)
{
    struct search s = {.q = q, .results = results};
    ws2_err err = wellknown_add(&s)
                      ? results->parts.err
                      : ws2_reg_run(latest ? WS2_REG_LATEST : WS2_REG_READ,
                                    search_run, &s, WSANO_DATA);

    *mark = s.mark;
    if (err != WS2_OK)
        ws2_nsp_results_clear(results);
    return err;
}
