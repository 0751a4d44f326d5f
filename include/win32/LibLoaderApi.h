/* SPDX-License-Identifier: MIT */
/* libloaderapi.h, as some sources spell it. */
#include "libloaderapi.h"
