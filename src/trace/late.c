/* SPDX-License-Identifier: MIT */
/* Late results as lines: of the call that began it, where that is known. */
#include <string.h>
#include <unistd.h>

#include <winsock2.h>

#include "os/poll.h"
#include "trace/args.h"
#include "trace/line.h"
#include "trace/names.h"
#include "trace/pending.h"
#include "trace/trace.h"

static void code_show(struct ws2_out *t, ws2_err code)
{
    if (code == WS2_OK)
        ws2_out_put(t, "0");
    else
        ws2_names_error(t, code);
}

static void pending_text(struct ws2_out *t, const struct ws2_late *late,
                         const struct ws2_pending *p)
{
    ws2_out_format(t, "%u #%llu %s(", ws2_trace_thread(),
                   (unsigned long long)p->call, p->door->name);
    if (p->socket != 0)
        ws2_show_pointer(t, p->socket);
    ws2_out_put(t, ") done = ");
    code_show(t, late->code);
    if (late->kind == WS2_LATE_OVERLAPPED)
        ws2_out_format(t, ", %u bytes", late->bytes);
    ws2_out_format(t, " <%.6f>", ws2_line_seconds(os_now_ns() - p->begin_ns));
}

static const char *kind_word(enum ws2_late_kind kind)
{
    static const char *const words[] = {
        [WS2_LATE_OVERLAPPED] = "operation",
        [WS2_LATE_EVENT] = "event",
        [WS2_LATE_LOOKUP] = "lookup",
        [WS2_LATE_REQUEST] = "request",
    };

    return words[kind];
}

/* By what it is known, when no call is. */
static void late_text(struct ws2_out *t, const struct ws2_late *late)
{
    ws2_out_format(t, "%u %s ", ws2_trace_thread(), kind_word(late->kind));
    ws2_show_pointer(t, late->id);
    if (late->kind == WS2_LATE_EVENT) {
        ws2_out_put(t, " ");
        ws2_names_flags(t, &ws2_names_events, late->event);
    }
    ws2_out_put(t, late->kind == WS2_LATE_EVENT ? " = " : " done = ");
    code_show(t, late->code);
    if (late->kind == WS2_LATE_OVERLAPPED || late->kind == WS2_LATE_REQUEST)
        ws2_out_format(t, ", %u bytes", late->bytes);
}

static void late_json(struct ws2_out *t, const struct ws2_late *late,
                      const struct ws2_pending *p)
{
    const int64_t now_ns = os_now_ns();

    ws2_out_format(t, "{\"process\":%d,\"thread\":%u,\"late\":\"%s\"",
                   (int)getpid(), ws2_trace_thread(), kind_word(late->kind));
    if (p != NULL)
        ws2_out_format(t, ",\"call\":%llu,\"name\":\"%s\",\"time_ns\":%lld",
                       (unsigned long long)p->call, p->door->name,
                       (long long)(now_ns - p->begin_ns));
    ws2_out_format(t, ",\"of\":\"0x%llx\"", (unsigned long long)late->id);
    if (late->kind == WS2_LATE_EVENT) {
        ws2_out_put(t, ",\"event\":\"");
        ws2_names_flags(t, &ws2_names_events, late->event);
        ws2_out_put(t, "\"");
    } else {
        ws2_out_format(t, ",\"bytes\":%u", late->bytes);
    }
    if (late->code != WS2_OK)
        ws2_line_json_error(t, late->code);
    ws2_out_format(t, ",\"at_ns\":%lld}", (long long)now_ns);
}

static bool event_wanted(const struct ws2_late *late)
{
    const uintptr_t s = ws2_trace_config.socket;

    return ws2_trace_config.events && (s == 0 || s == late->id);
}

/* One whose call was not asked for has none in the table. */
static bool late_wanted(const struct ws2_late *late,
                        const struct ws2_pending *p)
{
    if (!ws2_trace_config.lines ||
        (ws2_trace_config.errors_only && late->code == WS2_OK))
        return false;
    if (late->kind == WS2_LATE_EVENT)
        return event_wanted(late);
    if (p == NULL)
        return ws2_trace_config.all && ws2_trace_config.socket == 0;
    return ws2_trace_config.socket == 0 || ws2_trace_config.socket == p->socket;
}

void ws2_trace_late(struct ws2_late *late)
{
    char line[WS2_TRACE_LINE / 4];
    struct ws2_pending found, *p = NULL;
    struct ws2_out t;

    if (late->kind != WS2_LATE_EVENT && late->kind != WS2_LATE_REQUEST &&
        ws2_pending_find(late->id, &found))
        p = &found;
    if (!late_wanted(late, p))
        return;
    ws2_out_init(&t, line, sizeof(line));
    if (ws2_trace_config.json)
        late_json(&t, late, p);
    else if (p != NULL)
        pending_text(&t, late, p);
    else
        late_text(&t, late);
    ws2_line_emit(&t);
}
