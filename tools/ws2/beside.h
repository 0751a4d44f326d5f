/* SPDX-License-Identifier: MIT */
/* Shared objects that belong to this program. */
#ifndef WS2_TOOL_BESIDE_H
#define WS2_TOOL_BESIDE_H

/* As dlopen of the name, by the path that the installation put into this
 * program; or else in that folder of ../lib, as in the build tree, and where a
 * sanitizer's dlopen knows no path of ours. NULL: dlerror(). */
void *beside_open(const char *folder, const char *name, int flags);

#endif
