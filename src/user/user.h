/* SPDX-License-Identifier: MIT */
/* Windows and messages: what the files of this folder share.
 *
 * One lock, the user lock, guards what belongs to nobody in particular: the
 * atoms, the classes, the table and the tree of windows, their fields, the
 * list of queues. Each queue's own lock guards its messages; it may be taken
 * below the user lock. No lock is held while a window procedure runs. */
#ifndef WS2_USER_USER_H
#define WS2_USER_USER_H

#include <windows.h>

#include <stdbool.h>
#include <stdint.h>
#include <uchar.h>

#include "err/err.h"

void ws2_user_lock(void);
void ws2_user_unlock(void);

/* A name as the program gave it: text in its flavour, or a number below 0x10000
 * in the pointer's place. */
struct ws2_name {
    char16_t *text; /* for free(); NULL for a number, or none */
    uint16_t atom;
};

/* False without memory. */
bool ws2_name_read(struct ws2_name *name, const void *given, bool wide);

/* Whether two names are the same, as names of classes, windows and messages
 * are: the case of ASCII letters does not count. */
bool ws2_name_equal(const char16_t *a, const char16_t *b);

/* Copies text to a buffer of cap units of either flavour and terminates it;
 * how many units without the terminator there are. cap is not 0. */
size_t ws2_name_write(const char16_t *text, void *buffer, size_t cap,
                      bool wide);

#endif
