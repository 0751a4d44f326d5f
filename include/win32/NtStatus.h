/* SPDX-License-Identifier: MIT */
/* ntstatus.h, as some sources spell it. */
#include "ntstatus.h"
