/* SPDX-License-Identifier: MIT */
/* Arguments that point to several things. p is the program's; what cannot be
 * read is shown as a pointer. */
#ifndef WS2_TRACE_LISTS_H
#define WS2_TRACE_LISTS_H

#include "trace/args.h"

#define WS2_LIST_SHOWN 4 /* members */

/* Copies size bytes from p; false: shown as a pointer. */
bool ws2_show_copy(struct ws2_out *t, void *to, uintptr_t p, size_t size);

/* bytes: how many of them count, all buffers together; data: show them. */
void ws2_show_buffers(struct ws2_out *t, uintptr_t p, uint32_t count,
                      uint64_t bytes, bool data);
void ws2_show_handles(struct ws2_out *t, uintptr_t p, uint32_t count);
void ws2_show_fd_set(struct ws2_out *t, uintptr_t p);
void ws2_show_poll(struct ws2_out *t, uintptr_t p, uint32_t count, bool ended);
void ws2_show_entries(struct ws2_out *t, uintptr_t p, uint32_t count);

#endif
