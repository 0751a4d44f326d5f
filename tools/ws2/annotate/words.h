/* SPDX-License-Identifier: MIT */
/* What a word of a log says about a number beside it: words.def. */
#ifndef WS2_TOOL_ANNOTATE_WORDS_H
#define WS2_TOOL_ANNOTATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "chars.h"

enum word_kind {
    WORD_UNKNOWN,
    WORD_ERROR,
    WORD_WINDOWS,
    WORD_WEAK,
    WORD_PASS,
    WORD_FAIL,
    WORD_HINT,
    WORD_NET,
    WORD_CALL,
    WORD_VERB,
    WORD_OTHER,
    WORD_UNIT
};

/* The kind of a word, in any case. */
enum word_kind word_kind(const char *text, size_t length);

/* Takes the last part off the word that ends at *end: "Code" of "errorCode",
 * "code" of "err_code", "Error" of "WSAGetLastError", "32" of "Win32", or all
 * of a word that is known as a whole. The part begins at *end afterwards;
 * *length 0: no word ends there. */
enum word_kind word_take_last(const char *begin, const char **end,
                              size_t *length);

/* Whether text has the phrase, in any case. */
bool text_has(const char *begin, const char *end, const char *phrase,
              size_t length);

#endif
