/* SPDX-License-Identifier: MIT */
/* ws2/errors.h: what a Windows Sockets error code means, for programs.
 *
 * The catalog of the 95 Windows Sockets codes and of the Win32 codes that
 * network programs meet: name, one-line title, an explanation, what to check,
 * the POSIX errno, the HRESULT. Everything here is constant data: all
 * functions may be called from any thread at any time, before WSAStartup as
 * well, allocate nothing, and leave errno and the last error alone.
 *
 * Portable: the same header and its sources (src/err/catalog.c, search.c and
 * posix.c with the .def files) build with gcc, clang and mingw-w64; on Windows
 * the errno functions speak the errno values of that C library.
 *
 * On Linux link with -lws2_32. */
#ifndef WS2_ERRORS_H
#define WS2_ERRORS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)
#define WS2_ERRORS_API __attribute__((visibility("default")))
#else
#define WS2_ERRORS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Who has to act, and whether repeating the call can help. In words:
 * ws2_error_kind_text. */
typedef enum ws2_error_kind {
    WS2_KIND_PROGRAM,   /* the call is wrong here: repeating cannot help */
    WS2_KIND_WAIT,      /* not over yet, or ended on purpose: no failure */
    WS2_KIND_PEER,      /* the other side or the path: make a new connection */
    WS2_KIND_NETWORK,   /* address, route or host: another target may work */
    WS2_KIND_RESOURCES, /* something has run out: later may work */
    WS2_KIND_SETUP,     /* system, provider or file system to be put right */
    WS2_KIND_NAME,      /* the answer of a name or service lookup */
    WS2_KIND_EVENT      /* a notification, no failure at all */
} ws2_error_kind;

/* One code. All strings are constant, in ASCII, and never NULL unless said. */
typedef struct ws2_error_info {
    int code;            /* as WSAGetLastError or GetLastError returns it */
    ws2_error_kind kind; /* who has to act */
    int is_winsock;      /* 1: one of the 95 Windows Sockets codes */
    const char *name;    /* "WSAECONNRESET" */
    const char *title;   /* one clause without a full stop */
    const char *what;    /* what happened: a paragraph */
    const char *check;   /* what to look at: one suggestion a line */
    const char *see;     /* related codes by name, blank between; may be "" */
    const char *words;   /* search phrases, comma between */
    const char *posix;   /* "ECONNRESET", or NULL */
    const char *source;  /* address of the page that documents the code */
} ws2_error_info;

/* Where another name of a code comes from. */
typedef enum ws2_alias_family {
    WS2_ALIAS_WIN32,   /* ERROR_IO_PENDING for WSA_IO_PENDING */
    WS2_ALIAS_H_ERRNO, /* HOST_NOT_FOUND for WSAHOST_NOT_FOUND */
    WS2_ALIAS_EAI,     /* EAI_NONAME for WSAHOST_NOT_FOUND */
    WS2_ALIAS_WSA      /* WSANO_ADDRESS for WSANO_DATA */
} ws2_alias_family;

typedef struct ws2_error_alias {
    ws2_alias_family family;
    const char *name;
} ws2_error_alias;

/* --- Looking up. NULL (or 0) when the catalog does not know the answer. */

/* The entry of a code: ws2_error_by_code(WSAGetLastError()). */
WS2_ERRORS_API const ws2_error_info *ws2_error_by_code(int code);

/* The entry of a name in any case: "WSAECONNRESET", without the prefix
 * ("econnreset", "HOST_NOT_FOUND"), or an alias ("ERROR_IO_PENDING",
 * "EAI_NONAME"). A name that is an errno without a code of that name (EPERM)
 * is not found here: see ws2_errno_by_name. */
WS2_ERRORS_API const ws2_error_info *ws2_error_by_name(const char *name);

/* The name of a code ("WSAECONNRESET"), or NULL: for log lines. */
WS2_ERRORS_API const char *ws2_error_name(int code);

/* One line in words ("The connection was reset by the other side"). Never
 * NULL: an unknown code gives "Unknown error". */
WS2_ERRORS_API const char *ws2_error_title(int code);

/* A kind in a word ("peer") and in words; kinds are numbered from 0, NULL
 * behind the last. */
WS2_ERRORS_API const char *ws2_error_kind_name(ws2_error_kind kind);
WS2_ERRORS_API const char *ws2_error_kind_text(ws2_error_kind kind);

/* The catalog in the order of the codes, the 95 Windows Sockets codes first:
 *   for (size_t i = 0; (e = ws2_error_at(i)) != NULL; i++) */
WS2_ERRORS_API const ws2_error_info *ws2_error_at(size_t index);
WS2_ERRORS_API size_t ws2_error_count(void);         /* all entries */
WS2_ERRORS_API size_t ws2_error_winsock_count(void); /* 95 */

/* The index-th other name of a code; 0 when there are no more, else 1 and
 * *alias is set. */
WS2_ERRORS_API int ws2_error_alias_at(int code, size_t index,
                                      ws2_error_alias *alias);

/* Entries in which all the words of text occur (any case, parts of words
 * count), best first: names, then titles and phrases, then explanations. At
 * most max are stored; the result is the number of all. When an entry has the
 * whole text as a phrase ("reset by peer"), only such entries are found. */
WS2_ERRORS_API size_t ws2_error_search(const char *text,
                                       const ws2_error_info **found,
                                       size_t max);

/* --- errno in both directions, with the errno values of this C library. */

/* The Windows Sockets code that means the same as errno value e: ECONNRESET
 * gives WSAECONNRESET, EAGAIN WSAEWOULDBLOCK, EPERM WSAEACCES. 0 for 0, and
 * for a value without a counterpart. What a particular call reports can
 * differ: a non-blocking connect says EINPROGRESS on POSIX systems and
 * WSAEWOULDBLOCK on Windows. */
WS2_ERRORS_API int ws2_error_from_errno(int e);

/* The errno value that means the same as a code, 0 when there is none (or this
 * C library does not have it). */
WS2_ERRORS_API int ws2_error_to_errno(int code);

/* "ECONNRESET" for its number, NULL for an unknown one; and the number for a
 * name in any case, 0 for an unknown one. */
WS2_ERRORS_API const char *ws2_errno_name(int e);
WS2_ERRORS_API int ws2_errno_by_name(const char *name);

/* --- HRESULT: 0x80070000 plus the code, as HRESULT_FROM_WIN32 makes it. */

/* 0 (S_OK) for 0; a value that is negative already is returned unchanged. */
WS2_ERRORS_API int32_t ws2_error_to_hresult(int code);

/* The code in an HRESULT of that form, 0 for S_OK, -1 for any other. */
WS2_ERRORS_API int ws2_error_from_hresult(int32_t hresult);

#ifdef __cplusplus
}
#endif

#endif
