/* SPDX-License-Identifier: MIT */
/* (operation, errno) -> code: the pairs that differ from operation to
 * operation, the rows of ANY, and what happens to a pair without a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err/codes.h"
#include "err/err.h"
#include "ws2/errors.h"

static const struct {
    enum ws2_opcode op;
    int e;
    ws2_err want;
} cases[] = {
    {WS2_OP_SOCKET, EAFNOSUPPORT, WSAEPFNOSUPPORT},
    {WS2_OP_SOCKET, EPROTONOSUPPORT, WSAEPROTONOSUPPORT},
    {WS2_OP_SOCKET, ESOCKTNOSUPPORT, WSAESOCKTNOSUPPORT},
    {WS2_OP_SOCKET, EMFILE, WSAEMFILE},
    {WS2_OP_SOCKET, ENFILE, WSAEMFILE},
    {WS2_OP_SOCKET, ENOMEM, WSAENOBUFS},
    {WS2_OP_SOCKET, EPERM, WSAEACCES},
    {WS2_OP_BIND, EAFNOSUPPORT, WSAEFAULT},
    {WS2_OP_BIND, EACCES, WSAEACCES},
    {WS2_OP_BIND, EADDRINUSE, WSAEADDRINUSE},
    {WS2_OP_BIND, EADDRNOTAVAIL, WSAEADDRNOTAVAIL},
    {WS2_OP_BIND, ENOENT, WSAENETDOWN},
    {WS2_OP_BIND, ELOOP, WSAELOOP},
    {WS2_OP_BIND, ENAMETOOLONG, WSAENAMETOOLONG},
    {WS2_OP_BIND, EDQUOT, WSAEDQUOT},
    {WS2_OP_BIND, ESTALE, WSAESTALE},
    {WS2_OP_BIND, EREMOTE, WSAEREMOTE},
    {WS2_OP_BIND, EUSERS, WSAEUSERS},
    {WS2_OP_BIND, ENOTEMPTY, WSAENOTEMPTY},
    {WS2_OP_BIND, EROFS, WSAEACCES},
    {WS2_OP_ACCEPT, EAGAIN, WSAEWOULDBLOCK},
    {WS2_OP_ACCEPT, ECONNABORTED, WSAECONNRESET},
    {WS2_OP_ACCEPT, EMFILE, WSAEMFILE},
    {WS2_OP_CONNECT, EINPROGRESS, WSAEWOULDBLOCK},
    {WS2_OP_CONNECT, EALREADY, WSAEALREADY},
    {WS2_OP_CONNECT, EISCONN, WSAEISCONN},
    {WS2_OP_CONNECT, EAGAIN, WSAECONNREFUSED},
    {WS2_OP_CONNECT, ENOENT, WSAECONNREFUSED},
    {WS2_OP_CONNECT, ECONNREFUSED, WSAECONNREFUSED},
    {WS2_OP_CONNECT, ETIMEDOUT, WSAETIMEDOUT},
    {WS2_OP_CONNECT, EHOSTDOWN, WSAEHOSTDOWN},
    {WS2_OP_CONNECT, EHOSTUNREACH, WSAEHOSTUNREACH},
    {WS2_OP_CONNECT, ENETUNREACH, WSAENETUNREACH},
    {WS2_OP_CONNECT, EAFNOSUPPORT, WSAEAFNOSUPPORT},
    {WS2_OP_CONNECT, EPROTOTYPE, WSAEPROTOTYPE},
    {WS2_OP_SEND, EAGAIN, WSAEWOULDBLOCK},
    {WS2_OP_SEND, EPIPE, WSAECONNABORTED},
    {WS2_OP_SEND, ECONNRESET, WSAECONNRESET},
    {WS2_OP_SEND, ECONNREFUSED, WSAECONNRESET},
    {WS2_OP_SEND, EDESTADDRREQ, WSAENOTCONN},
    {WS2_OP_SEND, EMSGSIZE, WSAEMSGSIZE},
    {WS2_OP_SENDTO, EDESTADDRREQ, WSAEDESTADDRREQ},
    {WS2_OP_SENDTO, ECONNREFUSED, WSAECONNRESET},
    {WS2_OP_SENDTO, ENETUNREACH, WSAENETUNREACH},
    {WS2_OP_RECV, ECONNREFUSED, WSAECONNRESET},
    {WS2_OP_RECV, EHOSTUNREACH, WSAETIMEDOUT},
    {WS2_OP_RECVFROM, EHOSTUNREACH, WSAENETRESET},
    {WS2_OP_RECVFROM, ECONNREFUSED, WSAECONNRESET},
    {WS2_OP_SHUTDOWN, ENOTCONN, WSAENOTCONN},
    {WS2_OP_GETNAME, ENOTCONN, WSAENOTCONN},
    {WS2_OP_SOCKOPT, EOPNOTSUPP, WSAENOPROTOOPT},
    {WS2_OP_SOCKOPT, ENODEV, WSAEADDRNOTAVAIL},
    {WS2_OP_IOCTL, ENOTTY, WSAEOPNOTSUPP},
    {WS2_OP_POLL, ENOSPC, WSAENOBUFS},
    {WS2_OP_POLL, EPERM, WSASYSCALLFAILURE},
    {WS2_OP_FILE, ENOENT, ERROR_FILE_NOT_FOUND},
    {WS2_OP_FILE, EACCES, ERROR_ACCESS_DENIED},
    {WS2_OP_FILE, ELOOP, WSAELOOP},
    {WS2_OP_FILE, EBADF, WSA_INVALID_HANDLE},
    {WS2_OP_THREAD, EAGAIN, WSA_NOT_ENOUGH_MEMORY},
    {WS2_OP_OFFER, ESRCH, WSAEINVAL},
    {WS2_OP_OFFER, ECONNREFUSED, WSAEINVAL},
    {WS2_OP_OFFER, EMFILE, WSAEMFILE},
    {WS2_OP_MEMORY, ENOMEM, WSA_NOT_ENOUGH_MEMORY},
    {WS2_OP_MEMORY, EFAULT, WSAEFAULT},
    {WS2_OP_CLOSE, EBADF, WSAEBADF},
    {WS2_OP_LISTEN, EBADF, WSAEBADF},
    {WS2_OP_RECV, EFAULT, WSAEFAULT},
    {WS2_OP_ACCEPT, EINTR, WSAEINTR},
};

static void test_pairs(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ws2_err got = ws2_err_from_res(cases[i].op, -cases[i].e);

        if (got != cases[i].want)
            fail_msg("%s %s gives %s, not %s", ws2_opcode_name(cases[i].op),
                     ws2_errno_name(cases[i].e), ws2_error_name(got),
                     ws2_error_name(cases[i].want));
    }
}

static void test_success(void **state)
{
    (void)state;
    assert_int_equal(ws2_err_from_res(WS2_OP_SEND, 0), WS2_OK);
    assert_int_equal(ws2_err_from_res(WS2_OP_SEND, 5), WS2_OK);
    assert_int_equal(ws2_err_from_res(WS2_OP_SEND, INT_MAX), WS2_OK);
}

/* Where an operation has no row of its own, the errno's namesake is meant:
 * ECONNRESET is WSAECONNRESET, unless the table says otherwise on purpose. */
static void test_any_is_namesake(void **state)
{
    static const int others[] = {ENOMEM, EPERM, ENFILE, ENONET, EIO, ENOSYS};
    int e;
    size_t i;

    (void)state;
    for (e = 1; e < 200; e++) {
        ws2_err got = ws2_err_lookup(WS2_OP_ANY, e);
        int expected = ws2_error_from_errno(e);

        for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
            if (others[i] == e)
                expected = got;
        if (got != WS2_OK && got != expected)
            fail_msg("any %s gives %s", ws2_errno_name(e), ws2_error_name(got));
    }
}

/* Every code that any row gives is in the catalog. */
static void test_codes_known(void **state)
{
    int op;
    int e;

    (void)state;
    for (op = 0; op < WS2_OP_COUNT; op++) {
        assert_non_null(ws2_opcode_name((enum ws2_opcode)op));
        for (e = 1; e < 4096; e++) {
            ws2_err err = ws2_err_lookup((enum ws2_opcode)op, e);

            if (err != WS2_OK)
                assert_non_null(ws2_error_by_code(err));
        }
    }
    assert_null(ws2_opcode_name(WS2_OP_COUNT));
    assert_null(ws2_opcode_name((enum ws2_opcode) - 1));
}

static void test_unmapped(void **state)
{
    unsigned before = ws2_err_unmapped_count();

    (void)state;
    unsetenv("WS2_DEBUG_UNMAPPED");
    errno = 77;
    assert_int_equal(ws2_err_from_res(WS2_OP_RECV, -EXDEV), WSASYSCALLFAILURE);
    assert_int_equal(ws2_err_from_res(WS2_OP_RECV, -4095), WSASYSCALLFAILURE);
    assert_int_equal(ws2_err_from_res(WS2_OP_RECV, -4096), WSASYSCALLFAILURE);
    assert_int_equal(ws2_err_from_res(WS2_OP_RECV, INT_MIN), WSASYSCALLFAILURE);
    assert_int_equal(ws2_err_unmapped_count(), before + 4);
    assert_int_equal(ws2_err_lookup(WS2_OP_RECV, EXDEV), WS2_OK);
    assert_int_equal(ws2_err_unmapped_count(), before + 4);
    assert_int_equal(errno, 77);
}

/* With the variable set, the pair is named on standard error. */
static void test_unmapped_report(void **state)
{
    char text[256] = "";
    int saved = dup(STDERR_FILENO);
    int ends[2];
    ssize_t n;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    setenv("WS2_DEBUG_UNMAPPED", "1", 1);
    dup2(ends[1], STDERR_FILENO);
    errno = 77;
    ws2_err_from_res(WS2_OP_CONNECT, -EXDEV);
    assert_int_equal(errno, 77);
    setenv("WS2_DEBUG_UNMAPPED", "0", 1);
    ws2_err_from_res(WS2_OP_CONNECT, -EUCLEAN);
    unsetenv("WS2_DEBUG_UNMAPPED");
    dup2(saved, STDERR_FILENO);
    close(ends[1]);
    n = read(ends[0], text, sizeof(text) - 1);
    close(ends[0]);
    close(saved);
    assert_true(n > 0);
    assert_non_null(strstr(text, "EXDEV"));
    assert_non_null(strstr(text, "connect"));
    assert_null(strstr(text, "EUCLEAN"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_success),
        cmocka_unit_test(test_any_is_namesake),
        cmocka_unit_test(test_codes_known),
        cmocka_unit_test(test_unmapped),
        cmocka_unit_test(test_unmapped_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
