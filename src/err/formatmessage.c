/* SPDX-License-Identifier: MIT */
/* FormatMessageA and FormatMessageW: which definition is meant, and how the
 * finished text reaches the caller. msgexpand.c and msginsert.c do what is in
 * between. No state, no lock.
 *
 * Page: "FormatMessage function (winbase.h)". Differs: FROM_HMODULE always
 * fails with ERROR_RESOURCE_TYPE_NOT_FOUND, because Linux modules have no
 * message tables; buffers above 64 KiB are accepted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "err/msgtext.h"
#include "err/utf.h"
#include "ws2/errors.h"

struct request {
    DWORD flags;
    const void *source;
    DWORD id;
    DWORD language;
    void *buffer; /* of char or char16_t; ALLOCATE_BUFFER: of a pointer */
    DWORD size;
    va_list *arguments;
    bool ansi;
};

/* English texts serve the neutral languages and all sorts of English. */
static bool language_known(DWORD language)
{
    WORD primary = PRIMARYLANGID((WORD)language);

    return primary == LANG_NEUTRAL || primary == LANG_ENGLISH;
}

/* A code of the catalog, plain or inside an HRESULT. */
static const ws2_error_info *system_find(DWORD id)
{
    const ws2_error_info *entry = ws2_error_by_code((int)id);

    if (entry == NULL)
        entry = ws2_error_by_code(ws2_error_from_hresult((int32_t)id));
    return entry;
}

/* The definition of a system message, freed by the caller. */
static ws2_err definition_system(const struct request *r, char16_t **out)
{
    const ws2_error_info *entry = system_find(r->id);
    char text[256];

    if (entry == NULL)
        return ERROR_MR_MID_NOT_FOUND;
    if (!language_known(r->language))
        return ERROR_RESOURCE_LANG_NOT_FOUND;
    snprintf(text, sizeof(text), "%s.\r\n", entry->title);
    ws2_utf_from_bytes(text, sizeof(text), out);
    return *out != NULL ? WS2_OK : ERROR_NOT_ENOUGH_MEMORY;
}

static ws2_err definition_string(const struct request *r, char16_t **out)
{
    if (r->source == NULL)
        return ERROR_INVALID_PARAMETER;
    if (r->ansi)
        ws2_utf_from_bytes(r->source, SIZE_MAX, out);
    else
        ws2_utf_from_wide(r->source, SIZE_MAX, out);
    return *out != NULL ? WS2_OK : ERROR_NOT_ENOUGH_MEMORY;
}

static ws2_err definition_find(const struct request *r, char16_t **out)
{
    if ((r->flags & FORMAT_MESSAGE_FROM_STRING) != 0)
        return definition_string(r, out);
    if ((r->flags & FORMAT_MESSAGE_FROM_SYSTEM) != 0)
        return definition_system(r, out);
    if ((r->flags & FORMAT_MESSAGE_FROM_HMODULE) != 0)
        return ERROR_RESOURCE_TYPE_NOT_FOUND;
    return ERROR_INVALID_PARAMETER;
}

/* n units and a terminator, as the caller's kind of character. */
static void units_store(void *dst, const char16_t *units, size_t n, bool ansi)
{
    char *bytes = dst;
    char16_t *wide = dst;
    size_t i;

    for (i = 0; i < n; i++)
        if (ansi)
            bytes[i] = (char)units[i];
        else
            wide[i] = units[i];
    if (ansi)
        bytes[n] = '\0';
    else
        wide[n] = 0;
}

static ws2_err text_deliver(const struct request *r,
                            const struct ws2_msg_text *t)
{
    size_t unit = r->ansi ? sizeof(char) : sizeof(char16_t);
    size_t count = t->len + 1 > r->size ? t->len + 1 : r->size;
    void *memory;

    if ((r->flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) == 0) {
        if (t->len >= r->size)
            return ERROR_INSUFFICIENT_BUFFER;
        units_store(r->buffer, t->at, t->len, r->ansi);
        return WS2_OK;
    }
    memory = malloc(count * unit); /* what LocalFree frees */
    if (memory == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    units_store(memory, t->at, t->len, r->ansi);
    memcpy(r->buffer, &memory, sizeof(memory));
    return WS2_OK;
}

static void args_init(struct ws2_msg_args *args, const struct request *r)
{
    args->ansi = r->ansi;
    args->taken = 0;
    args->list = NULL;
    args->array = NULL;
    if ((r->flags & FORMAT_MESSAGE_ARGUMENT_ARRAY) != 0)
        args->array = (const uintptr_t *)(const void *)r->arguments;
    else
        args->list = r->arguments;
}

static ws2_err request_check(const struct request *r)
{
    bool allocate = (r->flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0;

    if (r->buffer == NULL) /* Windows has these two codes for it */
        return allocate ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER;
    if (allocate)
        memset(r->buffer, 0, sizeof(void *));
    return WS2_OK;
}

static ws2_err request_run(const struct request *r, struct ws2_msg_text *t)
{
    bool expand = (r->flags & FORMAT_MESSAGE_IGNORE_INSERTS) == 0;
    char16_t *definition = NULL;
    struct ws2_msg_args args;
    ws2_err err;

    err = request_check(r);
    if (err == WS2_OK)
        err = definition_find(r, &definition);
    if (err != WS2_OK)
        return err;
    args_init(&args, r);
    err =
        ws2_msg_expand(t, definition, r->flags & FORMAT_MESSAGE_MAX_WIDTH_MASK,
                       expand ? &args : NULL);
    if (err == WS2_OK && t->len == 0)
        err = ERROR_NO_WORK_DONE; /* an empty text counts as failure */
    if (err == WS2_OK)
        err = text_deliver(r, t);
    free(definition);
    return err;
}

static DWORD request_serve(const struct request *r)
{
    struct ws2_msg_text text = {0};
    int saved = errno;
    ws2_err err = request_run(r, &text);

    ws2_msg_text_free(&text);
    errno = saved;
    if (err == WS2_OK)
        return (DWORD)text.len;
    SetLastError((DWORD)err);
    return 0;
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
                            va_list *Arguments)
{
    const struct request r = {dwFlags,  lpSource, dwMessageId, dwLanguageId,
                              lpBuffer, nSize,    Arguments,   true};

    return request_serve(&r);
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
                            va_list *Arguments)
{
    const struct request r = {dwFlags,  lpSource, dwMessageId, dwLanguageId,
                              lpBuffer, nSize,    Arguments,   false};

    return request_serve(&r);
}
