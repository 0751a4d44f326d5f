/* SPDX-License-Identifier: MIT */
/* Names of files: attributes, times, directories, renaming, copying. */
#include "harness.h"

static char base[MAX_PATH]; /* a directory of the row's own */

static void base_make(void)
{
    char temp[MAX_PATH];
    DWORD len = GetTempPathA(sizeof(temp), temp);

    EQUAL(len, strlen(temp));
    CHECK(GetTempFileNameA(temp, "ws2", 0, base) != 0);
    EQUAL(DeleteFileA(base), TRUE);
    EQUAL(CreateDirectoryA(base, NULL), TRUE);
}

static const char *in_base(const char *name)
{
    static char out[4][MAX_PATH + 16];
    static unsigned next;
    char *at = out[next++ % 4];

    snprintf(at, sizeof(out[0]), "%s/%s", base, name);
    return at;
}

static void file_make(const char *name, const char *text)
{
    HANDLE h =
        CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD n;

    EQUAL(WriteFile(h, text, (DWORD)strlen(text), &n, NULL), TRUE);
    EQUAL(CloseHandle(h), TRUE);
}

static DWORD file_size(const char *name)
{
    WIN32_FILE_ATTRIBUTE_DATA data = {0};

    EQUAL(GetFileAttributesExA(name, GetFileExInfoStandard, &data), TRUE);
    return data.nFileSizeLow;
}

static void directories(const struct ct_row *row)
{
    (void)row;
    base_make();
    FAILS(FALSE, ERROR_ALREADY_EXISTS, CreateDirectoryA(base, NULL));
    FAILS(FALSE, ERROR_PATH_NOT_FOUND, CreateDirectoryA(in_base("a/b"), NULL));
    EQUAL(GetFileAttributesA(base) & FILE_ATTRIBUTE_DIRECTORY,
          FILE_ATTRIBUTE_DIRECTORY);
    file_make(in_base("f"), "x");
    FAILS(FALSE, ERROR_DIR_NOT_EMPTY, RemoveDirectoryA(base));
    FAILS(FALSE, ERROR_DIRECTORY, RemoveDirectoryA(in_base("f")));
    FAILS(FALSE, ERROR_ACCESS_DENIED, DeleteFileA(base));
    FAILS(FALSE, ERROR_PATH_NOT_FOUND, DeleteFileA(in_base("no/f")));
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, RemoveDirectoryA(in_base("no")));
    EQUAL(DeleteFileA(in_base("f")), TRUE);
    EQUAL(RemoveDirectoryA(base), TRUE);
}

static void attributes(const struct ct_row *row)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    const char *name;

    (void)row;
    base_make();
    name = in_base("f");
    file_make(name, "12345");
    EQUAL(file_size(name), 5);
    EQUAL(SetFileAttributesA(name, FILE_ATTRIBUTE_READONLY), TRUE);
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) != 0);
    FAILS(FALSE, ERROR_ACCESS_DENIED, DeleteFileA(name));
    EQUAL(SetFileAttributesA(name, FILE_ATTRIBUTE_NORMAL), TRUE);
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) == 0);
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, SetFileAttributesA(in_base("no"), 0));
    FAILS(INVALID_FILE_ATTRIBUTES, ERROR_PATH_NOT_FOUND,
          GetFileAttributesA(in_base("no/f")));
    FAILS(FALSE, ERROR_FILE_NOT_FOUND,
          GetFileAttributesExA(in_base("no"), GetFileExInfoStandard, &data));
    FAILS(FALSE, ERROR_INVALID_PARAMETER,
          GetFileAttributesExA(name, GetFileExMaxInfoLevel, &data));
    EQUAL(DeleteFileA(name), TRUE);
    EQUAL(RemoveDirectoryA(base), TRUE);
}

/* Row: how far from 1970, in the high word's units of seven minutes. */
static void times(const struct ct_row *row)
{
    FILETIME set = {0xd53e8000, 0x019db1de}, got, access; /* 1970 */
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE h;

    set.dwHighDateTime += (DWORD)row->arg;
    base_make();
    h = CreateFileA(in_base("f"), GENERIC_READ | GENERIC_WRITE, 0, NULL,
                    CREATE_NEW, 0, NULL);
    EQUAL(SetFileTime(h, NULL, NULL, &set), TRUE);
    EQUAL(GetFileTime(h, NULL, &access, &got), TRUE);
    EQUAL(got.dwLowDateTime, set.dwLowDateTime);
    EQUAL(got.dwHighDateTime, set.dwHighDateTime);
    EQUAL(GetFileInformationByHandle(h, &info), TRUE);
    EQUAL(info.ftLastWriteTime.dwLowDateTime, set.dwLowDateTime);
    EQUAL(info.nNumberOfLinks, 1);
    EQUAL(info.nFileSizeLow, 0);
    EQUAL(CloseHandle(h), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, GetFileTime(h, &got, NULL, NULL));
    FAILS(FALSE, ERROR_INVALID_HANDLE, SetFileTime(h, NULL, NULL, &set));
    FAILS(FALSE, ERROR_INVALID_HANDLE, GetFileInformationByHandle(h, &info));
    EQUAL(DeleteFileA(in_base("f")), TRUE);
    EQUAL(RemoveDirectoryA(base), TRUE);
}

static void moving(const struct ct_row *row)
{
    (void)row;
    base_make();
    file_make(in_base("a"), "aaa");
    file_make(in_base("b"), "b");
    FAILS(FALSE, ERROR_ALREADY_EXISTS, MoveFileA(in_base("a"), in_base("b")));
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, MoveFileA(in_base("no"), in_base("c")));
    FAILS(FALSE, ERROR_PATH_NOT_FOUND, MoveFileA(in_base("a"), in_base("d/c")));
    EQUAL(MoveFileExA(in_base("a"), in_base("b"), MOVEFILE_REPLACE_EXISTING),
          TRUE);
    EQUAL(file_size(in_base("b")), 3);
    FAILS(FALSE, ERROR_FILE_EXISTS,
          (file_make(in_base("a"), "a"),
           CopyFileA(in_base("b"), in_base("a"), TRUE)));
    EQUAL(CopyFileA(in_base("b"), in_base("a"), FALSE), TRUE);
    EQUAL(file_size(in_base("a")), 3);
    FAILS(FALSE, ERROR_FILE_NOT_FOUND,
          CopyFileA(in_base("no"), in_base("c"), FALSE));
    EQUAL(MoveFileA(in_base("b"), in_base("c")), TRUE);
    EQUAL(DeleteFileA(in_base("a")), TRUE);
    EQUAL(DeleteFileA(in_base("c")), TRUE);
    EQUAL(RemoveDirectoryA(base), TRUE);
}

static void wide(const struct ct_row *row)
{
    WCHAR temp[MAX_PATH], name[MAX_PATH];
    WIN32_FILE_ATTRIBUTE_DATA data;
    HANDLE h;

    (void)row;
    CHECK(GetTempPathW(MAX_PATH, temp) > 0);
    CHECK(GetTempFileNameW(temp, L"\u00e4ws", 0, name) != 0);
    CHECK(GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES);
    FAILS(INVALID_HANDLE_VALUE, ERROR_FILE_EXISTS,
          CreateFileW(name, GENERIC_READ, 0, NULL, CREATE_NEW, 0, NULL));
    h = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(h != INVALID_HANDLE_VALUE);
    EQUAL(CloseHandle(h), TRUE);
    EQUAL(GetFileAttributesExW(name, GetFileExInfoStandard, &data), TRUE);
    EQUAL(data.nFileSizeLow, 0);
    EQUAL(DeleteFileW(name), TRUE);
    EQUAL(CreateDirectoryW(name, NULL), TRUE);
    EQUAL(RemoveDirectoryW(name), TRUE);
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, DeleteFileW(name));
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, MoveFileW(name, temp));
    FAILS(0, ERROR_DIRECTORY, GetTempFileNameW(name, L"x", 0, name));
}

static void current(const struct ct_row *row)
{
    char before[MAX_PATH], now[MAX_PATH];
    DWORD len = GetCurrentDirectoryA(sizeof(before), before);

    (void)row;
    base_make();
    file_make(in_base("f"), "x");
    EQUAL(len, strlen(before));
    EQUAL(GetCurrentDirectoryA(1, now), len + 1);
    EQUAL(GetCurrentDirectoryW(0, NULL), len + 1);
    FAILS(FALSE, ERROR_DIRECTORY, SetCurrentDirectoryA(in_base("f")));
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, SetCurrentDirectoryA(in_base("no")));
    EQUAL(SetCurrentDirectoryA(base), TRUE);
    EQUAL(file_size("f"), 1);
    EQUAL(file_size(".\\f"), 1); /* a backslash separates, too */
    EQUAL(DeleteFileA("f"), TRUE);
    EQUAL(SetCurrentDirectoryA(before), TRUE);
    EQUAL(RemoveDirectoryA(base), TRUE);
}

static const struct ct_row rows[] = {
    RULE(CreateDirectory, "made, listed, removed", directories),
    RULE(GetFileAttributes, "attributes and sizes", attributes),
    RULE(SetFileTime, "there and back", times, .arg = 0x1000),
    RULE(SetFileTime, "the year 2300", times, .arg = 0x1724000),
    RULE(MoveFileEx, "moves and copies", moving),
    RULE(CreateFileW, "names in UTF-16", wide),
    RULE(SetCurrentDirectory, "there and back; backslashes", current),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
