/* SPDX-License-Identifier: MIT */
/* threadpoolapiset.h, as some sources spell it. */
#include "threadpoolapiset.h"
