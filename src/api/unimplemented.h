/* SPDX-License-Identifier: MIT */
/* Calls of functions that are declared and not implemented, counted. */
#ifndef WS2_API_UNIMPLEMENTED_H
#define WS2_API_UNIMPLEMENTED_H

/* How often the function was called in this process; of all functions
 * together for NULL. An implemented function counts 0. */
unsigned ws2_unimplemented_calls(const char *name);

#endif
