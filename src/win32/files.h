/* SPDX-License-Identifier: MIT */
/* What the doors of files share: names, times, and how a handle is borrowed. */
#ifndef WS2_WIN32_FILES_H
#define WS2_WIN32_FILES_H

#include <windows.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "handle/file.h"

/* The Linux name, for free(): a name without any '/' has its '\' changed into
 * that, "\\?\" in front goes, NUL, CONIN$ and CONOUT$ are devices.
 * ERROR_PATH_NOT_FOUND: NULL or empty; ERROR_NOACCESS,
 * ERROR_FILENAME_EXCED_RANGE, ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_filename(const char *name, char **out);

/* The code for a call on that name: it tells a missing file from a missing
 * directory, which Linux does not. */
ws2_err ws2_filename_err(const char *name, int res);

/* For W doors: the name as the A door takes it, for free(). False, with the
 * last error, without memory; NULL stays NULL. */
bool ws2_filename_wide(LPCWSTR wide, char **name);

FILETIME ws2_file_time(struct timespec t);
DWORD ws2_file_attributes(const char *name, const struct stat *st);

/* res, or the errno as -errno: calls on names in one line. */
int ws2_file_res(int res);

#endif
