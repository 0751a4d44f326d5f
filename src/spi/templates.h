/* SPDX-License-Identifier: MIT */
/* QoS templates: flows by name, built in and installed. What is installed is
 * kept in a file of the user's, or of root's; see template_text.h for its form.
 * Names are told apart without regard to case, for each provider and for the
 * global list by themselves. */
#ifndef WS2_SPI_TEMPLATES_H
#define WS2_SPI_TEMPLATES_H

#include <stdbool.h>
#include <stddef.h>

#include <winsock2.h>

#include "err/err.h"

#define WS2_TEMPLATE_NAME    256  /* with its end */
#define WS2_TEMPLATE_OBJECTS 4096 /* bytes */

struct ws2_template {
    char *name;
    bool global, built_in;
    GUID provider; /* unless global */
    FLOWSPEC sending, receiving;
    size_t objects_len;
    unsigned char *objects;
};

struct ws2_templates {
    struct ws2_template *list;
    unsigned count;
    bool damaged; /* the file is not used: what is built in is all there is */
};

/* All of them, installed ones first. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_templates_read(struct ws2_templates *t);
void ws2_templates_free(struct ws2_templates *t);

/* The provider's, else a global one; provider NULL: a global one. */
const struct ws2_template *ws2_templates_find(const struct ws2_templates *t,
                                              const GUID *provider,
                                              const char *name);
bool ws2_template_is(const struct ws2_template *tpl, const GUID *provider,
                     const char *name); /* of that very list */

/* Installs it, in the place of one that has its name. WSANO_RECOVERY: the file
 * cannot be written, or is damaged; WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_templates_install(const struct ws2_template *tpl);

/* WSANO_DATA, WSAEINVAL (one that is built in), and as above. */
ws2_err ws2_templates_remove(const GUID *provider, const char *name);

#endif
