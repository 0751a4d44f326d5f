/* SPDX-License-Identifier: MIT */
/* Numbers from 0xC000 on that stand for names: of classes, and of messages
 * that were registered. The same name has the same number while it is used.
 * All want the user lock. */
#ifndef WS2_USER_ATOM_H
#define WS2_USER_ATOM_H

#include "user/user.h"

#define WS2_ATOM_FIRST 0xC000u
#define WS2_ATOM_NAME  255u /* characters at most */

/* One use more of the name; 0 without memory or numbers. */
uint16_t ws2_atom_add_locked(const char16_t *name);

/* One use less. */
void ws2_atom_drop_locked(uint16_t atom);

/* 0 when nobody uses the name. */
uint16_t ws2_atom_find_locked(const char16_t *name);

/* NULL when it is none. Valid while the atom is used. */
const char16_t *ws2_atom_name_locked(uint16_t atom);

#endif
