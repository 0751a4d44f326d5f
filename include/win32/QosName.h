/* SPDX-License-Identifier: MIT */
/* qosname.h, as some sources spell it. */
#include "qosname.h"
