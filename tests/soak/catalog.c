// SPDX-License-Identifier: MIT
// What the doors of the catalog are called with.
#include <string.h>

#include <sporder.h>

#include "soak.h"

enum { IDS = 4, TEXTS = 4 };

const bool of_catalog = true;

static _Thread_local unsigned characters;

// In a place that no other argument of the call has.
static any give(const void *value, size_t size)
{
    static _Thread_local char rooms[8][2048];
    static _Thread_local unsigned turn;
    char *at = rooms[turn++ % 8];

    if (bad())
        return put(value, size);
    memcpy(at, value, size);
    self.size = size;
    return (any)at;
}

static any error_number(void)
{
    INT code = 7777;

    return give(&code, sizeof code);
}

int catalog_code(const any *args, const char *kinds)
{
    const char *at = (const char *)args[strlen(kinds) - 1];
    int told = WSAGetLastError();

    if (host_writable(at, sizeof told))
        memcpy(&told, at, sizeof told);
    return told;
}

static _Thread_local GUID last; // that a call was given

static any id(void)
{
    last = (GUID){1 + below(IDS), 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    return give(&last, sizeof last);
}

static any text(const WCHAR *const texts[TEXTS])
{
    const WCHAR *some = texts[below(self.fair ? TEXTS - 2 : TEXTS)];

    for (characters = 0; some[characters] != 0; characters++)
        ;
    return give(some, (characters + 1) * sizeof(WCHAR));
}

static any path(void)
{
    static const WCHAR *const paths[TEXTS] = {
        L"/nowhere/provider.so", L"%HOME%/provider.so", L"", L"%%%\x1\xd800"};

    return text(paths);
}

static any name(void)
{
    static const WCHAR *const names[TEXTS] = {L"some", L"another \x00fc", L"",
                                              L"line\nbreak"};

    return text(names);
}

static any arguments(void)
{
    static const WCHAR *const all[TEXTS] = {L"-x", L"-y z", L"", L"\xdc00"};

    if (below(2) == 0) {
        characters = 0;
        return 0;
    }
    return text(all);
}

// Of a family that no socket has, mostly, with numbers of the catalog's.
static any infos(void)
{
    WSAPROTOCOL_INFOW list[3] = {{0}};

    self.list = 1 + below(3);
    for (int i = 0; i < 3; i++) {
        list[i].iVersion = 2;
        list[i].iAddressFamily = self.fair ? 99 : AF_INET;
        list[i].iSocketType = SOCK_STREAM;
        list[i].iProtocol = 99 + i;
        list[i].ProtocolChain.ChainLen = bad() ? (int)number() : BASE_PROTOCOL;
        list[i].dwCatalogEntryId = below(2) ? 1101 + below(40) : 1001;
        memcpy(list[i].szProtocol, L"a protocol", 11 * sizeof(WCHAR));
        list[i].szProtocol[9] = (WCHAR)(L'a' + below(26));
    }
    return give(list, sizeof list);
}

// The provider's own, with other names.
static any own_infos(void)
{
    static _Thread_local WSAPROTOCOL_INFOW all[512];
    DWORD size = sizeof all;
    INT ignored;
    int n = WSCEnumProtocols(NULL, all, &size, &ignored);

    self.list = 0;
    for (int i = 0; i < n && self.list < 3; i++)
        if (memcmp(&all[i].ProviderId, &last, sizeof last) == 0) {
            all[self.list] = all[i];
            all[self.list++].szProtocol[0] = (WCHAR)(L'a' + below(26));
        }
    return give(all, 3 * sizeof all[0]);
}

static void shuffle(DWORD *at, unsigned n)
{
    for (unsigned i = n; i > 1; i--) {
        unsigned k = below(i);
        DWORD other = at[k];

        at[k] = at[i - 1];
        at[i - 1] = other;
    }
}

static any entry_order(void)
{
    static _Thread_local WSAPROTOCOL_INFOW all[512];
    static _Thread_local DWORD ids[512];
    DWORD size = sizeof all;
    INT ignored;
    int n = WSCEnumProtocols(NULL, all, &size, &ignored);

    self.list = n > 0 ? (unsigned)n : 0;
    for (unsigned i = 0; i < self.list; i++)
        ids[i] = all[i].dwCatalogEntryId;
    shuffle(ids, self.list);
    if (bad())
        return (any)memory(sizeof(DWORD));
    return (any)ids;
}

static any namespace_order(void)
{
    static _Thread_local char all[8192];
    static _Thread_local GUID ids[64];
    const WSANAMESPACE_INFOW *infos_ = (const void *)all;
    DWORD order[64], size = sizeof all;
    int n = WSAEnumNameSpaceProvidersW(&size, (void *)all);

    self.list = n > 0 && n <= 64 ? (unsigned)n : 0;
    for (unsigned i = 0; i < self.list; i++)
        order[i] = i;
    shuffle(order, self.list);
    for (unsigned i = 0; i < self.list; i++)
        ids[i] = infos_[order[i]].NSProviderId;
    return bad() ? (any)memory(sizeof(GUID)) : (any)ids;
}

static any categories(void)
{
    return bad() ? 1u << below(32) : below(512);
}

static any size_value(size_t value)
{
    return give(&value, sizeof value);
}

static any blob(void)
{
    BLOB some = {bad() ? 1u << below(32) : 16, (BYTE *)memory(16)};

    return below(3) ? 0 : put(&some, sizeof some);
}

static any categories_at(void)
{
    DWORD value = (DWORD)categories();

    return give(&value, sizeof value);
}

static bool number_argument(char kind, any *made)
{
    switch (kind) {
    case 'K':
        *made = bad() ? (any)below(100000) : self.list;
        return true;
    case 'L':
        *made = bad() ? (any)number() : characters;
        return true;
    case 'S':
        *made = bad() ? below(9) : sizeof(DWORD);
        return true;
    case 'Y':
        *made = bad() ? below(9) : 0;
        return true;
    case 'F':
        *made = bad() ? below(9) : 0;
        return true;
    case 'V':
        *made = categories();
        return true;
    case 'P':
        *made = bad() ? below(40) : 4711;
        return true;
    case 'D':
        *made = 1 + below(2);
        return true;
    default:
        return false;
    }
}

bool catalog_argument(char kind, any *made)
{
    switch (kind) {
    case 'E':
        *made = error_number();
        return true;
    case 'G':
        *made = id();
        return true;
    case 'T':
    case 'A':
        *made = path();
        return true;
    case 'N':
        *made = name();
        return true;
    case 'X':
        *made = arguments();
        return true;
    case 'I':
        *made = infos();
        return true;
    case 'U':
        *made = own_infos();
        return true;
    case 'O':
        *made = entry_order();
        return true;
    case 'Q':
        *made = namespace_order();
        return true;
    case 'C':
        *made = categories_at();
        return true;
    case 'Z':
        *made = size_value(bad() ? below(9) : 256);
        return true;
    case 'B':
        *made = blob();
        return true;
    default:
        return number_argument(kind, made);
    }
}
