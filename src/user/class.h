/* SPDX-License-Identifier: MIT */
/* Window classes. All want the user lock. */
#ifndef WS2_USER_CLASS_H
#define WS2_USER_CLASS_H

#include "user/user.h"

struct ws2_class {
    struct ws2_class *next;
    unsigned windows; /* of this class */
    uint16_t atom;
    bool wide;        /* the procedure takes UTF-16 */
    WNDCLASSEXW info; /* as registered; lpszClassName is not used */
};

/* A class of the module, or a global one; NULL. */
struct ws2_class *ws2_class_find_locked(const struct ws2_name *name,
                                        HINSTANCE module);

/* ERROR_CLASS_ALREADY_EXISTS, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_class_add_locked(const WNDCLASSEXW *info, bool wide,
                             const struct ws2_name *name, uint16_t *atom);

/* ERROR_CLASS_DOES_NOT_EXIST, ERROR_CLASS_HAS_WINDOWS. */
ws2_err ws2_class_remove_locked(const struct ws2_name *name, HINSTANCE module);

#endif
