/* SPDX-License-Identifier: MIT */
/* A message definition of FormatMessage becomes text: line breaks, escapes
 * (%n %r %t %0 %% and so on) and, through msginsert.c, inserts.
 *
 * Windows handles %n, %r, %t and %0 with FORMAT_MESSAGE_IGNORE_INSERTS too;
 * only the other sequences are passed through then. */
#include "err/msgtext.h"

#include <windows.h>

/* Behind a percent sign; false at %0, the end of the message. */
static bool escape_expand(struct ws2_msg_text *t, struct ws2_msg_args *args,
                          const char16_t **p)
{
    switch (**p) {
    case 0: /* a percent sign at the very end */
        t->err = ERROR_INVALID_PARAMETER;
        return false;
    case u'0':
        return false;
    case u'n':
        ws2_msg_text_break(t, false);
        break;
    case u'r':
        ws2_msg_text_break(t, true);
        break;
    case u't':
        ws2_msg_text_unit(t, u'\t');
        break;
    default:
        if (args == NULL) {
            ws2_msg_text_unit(t, u'%');
            ws2_msg_text_unit(t, **p);
        } else if (**p >= u'1' && **p <= u'9') {
            t->err = ws2_msg_insert(t, args, p);
            return t->err == WS2_OK;
        } else {
            ws2_msg_text_unit(t, **p);
        }
        break;
    }
    (*p)++;
    return true;
}

ws2_err ws2_msg_expand(struct ws2_msg_text *t, const char16_t *definition,
                       unsigned width, struct ws2_msg_args *args)
{
    const char16_t *p = definition;
    bool more = true;

    t->width = width;
    while (more && *p != 0 && t->err == WS2_OK) {
        char16_t unit = *p++;

        if (unit == u'%') {
            more = escape_expand(t, args, &p);
        } else if (unit == u'\r' || unit == u'\n') {
            if (unit == u'\r' && *p == u'\n')
                p++;
            if (width == 0)
                ws2_msg_text_break(t, false);
            else
                ws2_msg_text_blank(t);
        } else if (unit == u' ') {
            ws2_msg_text_blank(t);
        } else {
            ws2_msg_text_unit(t, unit);
        }
    }
    return t->err;
}
