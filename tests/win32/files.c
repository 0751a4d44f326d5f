/* SPDX-License-Identifier: MIT */
/* Files: opening, reading, writing, positions, sizes. */
#include "harness.h"

static char dir[MAX_PATH];

/* A new empty file's name. */
static const char *fresh(void)
{
    static char name[MAX_PATH];

    GetTempPathA(sizeof(dir), dir);
    CHECK(GetTempFileNameA(dir, "ws2", 0, name) != 0);
    return name;
}

static HANDLE open_file(const char *name, DWORD access, DWORD how, DWORD flags)
{
    return CreateFileA(name, access,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, how, flags, NULL);
}

#define BOTH (GENERIC_READ | GENERIC_WRITE)

static void dispositions(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h;

    (void)row;
    FAILS(INVALID_HANDLE_VALUE, ERROR_FILE_EXISTS,
          open_file(name, BOTH, CREATE_NEW, 0));
    h = open_file(name, BOTH, OPEN_ALWAYS, 0);
    EQUAL(GetLastError(), ERROR_ALREADY_EXISTS);
    EQUAL(CloseHandle(h), TRUE);
    EQUAL(DeleteFileA(name), TRUE);
    FAILS(FALSE, ERROR_FILE_NOT_FOUND, DeleteFileA(name));
    FAILS(INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND,
          open_file(name, BOTH, OPEN_EXISTING, 0));
    FAILS(INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND,
          open_file(name, BOTH, TRUNCATE_EXISTING, 0));
    h = open_file(name, BOTH, CREATE_ALWAYS, 0);
    EQUAL(GetLastError(), ERROR_SUCCESS);
    EQUAL(CloseHandle(h), TRUE);
    h = open_file(name, BOTH, CREATE_ALWAYS, 0);
    EQUAL(GetLastError(), ERROR_ALREADY_EXISTS);
    EQUAL(CloseHandle(h), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, CloseHandle(h));
    EQUAL(DeleteFileA(name), TRUE);
}

static void refused(const struct ct_row *row)
{
    const char *name = fresh();

    (void)row;
    FAILS(INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER,
          open_file(name, BOTH, 0, 0));
    FAILS(INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER,
          open_file(name, BOTH, 6, 0));
    FAILS(INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER,
          open_file(name, GENERIC_READ, TRUNCATE_EXISTING, 0));
    FAILS(INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND,
          open_file("", BOTH, OPEN_EXISTING, 0));
    FAILS(INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND,
          open_file("no-such-directory/x", BOTH, OPEN_ALWAYS, 0));
    FAILS(INVALID_HANDLE_VALUE, ERROR_ACCESS_DENIED,
          open_file(dir, GENERIC_READ, OPEN_EXISTING, 0));
    EQUAL(DeleteFileA(name), TRUE);
}

static void transfer(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, BOTH, OPEN_EXISTING, 0), copy;
    char data[16] = {0};
    DWORD n = 77;

    (void)row;
    EQUAL(WriteFile(h, "0123456789", 10, &n, NULL), TRUE);
    EQUAL(n, 10);
    EQUAL(FlushFileBuffers(h), TRUE);
    EQUAL(GetFileSize(h, NULL), 10);
    EQUAL(SetFilePointer(h, -4, NULL, FILE_END), 6);
    EQUAL(ReadFile(h, data, sizeof(data), &n, NULL), TRUE);
    EQUAL(n, 4);
    EQUAL(memcmp(data, "6789", 4), 0);
    EQUAL(ReadFile(h, data, sizeof(data), &n, NULL), TRUE);
    EQUAL(n, 0); /* the end */
    EQUAL(SetFilePointer(h, 3, NULL, FILE_BEGIN), 3);
    EQUAL(SetEndOfFile(h), TRUE);
    EQUAL(GetFileSize(h, NULL), 3);
    /* A duplicate has the same position and outlives the first handle. */
    EQUAL(DuplicateHandle(GetCurrentProcess(), h, GetCurrentProcess(), &copy, 0,
                          FALSE, DUPLICATE_SAME_ACCESS),
          TRUE);
    EQUAL(SetFilePointer(copy, 1, NULL, FILE_BEGIN), 1);
    EQUAL(CloseHandle(h), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, ReadFile(h, data, 1, &n, NULL));
    EQUAL(ReadFile(copy, data, 2, &n, NULL), TRUE);
    EQUAL(n, 2);
    EQUAL(memcmp(data, "12", 2), 0);
    EQUAL(CloseHandle(copy), TRUE);
    EQUAL(DeleteFileA(name), TRUE);
}

static void rights(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, GENERIC_READ, OPEN_EXISTING, 0);
    char c = 'x';
    DWORD n = 77;

    (void)row;
    FAILS(FALSE, ERROR_ACCESS_DENIED, WriteFile(h, &c, 1, &n, NULL));
    EQUAL(n, 0);
    FAILS(FALSE, ERROR_ACCESS_DENIED, SetEndOfFile(h));
    FAILS(FALSE, ERROR_ACCESS_DENIED, FlushFileBuffers(h));
    EQUAL(CloseHandle(h), TRUE);
    h = open_file(name, GENERIC_WRITE, OPEN_EXISTING, 0);
    FAILS(FALSE, ERROR_ACCESS_DENIED, ReadFile(h, &c, 1, &n, NULL));
    EQUAL(CloseHandle(h), TRUE);
    h = open_file(name, FILE_APPEND_DATA, OPEN_EXISTING, 0);
    EQUAL(WriteFile(h, "ab", 2, &n, NULL), TRUE);
    EQUAL(SetFilePointer(h, 0, NULL, FILE_BEGIN), 0);
    EQUAL(WriteFile(h, "cd", 2, &n, NULL), TRUE);
    EQUAL(CloseHandle(h), TRUE);
    h = open_file(name, 0, OPEN_EXISTING, 0); /* to look at */
    EQUAL(GetFileSize(h, NULL), 4);
    EQUAL(GetFileType(h), FILE_TYPE_DISK);
    FAILS(FALSE, ERROR_ACCESS_DENIED, ReadFile(h, &c, 1, &n, NULL));
    EQUAL(CloseHandle(h), TRUE);
    EQUAL(DeleteFileA(name), TRUE);
}

/* An offset moves the position of a file that has one. */
static void offsets(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, BOTH, OPEN_EXISTING, 0);
    OVERLAPPED ov = {.Offset = 2};
    char data[8] = {0};
    DWORD n;

    (void)row;
    EQUAL(WriteFile(h, "abcdef", 6, &n, NULL), TRUE);
    EQUAL(ReadFile(h, data, 2, &n, &ov), TRUE);
    EQUAL(n, 2);
    EQUAL(memcmp(data, "cd", 2), 0);
    EQUAL(ov.Internal, 0);
    EQUAL(ov.InternalHigh, 2);
    EQUAL(SetFilePointer(h, 0, NULL, FILE_CURRENT), 4);
    ov.Offset = 6;
    FAILS(FALSE, ERROR_HANDLE_EOF, ReadFile(h, data, 2, &n, &ov));
    EQUAL(n, 0);
    ov.Offset = ov.OffsetHigh = 0xffffffff;
    EQUAL(WriteFile(h, "gh", 2, &n, &ov), TRUE);
    EQUAL(GetFileSize(h, NULL), 8);
    EQUAL(CloseHandle(h), TRUE);
    EQUAL(DeleteFileA(name), TRUE);
}

/* Windows may answer ERROR_IO_PENDING: then the event says when it is done. */
static void overlapped(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, BOTH, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
    OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    char data[8] = {0};
    DWORD n;

    (void)row;
    FAILS(FALSE, ERROR_INVALID_PARAMETER, ReadFile(h, data, 1, &n, NULL));
    CHECK(WriteFile(h, "abcdef", 6, NULL, &ov) ||
          GetLastError() == ERROR_IO_PENDING);
    EQUAL(WaitForSingleObject(ov.hEvent, 10000), WAIT_OBJECT_0);
    EQUAL(ov.Internal, 0);
    EQUAL(ov.InternalHigh, 6);
    ov.Offset = 4;
    CHECK(ReadFile(h, data, 8, NULL, &ov) ||
          GetLastError() == ERROR_IO_PENDING);
    EQUAL(WaitForSingleObject(ov.hEvent, 10000), WAIT_OBJECT_0);
    EQUAL(ov.InternalHigh, 2);
    EQUAL(memcmp(data, "ef", 2), 0);
    EQUAL(CloseHandle(ov.hEvent), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, ReadFile(h, data, 8, NULL, &ov));
    EQUAL(CloseHandle(h), TRUE);
    EQUAL(DeleteFileA(name), TRUE);
}

static void positions(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, BOTH, OPEN_EXISTING, 0);
    LARGE_INTEGER to = {.QuadPart = 5ll << 30}, at, size;
    LONG high = 1;
    DWORD n, size_high = 0;
    char c;

    (void)row;
    FAILS(INVALID_SET_FILE_POINTER, ERROR_NEGATIVE_SEEK,
          SetFilePointer(h, -1, NULL, FILE_BEGIN));
    FAILS(INVALID_SET_FILE_POINTER, ERROR_INVALID_PARAMETER,
          SetFilePointer(h, 0, NULL, 3));
    EQUAL(SetFilePointerEx(h, to, &at, FILE_BEGIN), TRUE);
    EQUAL(at.QuadPart, to.QuadPart);
    EQUAL(WriteFile(h, "x", 1, &n, NULL), TRUE); /* beyond 4 GiB, sparse */
    EQUAL(GetFileSizeEx(h, &size), TRUE);
    EQUAL(size.QuadPart, to.QuadPart + 1);
    EQUAL(GetFileSize(h, &size_high), 0x40000001);
    EQUAL(size_high, 1);
    FAILS(INVALID_SET_FILE_POINTER, ERROR_INVALID_PARAMETER,
          SetFilePointer(h, 0, NULL, FILE_END));
    EQUAL(SetFilePointer(h, 0x40000000, &high, FILE_BEGIN), 0x40000000);
    EQUAL(high, 1);
    EQUAL(ReadFile(h, &c, 1, &n, NULL), TRUE);
    EQUAL(n, 1);
    EQUAL(c, 'x');
    EQUAL(CloseHandle(h), TRUE);
    FAILS(INVALID_SET_FILE_POINTER, ERROR_INVALID_HANDLE,
          SetFilePointer(h, 0, NULL, FILE_BEGIN));
    FAILS(FALSE, ERROR_INVALID_HANDLE, GetFileSizeEx(h, &size));
    FAILS(FALSE, ERROR_INVALID_HANDLE, SetEndOfFile(h));
    FAILS(FALSE, ERROR_INVALID_HANDLE, FlushFileBuffers(h));
    EQUAL(DeleteFileA(name), TRUE);
}

/* CreateFile2: the same, with its flags in a structure. */
static void create2(const struct ct_row *row)
{
    CREATEFILE2_EXTENDED_PARAMETERS p = {
        .dwSize = sizeof(p), .dwFileFlags = FILE_FLAG_DELETE_ON_CLOSE};
    const char *name = fresh();
    WCHAR wide[MAX_PATH];
    HANDLE h;
    DWORD n;

    (void)row;
    MultiByteToWideChar(CP_ACP, 0, name, -1, wide, MAX_PATH);
    h = CreateFile2(wide, BOTH, 0, OPEN_EXISTING, NULL);
    CHECK(h != INVALID_HANDLE_VALUE);
    EQUAL(WriteFile(h, "x", 1, &n, NULL), TRUE);
    EQUAL(CloseHandle(h), TRUE);
    p.dwSize = 4;
    FAILS(INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER,
          CreateFile2(wide, BOTH, 0, OPEN_EXISTING, &p));
    p.dwSize = sizeof(p);
    h = CreateFile2(wide, BOTH | DELETE, 0, OPEN_EXISTING, &p);
    EQUAL(CloseHandle(h), TRUE);
    FAILS(INVALID_FILE_ATTRIBUTES, ERROR_FILE_NOT_FOUND,
          GetFileAttributesA(name));
}

static void on_close(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, BOTH | DELETE, OPEN_EXISTING,
                         FILE_FLAG_DELETE_ON_CLOSE);

    (void)row;
    CHECK(GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES);
    EQUAL(CloseHandle(h), TRUE);
    FAILS(INVALID_FILE_ATTRIBUTES, ERROR_FILE_NOT_FOUND,
          GetFileAttributesA(name));
}

static void pipes(const struct ct_row *row)
{
    char data[8] = {0};
    HANDLE r, w;
    DWORD n = 77;

    (void)row;
    EQUAL(CreatePipe(&r, &w, NULL, 0), TRUE);
    EQUAL(GetFileType(r), FILE_TYPE_PIPE);
    EQUAL(WriteFile(w, "abc", 3, &n, NULL), TRUE);
    EQUAL(n, 3);
    EQUAL(ReadFile(r, data, sizeof(data), &n, NULL), TRUE);
    EQUAL(n, 3);
    EQUAL(memcmp(data, "abc", 3), 0);
    FAILS(FALSE, ERROR_ACCESS_DENIED, WriteFile(r, "a", 1, &n, NULL));
    EQUAL(CloseHandle(w), TRUE);
    FAILS(FALSE, ERROR_BROKEN_PIPE, ReadFile(r, data, 1, &n, NULL));
    EQUAL(n, 0);
    EQUAL(CloseHandle(r), TRUE);
    EQUAL(CreatePipe(&r, &w, NULL, 4096), TRUE);
    EQUAL(CloseHandle(r), TRUE);
    SetLastError(0);
    EQUAL(WriteFile(w, "a", 1, &n, NULL), FALSE); /* and no signal */
    CHECK(GetLastError() == ERROR_BROKEN_PIPE ||  /* as the page says */
          GetLastError() == ERROR_NO_DATA);       /* what Windows also gives */
    EQUAL(CloseHandle(w), TRUE);
}

static void standard(const struct ct_row *row)
{
    HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    DWORD n;

    (void)row;
    CHECK(out != NULL && out != INVALID_HANDLE_VALUE);
    CHECK(GetStdHandle(STD_OUTPUT_HANDLE) == out);
    EQUAL(WriteFile(out, "", 0, &n, NULL), TRUE);
    EQUAL(SetStdHandle(STD_OUTPUT_HANDLE, event), TRUE);
    CHECK(GetStdHandle(STD_OUTPUT_HANDLE) == event);
    EQUAL(SetStdHandle(STD_OUTPUT_HANDLE, out), TRUE);
    FAILS(INVALID_HANDLE_VALUE, ERROR_INVALID_HANDLE, GetStdHandle(5));
    FAILS(FALSE, ERROR_INVALID_HANDLE, SetStdHandle(5, out));
    FAILS(FILE_TYPE_UNKNOWN, ERROR_INVALID_HANDLE, GetFileType(NULL));
    FAILS(FALSE, ERROR_INVALID_HANDLE, ReadFile(event, &n, 1, &n, NULL));
    EQUAL(CloseHandle(event), TRUE);
}

#ifdef __WS2__
/* Windows programs die of these. */
static void bad_pointers(const struct ct_row *row)
{
    const char *name = fresh();
    HANDLE h = open_file(name, BOTH, OPEN_EXISTING, 0);
    void *bad = (void *)16;
    DWORD n;

    (void)row;
    FAILS(FALSE, ERROR_NOACCESS, WriteFile(h, bad, 4, &n, NULL));
    EQUAL(WriteFile(h, "abcd", 4, &n, NULL), TRUE);
    EQUAL(SetFilePointer(h, 0, NULL, FILE_BEGIN), 0);
    FAILS(FALSE, ERROR_NOACCESS, ReadFile(h, bad, 4, &n, NULL));
    FAILS(FALSE, ERROR_NOACCESS, ReadFile(h, &n, 4, bad, NULL));
    FAILS(FALSE, ERROR_NOACCESS, ReadFile(h, &n, 4, NULL, bad));
    FAILS(FALSE, ERROR_INVALID_PARAMETER, ReadFile(h, &n, 4, NULL, NULL));
    FAILS(FALSE, ERROR_NOACCESS, GetFileSizeEx(h, bad));
    FAILS(INVALID_HANDLE_VALUE, ERROR_NOACCESS,
          open_file(bad, BOTH, OPEN_EXISTING, 0));
    FAILS(FALSE, ERROR_NOACCESS, CreatePipe(bad, bad, NULL, 0));
    EQUAL(CloseHandle(h), TRUE);
    EQUAL(DeleteFileA(name), TRUE);
}
#endif

static const struct ct_row rows[] = {
    RULE(CreateFile, "dispositions", dispositions),
    RULE(CreateFile, "what is refused", refused),
    RULE(ReadFile, "there and back, duplicates", transfer),
    RULE(WriteFile, "only what it was opened for; append", rights),
    RULE(ReadFile, "offsets on a file with a position", offsets),
    RULE(ReadFile, "overlapped", overlapped),
    RULE(SetFilePointer, "beyond 4 GiB", positions),
    RULE(CreateFile, "delete on close", on_close),
    RULE(CreateFile2, "opens, deletes on close", create2),
    RULE(CreatePipe, "data, ends", pipes),
    RULE(GetStdHandle, "standard handles", standard),
#ifdef __WS2__
    RULE(ReadFile, "bad pointers", bad_pointers),
#endif
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
