/* SPDX-License-Identifier: MIT */
/* error_paths.c with its seven wrong error paths. */
#define WRONG
#include "error_paths.c"
