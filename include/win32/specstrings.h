/* SPDX-License-Identifier: MIT */
/* The older home of the annotations; everything is in sal.h. */
#ifndef WS2_SPECSTRINGS_H
#define WS2_SPECSTRINGS_H
#include "sal.h"
#endif
