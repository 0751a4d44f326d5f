/* SPDX-License-Identifier: MIT */
/* Modules: the program, this library under its Windows names, and shared
 * objects that were loaded. An HMODULE is the address a module begins at. */
#ifndef WS2_WIN32_MODULE_H
#define WS2_WIN32_MODULE_H

#include <windows.h>

#include <stdbool.h>

#include "err/err.h"

HMODULE ws2_module_program(void);
HMODULE ws2_module_library(void); /* the program's, if linked statically */

/* Whether the file name (any case, with or without directory and .dll) is one
 * that this library stands for. */
bool ws2_module_is_library(const char *name);

/* A module by name. load: from a file if need be, and count one use more.
 * ERROR_MOD_NOT_FOUND, ERROR_BAD_EXE_FORMAT, ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_module_find(const char *name, bool load, HMODULE *out);

/* ERROR_MOD_NOT_FOUND when it is none. */
ws2_err ws2_module_free(HMODULE module);

/* The dlsym handle of a module, NULL when it is none. */
void *ws2_module_dl(HMODULE module);

#endif
