/* SPDX-License-Identifier: MIT */
/* Providers that others could have written: they are not loaded. The places are
 * those of the state "open" of with-catalog. */
#include "lsp.h"

static const struct {
    const char *file;
    int code;
} places[] = {
    {"good/pass", 0},
    {"file/pass", WSAEPROVIDERFAILEDINIT},      /* chmod 666 */
    {"directory/pass", WSAEPROVIDERFAILEDINIT}, /* in one of 777 */
    {"link/pass", WSAEPROVIDERFAILEDINIT},      /* leads to that one */
};

static void transport(const struct ct_row *row)
{
    const int code = places[row->arg].code;

    lsp_install(places[row->arg].file, XP1_IFS_HANDLES);
    lsp_restart();
    if (code == 0)
        CHECK(ct_keep(socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET);
    else
        FAILS(INVALID_SOCKET, code, socket(AF_INET, SOCK_STREAM, 0));
    lsp_remove();
    lsp_restart();
}

static void names(const struct ct_row *row)
{
    static GUID id = {0x15b1, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = 4711};
    WCHAR path[MAX_PATH], name[32];
    HANDLE h = NULL;

    lsp_path(places[row->arg].file, path);
    for (int i = (int)wcslen(path) - 7; i < (int)wcslen(path); i++)
        if (wcsncmp(path + i, L"pass.so", 7) == 0)
            wcscpy(path + i, L"good.so");
    lsp_widen("names", name);
    EQUAL(WSCInstallNameSpace(name, path, 4711, 1, &id), 0);
    lsp_restart();
    q.lpszServiceInstanceName = name;
    if (places[row->arg].code == 0) {
        EQUAL(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h), 0);
        EQUAL(WSALookupServiceEnd(h), 0);
    } else {
        SOCKET_FAILS(places[row->arg].code,
                     WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h));
    }
    EQUAL(WSCUnInstallNameSpace(&id), 0);
}

#define PLACES(fn, run)                                                        \
    RULE(fn, "a provider that only its owner writes to", run),                 \
        RULE(fn, "a file that others can write to", run, .arg = 1),            \
        RULE(fn, "a directory that others can write to", run, .arg = 2),       \
        RULE(fn, "a link into such a directory", run, .arg = 3)

static const struct ct_row rows[] = {
    PLACES(socket, transport),
    PLACES(WSALookupServiceBegin, names),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
