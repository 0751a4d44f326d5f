/* SPDX-License-Identifier: MIT */
/* Calls as lines. Before a call its arguments are written down
 * (another thread may have freed them at its end), after it the line is put
 * together and written at once. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <winsock2.h>

#include "os/poll.h"
#include "trace/args.h"
#include "trace/names.h"
#include "trace/pending.h"
#include "trace/line.h"
#include "trace/trace.h"

#define ARGS_TEXT 2048

/* Between begin and end. Argument i is at at[i] up to at[i + 1]. */
struct kept {
    unsigned short at[WS2_DOOR_ARGS_MAX + 1];
    char args[ARGS_TEXT];
};

/* In its place where nothing is to be written. */
static char counted;

/* --- Which. */

/* The first SOCKET; 0: there is none. */
static uintptr_t call_socket(const struct ws2_call *call)
{
    for (unsigned i = 0; i < call->door->args; i++)
        if (ws2_arg_kind(call->door, i) == ARG_SOCKET)
            return call->args[i];
    return 0;
}

static bool has_socket(const struct ws2_call *call, uintptr_t s)
{
    for (unsigned i = 0; i < call->door->args; i++)
        if (ws2_arg_kind(call->door, i) == ARG_SOCKET && call->args[i] == s)
            return true;
    return strcmp(call->door->result, "SOCKET") == 0 && call->result == s;
}

static bool is_error(const struct ws2_call *call)
{
    return call->failed && call->code != WSA_IO_PENDING;
}

/* Once the call has ended. */
static bool call_wanted(const struct ws2_call *call)
{
    return ws2_trace_config.socket == 0 ||
           has_socket(call, ws2_trace_config.socket);
}

/* --- Operations that go on. */

/* These ask for one that another call began. */
static bool asks_only(const struct ws2_door *door)
{
    static const char *const names[] = {
        "WSAGetOverlappedResult",        "GetOverlappedResult",
        "GetAddrInfoExOverlappedResult", "CancelIoEx",
        "PostQueuedCompletionStatus",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(door->name, names[i]) == 0)
            return true;
    return false;
}

/* The OVERLAPPED that an operation of this call would be known by; 0. */
static uintptr_t call_overlapped(const struct ws2_call *call)
{
    for (unsigned i = 0; i < call->door->args; i++)
        if (ws2_arg_kind(call->door, i) == ARG_OVERLAPPED)
            return asks_only(call->door) ? 0 : call->args[i];
    return 0;
}

static void args_write(struct kept *kept, const struct ws2_call *call)
{
    struct ws2_out t;

    ws2_out_init(&t, kept->args, sizeof(kept->args));
    for (unsigned i = 0; i < call->door->args; i++) {
        kept->at[i] = (unsigned short)t.len;
        if (ws2_arg_kind(call->door, i) < ARG_FIRST_OUT)
            ws2_arg_show(&t, call, i, false);
        kept->at[i + 1] = (unsigned short)t.len;
    }
}

/* --- What a line says. */

static bool has_ended(const struct ws2_call *call)
{
    return call->end_ns != 0;
}

/* Argument i: as it was, as it is, or "was -> is". */
static void arg_end(struct ws2_out *t, const struct kept *kept,
                    const struct ws2_call *call, unsigned i)
{
    const enum ws2_arg_kind kind = ws2_arg_kind(call->door, i);
    const char *was = kept->args + kept->at[i];
    const size_t len = (size_t)(kept->at[i + 1] - kept->at[i]);
    char text[ARGS_TEXT / 2];
    struct ws2_out is;

    if (kind >= ARG_FIRST_OUT) {
        ws2_arg_show(t, call, i, has_ended(call));
        return;
    }
    ws2_out_bytes(t, was, len);
    if (kind < ARG_FIRST_INOUT || call->failed || !has_ended(call))
        return;
    ws2_out_init(&is, text, sizeof(text));
    ws2_arg_show(&is, call, i, true);
    if (is.len != len || memcmp(is.buf, was, len) != 0)
        ws2_out_format(t, " -> %s", is.buf);
}

double ws2_line_seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

static bool code_is_result(const struct ws2_door *door)
{
    return door->fails == WS2_FAILS_CODE || door->fails == WS2_FAILS_CODE_SET;
}

static void result_text(struct ws2_out *t, const struct ws2_call *call)
{
    if (!call->failed || !code_is_result(call->door)) {
        ws2_result_show(t, call);
        ws2_out_put(t, call->failed ? " " : "");
    }
    if (call->failed)
        ws2_names_error(t, call->code);
    ws2_out_format(t, "%s <%.6f>", call->answered ? " (injected)" : "",
                   ws2_line_seconds(call->end_ns - call->begin_ns));
}

static void call_text(struct ws2_out *t, const struct kept *kept,
                      const struct ws2_call *call)
{
    ws2_out_format(t, "%u %s(", ws2_trace_thread(), call->door->name);
    for (unsigned i = 0; i < call->door->args; i++) {
        ws2_out_put(t, i == 0 ? "" : ", ");
        arg_end(t, kept, call, i);
    }
    ws2_out_put(t, has_ended(call) ? ") = " : ") ...");
    if (has_ended(call))
        result_text(t, call);
}

/* A number as one, anything else as a string. */
static void json_value(struct ws2_out *t, const struct ws2_out *value)
{
    const char *digits = value->buf + (value->buf[0] == '-');
    size_t len = value->len - (size_t)(digits - value->buf);

    if (len > 0 && strspn(digits, "0123456789") == len &&
        (digits[0] != '0' || len == 1))
        ws2_out_bytes(t, value->buf, value->len);
    else
        ws2_out_json(t, value->buf, value->len);
}

void ws2_line_json_error(struct ws2_out *t, ws2_err code)
{
    char text[64];
    struct ws2_out name;

    ws2_out_init(&name, text, sizeof(text));
    ws2_names_error(&name, code);
    name.len = strcspn(text, " ");
    if (strncmp(text, "error ", 6) != 0) {
        ws2_out_put(t, ",\"error\":");
        ws2_out_json(t, text, name.len);
    }
    ws2_out_format(t, ",\"code\":%d", code);
}

static void json_args(struct ws2_out *t, const struct kept *kept,
                      const struct ws2_call *call)
{
    char text[ARGS_TEXT / 2], name[64];
    struct ws2_out value;

    ws2_out_put(t, ",\"args\":{");
    for (unsigned i = 0; i < call->door->args; i++) {
        ws2_out_init(&value, text, sizeof(text));
        arg_end(&value, kept, call, i);
        ws2_out_format(t, "%s\"%s\":", i == 0 ? "" : ",",
                       ws2_arg_name(call->door, i, name, sizeof(name)));
        json_value(t, &value);
    }
    ws2_out_put(t, "}");
}

static void json_result(struct ws2_out *t, const struct ws2_call *call)
{
    char text[256];
    struct ws2_out result;

    ws2_out_init(&result, text, sizeof(text));
    ws2_result_show(&result, call);
    ws2_out_put(t, ",\"result\":");
    json_value(t, &result);
    if (call->failed)
        ws2_line_json_error(t, call->code);
    if (call->answered)
        ws2_out_put(t, ",\"injected\":true");
    ws2_out_format(t, ",\"begin_ns\":%lld,\"time_ns\":%lld",
                   (long long)call->begin_ns,
                   (long long)(call->end_ns - call->begin_ns));
}

/* args false: a line with them would be too long. */
static void call_json(struct ws2_out *t, const struct kept *kept,
                      const struct ws2_call *call, bool args)
{
    ws2_out_format(
        t, "{\"process\":%d,\"thread\":%u,\"call\":%llu,\"name\":\"%s\"",
        (int)getpid(), ws2_trace_thread(), (unsigned long long)call->number,
        call->door->name);
    if (args)
        json_args(t, kept, call);
    if (has_ended(call))
        json_result(t, call);
    else
        ws2_out_format(t, ",\"begins\":true,\"begin_ns\":%lld",
                       (long long)os_now_ns());
    ws2_out_put(t, "}");
}

void ws2_line_emit(struct ws2_out *t)
{
    if (t->len > t->size - 2)
        t->len = t->size - 2;
    t->buf[t->len++] = '\n';
    ws2_trace_emit(t->buf, t->len);
}

static void call_emit(const struct kept *kept, const struct ws2_call *call)
{
    char line[WS2_TRACE_LINE];
    struct ws2_out t;

    ws2_out_init(&t, line, sizeof(line));
    if (!ws2_trace_config.json) {
        call_text(&t, kept, call);
    } else {
        call_json(&t, kept, call, true);
        if (t.cut) {
            ws2_out_init(&t, line, sizeof(line));
            call_json(&t, kept, call, false);
        }
    }
    ws2_line_emit(&t);
}

/* --- The watcher. */

void ws2_trace_begin(struct ws2_call *call, void **kept)
{
    uintptr_t overlapped;

    if (!ws2_trace_door(call->door))
        return;
    overlapped = call_overlapped(call);
    if (overlapped != 0)
        ws2_pending_note(&(struct ws2_pending){overlapped, call->number,
                                               call->door, call_socket(call),
                                               os_now_ns()});
    if (!ws2_trace_config.lines) {
        *kept = &counted;
        return;
    }
    *kept = malloc(sizeof(struct kept));
    if (*kept == NULL)
        return;
    args_write(*kept, call);
    if (ws2_trace_config.begins && call_wanted(call))
        call_emit(*kept, call);
}

void ws2_trace_end(struct ws2_call *call, void **kept)
{
    uintptr_t overlapped;

    if (*kept == NULL)
        return;
    overlapped = call_overlapped(call);
    if (overlapped != 0 && is_error(call))
        ws2_pending_forget(overlapped, call->number);
    if (call_wanted(call)) {
        ws2_summary_count(call);
        if (*kept != &counted &&
            (!ws2_trace_config.errors_only || is_error(call)))
            call_emit(*kept, call);
    }
    if (*kept != &counted)
        free(*kept);
}
