/* SPDX-License-Identifier: MIT */
/* JSON on standard output, one value after another: commas, quoting and
 * indentation are looked after here. */
#ifndef WS2_TOOL_JSON_H
#define WS2_TOOL_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* key NULL inside arrays and at the top. */
void json_begin(const char *key, char bracket); /* '{' or '[' */
void json_line_begin(void);                     /* an object, all on one line */
void json_end(void);
void json_string(const char *key, const char *value); /* NULL: null */
void json_string_part(const char *key, const char *value, size_t len);
void json_number(const char *key, long long value);
void json_bool(const char *key, bool value);

#endif
