/* SPDX-License-Identifier: MIT */
/* What several providers' answers to one question come to: none of them spoils
 * what others could do. */
#ifndef WS2_SPI_NSOUTCOME_H
#define WS2_SPI_NSOUTCOME_H

#include <stdbool.h>

#include "spi/nsp.h"

struct ws2_nsoutcome {
    bool done;
    ws2_err refused; /* the first code that a provider gave on the matter */
    ws2_err unable;  /* the first that could not be loaded */
    bool asked;
};

/* loaded: the code is the provider's own. WSAEOPNOTSUPP says that it has
 * nothing to do with such questions. */
static inline void ws2_nsoutcome_add(struct ws2_nsoutcome *o, bool loaded,
                                     ws2_err err)
{
    ws2_err *first = loaded ? &o->refused : &o->unable;

    o->asked = true;
    if (err == WS2_OK)
        o->done = true;
    else if (*first == WS2_OK && err != WSAEOPNOTSUPP)
        *first = err;
}

/* Somebody did it, and somebody else could not. */
static inline bool ws2_nsoutcome_is_partial(const struct ws2_nsoutcome *o)
{
    return o->done && (o->refused != WS2_OK || o->unable != WS2_OK);
}

/* The code for nobody's having done it. nobody: there was none to ask. */
static inline ws2_err ws2_nsoutcome_code(const struct ws2_nsoutcome *o,
                                         ws2_err nobody)
{
    if (!o->asked)
        return nobody;
    if (o->refused != WS2_OK)
        return o->refused;
    return o->unable != WS2_OK ? o->unable : WSAEOPNOTSUPP;
}

#endif
