/* SPDX-License-Identifier: MIT */
/* IdnToAscii, IdnToUnicode and IdnToNameprepUnicode: names of domains, label by
 * label, over libidn2. What is mapped, and how, is as for the names that are
 * looked up (name/idn.c): IDNA 2008 first, then what only RFC 3490 allows. A
 * label in ASCII stays what it is. Pages: the same titles (winnls.h). */
#include <windows.h>

#include <errno.h>
#include <string.h>

#include <idn2.h>

#include "err/lasterror.h"
#include "os/mem.h"
#include "win32/punycode.h"
#include "win32/utf.h"

#define IDN_FLAGS                                                              \
    (IDN_ALLOW_UNASSIGNED | IDN_USE_STD3_ASCII_RULES | IDN_EMAIL_ADDRESS |     \
     IDN_RAW_PUNYCODE)

enum {
    NAME_UNITS = 1024, /* no name is longer, in any form */
    ASCII_MAX = 255,   /* what DNS can carry */
    LABEL_MAX = 63
};

static const char prefix[] = "xn--";

struct name {
    WCHAR units[NAME_UNITS];
    size_t n;
};

static bool name_add(struct name *out, const WCHAR *units, size_t n)
{
    if (n > NAME_UNITS - out->n)
        return false;
    memcpy(&out->units[out->n], units, n * sizeof(*units));
    out->n += n;
    return true;
}

static bool name_add_ascii(struct name *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (!name_add(out, &(WCHAR){(unsigned char)*text}, 1))
            return false;
    return true;
}

/* Labels */

static bool label_is_ascii(const WCHAR *label, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (label[i] > 0x7f)
            return false;
    return true;
}

static bool is_ldh(WCHAR c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-';
}

/* STD3: letters, digits and hyphens, which are neither first nor last. */
static bool label_is_std3(const WCHAR *label, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (label[i] <= 0x7f && !is_ldh(label[i]))
            return false;
    return label[0] != '-' && label[n - 1] != '-';
}

static bool label_is_encoded(const WCHAR *label, size_t n)
{
    return n > 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' &&
           label[2] == '-' && label[3] == '-';
}

static int library_flags(DWORD flags)
{
    return ((flags & IDN_ALLOW_UNASSIGNED) != 0 ? IDN2_ALLOW_UNASSIGNED : 0) |
           ((flags & IDN_USE_STD3_ASCII_RULES) != 0 ? IDN2_USE_STD3_ASCII_RULES
                                                    : 0);
}

static ws2_err library_err(int res)
{
    return res == IDN2_OK       ? WS2_OK
           : res == IDN2_MALLOC ? ERROR_NOT_ENOUGH_MEMORY
                                : ERROR_INVALID_NAME;
}

/* To Punycode, for idn2_free. */
static ws2_err label_map(DWORD flags, const WCHAR *label, size_t n,
                         uint8_t **out)
{
    char text[3 * NAME_UNITS + 1];
    size_t len = ws2_utf16_to_8(label, n, text, sizeof(text) - 1, NULL);
    int res;

    text[len] = '\0';
    res = idn2_lookup_u8((uint8_t *)text, out,
                         IDN2_NONTRANSITIONAL | library_flags(flags));
    if (res != IDN2_OK && res != IDN2_MALLOC)
        res = idn2_lookup_u8((uint8_t *)text, out,
                             IDN2_TRANSITIONAL | library_flags(flags));
    return library_err(res);
}

static ws2_err ascii_add(struct name *out, const char *label)
{
    if (strlen(label) > LABEL_MAX || strchr(label, '.') != NULL ||
        !name_add_ascii(out, label))
        return ERROR_INVALID_NAME;
    return WS2_OK;
}

static size_t characters(const WCHAR *label, size_t n,
                         uint32_t out[WS2_PUNYCODE_MAX + 1])
{
    size_t count = 0;

    for (size_t i = 0; i < n && count <= WS2_PUNYCODE_MAX; count++) {
        out[count] = label[i++];
        if (IS_HIGH_SURROGATE(out[count]) && i < n)
            out[count] = 0x10000 + ((out[count] - 0xd800) << 10) +
                         (label[i++] - 0xdc00u);
    }
    return count;
}

static ws2_err raw_encode(const WCHAR *label, size_t n, struct name *out)
{
    uint32_t text[WS2_PUNYCODE_MAX + 1];
    char code[WS2_PUNYCODE_MAX], whole[sizeof(prefix) + WS2_PUNYCODE_MAX];
    size_t len;

    if (!ws2_punycode_encode(text, characters(label, n, text), code, &len))
        return ERROR_INVALID_NAME;
    memcpy(whole, prefix, sizeof(prefix) - 1);
    memcpy(whole + sizeof(prefix) - 1, code, len);
    whole[sizeof(prefix) - 1 + len] = '\0';
    return ascii_add(out, whole);
}

static bool character_add(struct name *out, uint32_t c)
{
    WCHAR pair[2] = {(WCHAR)c};

    if (c >= 0xd800 && c <= 0xdfff)
        return false;
    if (c <= 0xffff)
        return name_add(out, pair, 1);
    pair[0] = (WCHAR)(0xd7c0 + (c >> 10));
    pair[1] = (WCHAR)(0xdc00 + (c & 0x3ff));
    return name_add(out, pair, 2);
}

static ws2_err raw_decode(const char *code, struct name *out)
{
    uint32_t text[WS2_PUNYCODE_MAX];
    size_t len;

    if (!ws2_punycode_decode(code, strlen(code), text, &len))
        return ERROR_INVALID_NAME;
    for (size_t i = 0; i < len; i++)
        if (!character_add(out, text[i]))
            return ERROR_INVALID_NAME;
    return WS2_OK;
}

/* Punycode, with its prefix, to what it stands for. */
static ws2_err label_decode(DWORD flags, const char *label, struct name *out)
{
    char *text;
    bool fits;
    int res;

    if ((flags & IDN_RAW_PUNYCODE) != 0)
        return raw_decode(label + sizeof(prefix) - 1, out);
    res = idn2_to_unicode_8z8z(label, &text, library_flags(flags));
    if (res != IDN2_OK)
        return library_err(res);
    out->n += ws2_utf8_to_16(text, strlen(text), &out->units[out->n],
                             NAME_UNITS - out->n, NULL);
    fits = out->n <= NAME_UNITS;
    idn2_free(text);
    return fits ? WS2_OK : ERROR_INVALID_NAME;
}

/* What the three functions do with a label that is not to be copied. */

typedef ws2_err convert(DWORD flags, const WCHAR *label, size_t n,
                        struct name *out);

static ws2_err to_ascii(DWORD flags, const WCHAR *label, size_t n,
                        struct name *out)
{
    uint8_t *mapped;
    ws2_err err;

    if (label_is_ascii(label, n))
        return n <= LABEL_MAX && name_add(out, label, n) ? WS2_OK
                                                         : ERROR_INVALID_NAME;
    if ((flags & IDN_RAW_PUNYCODE) != 0)
        return raw_encode(label, n, out);
    err = label_map(flags, label, n, &mapped);
    if (err != WS2_OK)
        return err;
    err = ascii_add(out, (char *)mapped);
    idn2_free(mapped);
    return err;
}

/* What is encoded is mapped: capitals are in no such label. */
static void label_narrow(DWORD flags, const WCHAR *label, size_t n, char *out)
{
    bool lower = (flags & IDN_RAW_PUNYCODE) == 0;

    for (size_t i = 0; i < n; i++) {
        bool capital = label[i] >= 'A' && label[i] <= 'Z';

        out[i] = (char)(lower && capital ? label[i] | 0x20 : label[i]);
    }
    out[n] = '\0';
}

static ws2_err to_unicode(DWORD flags, const WCHAR *label, size_t n,
                          struct name *out)
{
    char text[LABEL_MAX + 1];

    if (!label_is_ascii(label, n) || n > LABEL_MAX)
        return ERROR_INVALID_NAME;
    if (!label_is_encoded(label, n))
        return name_add(out, label, n) ? WS2_OK : ERROR_INVALID_NAME;
    label_narrow(flags, label, n, text);
    return label_decode(flags, text, out);
}

/* There and back again is the mapping alone. */
static ws2_err to_nameprep(DWORD flags, const WCHAR *label, size_t n,
                           struct name *out)
{
    uint8_t *mapped;
    ws2_err err;

    if (label_is_ascii(label, n) || (flags & IDN_RAW_PUNYCODE) != 0)
        return n <= LABEL_MAX && name_add(out, label, n) ? WS2_OK
                                                         : ERROR_INVALID_NAME;
    err = label_map(flags, label, n, &mapped);
    if (err != WS2_OK)
        return err;
    if (strncmp((char *)mapped, prefix, sizeof(prefix) - 1) == 0)
        err = label_decode(flags, (char *)mapped, out);
    else /* nothing but ASCII was left of it */
        err = ascii_add(out, (char *)mapped);
    idn2_free(mapped);
    return err;
}

/* Names */

/* The four that RFC 3490, section 3.1, names. */
static bool is_dot(WCHAR c)
{
    return c == '.' || c == 0x3002 || c == 0xff0e || c == 0xff61;
}

/* Labels with dots between them; a last one may be empty. */
static ws2_err labels_convert(convert *call, DWORD flags, const WCHAR *name,
                              size_t n, struct name *out)
{
    for (size_t at = 0; at < n;) {
        size_t len = 0;
        ws2_err err;

        while (at + len < n && !is_dot(name[at + len]))
            len++;
        if (len == 0 || ((flags & IDN_USE_STD3_ASCII_RULES) != 0 &&
                         !label_is_std3(&name[at], len)))
            return ERROR_INVALID_NAME;
        err = call(flags, &name[at], len, out);
        if (err != WS2_OK)
            return err;
        at += len;
        if (at < n && !name_add_ascii(out, "."))
            return ERROR_INVALID_NAME;
        at++;
    }
    return WS2_OK;
}

static bool is_utf16(const WCHAR *name, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (IS_LOW_SURROGATE(name[i]))
            return false;
        if (!IS_HIGH_SURROGATE(name[i]))
            continue;
        if (++i == n || !IS_LOW_SURROGATE(name[i]))
            return false;
    }
    return true;
}

/* Control characters are in no name, nor is an end in its middle. */
static ws2_err name_check(const WCHAR *name, size_t n)
{
    if (!is_utf16(name, n))
        return ERROR_NO_UNICODE_TRANSLATION;
    for (size_t i = 0; i < n; i++)
        if (name[i] <= 0x20 || name[i] == 0x7f)
            return ERROR_INVALID_NAME;
    return n > 0 && n <= NAME_UNITS ? WS2_OK : ERROR_INVALID_NAME;
}

/* An address of mail is a name behind its last "@". Before that only ASCII has
 * a form that every mail system knows. */
static ws2_err name_convert(convert *call, DWORD flags, const WCHAR *name,
                            size_t n, struct name *out)
{
    size_t local = (flags & IDN_EMAIL_ADDRESS) != 0 ? n : 0;
    ws2_err err = name_check(name, n);

    if (err != WS2_OK)
        return err;
    while (local > 0 && name[local - 1] != '@')
        local--;
    if (local == 1 || local == n || !label_is_ascii(name, local) ||
        !name_add(out, name, local))
        return ERROR_INVALID_NAME;
    err = labels_convert(call, flags, name + local, n - local, out);
    if (err == WS2_OK && call == to_ascii && out->n - local > ASCII_MAX)
        return ERROR_INVALID_NAME;
    return err;
}

/* The name's length, without its terminator, if it has one. */
static ws2_err input_measure(const WCHAR *name, int cch, size_t *n, bool *ends)
{
    long len;

    if (name == NULL || cch < -1)
        return ERROR_INVALID_PARAMETER;
    if (cch >= 0) {
        if (!os_mem_readable(name, (size_t)cch * sizeof(*name)))
            return ERROR_NOACCESS;
        *ends = cch > 0 && name[cch - 1] == 0;
        *n = (size_t)cch - *ends;
        return WS2_OK;
    }
    len = os_mem_wcslen(name, NAME_UNITS);
    if (len < 0)
        return len == -ENAMETOOLONG ? ERROR_INVALID_NAME : ERROR_NOACCESS;
    *ends = true;
    *n = (size_t)len;
    return WS2_OK;
}

static ws2_err output_put(const struct name *name, bool ends, WCHAR *out,
                          int cap)
{
    size_t n = name->n + ends;

    if (cap == 0)
        return WS2_OK;
    if (n > (size_t)cap)
        return ERROR_INSUFFICIENT_BUFFER;
    if (!os_mem_writable(out, n * sizeof(*out)))
        return ERROR_NOACCESS;
    memcpy(out, name->units, name->n * sizeof(*out));
    if (ends)
        out[name->n] = 0;
    return WS2_OK;
}

static int idn_convert(convert *call, DWORD flags, const WCHAR *name, int cch,
                       WCHAR *out, int cap)
{
    struct name result = {.n = 0};
    bool ends;
    size_t n;
    ws2_err err = (flags & ~(DWORD)IDN_FLAGS) != 0 ? ERROR_INVALID_FLAGS
                  : cap < 0 || (cap > 0 && out == NULL)
                      ? ERROR_INVALID_PARAMETER
                      : input_measure(name, cch, &n, &ends);

    if (err == WS2_OK)
        err = name_convert(call, flags, name, n, &result);
    if (err == WS2_OK)
        err = output_put(&result, ends, out, cap);
    if (err == WS2_OK)
        return (int)(result.n + ends);
    ws2_set_last_error(err);
    return 0;
}

int WINAPI IdnToAscii(DWORD dwFlags, LPCWSTR lpUnicodeCharStr,
                      int cchUnicodeChar, LPWSTR lpASCIICharStr,
                      int cchASCIIChar)
{
    return idn_convert(to_ascii, dwFlags, lpUnicodeCharStr, cchUnicodeChar,
                       lpASCIICharStr, cchASCIIChar);
}

int WINAPI IdnToUnicode(DWORD dwFlags, LPCWSTR lpASCIICharStr, int cchASCIIChar,
                        LPWSTR lpUnicodeCharStr, int cchUnicodeChar)
{
    return idn_convert(to_unicode, dwFlags, lpASCIICharStr, cchASCIIChar,
                       lpUnicodeCharStr, cchUnicodeChar);
}

int WINAPI IdnToNameprepUnicode(DWORD dwFlags, LPCWSTR lpUnicodeCharStr,
                                int cchUnicodeChar, LPWSTR lpNameprepCharStr,
                                int cchNameprepChar)
{
    return idn_convert(to_nameprep, dwFlags, lpUnicodeCharStr, cchUnicodeChar,
                       lpNameprepCharStr, cchNameprepChar);
}
