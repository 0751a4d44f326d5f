/* SPDX-License-Identifier: MIT */
/* What the catalog knows of providers and programs: WSCGetProviderPath,
 * WSCGetProviderInfo, WSCSetProviderInfo, WSCGetApplicationCategory,
 * WSCSetApplicationCategory. */
#include "wsc.h"

static const WCHAR path_given[] = L"%CT_NOWHERE%/provider.so";
#define PATH_UNITS ((INT)(sizeof(path_given) / sizeof(path_given[0])))

static LPWPUGETPROVIDERPATH upcall(void)
{
    HMODULE dll = GetModuleHandleA("ws2_32.dll");

    return (LPWPUGETPROVIDERPATH)(void *)GetProcAddress(dll,
                                                        "WPUGetProviderPath");
}

/* The function that the row names. */
static LPWPUGETPROVIDERPATH path_of(const struct ct_row *row)
{
    LPWPUGETPROVIDERPATH get =
        row->function[1] == 'P' ? upcall() : WSCGetProviderPath;

    if (get == NULL)
        ct_skip("no WPUGetProviderPath");
    return get;
}

static void prepared(void)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"provider");

    wsc_clean();
    wsc_install(0, &info);
}

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void path_bad(const struct ct_row *row)
{
    LPWPUGETPROVIDERPATH get = path_of(row);
    WCHAR path[MAX_PATH];
    INT len = MAX_PATH;
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    if (get == NULL)
        return;
    prepared();
    WSC_FAILS(row->code,
              get(at == 0 ? bad : WSC_ID(0), at == 1 ? bad : (void *)path,
                  at == 2 ? bad : (void *)&len, &e));
}

static void path_errno(const struct ct_row *row)
{
    LPWPUGETPROVIDERPATH get = path_of(row);
    WCHAR path[MAX_PATH];
    INT len = MAX_PATH;

    if (get == NULL)
        return;
    prepared();
    SOCKET_FAILS(row->code, get(WSC_ID(0), path, &len, ct_bad(row->arg)));
}

/* Too little room: how much is needed comes back. */
static void path_room(const struct ct_row *row)
{
    LPWPUGETPROVIDERPATH get = path_of(row);
    WCHAR path[MAX_PATH] = {'x', 0};
    INT len;

    if (get == NULL)
        return;
    prepared();
    for (len = -1; len < PATH_UNITS; len = len < 0 ? 0 : PATH_UNITS) {
        INT room = len < 0 ? -1 : PATH_UNITS - 1;

        WSC_FAILS(row->code, get(WSC_ID(0), path, &room, &e));
        EQUAL(room, PATH_UNITS);
        EQUAL(path[0], 'x');
    }
}

static void path_unknown(const struct ct_row *row)
{
    LPWPUGETPROVIDERPATH get = path_of(row);
    WCHAR path[MAX_PATH];
    INT len = MAX_PATH;

    if (get == NULL)
        return;
    wsc_clean();
    WSC_FAILS(row->code, get(WSC_ID(0), path, &len, &e));
    EQUAL(len, MAX_PATH);
}

/* As it was given: what is in %s is for who loads it. */
static void path_found(const struct ct_row *row)
{
    LPWPUGETPROVIDERPATH get = path_of(row);
    WSAPROTOCOL_INFOW base;
    WCHAR path[MAX_PATH];
    INT len = PATH_UNITS;

    if (get == NULL)
        return;
    prepared();
    WSC_WORKS(0, get(WSC_ID(0), path, &len, &e));
    EQUAL(memcmp(path, path_given, sizeof(path_given)), 0);
    len = MAX_PATH;
    WSC_WORKS(0, WSCGetProviderPath32(WSC_ID(0), path, &len, &e));
    EQUAL(len, PATH_UNITS);
    wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &base);
    len = MAX_PATH;
    WSC_WORKS(0, get(&base.ProviderId, path, &len, &e));
    CHECK(len > 1);
}

/* --- A provider's categories. */

static bool sets(const struct ct_row *row)
{
    return row->function[3] == 'S';
}

/* The function that the row names, with the room that it writes to or reads. */
static int info_call(const struct ct_row *row, void *id, int type, void *info,
                     size_t *size, DWORD flags, INT *e)
{
    return sets(row) ? WSCSetProviderInfo(id, (WSC_PROVIDER_INFO_TYPE)type,
                                          info, *size, flags, e)
                     : WSCGetProviderInfo(id, (WSC_PROVIDER_INFO_TYPE)type,
                                          info, size, flags, e);
}

static void info_bad(const struct ct_row *row)
{
    DWORD categories = LSP_PROXY;
    size_t size = sizeof(categories);
    void *bad = ct_bad(row->arg);

    prepared();
    if (row->arg2 == 2)
        WSC_FAILS(row->code,
                  WSCGetProviderInfo(WSC_ID(0), ProviderInfoLspCategories,
                                     (PBYTE)&categories, bad, 0, &e));
    else
        WSC_FAILS(row->code,
                  info_call(row, row->arg2 == 0 ? bad : WSC_ID(0),
                            ProviderInfoLspCategories,
                            row->arg2 == 1 ? bad : &categories, &size, 0, &e));
}

static void info_errno(const struct ct_row *row)
{
    DWORD categories = LSP_PROXY;
    size_t size = sizeof(categories);

    prepared();
    SOCKET_FAILS(row->code, info_call(row, WSC_ID(0), ProviderInfoLspCategories,
                                      &categories, &size, 0, ct_bad(row->arg)));
}

/* Row: type (arg), flags (arg2), size (arg3), 0 for the right one. */
static void info_argument(const struct ct_row *row)
{
    DWORD categories[2] = {row->arg3 == 1 ? 0x40000000 : LSP_PROXY, 0};
    size_t size = row->arg3 > 1 ? (size_t)row->arg3 : sizeof(DWORD);

    prepared();
    WSC_FAILS(row->code, info_call(row, WSC_ID(0), row->arg, categories, &size,
                                   (DWORD)row->arg2, &e));
}

static void info_unknown(const struct ct_row *row)
{
    DWORD categories = LSP_PROXY;
    size_t size = sizeof(categories);

    wsc_clean();
    WSC_FAILS(row->code, info_call(row, WSC_ID(0), ProviderInfoLspCategories,
                                   &categories, &size, 0, &e));
}

/* Asking for the size is a failure that stores it. */
static void info_size(const struct ct_row *row)
{
    DWORD categories = 5;
    size_t size = 0;

    prepared();
    WSC_FAILS(row->code,
              WSCGetProviderInfo(WSC_ID(0), ProviderInfoLspCategories, NULL,
                                 &size, 0, &e));
    EQUAL(size, sizeof(DWORD));
    size = sizeof(DWORD) - 1;
    WSC_FAILS(row->code,
              WSCGetProviderInfo32(WSC_ID(0), ProviderInfoLspCategories,
                                   (PBYTE)&categories, &size, 0, &e));
    EQUAL(size, sizeof(DWORD));
    EQUAL(categories, 5);
}

static void info_kept(const struct ct_row *row)
{
    DWORD set = LSP_FIREWALL | LSP_SYSTEM, got = 5;
    size_t size = sizeof(got);

    (void)row;
    prepared();
    WSC_WORKS(0, WSCGetProviderInfo(WSC_ID(0), ProviderInfoLspCategories,
                                    (PBYTE)&got, &size, 0, &e));
    EQUAL(got, 0);
    WSC_WORKS(0, WSCSetProviderInfo(WSC_ID(0), ProviderInfoLspCategories,
                                    (PBYTE)&set, sizeof(set), 0, &e));
    WSC_WORKS(0, WSCGetProviderInfo32(WSC_ID(0), ProviderInfoLspCategories,
                                      (PBYTE)&got, &size, 0, &e));
    EQUAL(got, set);
    set = 0;
    WSC_WORKS(0, WSCSetProviderInfo32(WSC_ID(0), ProviderInfoLspCategories,
                                      (PBYTE)&set, sizeof(set), 0, &e));
    WSC_WORKS(0, WSCGetProviderInfo(WSC_ID(0), ProviderInfoLspCategories,
                                    (PBYTE)&got, &size, 0, &e));
    EQUAL(got, 0);
}

/* --- An application's. */

static const WCHAR program[] = L"/opt/program, with spaces";
static const WCHAR arguments[] = L"-k \"netsvcs\" ";
#define LEN(text) ((DWORD)(sizeof(text) / sizeof((text)[0]) - 1))

static int app_call(const struct ct_row *row, const void *path, DWORD path_len,
                    const void *extra, DWORD extra_len, DWORD *categories,
                    INT *e)
{
    return sets(row)
               ? WSCSetApplicationCategory(path, path_len, extra, extra_len,
                                           LSP_PROXY, categories, e)
               : WSCGetApplicationCategory(path, path_len, extra, extra_len,
                                           categories, e);
}

static void app_bad(const struct ct_row *row)
{
    DWORD categories;
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    WSC_FAILS(row->code,
              app_call(row, at == 0 ? bad : (const void *)program, LEN(program),
                       at == 1 ? bad : (const void *)arguments, LEN(arguments),
                       at == 2 ? bad : &categories, &e));
}

static void app_errno(const struct ct_row *row)
{
    DWORD categories;

    SOCKET_FAILS(row->code, app_call(row, program, LEN(program), NULL, 0,
                                     &categories, ct_bad(row->arg)));
}

/* Row: lengths of the path (arg) and the arguments (arg2). */
static void app_length(const struct ct_row *row)
{
    static WCHAR text[2000];
    DWORD categories;
    int i;

    for (i = 0; i < 2000; i++)
        text[i] = 't';
    WSC_FAILS(row->code, app_call(row, text, (DWORD)row->arg, text,
                                  (DWORD)row->arg2, &categories, &e));
}

static void app_unknown_category(const struct ct_row *row)
{
    WSC_FAILS(row->code, WSCSetApplicationCategory(program, LEN(program), NULL,
                                                   0, 0x40000000, NULL, &e));
}

/* Row: path and arguments are known, but not together (arg 1). */
static void app_unknown(const struct ct_row *row)
{
    DWORD categories = 5;

    if (row->arg == 1)
        WSC_WORKS(0, WSCSetApplicationCategory(L"/other", 6, arguments,
                                               LEN(arguments), LSP_PROXY, NULL,
                                               &e));
    WSC_FAILS(row->code,
              WSCGetApplicationCategory(
                  L"/other", 6, row->arg == 1 ? L"x" : arguments,
                  row->arg == 1 ? 1 : LEN(arguments), &categories, &e));
    EQUAL(categories, 5);
}

/* Set again, categories add up; with arguments it is another program. */
static void app_kept(const struct ct_row *row)
{
    DWORD got = 5, before = 5;

    (void)row;
    WSC_WORKS(0, WSCSetApplicationCategory(program, LEN(program), NULL, 0,
                                           LSP_SYSTEM, &before, &e));
    EQUAL(before, 0);
    WSC_WORKS(0, WSCSetApplicationCategory(program, LEN(program), NULL, 0,
                                           LSP_REDIRECTOR, &before, &e));
    EQUAL(before, LSP_SYSTEM);
    WSC_WORKS(
        0, WSCGetApplicationCategory(program, LEN(program), NULL, 0, &got, &e));
    EQUAL(got, LSP_SYSTEM | LSP_REDIRECTOR);
    WSC_WORKS(0, WSCSetApplicationCategory(program, LEN(program), arguments,
                                           LEN(arguments), LSP_FIREWALL, NULL,
                                           &e));
    WSC_WORKS(0, WSCGetApplicationCategory(program, LEN(program), arguments,
                                           LEN(arguments), &got, &e));
    EQUAL(got, LSP_FIREWALL);
}

#define PATHS(fn)                                                              \
    ROW(fn, WSAEFAULT, "buffer NULL", path_bad, .arg2 = 1),                    \
        ROW(fn, WSAEFAULT, "buffer unmapped", path_bad, .arg = CT_UNMAPPED,    \
            .arg2 = 1),                                                        \
        ROW(fn, WSAEFAULT, "buffer read-only", path_bad, .arg = CT_READONLY,   \
            .arg2 = 1),                                                        \
        ROW(fn, WSAEFAULT, "identifier NULL", path_bad),                       \
        ROW(fn, WSAEFAULT, "length NULL", path_bad, .arg2 = 2),                \
        ROW(fn, WSAEFAULT, "length read-only", path_bad, .arg = CT_READONLY,   \
            .arg2 = 2),                                                        \
        ROW(fn, WSAEFAULT, "error NULL", path_errno),                          \
        ROW(fn, WSAEFAULT, "error read-only", path_errno, .arg = CT_READONLY), \
        ROW(fn, WSAEFAULT, "too little room", path_room),                      \
        ROW(fn, WSAEINVAL, "unknown provider", path_unknown),                  \
        RULE(fn, "finds the path as it was given", path_found)
#define INFO_BOTH(err, what, func, ...)                                        \
    ROW(WSCGetProviderInfo, err, what, func, __VA_ARGS__),                     \
        ROW(WSCSetProviderInfo, err, what, func, __VA_ARGS__)
#define APP_BOTH(err, what, func, ...)                                         \
    ROW(WSCGetApplicationCategory, err, what, func, __VA_ARGS__),              \
        ROW(WSCSetApplicationCategory, err, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    PATHS(WSCGetProviderPath),
    PATHS(WPUGetProviderPath),
    INFO_BOTH(WSAEFAULT, "identifier NULL", info_bad, .arg = CT_NULL),
    INFO_BOTH(WSAEFAULT, "identifier unmapped", info_bad, .arg = CT_UNMAPPED),
    INFO_BOTH(WSAEFAULT, "buffer unmapped", info_bad, .arg = CT_UNMAPPED,
              .arg2 = 1),
    ROW(WSCSetProviderInfo, WSAEFAULT, "buffer NULL", info_bad, .arg2 = 1),
    ROW(WSCGetProviderInfo, WSAEFAULT, "buffer read-only", info_bad,
        .arg = CT_READONLY, .arg2 = 1),
    ROW(WSCGetProviderInfo, WSAEFAULT, "size NULL", info_bad, .arg2 = 2),
    ROW(WSCGetProviderInfo, WSAEFAULT, "size read-only", info_bad,
        .arg = CT_READONLY, .arg2 = 2),
    INFO_BOTH(WSAEFAULT, "error NULL", info_errno, .arg = CT_NULL),
    INFO_BOTH(ERROR_CALL_NOT_IMPLEMENTED, "audit", info_argument,
              .arg = ProviderInfoAudit),
    INFO_BOTH(WSAEINVAL, "unknown class", info_argument, .arg = 2),
    INFO_BOTH(WSAEINVAL, "flags", info_argument, .arg2 = 1),
    ROW(WSCSetProviderInfo, WSAEINVAL, "too short", info_argument, .arg3 = 3),
    ROW(WSCSetProviderInfo, WSAEINVAL, "too long", info_argument, .arg3 = 5),
    ROW(WSCSetProviderInfo, WSAEINVAL, "unknown category", info_argument,
        .arg3 = 1),
    ROW(WSCSetProviderInfo, WSAEINVAL, "unknown provider", info_unknown),
    ROW(WSCGetProviderInfo, WSAEINVALIDPROVIDER, "unknown provider",
        info_unknown),
    RULE(WSCGetProviderInfo, "tells the size", info_size, .code = WSAEFAULT),
    RULE(WSCSetProviderInfo, "categories are kept", info_kept),
    APP_BOTH(WSAEFAULT, "path NULL", app_bad, .arg = CT_NULL),
    APP_BOTH(WSAEFAULT, "path unmapped", app_bad, .arg = CT_UNMAPPED),
    APP_BOTH(WSAEFAULT, "arguments unmapped", app_bad, .arg = CT_UNMAPPED,
             .arg2 = 1),
    APP_BOTH(WSAEFAULT, "arguments NULL, with a length", app_bad, .arg2 = 1),
    APP_BOTH(WSAEFAULT, "categories unmapped", app_bad, .arg = CT_UNMAPPED,
             .arg2 = 2),
    ROW(WSCGetApplicationCategory, WSAEFAULT, "categories NULL", app_bad,
        .arg2 = 2),
    APP_BOTH(WSAEFAULT, "error NULL", app_errno, .arg = CT_NULL),
    APP_BOTH(WSAEINVAL, "no path", app_length, .arg = 0, .arg2 = 1),
    APP_BOTH(WSAEINVAL, "path too long", app_length, .arg = MAX_PATH,
             .arg2 = 1),
    APP_BOTH(WSAEINVAL, "no arguments", app_length, .arg = 1, .arg2 = 0),
    APP_BOTH(WSAEINVAL, "arguments too long", app_length, .arg = 1,
             .arg2 = 1900),
    ROW(WSCSetApplicationCategory, WSAEINVAL, "unknown category",
        app_unknown_category),
    ROW(WSCGetApplicationCategory, WSASERVICE_NOT_FOUND, "never categorised",
        app_unknown),
    ROW(WSCGetApplicationCategory, WSASERVICE_NOT_FOUND, "with other arguments",
        app_unknown, .arg = 1),
    RULE(WSCSetApplicationCategory, "categories add up", app_kept),
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
