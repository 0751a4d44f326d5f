/* SPDX-License-Identifier: MIT */
/* The row runner: start, run, record, report; and the watchdog thread.
 *
 * Only the main thread touches the results; the watchdog reads the current
 * row's number, and prints only when it ends the process. Output is one line
 * a row (row, function, code, label, verdict, detail; tab-separated). Exit
 * status: 0 all fine, 1 failures, 97 crashed row, 98 hanging row. */
#include "harness.h"
#include <ctype.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>

#define HANG_MS 15000

enum verdict { OK, FAILED, SKIPPED };

static struct {
    const struct ct_row *rows;
    int count;
    volatile int now; /* index of the row that runs */
    enum verdict verdict;
    char detail[400];
    int passed, failed, skipped, known;
    HANDLE progress;        /* auto-reset: a row began or the program ends */
    volatile LONG finished; /* interlocked: the watchdog reads it */
} ct;

#define NAMED(e)                                                               \
    {                                                                          \
        e, #e                                                                  \
    }
static const struct {
    int err;
    const char *name;
} names[] = {
    NAMED(WSAEINTR),
    NAMED(WSAEBADF),
    NAMED(WSAEACCES),
    NAMED(WSAEFAULT),
    NAMED(WSAEINVAL),
    NAMED(WSAEMFILE),
    NAMED(WSAEWOULDBLOCK),
    NAMED(WSAEINPROGRESS),
    NAMED(WSAEALREADY),
    NAMED(WSAENOTSOCK),
    NAMED(WSAEDESTADDRREQ),
    NAMED(WSAEMSGSIZE),
    NAMED(WSAEPROTOTYPE),
    NAMED(WSAENOPROTOOPT),
    NAMED(WSAEPROTONOSUPPORT),
    NAMED(WSAESOCKTNOSUPPORT),
    NAMED(WSAEOPNOTSUPP),
    NAMED(WSAEPFNOSUPPORT),
    NAMED(WSAEAFNOSUPPORT),
    NAMED(WSAEADDRINUSE),
    NAMED(WSAEADDRNOTAVAIL),
    NAMED(WSAENETDOWN),
    NAMED(WSAENETUNREACH),
    NAMED(WSAENETRESET),
    NAMED(WSAECONNABORTED),
    NAMED(WSAECONNRESET),
    NAMED(WSAENOBUFS),
    NAMED(WSAEISCONN),
    NAMED(WSAENOTCONN),
    NAMED(WSAESHUTDOWN),
    NAMED(WSAETOOMANYREFS),
    NAMED(WSAETIMEDOUT),
    NAMED(WSAECONNREFUSED),
    NAMED(WSAEHOSTDOWN),
    NAMED(WSAEHOSTUNREACH),
    NAMED(WSAEPROCLIM),
    NAMED(WSASYSNOTREADY),
    NAMED(WSAVERNOTSUPPORTED),
    NAMED(WSANOTINITIALISED),
    NAMED(WSAEDISCON),
    NAMED(WSAENOMORE),
    NAMED(WSAECANCELLED),
    NAMED(WSAEINVALIDPROCTABLE),
    NAMED(WSAEINVALIDPROVIDER),
    NAMED(WSAEPROVIDERFAILEDINIT),
    NAMED(WSASYSCALLFAILURE),
    NAMED(WSASERVICE_NOT_FOUND),
    NAMED(WSATYPE_NOT_FOUND),
    NAMED(WSA_E_NO_MORE),
    NAMED(WSA_E_CANCELLED),
    NAMED(WSAEREFUSED),
    NAMED(WSAHOST_NOT_FOUND),
    NAMED(WSATRY_AGAIN),
    NAMED(WSANO_RECOVERY),
    NAMED(WSANO_DATA),
    NAMED(WSA_QOS_RECEIVERS),
    NAMED(WSA_QOS_SENDERS),
    NAMED(WSA_QOS_NO_SENDERS),
    NAMED(WSA_QOS_NO_RECEIVERS),
    NAMED(WSA_QOS_REQUEST_CONFIRMED),
    NAMED(WSA_QOS_ADMISSION_FAILURE),
    NAMED(WSA_QOS_POLICY_FAILURE),
    NAMED(WSA_QOS_BAD_STYLE),
    NAMED(WSA_QOS_BAD_OBJECT),
    NAMED(WSA_QOS_TRAFFIC_CTRL_ERROR),
    NAMED(WSA_QOS_GENERIC_ERROR),
    NAMED(WSA_QOS_ESERVICETYPE),
    NAMED(WSA_QOS_EFLOWSPEC),
    NAMED(WSA_QOS_EPROVSPECBUF),
    NAMED(WSA_QOS_EFILTERSTYLE),
    NAMED(WSA_QOS_EFILTERTYPE),
    NAMED(WSA_QOS_EFILTERCOUNT),
    NAMED(WSA_QOS_EOBJLENGTH),
    NAMED(WSA_QOS_EFLOWCOUNT),
    NAMED(WSA_QOS_EUNKOWNPSOBJ),
    NAMED(WSA_QOS_EPOLICYOBJ),
    NAMED(WSA_QOS_EFLOWDESC),
    NAMED(WSA_QOS_EPSFLOWSPEC),
    NAMED(WSA_QOS_EPSFILTERSPEC),
    NAMED(WSA_QOS_ESDMODEOBJ),
    NAMED(WSA_QOS_ESHAPERATEOBJ),
    NAMED(WSA_QOS_RESERVED_PETYPE),
    NAMED(WSA_IO_PENDING),
    NAMED(WSA_OPERATION_ABORTED),
    NAMED(WSA_INVALID_HANDLE),
    NAMED(ERROR_CALL_NOT_IMPLEMENTED),
    NAMED(ERROR_INSUFFICIENT_BUFFER),
    NAMED(ERROR_SERVICE_DOES_NOT_EXIST),
    NAMED(ERROR_ALREADY_REGISTERED),
    NAMED(ERROR_SERVICE_NOT_FOUND),
    NAMED(WSA_NOT_ENOUGH_MEMORY),
    NAMED(WSA_INVALID_PARAMETER),
    {0, "success"},
    {CT_UNTOUCHED, "(not set)"},
};

const char *ct_err_name(int err)
{
    static char number[2][16];
    static int turn;
    int i;

    for (i = 0; i < CT_COUNT(names); i++)
        if (names[i].err == err)
            return names[i].name;
    turn = !turn;
    snprintf(number[turn], sizeof(number[turn]), "%d", err);
    return number[turn];
}

static void verdict_set(enum verdict verdict, const char *fmt, va_list args)
{
    if (ct.verdict != OK)
        return;
    ct.verdict = verdict;
    vsnprintf(ct.detail, sizeof(ct.detail), fmt, args);
}

void ct_fail(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    verdict_set(FAILED, fmt, args);
    va_end(args);
}

void ct_skip(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    verdict_set(SKIPPED, fmt, args);
    va_end(args);
}

bool ct_failed(void)
{
    return ct.verdict != OK;
}

void ct_verdict(long long got, long long failure, int err, int want,
                const char *call)
{
    if (got != failure)
        ct_fail("%s returned %ld, want %ld with %s", call, (long)got,
                (long)failure, ct_err_name(want));
    else if (err != want)
        ct_fail("%s gave %s, want %s", call, ct_err_name(err),
                ct_err_name(want));
}

void ct_equal(long long got, long long want, const char *what, int line)
{
    if (got != want)
        ct_fail("line %d: %s: %ld is not %ld (last error %s)", line, what,
                (long)got, (long)want, ct_err_name(WSAGetLastError()));
}

/* As contract.tsv has it: without the letter of A and W forms, and without
 * what our header puts before names that libc has too. */
static const char *function_name(const struct ct_row *row)
{
    static char name[64];
    const char *full = row->function;
    size_t n;

    if (strncmp(full, "ws2_", 4) == 0)
        full += 4;
    snprintf(name, sizeof(name), "%s", full);
    n = strlen(name);
    if (n > 2 && name[n - 1] == 'A' && islower((unsigned char)name[n - 2]))
        name[n - 1] = '\0';
    return name;
}

static void row_print(int i, const char *verdict, const char *detail)
{
    const struct ct_row *row = &ct.rows[i];
    const char *name = row->name != NULL ? row->name : ct_err_name(row->code);

    printf("row\t%s\t%s\t", function_name(row),
           row->shows == CT_PAIR ? name : "-");
    if (row->shows == CT_ORDER)
        printf("%s before ", name);
    printf("%s\t%s\t%s\n", row->label, verdict, detail);
    fflush(stdout);
}

/* Known failures are known on ws2 only; elsewhere they are plain rows. */
static const char *row_xfail(const struct ct_row *row)
{
#ifdef __WS2__
    return row->xfail;
#else
    (void)row;
    return NULL;
#endif
}

static void row_count(int i)
{
    const char *xfail = row_xfail(&ct.rows[i]);

    if (ct.verdict == SKIPPED) {
        ct.skipped++;
        row_print(i, "skip", ct.detail);
    } else if (xfail != NULL && ct.verdict == FAILED) {
        ct.known++;
        memmove(ct.detail + strlen(xfail) + 2, ct.detail,
                sizeof(ct.detail) - strlen(xfail) - 2);
        memcpy(ct.detail, xfail, strlen(xfail));
        memcpy(ct.detail + strlen(xfail), ": ", 2);
        ct.detail[sizeof(ct.detail) - 1] = '\0';
        row_print(i, "xfail", ct.detail);
    } else if (xfail != NULL) {
        ct.failed++;
        row_print(i, "FAIL", "passes, but is marked as a known failure");
    } else if (ct.verdict == FAILED) {
        ct.failed++;
        row_print(i, "FAIL", ct.detail);
    } else {
        ct.passed++;
        row_print(i, "ok", "");
    }
}

static void row_run(int i)
{
    const struct ct_row *row = &ct.rows[i];
    WSADATA data;
    int err = 0;

    ct.verdict = OK;
    ct.detail[0] = '\0';
    ct.now = i;
    SetEvent(ct.progress);
    if (!(row->flags & CT_UNSTARTED))
        err = WSAStartup(MAKEWORD(2, 2), &data);
    if (err != 0)
        ct_fail("WSAStartup gave %s", ct_err_name(err));
    else
        row->run(row);
    ct_fixture_reset();
    while (WSACleanup() == 0)
        ; /* however often the row started it */
    row_count(i);
}

static DWORD WINAPI watchdog(void *unused)
{
    const char *text = getenv("CT_HANG_MS");
    DWORD hang_ms = text != NULL ? (DWORD)atoi(text) : HANG_MS;

    (void)unused;
    while (InterlockedCompareExchange(&ct.finished, 0, 0) == 0) {
        if (WaitForSingleObject(ct.progress, hang_ms) == WAIT_TIMEOUT) {
            row_print(ct.now, "FAIL", "hangs");
            _Exit(98);
        }
    }
    return 0;
}

#ifndef __SANITIZE_ADDRESS__ /* whose own report says more */
static void crashed(int sig)
{
    char detail[40];

    snprintf(detail, sizeof(detail), "crashes (signal %d)", sig);
    row_print(ct.now, "FAIL", detail);
    _Exit(97);
}
#endif

/* Windows Sockets may not be up yet, so the self-test needs none of it. */
static bool runner_can_fail(void)
{
    bool fails;

    ct.verdict = OK;
    FAILS(-1, WSAEINVAL, WSAGetLastError() == 0 ? -1 : 0);
    fails = ct_failed();
    ct.verdict = OK;
    ct_equal(1, 2, "1 == 2", __LINE__);
    return fails && ct_failed();
}

static int report(HANDLE dog)
{
    (void)InterlockedExchange(&ct.finished, 1);
    SetEvent(ct.progress);
    WaitForSingleObject(dog, INFINITE);
    CloseHandle(dog);
    CloseHandle(ct.progress);
    if (ct.known > 0)
        printf("%d known failures\n", ct.known);
    printf("%d passed, %d failed, %d skipped\n", ct.passed, ct.failed,
           ct.skipped);
    return ct.failed > 0;
}

int ct_main(int argc, char **argv, const struct ct_row *rows, int count)
{
    const char *word = "";
    bool list = false;
    HANDLE dog;
    int i, from = 0;

    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--list") == 0)
            list = true;
        else if (strcmp(argv[i], "--from") == 0 && i + 1 < argc)
            from = atoi(argv[++i]);
        else
            word = argv[i];
    }
    ct.rows = rows;
    ct.count = count;
    for (i = 0; list && i < count; i++)
        row_print(i, "listed", "");
    if (list)
        return 0;
    if (!runner_can_fail()) {
        printf("the runner cannot fail: nothing below would mean anything\n");
        return 1;
    }
    ct.progress = CreateEventA(NULL, FALSE, FALSE, NULL);
    dog = CreateThread(NULL, 0, watchdog, NULL, 0, NULL);
    if (ct.progress == NULL || dog == NULL) {
        printf("no watchdog: error %ld\n", (long)GetLastError());
        return 1;
    }
#ifndef __SANITIZE_ADDRESS__
    signal(SIGSEGV, crashed);
#endif
    for (i = from; i < count; i++)
        if (strstr(rows[i].label, word) || strstr(rows[i].function, word))
            row_run(i);
    return report(dog);
}
