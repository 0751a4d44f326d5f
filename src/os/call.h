/* SPDX-License-Identifier: MIT */
/* A system call's result as >= 0 or -errno, with the program's errno kept. */
#ifndef WS2_OS_CALL_H
#define WS2_OS_CALL_H

#include <errno.h>

#define OS_CALL(type, expr)                                                    \
    __extension__({                                                            \
        int os_saved_ = errno;                                                 \
        type os_res_ = (expr);                                                 \
        if (os_res_ < 0) {                                                     \
            os_res_ = -errno;                                                  \
            errno = os_saved_;                                                 \
        }                                                                      \
        os_res_;                                                               \
    })

#endif
