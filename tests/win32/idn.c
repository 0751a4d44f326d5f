/* SPDX-License-Identifier: MIT */
/* IdnToAscii, IdnToUnicode and IdnToNameprepUnicode. */
#include "harness.h"
#include <wchar.h>

typedef int WINAPI idn_call(DWORD flags, LPCWSTR in, int n, LPWSTR out,
                            int cap);

static WCHAR out[512];

/* The whole text, with its terminator. */
static void gives(idn_call *call, DWORD flags, const WCHAR *in,
                  const WCHAR *want)
{
    int n = (int)wcslen(want) + 1;

    memset(out, 0x55, sizeof(out));
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(call(flags, in, -1, NULL, 0), n);
    EQUAL(call(flags, in, -1, out, n), n);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    CHECK(wcscmp(out, want) == 0);
    EQUAL(out[n], 0x5555);
}

static void refuses(idn_call *call, DWORD flags, const WCHAR *in, int code)
{
    FAILS(0, code, call(flags, in, -1, out, 512));
    FAILS(0, code, call(flags, in, -1, NULL, 0));
}

#define STD3 IDN_USE_STD3_ASCII_RULES
#define RAW  IDN_RAW_PUNYCODE
#define MAIL IDN_EMAIL_ADDRESS

/* An escape ends where no digit follows: "b\xfc" L"cher". */
static const WCHAR book[] = L"b\xfc"
                            L"cher";

static void to_ascii(const struct ct_row *row)
{
    (void)row;
    gives(IdnToAscii, 0, book, L"xn--bcher-kva");
    gives(IdnToAscii, 0,
          L"B\xdc"
          L"CHER.example",
          L"xn--bcher-kva.example");
    gives(IdnToAscii, 0,
          L"www.b\xfc"
          L"cher.example.",
          L"www.xn--bcher-kva.example.");
    gives(IdnToAscii, 0,
          L"\x4ed6\x4eec\x3002\x5e74\xff0e"
          L"a\xff61"
          L"b",
          L"xn--8mqxb.xn--hwt.a.b");
    gives(IdnToAscii, 0, L"Stays.As_It.Is", L"Stays.As_It.Is");
    gives(IdnToAscii, 0, L"xn--bcher-kva", L"xn--bcher-kva");
    gives(IdnToAscii, 0, L"I\x2665NY", L"xn--iny-zx5a");
    gives(IdnToAscii, STD3, L"a-1.b", L"a-1.b");
    gives(IdnToAscii, RAW,
          L"B\xdc"
          L"CHER",
          L"xn--BCHER-2pa");
    gives(IdnToAscii, RAW, L"\xd83d\xde00", L"xn--e28h");
    gives(IdnToAscii, MAIL,
          L"me@b\xfc"
          L"cher.de",
          L"me@xn--bcher-kva.de");
}

static void to_unicode(const struct ct_row *row)
{
    (void)row;
    gives(IdnToUnicode, 0, L"xn--bcher-kva", book);
    gives(IdnToUnicode, 0, L"XN--BCHER-KVA.example.",
          L"b\xfc"
          L"cher.example.");
    gives(IdnToUnicode, 0, L"plain.Example", L"plain.Example");
    gives(IdnToUnicode, RAW, L"xn--e28h", L"\xd83d\xde00");
    gives(IdnToUnicode, MAIL, L"me@xn--bcher-kva",
          L"me@b\xfc"
          L"cher");
}

static void to_nameprep(const struct ct_row *row)
{
    (void)row;
    gives(IdnToNameprepUnicode, 0,
          L"B\xdc"
          L"CHER.Example",
          L"b\xfc"
          L"cher.Example");
    gives(IdnToNameprepUnicode, 0, L"\xff21\xff22", L"ab");
    gives(IdnToNameprepUnicode, 0,
          L"b\x75\x308"
          L"cher",
          book);
    gives(IdnToNameprepUnicode, RAW,
          L"B\xdc"
          L"CHER",
          L"B\xdc"
          L"CHER");
}

/* What is no name to any of them, or to one. */
static void no_names(const struct ct_row *row)
{
    static idn_call *const all[] = {IdnToAscii, IdnToUnicode,
                                    IdnToNameprepUnicode};
    static const WCHAR *const names[] = {L"",      L"a b",     L"a\tb",
                                         L"a\x7f", L"a..b",    L".a",
                                         L"a.b..", L"\x3002x", L"a\x01.b"};
    WCHAR label[66];

    for (int i = 0; i < 66; i++)
        label[i] = i < 64 ? 'a' : 0;
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < CT_COUNT(names); k++)
            refuses(all[i], 0, names[k], row->code);
        refuses(all[i], 0, label, row->code);
        refuses(all[i], STD3, L"a_b", row->code);
        refuses(all[i], STD3, L"-a", row->code);
        refuses(all[i], STD3, L"b.a-", row->code);
        refuses(all[i], MAIL, L"@a", row->code);
        refuses(all[i], MAIL, L"a@", row->code);
        FAILS(0, row->code, all[i](0, L"a\0b", 3, out, 512));
        FAILS(0, row->code, all[i](0, L"a", 0, out, 512));
    }
    refuses(IdnToUnicode, 0, book, row->code);
    refuses(IdnToUnicode, 0, L"xn--99999999", row->code);
    refuses(IdnToUnicode, RAW, L"xn--99999999", row->code);
    refuses(IdnToAscii, 0, L"a\x378", row->code); /* nobody's yet */
    refuses(IdnToAscii, MAIL, L"\xfc@a", row->code);
}

/* 255 characters, and one more. */
static void long_names(const struct ct_row *row)
{
    WCHAR name[300];

    for (int i = 0; i < 300; i++)
        name[i] = i % 50 == 49 ? '.' : 'a';
    EQUAL(IdnToAscii(0, name, 255, out, 512), 255);
    FAILS(0, row->code, IdnToAscii(0, name, 256, out, 512));
}

static void not_utf16(const struct ct_row *row)
{
    static const WCHAR high[] = {'a', 0xd800, 'b', 0}, low[] = {0xdc00, 0},
                       last[] = {'a', 0xd83d, 0};

    refuses(IdnToAscii, 0, high, row->code);
    refuses(IdnToAscii, 0, low, row->code);
    refuses(IdnToUnicode, 0, high, row->code);
    refuses(IdnToNameprepUnicode, RAW, last, row->code);
}

static void arguments(const struct ct_row *row)
{
    (void)row;
    FAILS(0, ERROR_INVALID_FLAGS, IdnToAscii(0x10, L"a", -1, out, 512));
    FAILS(0, ERROR_INVALID_PARAMETER, IdnToAscii(0, NULL, -1, out, 512));
    FAILS(0, ERROR_INVALID_PARAMETER, IdnToAscii(0, L"a", -2, out, 512));
    FAILS(0, ERROR_INVALID_PARAMETER, IdnToAscii(0, L"a", -1, out, -1));
    FAILS(0, ERROR_INVALID_PARAMETER, IdnToAscii(0, L"a", -1, NULL, 2));
}

static void no_room(const struct ct_row *row)
{
    memset(out, 0x55, sizeof(out));
    FAILS(0, row->code, IdnToAscii(0, book, -1, out, 13));
    EQUAL(out[0], 0x5555);
    EQUAL(IdnToAscii(0, book, 6, out, 13), 13); /* without its terminator */
    EQUAL(out[13], 0x5555);
}

static const struct ct_row rows[] = {
    RULE(IdnToAscii, "names to Punycode", to_ascii),
    RULE(IdnToUnicode, "Punycode to names", to_unicode),
    RULE(IdnToNameprepUnicode, "mapped names", to_nameprep),
    RULE(IdnToAscii, "what is no name", no_names, .code = ERROR_INVALID_NAME),
    RULE(IdnToAscii, "names that are too long", long_names,
         .code = ERROR_INVALID_NAME),
    RULE(IdnToAscii, "half of a character", not_utf16,
         .code = ERROR_NO_UNICODE_TRANSLATION),
    RULE(IdnToAscii, "arguments", arguments),
    RULE(IdnToAscii, "too little room", no_room,
         .code = ERROR_INSUFFICIENT_BUFFER),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
