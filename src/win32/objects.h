/* SPDX-License-Identifier: MIT */
/* Creating and opening objects that can have a name. */
#ifndef WS2_WIN32_OBJECTS_H
#define WS2_WIN32_OBJECTS_H

#include <windows.h>

#include <stdbool.h>

#include "handle/wait.h"

/* A handle for a new object, or for the one that has its name already. Eats
 * the caller's reference to fresh, which may be NULL for lack of memory. Sets
 * the last error always: 0 or ERROR_ALREADY_EXISTS on success. */
HANDLE ws2_object_publish(struct ws2_waitable *fresh, const char *name);

/* A handle for the object of that name; NULL and the last error. */
HANDLE ws2_object_open(const char *name, enum ws2_kind kind);

/* For W functions: the name in UTF-8, for free(); NULL stays NULL. False, and
 * the last error, without memory. */
bool ws2_object_name(LPCWSTR wide, char **name);

#endif
