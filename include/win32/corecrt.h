/* SPDX-License-Identifier: MIT */
/* Newer name of crtdefs.h. */
#include "crtdefs.h"
