/* SPDX-License-Identifier: MIT */
/* The last error of a thread: who keeps it, who changes it, who leaves it
 * alone; and gai_strerror's texts. WSAStartup's rows are in startup.c, texts
 * by FormatMessage in formatmessage.c. */
#include "harness.h"
#include <errno.h>

static void keeps_any_value(const struct ct_row *row)
{
    static const int values[] = {
        0, 1, -1, 10004, 11999, 0x7fffffff, WSAECONNRESET, (int)0x80000000};
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(values); i++) {
        WSASetLastError(values[i]);
        EQUAL(WSAGetLastError(), values[i]);
        EQUAL(WSAGetLastError(), values[i]); /* reading it changes nothing */
    }
}

static void same_as_win32(const struct ct_row *row)
{
    (void)row;
    SetLastError(WSAEALREADY);
    EQUAL(WSAGetLastError(), WSAEALREADY);
    WSASetLastError(ERROR_FILE_NOT_FOUND);
    EQUAL(GetLastError(), ERROR_FILE_NOT_FOUND);
}

/* What fails replaces the value, whichever function it is. */
static void replaced(const struct ct_row *row)
{
    (void)row;
    WSASetLastError(WSAEALREADY);
    EQUAL(closesocket(INVALID_SOCKET), SOCKET_ERROR);
    EQUAL(WSAGetLastError(), WSAENOTSOCK);
    EQUAL(listen(ct_open(CT_TCP), 1), SOCKET_ERROR);
    EQUAL(WSAGetLastError(), WSAEINVAL);
    WSASetLastError(0);
    EQUAL(WSAGetLastError(), 0);
}

/* A call that succeeds leaves it alone or makes it 0, and nothing else. */
static void after_success(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;
    int err;

    (void)row;
    WSASetLastError(WSAEALREADY);
    EQUAL(send(s, "x", 1, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    err = WSAGetLastError();
    CHECK(err == WSAEALREADY || err == 0);
}

/* The error that waits on a socket is another one. */
static void socket_has_its_own(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    int value = -1, len = sizeof(value), err;

    (void)row;
    WSASetLastError(WSAEALREADY);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&value, &len), 0);
    EQUAL(value, 0);
    err = WSAGetLastError();
    CHECK(err == WSAEALREADY || err == 0);
}

/* errno is C's, on Windows too. */
static void errno_left_alone(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    char byte;

    (void)row;
    errno = 77;
    EQUAL(recv(s, &byte, 1, 0), SOCKET_ERROR);
    EQUAL(errno, 77);
    EQUAL(closesocket(INVALID_SOCKET), SOCKET_ERROR);
    EQUAL(errno, 77);
    ct_nonblock(s);
    EQUAL(errno, 77);
}

enum { THREADS = 8, TIMES = 200 };

/* Each provokes its own error, while the others do. */
static DWORD WINAPI err_in_thread(void *arg)
{
    bool even = (intptr_t)arg % 2 == 0;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    DWORD good = s != INVALID_SOCKET;
    char byte;
    int i;

    for (i = 0; i < TIMES && good; i++) {
        if (even)
            listen(s, 1);
        else
            recv(s, &byte, 1, 0);
        SwitchToThread();
        good = WSAGetLastError() == (even ? WSAEINVAL : WSAENOTCONN);
    }
    closesocket(s);
    return good;
}

static void threads_apart(const struct ct_row *row)
{
    HANDLE threads[THREADS];
    DWORD good;
    int i;

    (void)row;
    for (i = 0; i < THREADS; i++)
        threads[i] = ct_thread(err_in_thread, (void *)(intptr_t)i);
    WSASetLastError(WSAEDISCON);
    for (i = 0; i < THREADS; i++) {
        ct_join(threads[i]);
        good = FALSE;
        EQUAL(GetExitCodeThread(threads[i], &good) != 0, 1);
        EQUAL(good, TRUE);
    }
    EQUAL(WSAGetLastError(), WSAEDISCON);
}

static void unstarted(const struct ct_row *row)
{
    SOCKET_FAILS(WSANOTINITIALISED, closesocket(INVALID_SOCKET));
    WSASetLastError(row->arg);
    EQUAL(WSAGetLastError(), row->arg);
}

static const int gai_codes[] = {EAI_AGAIN,   EAI_BADFLAGS, EAI_FAIL,
                                EAI_FAMILY,  EAI_MEMORY,   EAI_NONAME,
                                EAI_SERVICE, EAI_SOCKTYPE};

static bool has_text(const char *text)
{
    return text != NULL && text[0] != '\0' && strlen(text) < 1024;
}

/* Texts are there, and tell the codes apart. */
static void gai_texts(const struct ct_row *row)
{
    char first[1024];
    int i, j;

    (void)row;
    for (i = 0; i < CT_COUNT(gai_codes); i++) {
        CHECK(has_text(gai_strerrorA(gai_codes[i])));
        if (ct_failed())
            return;
        strcpy(first, gai_strerrorA(gai_codes[i]));
        for (j = 0; j < i; j++)
            CHECK(strcmp(first, gai_strerrorA(gai_codes[j])) != 0);
    }
}

static void gai_wide(const struct ct_row *row)
{
    char narrow[1024];
    const WCHAR *wide;
    int i, j;

    (void)row;
    for (i = 0; i < CT_COUNT(gai_codes) && !ct_failed(); i++) {
        strcpy(narrow, gai_strerrorA(gai_codes[i]));
        wide = gai_strerrorW(gai_codes[i]);
        NEED(wide != NULL, TRUE);
        for (j = 0; narrow[j] != '\0'; j++)
            EQUAL((WCHAR)(unsigned char)narrow[j], wide[j]);
        EQUAL(wide[j], 0);
    }
}

static void gai_unlisted(const struct ct_row *row)
{
    (void)row;
    CHECK(has_text(gai_strerrorA(123456)));
    CHECK(has_text(gai_strerrorA(-1)));
    CHECK(gai_strerrorW(123456) != NULL && gai_strerrorW(123456)[0] != 0);
}

static void gai_leaves_error(const struct ct_row *row)
{
    (void)row;
    WSASetLastError(WSAEALREADY);
    CHECK(has_text(gai_strerrorA(EAI_NONAME)));
    EQUAL(WSAGetLastError(), WSAEALREADY);
}

static const struct ct_row rows[] = {
    RULE(WSASetLastError, "works before WSAStartup", unstarted,
         .flags = CT_UNSTARTED, .arg = WSAEALREADY),
    RULE(WSASetLastError, "keeps any value", keeps_any_value),
    RULE(WSASetLastError, "0 clears, before WSAStartup too", unstarted,
         .flags = CT_UNSTARTED, .arg = 0),
    RULE(WSAGetLastError, "GetLastError is the same", same_as_win32),
    RULE(WSAGetLastError, "the next failure replaces it", replaced),
    RULE(WSAGetLastError, "success makes it 0 at most", after_success),
    RULE(WSAGetLastError, "a socket's error is another", socket_has_its_own),
    RULE(WSAGetLastError, "errno is left alone", errno_left_alone),
    RULE(WSAGetLastError, "threads do not disturb each other", threads_apart),
    RULE(gai_strerror, "a text for every code", gai_texts,
         .flags = CT_UNSTARTED),
    RULE(gai_strerror, "the wide form says the same", gai_wide),
    RULE(gai_strerror, "a text for codes that nobody lists", gai_unlisted),
    RULE(gai_strerror, "leaves the last error alone", gai_leaves_error),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
