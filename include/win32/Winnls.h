/* SPDX-License-Identifier: MIT */
/* winnls.h, as some sources spell it. */
#include "winnls.h"
