/* SPDX-License-Identifier: MIT */
/* FormatMessage around the text: buffers, flags, sources, languages and the
 * system's own messages; and gai_strerror. formatmessage.c has the rest. */
#include "harness.h"

#include <stdlib.h>

#ifndef ERROR_NO_WORK_DONE /* mingw-w64 lacks it */
#define ERROR_NO_WORK_DONE 235
#endif

/* ASCII only: what is not becomes a question mark. */
static const char *narrow(const WCHAR *s, char *out)
{
    size_t i;

    for (i = 0; i == 0 || s[i - 1] != 0; i++)
        out[i] = (char)(s[i] < 128 ? s[i] : '?');
    return out;
}

/* --- Buffers. */

static void small_buffer(const struct ct_row *row)
{
    char out[16] = "";
    WCHAR out_w[16] = {0};
    DWORD size;

    (void)row;
    for (size = 0; size <= 4; size++)
        FAILS(0, ERROR_INSUFFICIENT_BUFFER,
              FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "test", 0, 0, out,
                             size, NULL));
    for (size = 0; size <= 4; size++)
        FAILS(0, ERROR_INSUFFICIENT_BUFFER,
              FormatMessageW(FORMAT_MESSAGE_FROM_STRING, L"test", 0, 0, out_w,
                             size, NULL));
    EQUAL(
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "test", 0, 0, out, 5, NULL),
        4);
    EQUAL(FormatMessageW(FORMAT_MESSAGE_FROM_STRING, L"test", 0, 0, out_w, 5,
                         NULL),
          4);
    EQUAL(out_w[4], 0);
}

static void allocated(const struct ct_row *row)
{
    const DWORD flags =
        FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER;
    char *text = (char *)0x55;
    WCHAR *text_w = (WCHAR *)0x55;

    (void)row;
    EQUAL(FormatMessageA(flags, "hello", 0, 0, (char *)&text, 1000, NULL), 5);
    EQUAL(strcmp(text, "hello"), 0);
    CHECK(LocalSize(text) >= 1000);
    EQUAL(LocalFree(text), NULL);
    EQUAL(FormatMessageW(flags, L"hello", 0, 0, (WCHAR *)&text_w, 0, NULL), 5);
    EQUAL(text_w[5], 0);
    EQUAL(LocalFree(text_w), NULL);
    text = (char *)0x55;
    FAILS(0, ERROR_NO_WORK_DONE,
          FormatMessageA(flags, "", 0, 0, (char *)&text, 0, NULL));
    EQUAL(text, NULL);
    text = (char *)0x55;
    FAILS(0, ERROR_INVALID_PARAMETER,
          FormatMessageA(flags, "%", 0, 0, (char *)&text, 0, NULL));
    EQUAL(text, NULL);
}

static void long_text(const struct ct_row *row)
{
    const DWORD flags =
        FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER;
    char *definition = malloc(20001);
    char *text = NULL;

    (void)row;
    memset(definition, 'b', 20000);
    definition[20000] = '\0';
    EQUAL(FormatMessageA(flags, definition, 0, 0, (char *)&text, 0, NULL),
          20000);
    CHECK(text != NULL && strcmp(text, definition) == 0);
    LocalFree(text);
    free(definition);
}

/* --- Flags and sources. */

static void sources(const struct ct_row *row)
{
    char out[512] = "";

    (void)row;
    FAILS(0, ERROR_INVALID_PARAMETER,
          FormatMessageA(0, "test", 0, 0, out, sizeof(out), NULL));
    EQUAL(
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_SYSTEM,
                       "test", 0, 0, out, sizeof(out), NULL),
        4);
    EQUAL(
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE,
                       "test", 0, 0, out, sizeof(out), NULL),
        4);
    FAILS(0, ERROR_MR_MID_NOT_FOUND,
          FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 99999, 0, out,
                         sizeof(out), NULL));
    FAILS(
        0, ERROR_MR_MID_NOT_FOUND,
        FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE,
                       NULL, 99999, 0, out, sizeof(out), NULL));
    FAILS(0, ERROR_NOT_ENOUGH_MEMORY,
          FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM |
                             FORMAT_MESSAGE_ALLOCATE_BUFFER,
                         NULL, 2, 0, NULL, 0, NULL));
}

static void module(const struct ct_row *row)
{
    char out[512] = "";

    (void)row;
    FAILS(0, ERROR_RESOURCE_TYPE_NOT_FOUND,
          FormatMessageA(FORMAT_MESSAGE_FROM_HMODULE, NULL, 2, 0, out,
                         sizeof(out), NULL));
    CHECK(
        FormatMessageA(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_FROM_SYSTEM,
                       NULL, 2, 0, out, sizeof(out), NULL) > 0);
}

static void null_arguments(const struct ct_row *row)
{
    char out[16];

    (void)row;
    FAILS(0, ERROR_INVALID_PARAMETER,
          FormatMessageA(FORMAT_MESSAGE_FROM_STRING, NULL, 0, 0, out,
                         sizeof(out), NULL));
    FAILS(0, ERROR_INVALID_PARAMETER,
          FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "test", 0, 0, NULL, 16,
                         NULL));
}

/* Every code of Windows Sockets has a text that ends like Windows' do, plain
 * and inside an HRESULT, and the same in both widths. */
static void system_texts(const struct ct_row *row)
{
    static const int codes[] = {WSAEINTR,          WSAEACCES,
                                WSAEFAULT,         WSAEINVAL,
                                WSAEWOULDBLOCK,    WSAECONNRESET,
                                WSAETIMEDOUT,      WSAECONNREFUSED,
                                WSANOTINITIALISED, WSAHOST_NOT_FOUND,
                                WSATRY_AGAIN,      WSA_QOS_RECEIVERS,
                                WSA_IO_PENDING,    ERROR_FILE_NOT_FOUND,
                                ERROR_NOT_FOUND,   0};
    const DWORD flags =
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    const DWORD lang = MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT);
    char a[512];
    char b[512];
    WCHAR w[512];
    DWORD n;
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(codes); i++) {
        DWORD code = (DWORD)codes[i];

        n = FormatMessageA(flags, NULL, code, lang, a, sizeof(a), NULL);
        if (n < 5 || n != strlen(a) || strcmp(a + n - 2, "\r\n") != 0) {
            ct_fail("code %u: %u bytes", (unsigned)code, (unsigned)n);
            continue;
        }
        EQUAL(FormatMessageW(flags, NULL, code, lang, w, 512, NULL), n);
        EQUAL(strcmp(narrow(w, b), a), 0);
        EQUAL(FormatMessageA(flags, NULL, (DWORD)HRESULT_FROM_WIN32(code), lang,
                             b, sizeof(b), NULL),
              n);
        EQUAL(strcmp(a, b), 0);
        EQUAL(FormatMessageA(flags | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, code,
                             lang, b, sizeof(b), NULL),
              n - 1);
        EQUAL(b[n - 2], ' ');
    }
}

static void languages(const struct ct_row *row)
{
    static const DWORD known[] = {0, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT),
                                  MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)};
    char out[512];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(known); i++)
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL,
                             ERROR_FILE_NOT_FOUND, known[i], out, sizeof(out),
                             NULL) > 0);
}

/* A language that has no texts here: Icelandic. */
static void language_missing(const struct ct_row *row)
{
    char out[512];

    (void)row;
    FAILS(0, ERROR_RESOURCE_LANG_NOT_FOUND,
          FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_FILE_NOT_FOUND,
                         MAKELANGID(0x0f, 1), out, sizeof(out), NULL));
}

static void gai_texts(const struct ct_row *row)
{
    static const int codes[] = {EAI_AGAIN,   EAI_BADFLAGS, EAI_FAIL,
                                EAI_FAMILY,  EAI_MEMORY,   EAI_NONAME,
                                EAI_SERVICE, EAI_SOCKTYPE, 99999};
    char narrowed[1024];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(codes); i++) {
        const char *text = gai_strerrorA(codes[i]);

        CHECK(text != NULL && text[0] != '\0');
        CHECK(strchr(text, '\n') == NULL);
        EQUAL(strcmp(narrow(gai_strerrorW(codes[i]), narrowed),
                     gai_strerrorA(codes[i])),
              0);
    }
}

#define FM(what, func) RULE(FormatMessage, what, func)

static const struct ct_row rows[] = {
    FM("buffer too small", small_buffer),
    FM("ALLOCATE_BUFFER", allocated),
    FM("long text", long_text),
    FM("sources", sources),
    FM("module without messages", module),
    FM("texts of the system", system_texts),
    FM("languages with texts", languages),
    FM("language without texts", language_missing),
    RULE(gai_strerror, "texts", gai_texts),
    FM("NULL arguments", null_arguments),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
