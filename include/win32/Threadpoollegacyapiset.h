/* SPDX-License-Identifier: MIT */
/* threadpoollegacyapiset.h, as some sources spell it. */
#include "threadpoollegacyapiset.h"
