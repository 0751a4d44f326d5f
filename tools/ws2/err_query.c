/* SPDX-License-Identifier: MIT */
/* Understanding an argument: a number is a code, an HRESULT or an NTSTATUS; a
 * name is a code's, an alias or an errno; the rest are words to search for.
 * Parsing is strict: "10054x" is no number. */
#include "err_query.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "err/err.h"
#include "suggest.h"

#define NTSTATUS_WIN32 0xC0070000u /* FACILITY_NTWIN32: a Win32 code inside */
#define HALF_HIGH      0xffff0000u
#define HALF_LOW       0x0000ffffu

static void note(struct query *q, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void note(struct query *q, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(q->note, sizeof(q->note), format, args);
    va_end(args);
}

static void found_add(struct query *q, const ws2_error_info *entry)
{
    if (entry != NULL && q->count < QUERY_FOUND_MAX)
        q->found[q->count++] = entry;
}

/* --- Numbers. */

/* Decimal with an optional sign, or hexadecimal with 0x, and nothing else. */
static bool is_number(const char *text)
{
    const char *digits = "0123456789";

    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        text += 2;
        digits = "0123456789abcdefABCDEF";
    } else if (text[0] == '-' || text[0] == '+') {
        text++;
    }
    return *text != '\0' && text[strspn(text, digits)] == '\0';
}

/* A value of 32 bits, signed or not. */
static bool number_read(const char *text, uint32_t *value)
{
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    long long n;

    if (strlen(text) > 32)
        return false;
    n = strtoll(text, NULL, hex ? 16 : 10); /* saturates out of range */
    if (n < INT32_MIN || n > (long long)UINT32_MAX)
        return false;
    *value = (uint32_t)n;
    return true;
}

/* A code inside an HRESULT or NTSTATUS; -1: it is neither. */
static int code_unwrap(struct query *q, uint32_t value)
{
    int code = ws2_error_from_hresult((int32_t)value);

    if (code > 0) {
        note(q, "HRESULT 0x%08X holds Win32 code %d", value, code);
        return code;
    }
    if ((value & HALF_HIGH) == NTSTATUS_WIN32) {
        code = (int)(value & HALF_LOW);
        note(q, "NTSTATUS 0x%08X holds Win32 code %d", value, code);
        return code;
    }
    return -1;
}

static void number_resolve(struct query *q)
{
    const char *errno_name;
    uint32_t value;
    int code;

    if (!number_read(q->text, &value)) {
        note(q, "codes have 32 bits");
        return;
    }
    code = value <= INT32_MAX ? (int)value : -1;
    if (ws2_error_by_code(code) == NULL && code_unwrap(q, value) >= 0)
        code = code_unwrap(q, value);
    found_add(q, ws2_error_by_code(code));
    errno_name = q->count == 0 ? ws2_errno_name(code) : NULL;
    if (errno_name != NULL)
        note(q, "it is errno %s: try --errno %d", errno_name, code);
}

/* --- Names. */

/* An errno that has no code of its own name. */
static void errno_resolve(struct query *q, int e)
{
    int code = ws2_error_from_errno(e);

    if (code != 0)
        note(q, "errno %s (%d) comes closest to %s", ws2_errno_name(e), e,
             ws2_error_name(code));
    else
        note(q, "errno %s (%d) has no Windows Sockets code", ws2_errno_name(e),
             e);
    if (code != 0)
        found_add(q, ws2_error_by_code(code));
}

/* Whether the word was meant as a name: no lower case but in a WSA prefix. */
static bool is_name_like(const char *text)
{
    const char *p = text;

    if (strncasecmp(text, "WSAE", 4) == 0 || strchr(text, '_') != NULL)
        return strchr(text, ' ') == NULL;
    while (isupper((unsigned char)*p) || isdigit((unsigned char)*p))
        p++;
    return *p == '\0' && p - text >= 4;
}

/* By name, or as a misspelt name; false: it is a word. */
static bool name_resolve(struct query *q)
{
    const ws2_error_info *entry = ws2_error_by_name(q->text);
    const char *close;
    int e = ws2_errno_by_name(q->text);

    if (entry != NULL) {
        found_add(q, entry);
        if (strcasecmp(entry->name, q->text) != 0 &&
            strncasecmp(entry->name, "WSA", 3) == 0 &&
            strcasecmp(entry->name + 3, q->text) != 0)
            note(q, "%s is another name of %s", q->text, entry->name);
        return true;
    }
    if (e != 0) {
        errno_resolve(q, e);
        return true;
    }
    close = is_name_like(q->text) ? suggest_error(q->text) : NULL;
    if (close == NULL)
        return false;
    note(q, "did you mean %s?", close);
    return true;
}

/* --- Queries. */

static void query_init(struct query *q)
{
    q->text[0] = '\0';
    q->note[0] = '\0';
    q->is_search = false;
    q->count = 0;
}

static bool text_append(struct query *q, const char *text)
{
    size_t len = strlen(q->text);
    size_t room = sizeof(q->text) - len;

    return (size_t)snprintf(q->text + len, room, "%s%s", len > 0 ? " " : "",
                            text) < room;
}

/* Whether the operand stands for itself, and is not one of several words. */
static bool is_single(const char *operand)
{
    struct query probe;

    query_init(&probe);
    if (is_number(operand) || strchr(operand, ' ') != NULL)
        return true;
    return text_append(&probe, operand) && name_resolve(&probe);
}

static void words_resolve(struct query *q)
{
    size_t total = ws2_error_search(q->text, q->found, QUERY_FOUND_MAX);

    q->is_search = true;
    q->count = total < QUERY_FOUND_MAX ? total : QUERY_FOUND_MAX;
    if (q->count == 0)
        note(q, "no text has these words");
}

bool query_next(struct query *q, int count, char **operands, int *index)
{
    bool single = is_single(operands[*index]);

    query_init(q);
    if (!text_append(q, operands[(*index)++]))
        return false;
    while (!single && *index < count && !is_single(operands[*index]))
        if (!text_append(q, operands[(*index)++]))
            return false;
    if (is_number(q->text))
        number_resolve(q);
    else if (!single || !name_resolve(q))
        words_resolve(q);
    return true;
}

static bool opcode_find(const char *name, enum ws2_opcode *op)
{
    int i;

    for (i = 0; i < WS2_OP_COUNT; i++)
        if (strcasecmp(ws2_opcode_name((enum ws2_opcode)i), name) == 0) {
            *op = (enum ws2_opcode)i;
            return true;
        }
    return false;
}

/* Positive number or name; 0: neither. */
static int errno_read(const char *text)
{
    uint32_t value;

    if (!is_number(text))
        return ws2_errno_by_name(text);
    if (!number_read(text, &value) || value > 4095)
        return 0;
    return ws2_errno_name((int)value) != NULL ? (int)value : 0;
}

bool query_errno(struct query *q, const char *text, const char *op)
{
    enum ws2_opcode opcode = WS2_OP_ANY;
    ws2_err err;
    int e;

    query_init(q);
    if (op != NULL && !opcode_find(op, &opcode))
        return false;
    e = errno_read(text);
    if (!text_append(q, text) || e == 0) {
        note(q, "no such errno");
        return true;
    }
    if (op == NULL) {
        errno_resolve(q, e);
        return true;
    }
    err = ws2_err_lookup(opcode, e);
    note(q, "errno %s (%d) in %s %s %s", ws2_errno_name(e), e, op,
         err != WS2_OK ? "gives" : "has no row; it would give",
         ws2_error_name(err != WS2_OK ? err : 10107));
    if (err != WS2_OK)
        found_add(q, ws2_error_by_code(err));
    return true;
}
