/* SPDX-License-Identifier: MIT */
/* fileapi.h, as some sources spell it. */
#include "fileapi.h"
