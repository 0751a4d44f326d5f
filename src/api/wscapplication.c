/* SPDX-License-Identifier: MIT */
/* Doors: which layers a program may have. Pages: WSCGetApplicationCategory,
 * WSCSetApplicationCategory. */
#include "api/wsc.h"

#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "spi/catalog_edit.h"
#include "watch/doors.h"

#define ARGUMENTS_MAX (WS2_TEXT_CHARS - 1)

struct application {
    char path[WS2_TEXT_MAX], text[WS2_TEXT_MAX];
    const char *arguments; /* NULL: any */
};

/* Text of a given length, without a terminator. */
static ws2_err counted_in(const WCHAR *text, DWORD len, size_t max,
                          char out[WS2_TEXT_MAX])
{
    WCHAR copy[WS2_TEXT_CHARS];

    if (len == 0 || len > max)
        return WSAEINVAL;
    if (text == NULL || os_mem_copy_in(copy, text, len * sizeof(*copy)) != 0)
        return WSAEFAULT;
    copy[len] = 0;
    return ws2_wsc_text_in(copy, max, out);
}

static ws2_err application_in(LPCWSTR path, DWORD path_len, LPCWSTR extra,
                              DWORD extra_len, struct application *out)
{
    ws2_err err = counted_in(path, path_len, MAX_PATH - 1, out->path);

    out->arguments = NULL;
    if (err != WS2_OK || (extra == NULL && extra_len == 0))
        return err;
    out->arguments = out->text;
    return counted_in(extra, extra_len, ARGUMENTS_MAX, out->text);
}

static ws2_err category_get(const struct application *a, DWORD *categories)
{
    struct ws2_catalog *c;
    ws2_err err = ws2_catalog_read(&c);

    if (err != WS2_OK)
        return err;
    if (ws2_catalog_broken(c) != NULL)
        err = WSANO_RECOVERY;
    else if (!ws2_catalog_categories(c, a->path, a->arguments, categories))
        err = WSASERVICE_NOT_FOUND;
    ws2_catalog_free(c);
    return err;
}

int WSPAPI ws2_do_WSCGetApplicationCategory(LPCWSTR Path, DWORD PathLength,
                                            LPCWSTR Extra, DWORD ExtraLength,
                                            DWORD *pPermittedLspCategories,
                                            LPINT lpErrno)
{
    struct application a;
    ws2_err err = ws2_wsc_begin(lpErrno);
    DWORD categories = 0;

    if (err == WS2_OK)
        err = application_in(Path, PathLength, Extra, ExtraLength, &a);
    if (err == WS2_OK &&
        (pPermittedLspCategories == NULL ||
         !os_mem_writable(pPermittedLspCategories, sizeof(categories))))
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = category_get(&a, &categories);
    if (err == WS2_OK && os_mem_copy_out(pPermittedLspCategories, &categories,
                                         sizeof(categories)) != 0)
        err = WSAEFAULT;
    return ws2_wsc_end(err, lpErrno);
}

static ws2_err category_set(const struct application *a, DWORD categories,
                            DWORD *before)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    if (err != WS2_OK)
        return err;
    err =
        ws2_edit_application(&edit, a->path, a->arguments, categories, before);
    return ws2_edit_end(&edit, err);
}

int WSPAPI ws2_do_WSCSetApplicationCategory(LPCWSTR Path, DWORD PathLength,
                                            LPCWSTR Extra, DWORD ExtraLength,
                                            DWORD PermittedLspCategories,
                                            DWORD *pPrevPermLspCat,
                                            LPINT lpErrno)
{
    struct application a;
    ws2_err err = ws2_wsc_begin(lpErrno);
    DWORD before = 0;

    if (err == WS2_OK)
        err = application_in(Path, PathLength, Extra, ExtraLength, &a);
    if (err == WS2_OK && (PermittedLspCategories & ~WS2_CATEGORIES) != 0)
        err = WSAEINVAL;
    if (err == WS2_OK && pPrevPermLspCat != NULL &&
        !os_mem_writable(pPrevPermLspCat, sizeof(before)))
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = category_set(&a, PermittedLspCategories, &before);
    if (err == WS2_OK && pPrevPermLspCat != NULL)
        os_mem_copy_out(pPrevPermLspCat, &before, sizeof(before));
    return ws2_wsc_end(err, lpErrno);
}
