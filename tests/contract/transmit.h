/* SPDX-License-Identifier: MIT */
/* What rows about TransmitFile and TransmitPackets share. */
#ifndef CT_TRANSMIT_H
#define CT_TRANSMIT_H

#include "overlapped.h"

/* The byte that belongs at a place of every file here. */
static inline char ct_pattern(unsigned long long at)
{
    return (char)(at * 31 + at / 257);
}

/* A temporary file that goes with its handle, which is closed after the row. */
static inline HANDLE ct_file_empty(DWORD flags)
{
    char dir[MAX_PATH], name[MAX_PATH];
    HANDLE file = INVALID_HANDLE_VALUE;

    if (GetTempPathA(sizeof(dir), dir) != 0 &&
        GetTempFileNameA(dir, "ct", 0, name) != 0)
        file =
            CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                        CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE | flags, NULL);
    if (file == INVALID_HANDLE_VALUE)
        ct_fail("fixture: no temporary file: %ld", (long)GetLastError());
    else
        ct_keep_handle(file);
    return file;
}

static inline void ct_file_seek(HANDLE file, unsigned long long at)
{
    LARGE_INTEGER to = {.QuadPart = (long long)at};

    CHECK(SetFilePointerEx(file, to, NULL, FILE_BEGIN));
}

/* n bytes of the pattern, from that place of the file on. */
static inline void ct_file_fill(HANDLE file, unsigned long long at, size_t n)
{
    char piece[4096];

    ct_file_seek(file, at);
    while (n > 0) {
        DWORD part = n < sizeof(piece) ? (DWORD)n : sizeof(piece), done;

        for (DWORD i = 0; i < part; i++)
            piece[i] = ct_pattern(at + i);
        if (!WriteFile(file, piece, part, &done, NULL) || done != part) {
            ct_fail("fixture: WriteFile gave %ld", (long)GetLastError());
            return;
        }
        at += part;
        n -= part;
    }
}

static inline HANDLE ct_file(size_t n)
{
    HANDLE file = ct_file_empty(0);

    ct_file_fill(file, 0, n);
    ct_file_seek(file, 0);
    return file;
}

/* Who takes a stream, to its end or so many bytes, and compares: text, then n
 * bytes of the pattern from a place on, then text. */
struct ct_reader {
    SOCKET s;
    const char *before, *after;
    unsigned long long at;
    size_t n;
    /* out */
    size_t got;
    bool differs, ended;
    HANDLE thread;
};

static inline size_t ct_reader_wants(const struct ct_reader *r)
{
    return strlen(r->before) + r->n + strlen(r->after);
}

static inline char ct_reader_byte(const struct ct_reader *r, size_t at)
{
    if (at < strlen(r->before))
        return r->before[at];
    at -= strlen(r->before);
    return at < r->n ? ct_pattern(r->at + at) : r->after[at - r->n];
}

static inline DWORD WINAPI ct_reader_main(void *arg)
{
    struct ct_reader *r = arg;
    char piece[8192];
    size_t left;
    int got;

    while ((left = ct_reader_wants(r) - r->got) > 0) {
        got = recv(r->s, piece,
                   (int)(left < sizeof(piece) ? left : sizeof(piece)), 0);
        if (got <= 0) {
            r->ended = got == 0;
            return 0;
        }
        for (int i = 0; i < got; i++, r->got++)
            if (piece[i] != ct_reader_byte(r, r->got))
                r->differs = true;
    }
    return 0;
}

static inline void ct_reader_start(struct ct_reader *r)
{
    r->before = r->before != NULL ? r->before : "";
    r->after = r->after != NULL ? r->after : "";
    r->thread = ct_thread(ct_reader_main, r);
}

static inline void ct_reader_check(struct ct_reader *r)
{
    ct_join(r->thread);
    EQUAL(r->got, ct_reader_wants(r));
    CHECK(!r->differs);
}

#endif
