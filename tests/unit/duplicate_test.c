/* SPDX-License-Identifier: MIT */
/* WSADuplicateSocket between processes: this program runs itself again, as the
 * process that is meant, as one that is not, and as the source. They talk over
 * pipes: the parent gives a WSAPROTOCOL_INFO and hears what became of it.
 * Within one process: tests/contract/duplicate.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <winsock2.h>
#include <windows.h>

struct child {
    pid_t pid;
    int to, from; /* pipes */
};

struct report { /* of a child that took a socket, or did not */
    int code;
    DWORD timeout_ms;
    BOOL nonblocking, listening;
};

static char self[512];

static void need(int got)
{
    if (!got)
        _exit(99);
}

static void pipe_read(int fd, void *buf, size_t len)
{
    char *at = buf;

    while (len > 0) {
        ssize_t n = read(fd, at, len);

        need(n > 0);
        at += n;
        len -= (size_t)n;
    }
}

static void child_start(struct child *c, const char *role)
{
    int to[2], from[2];

    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    c->pid = fork();
    assert_true(c->pid >= 0);
    if (c->pid == 0) {
        to[0] = fcntl(to[0], F_DUPFD, 10); /* out of the way of 3 and 4 */
        from[1] = fcntl(from[1], F_DUPFD, 10);
        dup2(to[0], 3);
        dup2(from[1], 4);
        for (int fd = 5; fd < 64; fd++)
            close(fd);
        execl(self, self, role, (char *)NULL);
        _exit(98);
    }
    close(to[0]);
    close(from[1]);
    c->to = to[1];
    c->from = from[0];
}

/* It exits, and with 0, when its pipe ends. */
static void child_end(struct child *c)
{
    int status = -1;

    close(c->to);
    close(c->from);
    assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
    assert_int_equal(status, 0);
}

static struct report child_tell(struct child *c, const void *info)
{
    struct report r;

    assert_int_equal(write(c->to, info, sizeof(WSAPROTOCOL_INFOW)),
                     sizeof(WSAPROTOCOL_INFOW));
    pipe_read(c->from, &r, sizeof(r));
    return r;
}

static SOCKET take(WSAPROTOCOL_INFOW *info)
{
    return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                      FROM_PROTOCOL_INFO, info, 0, WSA_FLAG_OVERLAPPED);
}

static void look(SOCKET s, struct report *r)
{
    int len = sizeof(r->timeout_ms);
    DWORD soon_ms = 1;
    char byte;

    need(getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&r->timeout_ms, &len) ==
         0);
    len = sizeof(r->listening);
    need(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&r->listening,
                    &len) == 0);
    need(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&soon_ms,
                    sizeof(soon_ms)) == 0); /* a blocking one waits so long */
    r->nonblocking = !r->listening && recv(s, &byte, 1, 0) < 0 &&
                     WSAGetLastError() == WSAEWOULDBLOCK;
}

/* Takes what it is given, looks at it, and says its piece to the peer. */
static int taker_main(void)
{
    WSAPROTOCOL_INFOW info;
    WSADATA data;

    need(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    while (read(3, &info, sizeof(info)) == sizeof(info)) {
        struct report r = {0};
        SOCKET s = take(&info);

        if (s == INVALID_SOCKET) {
            r.code = WSAGetLastError();
        } else {
            look(s, &r);
            if (!r.listening)
                need(send(s, "taken", 5, 0) == 5);
        }
        need(write(4, &r, sizeof(r)) == sizeof(r));
    }
    need(WSACleanup() == 0); /* resets what it has alone, and only that */
    return 0;
}

/* Offers a bound socket to its parent, and waits. */
static int source_main(bool other_user)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct report r = {0};
    WSAPROTOCOL_INFOW info;
    WSADATA data;
    SOCKET s;
    char byte;

    if (other_user)
        need(setgid(65534) == 0 && setuid(65534) == 0);
    need(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    need(bind(s, (struct sockaddr *)&sin, sizeof(sin)) == 0);
    if (WSADuplicateSocketW(s, (DWORD)getppid(), &info) != 0)
        r.code = WSAGetLastError();
    need(write(4, &r, sizeof(r)) == sizeof(r));
    if (r.code == 0)
        need(write(4, &info, sizeof(info)) == sizeof(info));
    need(read(3, &byte, 1) >= 0);
    return 0;
}

/* A connection: ours, and the other end. */
struct link {
    SOCKET s, peer;
};

static struct link link_open(void)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    int len = sizeof(sin);
    struct link l = {.s = socket(AF_INET, SOCK_STREAM, 0)};
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&sin, len), 0);
    assert_int_equal(listen(listener, 1), 0);
    getsockname(listener, (struct sockaddr *)&sin, &len);
    assert_int_equal(connect(l.s, (struct sockaddr *)&sin, len), 0);
    l.peer = accept(listener, NULL, NULL);
    closesocket(listener);
    return l;
}

static void peer_hears(const struct link *l)
{
    char buf[6] = "";

    for (int got = 0; got < 5;) {
        int n = recv(l->peer, buf + got, 5 - got, 0);

        assert_true(n > 0);
        got += n;
    }
    assert_string_equal(buf, "taken");
}

static void peer_hears_end(const struct link *l)
{
    char byte;

    assert_int_equal(recv(l->peer, &byte, 1, 0), 0);
}

static void test_taken(void **state)
{
    struct link l = link_open();
    DWORD timeout_ms = 4711;
    u_long on = 1;
    WSAPROTOCOL_INFOW info;
    struct report r;
    struct child c;

    (void)state;
    child_start(&c, "take");
    setsockopt(l.s, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout_ms,
               sizeof(timeout_ms));
    assert_int_equal(WSADuplicateSocketW(l.s, (DWORD)c.pid, &info), 0);
    /* what happens to it before it is taken counts too */
    assert_int_equal(ioctlsocket(l.s, (long)FIONBIO, &on), 0);
    r = child_tell(&c, &info);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.timeout_ms, timeout_ms);
    assert_true(r.nonblocking);
    peer_hears(&l);
    r = child_tell(&c, &info); /* once */
    assert_int_equal(r.code, WSAEINVAL);
    child_end(&c); /* its WSACleanup resets nothing of ours */
    assert_int_equal(send(l.s, "taken", 5, 0), 5);
    peer_hears(&l);
    closesocket(l.s);
    peer_hears_end(&l);
    closesocket(l.peer);
}

/* A process that was not meant gets nothing, and leaves it to who was. */
static void test_only_the_meant_one(void **state)
{
    struct link l = link_open();
    WSAPROTOCOL_INFOW info;
    struct child meant, other;
    struct report r;

    (void)state;
    child_start(&meant, "take");
    child_start(&other, "take");
    assert_int_equal(WSADuplicateSocketW(l.s, (DWORD)meant.pid, &info), 0);
    r = child_tell(&other, &info);
    assert_int_equal(r.code, WSAEINVAL);
    assert_int_equal(take(&info), INVALID_SOCKET); /* nor do we */
    assert_int_equal(WSAGetLastError(), WSAEINVAL);
    r = child_tell(&meant, &info);
    assert_int_equal(r.code, 0);
    peer_hears(&l);
    child_end(&other);
    child_end(&meant);
    closesocket(l.s);
    closesocket(l.peer);
}

static void test_source_closed(void **state)
{
    struct link l = link_open();
    WSAPROTOCOL_INFOW info;
    struct child c;

    (void)state;
    child_start(&c, "take");
    assert_int_equal(WSADuplicateSocketW(l.s, (DWORD)c.pid, &info), 0);
    assert_int_equal(closesocket(l.s), 0);
    assert_int_equal(child_tell(&c, &info).code, 0);
    peer_hears(&l);
    child_end(&c);
    closesocket(l.peer);
}

static void test_listener(void **state)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    WSAPROTOCOL_INFOW info;
    struct report r;
    struct child c;

    (void)state;
    child_start(&c, "take");
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
    assert_int_equal(WSADuplicateSocketW(s, (DWORD)c.pid, &info), 0);
    assert_int_equal(listen(s, 1), 0);
    r = child_tell(&c, &info);
    assert_int_equal(r.code, 0);
    assert_true(r.listening);
    child_end(&c);
    closesocket(s);
}

/* Nobody comes any more: the offer lets the socket go. */
static void test_taker_ends(void **state)
{
    struct link l = link_open();
    WSAPROTOCOL_INFOW info;
    struct child c;

    (void)state;
    child_start(&c, "take");
    assert_int_equal(WSADuplicateSocketW(l.s, (DWORD)c.pid, &info), 0);
    assert_int_equal(closesocket(l.s), 0);
    child_end(&c);
    peer_hears_end(&l);
    closesocket(l.peer);
}

static void test_cleanup_ends_offers(void **state)
{
    struct link l = link_open();
    WSAPROTOCOL_INFOW info;
    struct child c;
    WSADATA data;

    (void)state;
    child_start(&c, "take");
    assert_int_equal(WSADuplicateSocketW(l.s, (DWORD)c.pid, &info), 0);
    assert_int_equal(closesocket(l.s), 0);
    assert_int_equal(WSACleanup(), 0);
    assert_int_equal(WSAStartup(MAKEWORD(2, 2), &data), 0);
    assert_int_equal(child_tell(&c, &info).code, WSAEINVAL);
    child_end(&c);
}

static void source_start(struct child *c, const char *role, struct report *r,
                         WSAPROTOCOL_INFOW *info)
{
    child_start(c, role);
    pipe_read(c->from, r, sizeof(*r));
    if (r->code == 0)
        pipe_read(c->from, info, sizeof(*info));
}

static void test_source_lives(void **state)
{
    WSAPROTOCOL_INFOW info;
    struct sockaddr_in sin;
    int len = sizeof(sin);
    struct report r;
    struct child c;
    SOCKET s;

    (void)state;
    source_start(&c, "source", &r, &info);
    assert_int_equal(r.code, 0);
    s = take(&info);
    assert_int_not_equal(s, INVALID_SOCKET);
    child_end(&c);
    assert_int_equal(getsockname(s, (struct sockaddr *)&sin, &len), 0);
    assert_int_equal(sendto(s, "x", 1, 0, (struct sockaddr *)&sin, len), 1);
    closesocket(s);
}

static void test_source_dies(void **state)
{
    WSAPROTOCOL_INFOW info;
    struct report r;
    struct child c;

    (void)state;
    source_start(&c, "source", &r, &info);
    assert_int_equal(r.code, 0);
    child_end(&c);
    assert_int_equal(take(&info), INVALID_SOCKET);
    assert_int_equal(WSAGetLastError(), WSAEINVAL);
}

/* A process of another user cannot be given anything. */
static void test_other_user(void **state)
{
    WSAPROTOCOL_INFOW info;
    struct report r;
    struct child c;

    (void)state;
    if (geteuid() != 0)
        skip();
    source_start(&c, "stranger", &r, &info);
    assert_int_equal(r.code, WSAEINVAL);
    child_end(&c);
}

/* A child of fork has a copy of the socket and of nothing that is on offer. */
static void test_forked_child_offers_nothing(void **state)
{
    struct link l = link_open();
    WSAPROTOCOL_INFOW info;
    struct child c;
    int hold[2], status;
    pid_t forked;
    char byte;

    (void)state;
    child_start(&c, "take");
    assert_int_equal(WSADuplicateSocketW(l.s, (DWORD)c.pid, &info), 0);
    assert_int_equal(closesocket(l.s), 0); /* the offer alone has it */
    assert_int_equal(pipe(hold), 0);
    forked = fork();
    if (forked == 0) {
        close(hold[1]);
        close(c.to);
        alarm(60);
        _exit(read(hold[0], &byte, 1) != 0);
    }
    assert_int_equal(child_tell(&c, &info).code, 0);
    peer_hears(&l);
    child_end(&c);
    peer_hears_end(&l);
    close(hold[0]);
    close(hold[1]);
    assert_int_equal(waitpid(forked, &status, 0), forked);
    assert_int_equal(status, 0);
    closesocket(l.peer);
}

static DWORD WINAPI take_run(void *arg)
{
    SOCKET s = take(arg);

    return s == INVALID_SOCKET ? (DWORD)WSAGetLastError() : 0;
}

/* More offers than the reactor has places, all at once. */
static void test_many(void **state)
{
    enum { MANY = 100, THREADS = 4 };
    static WSAPROTOCOL_INFOW info[MANY];
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    (void)state;
    for (int i = 0; i < MANY; i++)
        assert_int_equal(
            WSADuplicateSocketW(s, GetCurrentProcessId(), &info[i]), 0);
    for (int i = 0; i < MANY; i += THREADS) {
        HANDLE threads[THREADS];
        DWORD code;

        for (int k = 0; k < THREADS; k++)
            threads[k] = CreateThread(NULL, 0, take_run, &info[i + k], 0, NULL);
        for (int k = 0; k < THREADS; k++) {
            WaitForSingleObject(threads[k], INFINITE);
            GetExitCodeThread(threads[k], &code);
            assert_int_equal(code, 0);
            CloseHandle(threads[k]);
        }
    }
    closesocket(s);
}

static int startup(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static int cleanup(void **state)
{
    (void)state;
    return WSACleanup();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_only_the_meant_one),
        cmocka_unit_test(test_source_closed),
        cmocka_unit_test(test_listener),
        cmocka_unit_test(test_taker_ends),
        cmocka_unit_test(test_cleanup_ends_offers),
        cmocka_unit_test(test_source_lives),
        cmocka_unit_test(test_source_dies),
        cmocka_unit_test(test_other_user),
        cmocka_unit_test(test_forked_child_offers_nothing),
        cmocka_unit_test(test_many),
    };
    ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

    if (len < 0)
        return 1;
    if (argc > 1 && strcmp(argv[1], "take") == 0)
        return taker_main();
    if (argc > 1)
        return source_main(strcmp(argv[1], "stranger") == 0);
    return cmocka_run_group_tests(tests, startup, cleanup);
}
