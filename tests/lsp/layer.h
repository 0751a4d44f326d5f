/* SPDX-License-Identifier: MIT */
/* What the layers of this directory count, and export as layer_count. */
#ifndef LSP_LAYER_H
#define LSP_LAYER_H

enum {
    LAYER_STARTS,
    LAYER_CLEANUPS,
    LAYER_SOCKETS,
    LAYER_SENDS,
    LAYER_CLOSES,
    LAYER_ASKED,    /* for AcceptEx */
    LAYER_ACCEPTS,  /* by it */
    LAYER_POLLS,    /* SIO_EXT_POLL */
    LAYER_MESSAGES, /* SIO_EXT_SENDMSG */
    LAYER_COUNTS
};

#endif
