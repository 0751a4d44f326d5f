/* SPDX-License-Identifier: MIT */
/* The file of QoS templates as text.
 *
 *     version = 1
 *
 *     template = intercom
 *     provider = {e52a26e2-4dc6-4a4a-9d2e-77733264c0de}
 *     sending = 8500 680 17000 - - 0x3 340 340
 *     receiving = 8500 680 17000 - - 0x3 340 340
 *     objects = d20700000c00000001000000
 *
 * A flow is the numbers of a FLOWSPEC, "-" for QOS_NOT_SPECIFIED. One without a
 * provider is global; objects are bytes. A file with a line that is none of
 * this, a comment (#) or empty is damaged as a whole. */
#ifndef WS2_SPI_TEMPLATE_TEXT_H
#define WS2_SPI_TEMPLATE_TEXT_H

#include "spi/templates.h"

/* Adds what the text, which is changed, says. WSAEINVAL: it is damaged;
 * WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_templates_parse(struct ws2_templates *t, char *text);

/* What is not built in, for free(); NULL without memory. */
char *ws2_templates_format(const struct ws2_templates *t, size_t *len);

#endif
