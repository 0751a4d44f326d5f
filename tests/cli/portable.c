/* SPDX-License-Identifier: MIT */
/* ws2/errors.h on Windows: the catalog's numbers against the compiler's own
 * headers, and the functions with Windows' errno values. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ws2/errors.h"

#define WSA_ERROR(name, value, ...)                                            \
    _Static_assert((name) == (value), #name " differs from the header");
#define WIN32_ERROR(name, value, ...)
#include "err/wsa_errors.def"
#undef WIN32_ERROR
#ifndef ERROR_NO_WORK_DONE /* mingw-w64 lacks it */
#define ERROR_NO_WORK_DONE 235
#endif
#define WIN32_ERROR(name, value, ...)                                          \
    _Static_assert((name) == (value), #name " differs from the header");
#include "err/win32_errors.def"

static int failures;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            printf("FAILED: %s\n", #condition);                                \
            failures++;                                                        \
        }                                                                      \
    } while (0)

static void all_codes(void)
{
    const ws2_error_info *e;
    size_t i;

    for (i = 0; (e = ws2_error_at(i)) != NULL; i++) {
        CHECK(ws2_error_by_code(e->code) == e);
        CHECK(ws2_error_by_name(e->name) == e);
        CHECK(ws2_error_to_hresult(e->code) ==
              (int32_t)HRESULT_FROM_WIN32(e->code));
        if (ws2_error_to_errno(e->code) != 0 && e->is_winsock)
            CHECK(ws2_error_from_errno(ws2_error_to_errno(e->code)) == e->code);
    }
    CHECK(ws2_error_winsock_count() == 95);
}

int main(void)
{
    const ws2_error_info *found[2];

    all_codes();
    CHECK(ws2_error_from_errno(ECONNRESET) == WSAECONNRESET);
    CHECK(ws2_error_from_errno(EWOULDBLOCK) == WSAEWOULDBLOCK);
    CHECK(ws2_error_from_errno(EAGAIN) == WSAEWOULDBLOCK);
    CHECK(ws2_error_to_errno(WSAECONNREFUSED) == ECONNREFUSED);
    CHECK(ws2_error_to_errno(WSAESTALE) == 0); /* no such errno here */
    CHECK(ws2_errno_by_name("ECONNRESET") == ECONNRESET);
    CHECK(ws2_error_search("reset by peer", found, 2) == 1);
    CHECK(found[0]->code == WSAECONNRESET);
    CHECK(strcmp(ws2_error_name(WSAEINTR), "WSAEINTR") == 0);
    printf("%zu codes, %d failures\n", ws2_error_count(), failures);
    return failures != 0;
}
