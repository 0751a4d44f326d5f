/* SPDX-License-Identifier: MIT */
/* UTF-8 and UTF-16, each into the other: the first byte says which, the second
 * how much room there is. What is well-formed comes back as it was, and room
 * for less gets the beginning of the whole. */
#include "fuzz.h"

#include <windows.h>

#include "win32/utf.h"

static void *room_for(size_t bytes)
{
    void *room = malloc(bytes + (bytes == 0));

    MUST(room != NULL);
    return room;
}

static void from_utf8(const char *src, size_t n, size_t cap)
{
    bool bad = false;
    size_t units = ws2_utf8_to_16(src, n, NULL, 0, &bad), back;
    char16_t *whole = room_for(units * sizeof(*whole));
    char16_t *part = room_for(cap * sizeof(*part));
    char *again;

    MUST(ws2_utf8_to_16(src, n, whole, units, NULL) == units);
    memset(part, 0, cap * sizeof(*part));
    MUST(ws2_utf8_to_16(src, n, part, cap, NULL) == units);
    for (size_t i = 0; i < cap && i < units; i++) /* a pair may not fit */
        MUST(part[i] == whole[i] || (i + 1 == cap && part[i] == 0));
    back = ws2_utf16_to_8(whole, units, NULL, 0, NULL);
    MUST(bad || back == n);
    again = room_for(back);
    MUST(ws2_utf16_to_8(whole, units, again, back, NULL) == back);
    MUST(bad || memcmp(again, src, n) == 0);
    if (n > 0)
        MUST(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, src, (int)n,
                                 NULL, 0) == (bad ? 0 : (int)units));
    free(again);
    free(part);
    free(whole);
}

static void from_utf16(const char16_t *src, size_t n, size_t cap)
{
    bool bad = false;
    size_t bytes = ws2_utf16_to_8(src, n, NULL, 0, &bad), back;
    char *whole = room_for(bytes), *part = room_for(cap);
    char16_t *again;

    MUST(ws2_utf16_to_8(src, n, whole, bytes, NULL) == bytes);
    memset(part, 0, cap);
    MUST(ws2_utf16_to_8(src, n, part, cap, NULL) == bytes);
    for (size_t i = 0; i < cap && i < bytes; i++) /* a sequence may not fit */
        MUST(part[i] == whole[i] || (i + 3 >= cap && part[i] == 0));
    back = ws2_utf8_to_16(whole, bytes, NULL, 0, NULL);
    MUST(back == n); /* U+FFFD is one unit, as what it stands for */
    again = room_for(back * sizeof(*again));
    MUST(ws2_utf8_to_16(whole, bytes, again, back, NULL) == back);
    MUST(bad || memcmp(again, src, n * sizeof(*src)) == 0);
    if (n > 0)
        MUST(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, src, (int)n,
                                 NULL, 0, NULL,
                                 NULL) == (bad ? 0 : (int)bytes));
    free(again);
    free(part);
    free(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    unsigned wide = input_byte(&in) % 2, cap = input_byte(&in);
    size_t n = in.left;
    void *text = input_copy(&in, n, 0);

    if (wide)
        from_utf16(text, n / sizeof(char16_t), cap);
    else
        from_utf8(text, n, cap);
    free(text);
    return 0;
}
