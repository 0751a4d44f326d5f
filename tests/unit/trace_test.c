/* SPDX-License-Identifier: MIT */
/* <ws2/trace.h>: what the lines say, whatever the program passes, and that the
 * program does not notice. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <ws2/trace.h>

#include "pair.h"
#include "trace/args.h"

#define BAD                                                                    \
    ((void *)(uintptr_t)0x7ffffffff000) /* the first that no process has */

static char lines[65536];
static size_t length;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void keep(void *arg, const char *line, size_t len)
{
    assert_ptr_equal(arg, lines);
    assert_int_equal(line[len - 1], '\n');
    pthread_mutex_lock(&lock);
    if (length + len < sizeof(lines)) {
        memcpy(lines + length, line, len);
        length += len;
        lines[length] = '\0';
    }
    pthread_mutex_unlock(&lock);
}

static void trace_start(const char *functions)
{
    const ws2_trace_options o = {
        .size = sizeof(o), .write = keep, .arg = lines, .functions = functions};

    length = 0;
    lines[0] = '\0';
    assert_int_equal(ws2_trace_start(&o), 0);
}

static int setup(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static int teardown(void **state)
{
    (void)state;
    ws2_trace_stop();
    return WSACleanup();
}

/* "TID NAME(...) = ..." without the thread and the time is text. */
static void assert_line(const char *text)
{
    char wanted[512];

    snprintf(wanted, sizeof(wanted), " %s <0.", text);
    if (strstr(lines, wanted) == NULL)
        fail_msg("no line \"%s\" in:\n%s", text, lines);
}

static void test_options(void **state)
{
    ws2_trace_options o = {.size = sizeof(o)};

    (void)state;
    assert_int_equal(ws2_trace_start(NULL), WSAEINVAL);
    assert_int_equal(ws2_trace_start(&o), WSAEINVAL);
    o.file = "/nowhere/at/all";
    assert_int_equal(ws2_trace_start(&o), ERROR_FILE_NOT_FOUND);
    o.file = "-";
    o.size = 3;
    assert_int_equal(ws2_trace_start(&o), WSAEINVAL);
    assert_int_equal(ws2_trace_stop(), WSAEINVAL);
    trace_start(NULL);
    o.size = sizeof(o);
    assert_int_equal(ws2_trace_start(&o), WSAEALREADY);
    assert_int_equal(ws2_trace_stop(), 0);
}

static void test_arguments(void **state)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct timeval tv = {1, 5};
    char text[64] = "", got[8];
    DWORD on = 1;
    SOCKET s, a, b;
    fd_set set;

    (void)state;
    trace_start(NULL);
    s = socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
    setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&on, sizeof(on));
    six.sin6_addr.s6_addr[15] = 1;
    six.sin6_port = htons(80);
    connect(s, (struct sockaddr *)&six, sizeof(six));
    snprintf(text, sizeof(text), "connect(0x%llx, [::1]:80, 28) = 0",
             (unsigned long long)s);
    assert_non_null(
        strstr(lines, " socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP) = 0x"));
    assert_line(text);
    assert_non_null(strstr(lines, "IPPROTO_IPV6, IPV6_V6ONLY, [1], 4) = 0"));
    shutdown(s, SD_SEND);
    assert_non_null(strstr(lines, ", SD_SEND) = "));
    pair_open(&a, &b);
    assert_int_equal(send(a, "a\"\n\x01z", 5, 0), 5);
    assert_non_null(strstr(lines, "\"a\\\"\\n\\x01z\", 5, 0) = 5 <"));
    assert_int_equal(recv(b, got, sizeof(got), MSG_PEEK), 5);
    assert_non_null(strstr(lines, "\"a\\\"\\n\\x01z\", 8, MSG_PEEK) = 5 <"));
    FD_ZERO(&set);
    FD_SET(a, &set);
    FD_SET(b, &set);
    assert_int_equal(select(0, &set, NULL, NULL, &tv), 1);
    snprintf(text, sizeof(text), "select(0, [0x%llx, 0x%llx] -> [0x%llx], NULL",
             (unsigned long long)a, (unsigned long long)b,
             (unsigned long long)b);
    assert_non_null(strstr(lines, text));
    assert_non_null(strstr(lines, ", NULL, {1, 5}) = 1 <"));
    closesocket(s);
    closesocket(a);
    closesocket(b);
}

/* Names, and codes that are results. */
static void test_names(void **state)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(7)};
    ADDRINFOA hints = {.ai_flags = AI_NUMERICHOST, .ai_family = AF_INET};
    ADDRINFOA *list = NULL;
    char host[64], port[8];

    (void)state;
    sin.sin_addr.s_addr = htonl(0x01020304);
    trace_start(NULL);
    assert_int_equal(getnameinfo((SOCKADDR *)&sin, sizeof(sin), host,
                                 sizeof(host), port, sizeof(port),
                                 NI_NUMERICHOST | NI_NUMERICSERV),
                     0);
    assert_line("getnameinfo(1.2.3.4:7, 16, \"1.2.3.4\", 64, \"7\", 8, "
                "NI_NUMERICHOST|NI_NUMERICSERV) = 0");
    assert_int_equal(getaddrinfo("1.2.3.4", "9", &hints, &list), 0);
    assert_line("getaddrinfo(\"1.2.3.4\", \"9\", {AI_NUMERICHOST, AF_INET, 0, "
                "0}, [1.2.3.4:9]) = 0");
    freeaddrinfo(list);
    assert_int_equal(getaddrinfo(NULL, NULL, NULL, &list), WSAHOST_NOT_FOUND);
    assert_non_null(strstr(lines, ") = WSAHOST_NOT_FOUND (11001) <0."));
    assert_int_equal(ws2_arg_kind(ws2_door_by_name("GetAcceptExSockaddrs"), 4),
                     ARG_ADDRESS_AT);
}

/* Every pointer of every kind, NULL, unmapped, at the end of a page, odd. */
static void test_bad_pointers(void **state)
{
    void *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *values[5];
    DWORD n;

    (void)state;
    assert_ptr_not_equal(pages, MAP_FAILED);
    assert_int_equal(mprotect((char *)pages + 4096, 4096, PROT_NONE), 0);
    values[0] = NULL;
    values[1] = BAD;
    values[2] = (char *)pages + 4094;
    values[3] = (char *)pages + 4096;
    values[4] = (void *)UINTPTR_MAX;
    trace_start(NULL);
    for (unsigned i = 0; i < 5; i++) {
        SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
        void *p = values[i];

        bind(s, p, 16);
        connect(s, p, 16);
        getsockname(s, p, p);
        getpeername(s, p, p);
        send(s, p, 100, 0);
        send(s, p, -1, 0);
        sendto(s, p, 100, 0, p, 16);
        ioctlsocket(s, FIONBIO, p);
        n = 1;
        ioctlsocket(s, FIONBIO, (u_long *)&n);
        recv(s, p, 100, 0);
        recvfrom(s, p, 100, 0, p, p);
        accept(s, p, p);
        getsockopt(s, SOL_SOCKET, SO_RCVBUF, p, p);
        setsockopt(s, SOL_SOCKET, SO_LINGER, p, sizeof(LINGER));
        if (p != NULL)
            select(0, p, p, p, p);
        WSAPoll(p, 3, 0);
        WSASend(s, p, 3, p, 0, p, NULL);
        WSARecv(s, p, 3, p, p, p, NULL);
        WSASendTo(s, p, 3, p, 0, p, 16, p, NULL);
        WSARecvFrom(s, p, 3, p, p, p, p, p, NULL);
        WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, p, 16, p, 8, p, p,
                 NULL);
        WSASocketW(AF_INET, SOCK_DGRAM, 0, p, 0, 0);
        WSAEnumNetworkEvents(s, NULL, p);
        WSAGetOverlappedResult(s, p, p, FALSE, p);
        CancelIoEx((HANDLE)s, p);
        WSAWaitForMultipleEvents(2, p, FALSE, 0, FALSE);
        GetQueuedCompletionStatusEx((HANDLE)s, p, 3, p, 0, FALSE);
        WSAEnumProtocolsW(p, p, p);
        closesocket(s);
    }
    assert_int_equal(munmap(pages, 8192), 0);
    assert_non_null(
        strstr(lines, ", 0x7ffffffff000, 16) = -1 WSAEFAULT (10014) <"));
}

static void test_unnoticed(void **state)
{
    (void)state;
    trace_start(NULL);
    errno = EDOM;
    WSASetLastError(WSAEUSERS);
    closesocket(socket(AF_INET, SOCK_STREAM, 0));
    assert_int_equal(WSAGetLastError(), WSAEUSERS);
    assert_int_equal(bind(INVALID_SOCKET, BAD, 16), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAENOTSOCK);
    assert_int_equal(errno, EDOM);
    assert_line(
        "bind(INVALID_SOCKET, 0x7ffffffff000, 16) = -1 WSAENOTSOCK (10038)");
}

static void test_filters(void **state)
{
    ws2_trace_options o = {
        .size = sizeof(o), .write = keep, .arg = lines, .errors_only = 1};
    SOCKET s, t;

    (void)state;
    trace_start("*sock*,!getsock*");
    s = socket(AF_INET, SOCK_STREAM, 0);
    listen(s, 1);
    getsockopt(s, 1, 2, NULL, NULL);
    closesocket(s);
    assert_non_null(strstr(lines, " socket(AF_INET, SOCK_STREAM, 0) = 0x"));
    assert_non_null(strstr(lines, " closesocket("));
    assert_null(strstr(lines, "listen"));
    assert_null(strstr(lines, "getsockopt"));
    ws2_trace_stop();
    length = 0;
    assert_int_equal(ws2_trace_start(&o), 0);
    s = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(listen(s, 1), SOCKET_ERROR);
    assert_null(strstr(lines, "socket("));
    assert_non_null(strstr(lines, "1) = -1 WSAEINVAL (10022) <"));
    ws2_trace_stop();
    length = 0;
    lines[0] = '\0';
    t = socket(AF_INET, SOCK_STREAM, 0);
    o.errors_only = 0;
    o.socket = t;
    assert_int_equal(ws2_trace_start(&o), 0);
    listen(s, 1);
    assert_int_equal(length, 0);
    listen(t, 1);
    assert_int_not_equal(length, 0);
    closesocket(s);
    closesocket(t);
}

/* "#N" behind the OVERLAPPED, before its end, and where the end is taken. */
static void test_link(void **state)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    WSABUF buf = {5, (char[5]){0}};
    OVERLAPPED ov = {0}, *told;
    char text[64], *mark;
    DWORD n = 0, flags = 0;
    ULONG_PTR key;
    SOCKET a, b;

    (void)state;
    pair_open(&a, &b);
    assert_non_null(CreateIoCompletionPort((HANDLE)b, port, 7, 0));
    trace_start(NULL);
    assert_int_equal(WSARecv(b, &buf, 1, NULL, &flags, &ov, NULL), -1);
    mark = strchr(lines, '#');
    assert_non_null(mark);
    snprintf(text, sizeof(text), " #%lu WSARecv(0x%llx) done = 0, 3 bytes <0.",
             strtoul(mark + 1, NULL, 10), (unsigned long long)b);
    assert_non_null(strstr(lines, ", [{5}], 1, NULL, 0, 0x"));
    assert_non_null(strstr(lines, " = -1 WSA_IO_PENDING (997) <"));
    assert_null(strstr(lines, "done"));
    assert_int_equal(send(a, "abc", 3, 0), 3);
    assert_true(GetQueuedCompletionStatus(port, &n, &key, &told, INFINITE));
    if (strstr(lines, text) == NULL)
        fail_msg("no \"%s\" in:\n%s", text, lines);
    snprintf(text, sizeof(text), "[3], [0x7], [0x%llx #%lu], INFINITE) = TRUE",
             (unsigned long long)(uintptr_t)&ov, strtoul(mark + 1, NULL, 10));
    if (strstr(lines, text) == NULL)
        fail_msg("no \"%s\" in:\n%s", text, lines);
    closesocket(a);
    closesocket(b);
    CloseHandle(port);
}

static void test_events(void **state)
{
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS told;
    SOCKET a, b;
    char text[64];

    (void)state;
    pair_open(&a, &b);
    trace_start(NULL);
    assert_int_equal(WSAEventSelect(b, event, FD_READ | FD_CLOSE), 0);
    assert_int_equal(send(a, "abc", 3, 0), 3);
    WSAWaitForMultipleEvents(1, &event, TRUE, WSA_INFINITE, FALSE);
    assert_int_equal(WSAEnumNetworkEvents(b, event, &told), 0);
    snprintf(text, sizeof(text), " event 0x%llx FD_READ = 0\n",
             (unsigned long long)b);
    assert_non_null(strstr(lines, text));
    assert_non_null(strstr(lines, ", FD_READ|FD_CLOSE) = 0 <"));
    assert_non_null(strstr(lines, ", {FD_READ}) = 0 <"));
    assert_non_null(
        strstr(lines, ", TRUE, INFINITE, FALSE) = WSA_WAIT_EVENT_0"));
    WSACloseEvent(event);
    closesocket(a);
    closesocket(b);
}

/* --- Files. */

static int file_trace(char *path, bool json)
{
    ws2_trace_options o = {.size = sizeof(o), .file = path, .json = json};
    int fd;

    strcpy(path, "/tmp/ws2-trace-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(ws2_trace_start(&o), 0);
    return fd;
}

/* Each line of the file is whole; how many there are with that word. */
static unsigned file_count(int fd, const char *word)
{
    FILE *file = fdopen(fd, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    unsigned count = 0;

    assert_non_null(file);
    while ((len = getline(&line, &size, file)) > 0) {
        const char *p = line;

        assert_int_equal(line[len - 1], '\n');
        assert_true(isdigit((unsigned char)*p));
        p += strspn(p, "0123456789");
        if (strstr(line, word) == NULL)
            continue;
        assert_int_equal(strncmp(p, " sendto(0x", 10), 0);
        assert_string_equal(line + len - 2, ">\n");
        assert_null(strchr(strchr(line, '>') + 2, '>'));
        count++;
    }
    free(line);
    fclose(file);
    return count;
}

#define EACH    500
#define THREADS 8

static void *sends(void *arg)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(9)};
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    char data[40];

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < EACH; i++) {
        snprintf(data, sizeof(data), "%p %d", arg, i);
        sendto(s, data, (int)strlen(data), 0, (struct sockaddr *)&sin,
               sizeof(sin));
    }
    closesocket(s);
    return arg;
}

static void test_threads(void **state)
{
    pthread_t threads[THREADS];
    char path[64];
    int fd = file_trace(path, false);

    (void)state;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, sends, (void *)(i + 1)), 0);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(ws2_trace_stop(), 0);
    assert_int_equal(file_count(fd, "sendto"), THREADS * EACH);
    unlink(path);
}

static void test_fork(void **state)
{
    char path[64];
    int fd = file_trace(path, false), status = -1;
    pid_t child = fork();

    (void)state;
    assert_true(child >= 0);
    sends(NULL);
    if (child == 0)
        _exit(0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(ws2_trace_stop(), 0);
    assert_int_equal(file_count(fd, "sendto"), 2 * EACH);
    unlink(path);
}

/* Threads that trace while the trace ends and begins. */
static void test_stop(void **state)
{
    pthread_t threads[THREADS];
    ws2_trace_options o = {.size = sizeof(o), .file = "/dev/null"};

    (void)state;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, sends, (void *)(i + 1)), 0);
    for (unsigned i = 0; i < 200; i++) {
        assert_int_equal(ws2_trace_start(&o), 0);
        assert_int_equal(ws2_trace_stop(), 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_options, setup, teardown),
        cmocka_unit_test_setup_teardown(test_arguments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_pointers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unnoticed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_link, setup, teardown),
        cmocka_unit_test_setup_teardown(test_events, setup, teardown),
        cmocka_unit_test_setup_teardown(test_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fork, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stop, setup, teardown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
