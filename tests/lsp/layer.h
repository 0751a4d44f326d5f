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
    LAYER_COUNTS
};

#endif
