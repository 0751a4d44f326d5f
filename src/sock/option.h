/* SPDX-License-Identifier: MIT */
/* What a row of sockopt.def becomes. */
#ifndef WS2_SOCK_OPTION_H
#define WS2_SOCK_OPTION_H

#include "sock/sock.h"

struct opt;

struct opt_value {
    const char *user; /* where the program wants it, for pointers inside */
    int len;
    _Alignas(8) char bytes[sizeof(WSAPROTOCOL_INFOW) + 64];
};

enum opt_type { OPT_BOOLEAN, OPT_INTEGER, OPT_STRUCTURE };

struct opt {
    int level;
    int name;
    enum opt_type type;
    ws2_err (*get)(struct ws2_sock *sk, const struct opt *o,
                   struct opt_value *v);
    ws2_err (*set)(struct ws2_sock *sk, const struct opt *o,
                   const struct opt_value *v);
};

#endif
