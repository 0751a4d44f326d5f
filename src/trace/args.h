/* SPDX-License-Identifier: MIT */
/* Arguments and results as text. The program's memory is only ever read by
 * os_mem_peek: a bad pointer is shown as a number. */
#ifndef WS2_TRACE_ARGS_H
#define WS2_TRACE_ARGS_H

#include "trace/out.h"
#include "watch/watch.h"

/* How an argument is shown (kinds.def). Those from FIRST_INOUT on are looked at
 * before the call and, if it succeeds, after it; those from FIRST_OUT on only
 * after it, and are a pointer if it failed. */
enum ws2_arg_kind {
    ARG_UNKNOWN,
    ARG_SIGNED,
    ARG_UNSIGNED,
    ARG_SIZE,
    ARG_HEX,
    ARG_BOOL,
    ARG_POINTER,
    ARG_SOCKET,
    ARG_HANDLE,
    ARG_HANDLES, /* the argument before it: how many */
    ARG_TIMEOUT,
    ARG_VERSION,
    ARG_STRING,
    ARG_WIDE,
    ARG_DATA_IN,    /* the next argument: how many bytes */
    ARG_BUFFERS_IN, /* the next: how many */
    ARG_ADDRESS_IN, /* the next: how many bytes */
    ARG_IN_ADDR,
    ARG_FAMILY,
    ARG_TYPE,
    ARG_PROTOCOL,
    ARG_SOCKET_FLAGS,
    ARG_MESSAGE_FLAGS,
    ARG_DIRECTION,
    ARG_LEVEL,
    ARG_OPTION,   /* the argument before it: the level */
    ARG_VALUE_IN, /* an option's; the next: how many bytes */
    ARG_IOCTL,
    ARG_IOCTL_INPUT, /* the next: how many bytes */
    ARG_EVENTS,
    ARG_INFO_FLAGS,
    ARG_NAME_SPACE,
    ARG_OVERLAPPED,
    ARG_TIMEVAL,
    ARG_PROTOCOL_INFO,
    ARG_HINTS,
    ARG_GUID,
    ARG_FIRST_INOUT,
    ARG_FD_SET = ARG_FIRST_INOUT,
    ARG_MESSAGE_FLAGS_INOUT,
    ARG_POLL, /* the next: how many */
    ARG_FIRST_OUT,
    ARG_MESSAGE_FLAGS_OUT = ARG_FIRST_OUT,
    ARG_HANDLE_OUT,
    ARG_DATA_OUT,      /* as many bytes as the result */
    ARG_BUFFERS_OUT,   /* the next: how many; then how many bytes came */
    ARG_ADDRESS_OUT,   /* the next points to the length */
    ARG_ADDRESS_AFTER, /* the one before does */
    ARG_ADDRESS_AT,    /* a pointer to it; the next points to the length */
    ARG_VALUE_OUT,     /* the next points to the length */
    ARG_IOCTL_ARGUMENT,
    ARG_STRING_OUT,
    ARG_WIDE_OUT,
    ARG_OVERLAPPED_OUT, /* also if the call fails: a failed operation's */
    ARG_ENTRIES_OUT,    /* three on: points to how many; or the last one does */
    ARG_NETWORK_EVENTS,
    ARG_PROTOCOL_INFO_OUT,
    ARG_RESULTS,
    ARG_RESULTS_EX,
    ARG_NUMBER_OUT,
    ARG_WORD_OUT
};

/* Of the door's i-th argument. Constant once ws2_args_prepare has run. */
enum ws2_arg_kind ws2_arg_kind(const struct ws2_door *door, unsigned i);

/* The parameter's name, into name; returns it. */
const char *ws2_arg_name(const struct ws2_door *door, unsigned i, char *name,
                         size_t size);

void ws2_args_prepare(void); /* once, by one thread */

/* The argument of call as it is now. ended: call->failed counts. */
void ws2_arg_show(struct ws2_out *t, const struct ws2_call *call, unsigned i,
                  bool ended);

/* What the call returned, without the error. */
void ws2_result_show(struct ws2_out *t, const struct ws2_call *call);

/* Structures of their own files: structs.c, addresses.c. */
void ws2_show_pointer(struct ws2_out *t, uintptr_t p);
void ws2_show_address(struct ws2_out *t, uintptr_t p, uint32_t len);
void ws2_show_struct(struct ws2_out *t, const struct ws2_call *call, unsigned i,
                     enum ws2_arg_kind kind, bool ended);
void ws2_show_string(struct ws2_out *t, uintptr_t p);
void ws2_show_wide(struct ws2_out *t, uintptr_t p);
void ws2_show_data(struct ws2_out *t, uintptr_t p, size_t len);

/* * and ? as in a file's name, in any case. */
bool ws2_glob(const char *pattern, const char *text);

#endif
