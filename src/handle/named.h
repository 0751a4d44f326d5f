/* SPDX-License-Identifier: MIT */
/* Names of events, mutexes and semaphores, within this process. */
#ifndef WS2_HANDLE_NAMED_H
#define WS2_HANDLE_NAMED_H

#include "handle/wait.h"

/* Gives fresh the name, or finds the object that has it. On WS2_OK *out has a
 * new reference to one of the two; which one is told by *out == fresh.
 * ERROR_INVALID_HANDLE (6): the name belongs to another kind of object;
 * ERROR_NOT_ENOUGH_MEMORY (8). */
ws2_err ws2_named_join(const char *name, struct ws2_waitable *fresh,
                       struct ws2_waitable **out);

/* The object of that name with a new reference. ERROR_FILE_NOT_FOUND (2),
 * ERROR_INVALID_HANDLE as above. */
ws2_err ws2_named_find(const char *name, enum ws2_kind kind,
                       struct ws2_waitable **out);

/* Called by destroy functions: takes the object off the list. */
void ws2_named_forget(struct ws2_waitable *w);

#endif
