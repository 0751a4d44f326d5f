/* SPDX-License-Identifier: MIT */
/* qossp.h, as some sources spell it. */
#include "qossp.h"
