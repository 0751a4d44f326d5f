/* SPDX-License-Identifier: MIT */
/* International names: encoded in Punycode for DNS and the hosts file, or not,
 * and what no name can be made of. */
#include "names.h"

#define W(text) ((const WCHAR *)u##text)

static ADDRINFOW *found_wide(const WCHAR *node, int flags)
{
    ADDRINFOW hints = {.ai_flags = flags, .ai_family = AF_INET};
    ADDRINFOW *list = NULL;

    EQUAL(GetAddrInfoW(node, NULL, &hints, &list), 0);
    return list;
}

/* The forms of a list differ in ai_canonname only. */
static bool wide_is(const ADDRINFOW *list, const char *want)
{
    return list_is((const ADDRINFOA *)(const void *)list, want);
}

static void wide_same(const WCHAR *got, const char *want)
{
    size_t i = 0;

    CHECK(got != NULL);
    while (got != NULL && got[i] == (unsigned char)want[i] && want[i] != '\0')
        i++;
    if (got != NULL)
        EQUAL(got[i], want[i]);
}

static const struct {
    const WCHAR *wide;
    const char *narrow, *address;
} encoded[] = {
    {W("b\u00fccher.test"),
     "b\xc3\xbc"
     "cher.test",
     "198.51.100.14"},
    {W("B\u00dcCHER.Test."),
     "B\xc3\x9c"
     "CHER.Test.",
     "198.51.100.14"},
    {W("bu\u0308cher\u3002test"),
     "bu\xcc\x88"
     "cher\xe3\x80\x82test",
     "198.51.100.14"}, /* in parts, with an ideographic full stop */
    {W("fa\u00df.test"), "fa\xc3\x9f.test", "198.51.100.16"},
    {W("i\u2665ny.test"), "i\xe2\x99\xa5ny.test", "198.51.100.17"},
    {W("xn--bcher-kva.test"), "xn--bcher-kva.test", "198.51.100.14"},
};

static void encodes(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(encoded) && !ct_failed(); i++) {
        ADDRINFOW *wide = found_wide(encoded[i].wide, 0);
        ADDRINFOA *narrow = found(encoded[i].narrow, NULL, 0, AF_INET);
        HOSTENT *ent;

        wide_is(wide, encoded[i].address);
        list_is(narrow, encoded[i].address);
        FreeAddrInfoW(wide);
        freeaddrinfo(narrow);
        ent = gethostbyname(encoded[i].narrow);
        CHECK(ent != NULL);
        EQUAL(ent != NULL ? *(ULONG *)ent->h_addr : 0,
              inet_addr(encoded[i].address));
    }
}

/* Names come back as DNS has them. */
static void canonical(const struct ct_row *row)
{
    ADDRINFOW *wide;
    ADDRINFOA *narrow;

    if (!have_dns())
        return;
    (void)row;
    wide = found_wide(W("\u30c6\u30b9\u30c8.test"), AI_CANONNAME);
    wide_same(wide != NULL ? wide->ai_canonname : NULL, "xn--bcher-kva.test");
    FreeAddrInfoW(wide);
    wide = found_wide(W("\u30c6\u30b9\u30c8.test"), AI_FQDN);
    wide_same(wide != NULL ? wide->ai_canonname : NULL, "xn--zckzah.test");
    FreeAddrInfoW(wide);
    narrow = found("b\xc3\xbc"
                   "cher.test",
                   NULL, AI_CANONNAME, AF_INET);
    SAME(narrow != NULL ? narrow->ai_canonname : NULL, "xn--bcher-kva.test");
    freeaddrinfo(narrow);
}

static void search_list(const struct ct_row *row)
{
    ADDRINFOA *list;

    if (!have_dns())
        return;
    (void)row;
    env_set("LOCALDOMAIN", "a.search.test");
    list = found("b\xc3\xbc"
                 "cher",
                 NULL, AI_FQDN, AF_INET);
    env_set("LOCALDOMAIN", NULL);
    list_is(list, "198.51.100.18");
    SAME(list != NULL ? list->ai_canonname : NULL,
         "xn--bcher-kva.a.search.test");
    freeaddrinfo(list);
}

static void disabled(const struct ct_row *row)
{
    ADDRINFOW *wide;
    ADDRINFOA *narrow;

    if (!have_dns())
        return;
    (void)row;
    wide = found_wide(W("b\u00fccher.test"), AI_DISABLE_IDN_ENCODING);
    wide_is(wide, "198.51.100.15");
    FreeAddrInfoW(wide);
    narrow = found("b\xc3\xbc"
                   "cher.test",
                   NULL, AI_DISABLE_IDN_ENCODING, AF_INET);
    list_is(narrow, "198.51.100.15");
    freeaddrinfo(narrow);
}

/* Not mapped, and so not there: capitals are another name in UTF-8. */
static void disabled_unmapped(const struct ct_row *row)
{
    ADDRINFOW hints = {.ai_flags = AI_DISABLE_IDN_ENCODING};
    ADDRINFOW *list;

    if (!have_dns())
        return;
    FAILS(row->code, row->code,
          GetAddrInfoW(W("B\u00dc"
                         "CHER.test"),
                       NULL, &hints, &list));
}

static void hosts_file(const struct ct_row *row)
{
    char path[MAX_PATH], dir[MAX_PATH];
    static const char text[] = "192.0.2.1 xn--bcher-kva.hosts\n"
                               "192.0.2.2 b\xc3\xbc"
                               "cher.hosts\n";
    ADDRINFOW *list;
    HANDLE file;
    DWORD done;

    if (!have_dns())
        return;
    (void)row;
    GetTempPathA(sizeof(dir), dir);
    CHECK(GetTempFileNameA(dir, "ws2", 0, path) != 0);
    file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(WriteFile(file, text, sizeof(text) - 1, &done, NULL));
    CloseHandle(file);
    env_set("WS2_HOSTS", path);
    list = found_wide(W("B\u00fccher.hosts"), 0);
    wide_is(list, "192.0.2.1");
    FreeAddrInfoW(list);
    list = found_wide(W("b\u00fccher.hosts"), AI_DISABLE_IDN_ENCODING);
    wide_is(list, "192.0.2.2");
    FreeAddrInfoW(list);
    env_set("WS2_HOSTS", NULL);
    DeleteFileA(path);
}

#define EIGHT   "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
#define LETTERS "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const WCHAR *name;
    int flags;
} refused[] = {
    {W("\u00fc" LETTERS ".test"), 0}, /* 0: 67 bytes as "xn--..." */
    {W("\u00fc." LETTERS "." LETTERS "." LETTERS "." LETTERS "." LETTERS), 0},
    {W("\u00fc..test"), 0},                            /* 2 */
    {W("-\u00fc.test"), 0},                            /* 3 */
    {W("\u00ad.test"), 0},                             /* 4: maps to nothing */
    {W("xn--999999999.\u00fc"), 0},                    /* 5 */
    {W("\uff11.\uff12.\uff13.\uff14\uff10\uff10"), 0}, /* 6: "1.2.3.400" */
    {W("\u00fc test"), 0},                             /* 7 */
    {W("\u00fc" EIGHT EIGHT EIGHT EIGHT ".test"),
     AI_DISABLE_IDN_ENCODING}, /* 8: 66 bytes */
    {W("\x80.test"), 0},       /* 9: a control */
};

static void refuses(const struct ct_row *row)
{
    ADDRINFOW hints = {.ai_flags = refused[row->arg].flags};
    ADDRINFOW *list = NULL;

    FAILS(row->code, row->code,
          GetAddrInfoW(refused[row->arg].name, NULL, &hints, &list));
    CHECK(list == NULL);
}

/* In capitals that only the mapping makes "localhost": it never leaves the
 * machine. */
static void localhost(const struct ct_row *row)
{
    ADDRINFOW *list = found_wide(
        W("\uff2c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54"), 0);

    (void)row;
    wide_is(list, "127.0.0.1");
    FreeAddrInfoW(list);
}

/* Row: arg is which text is no UTF-8. */
static void not_utf8(const struct ct_row *row)
{
    static const char *const names[] = {"\xff.test", "b\xc3.test",
                                        "\xed\xa0\x80.test", "\xc0\xaf.test"};
    ADDRINFOA *list;

    FAILS(row->code, row->code,
          getaddrinfo(names[row->arg], NULL, NULL, &list));
}

#define REFUSES(n, what)                                                       \
    ROW(GetAddrInfoW, WSAHOST_NOT_FOUND, what, refuses, .arg = n)
#define NOT_UTF8(n, what)                                                      \
    ROW(getaddrinfo, WSAHOST_NOT_FOUND, what, not_utf8, .arg = n)

static const struct ct_row rows[] = {
    RULE(GetAddrInfoW, "international names, in Punycode", encodes),
    RULE(GetAddrInfoW, "their canonical names", canonical),
    RULE(getaddrinfo, "an international name on the search list", search_list),
    RULE(GetAddrInfoW, "AI_DISABLE_IDN_ENCODING: UTF-8", disabled),
    RULE(GetAddrInfoW, "international names in the hosts file", hosts_file),
    RULE(GetAddrInfoW, "what maps to localhost", localhost),
    ROW(GetAddrInfoW, WSAHOST_NOT_FOUND, "AI_DISABLE_IDN_ENCODING: not mapped",
        disabled_unmapped),
    REFUSES(0, "label too long in Punycode"),
    REFUSES(1, "name too long in Punycode"),
    REFUSES(2, "empty label beside an international one"),
    REFUSES(3, "international label with a hyphen first"),
    REFUSES(4, "label that maps to nothing"),
    REFUSES(5, "Punycode that encodes nothing"),
    REFUSES(6, "what maps to a malformed address"),
    REFUSES(7, "international name with a blank"),
    REFUSES(8, "label too long in UTF-8"),
    REFUSES(9, "control character beyond ASCII"),
    NOT_UTF8(0, "no UTF-8: a byte that never occurs"),
    NOT_UTF8(1, "no UTF-8: cut short"),
    NOT_UTF8(2, "no UTF-8: a surrogate"),
    NOT_UTF8(3, "no UTF-8: an overlong form"),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
