/* SPDX-License-Identifier: MIT */
/* Changes of the catalog: a writer that is killed at any step, several that
 * write at once, no room, and being told of what others write. The system calls
 * of a change are the linker's to redirect (--wrap). */
#include <winsock2.h>

#include <windows.h>

#include "catalog_place.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int countdown = -1; /* the call before which the process is killed */

static void step(void)
{
    if (countdown >= 0 && countdown-- == 0)
        kill(getpid(), SIGKILL);
}

#define WRAP(type, name, params, args)                                         \
    type __real_##name params;                                                 \
    type __wrap_##name params;                                                 \
    type __wrap_##name params                                                  \
    {                                                                          \
        step();                                                                \
        return __real_##name args;                                             \
    }

WRAP(ssize_t, write, (int fd, const void *data, size_t len), (fd, data, len))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, close, (int fd), (fd))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, unlink, (const char *name), (name))
WRAP(int, open, (const char *name, int flags, unsigned mode),
     (name, flags, mode))

/* Kills a writer before its step n; false when it got through. */
static bool killed_at(int n)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        countdown = n;
        _exit(install(2) == WS2_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return true;
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

/* What was there before is there, what was written is there or not, and the
 * next writer is not kept waiting. */
static void test_killed(void **state)
{
    bool before = false, after = false;
    int n;

    (void)state;
    assert_int_equal(install(1), WS2_OK);
    for (n = 0; killed_at(n); n++) {
        assert_true(has(1));
        if (!has(2)) {
            before = true;
            continue;
        }
        after = true;
        assert_int_equal(deinstall(2), WS2_OK);
    }
    assert_true(n >= 8); /* open, write, fchmod, fsync, close, rename ... */
    assert_true(before && after);
    assert_true(has(2));
}

/* Ends a writer at the nth stop, which is before or after a system call of
 * its. NOT_TRACED: this place does not let processes be watched. */
enum { NOT_TRACED, KILLED, GOT_THROUGH };

static int killed_at_stop(int n)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(NOT_TRACED);
        raise(SIGSTOP);
        _exit(install(2) == WS2_OK ? GOT_THROUGH : 99);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    while (WIFSTOPPED(status) && n-- > 0) {
        assert_int_equal(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
    }
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return KILLED;
}

/* The same as test_killed for every system call there is, those of the C
 * library among them. */
static void test_killed_anywhere(void **state)
{
    unsigned before = 0, after = 0;
    int n, end;

    (void)state;
    assert_int_equal(install(1), WS2_OK);
    for (n = 1; (end = killed_at_stop(n)) == KILLED; n++) {
        assert_true(has(1));
        if (!has(2)) {
            before++;
            continue;
        }
        after++;
        assert_int_equal(deinstall(2), WS2_OK);
    }
    if (end == NOT_TRACED)
        skip();
    assert_int_equal(end, GOT_THROUGH);
    assert_true(before >= 16 && after >= 4);
    assert_true(has(2));
}

/* Runs in a child, whose limits and mounts are its own; its exit status. */
static int apart(int (*run)(void))
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(run());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

enum { REFUSED, NO_PLACE, TAKEN };

static int outcome(void)
{
    ws2_err err = install(2);

    return err == WSANO_RECOVERY ? REFUSED : err == WS2_OK ? TAKEN : 99;
}

static int full_by_limit(void)
{
    struct rlimit none = {0, 0};

    signal(SIGXFSZ, SIG_IGN);
    return setrlimit(RLIMIT_FSIZE, &none) == 0 ? outcome() : NO_PLACE;
}

/* <sys/mount.h> and <winsock2.h> do not go together. */
static bool text_to(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY, 0);
    bool written = fd >= 0 && write(fd, text, strlen(text)) > 0;

    if (fd >= 0)
        close(fd);
    return written;
}

/* Root of a name space of its own, who may mount. */
static bool root_there(void)
{
    char uids[32], gids[32];

    snprintf(uids, sizeof(uids), "0 %u 1", geteuid());
    snprintf(gids, sizeof(gids), "0 %u 1", getegid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
           text_to("/proc/self/setgroups", "deny") &&
           text_to("/proc/self/uid_map", uids) &&
           text_to("/proc/self/gid_map", gids);
}

static int full_disk(void)
{
    char name[128], page[4096] = {0};
    int fd;

    snprintf(name, sizeof(name), "%s/filler", directory);
    if (!root_there() || syscall(SYS_mount, "none", directory, "tmpfs", 0,
                                 "size=16k,mode=700") != 0)
        return NO_PLACE;
    if (install(1) != WS2_OK)
        return 98;
    fd = open(name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0)
        return 95;
    while (write(fd, page, sizeof(page)) > 0)
        ;
    close(fd);
    if (outcome() != REFUSED || !has(1) || has(2) || unlink(name) != 0)
        return 97;
    return install(2) == WS2_OK && has(2) ? REFUSED : 96;
}

/* No room for the new file: the old one stays, and nothing is left of the
 * attempt. */
static void test_full(void **state)
{
    char name[128];
    int disk;

    (void)state;
    assert_int_equal(install(1), WS2_OK);
    assert_int_equal(apart(full_by_limit), REFUSED);
    assert_true(has(1) && !has(2));
    snprintf(name, sizeof(name), "%s.new", file);
    assert_int_equal(access(name, F_OK), -1);
    assert_int_equal(install(2), WS2_OK);
    disk = apart(full_disk);
    if (disk != NO_PLACE)
        assert_int_equal(disk, REFUSED);
}

#define WRITERS 4
#define EACH    8

static void test_at_once(void **state)
{
    struct ws2_catalog *c;
    int status, i;

    (void)state;
    for (i = 0; i < WRITERS; i++)
        if (fork() == 0) {
            for (unsigned k = 0; k < EACH; k++)
                if (install(100 + (unsigned)i * EACH + k) != WS2_OK)
                    _exit(1);
            _exit(0);
        }
    for (i = 0; i < WRITERS; i++) {
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    for (i = 0; i < WRITERS * EACH; i++)
        assert_true(has(100 + (unsigned)i));
    c = catalog(WS2_PART_GOOD);
    for (unsigned k = 0; k < c->entry_count; k++)
        for (unsigned l = 0; l < k; l++)
            assert_int_not_equal(c->entries[k].info.dwCatalogEntryId,
                                 c->entries[l].info.dwCatalogEntryId);
    ws2_catalog_free(c);
}

/* --- Being told of what another process changes. */

static void CALLBACK told(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                          DWORD flags)
{
    (void)error, (void)bytes, (void)flags;
    ov->hEvent = NULL;
}

static int change_apart(void)
{
    return has(1) ? deinstall(1) != WS2_OK : install(1) != WS2_OK;
}

enum form { BY_EVENT, BY_POLLING, BY_ROUTINE, BY_PORT, FORMS };

static void told_await(enum form form, HANDLE port, OVERLAPPED *ov)
{
    OVERLAPPED *got = NULL;
    ULONG_PTR key;
    DWORD bytes;

    switch (form) {
    case BY_EVENT:
        assert_int_equal(WaitForSingleObject(ov->hEvent, 30000), 0);
        break;
    case BY_POLLING:
        while (!HasOverlappedIoCompleted(ov))
            sched_yield();
        break;
    case BY_ROUTINE:
        while (ov->hEvent != NULL)
            assert_int_equal(SleepEx(30000, TRUE), WAIT_IO_COMPLETION);
        break;
    case BY_PORT:
    case FORMS:
        assert_true(GetQueuedCompletionStatus(port, &bytes, &key, &got, 30000));
        assert_ptr_equal(got, ov);
        break;
    }
}

static void told_by(enum form form)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), h = NULL, port = NULL;

    assert_int_equal(WSAProviderConfigChange(&h, NULL, NULL), 0);
    if (form == BY_PORT)
        port = CreateIoCompletionPort(h, NULL, 0, 1);
    for (int i = 0; i < 3; i++) {
        OVERLAPPED ov = {0};

        if (form == BY_EVENT)
            ov.hEvent = event;
        if (form == BY_ROUTINE)
            ov.hEvent = (HANDLE)&ov; /* the routine's own to use */
        assert_int_equal(
            WSAProviderConfigChange(&h, &ov, form == BY_ROUTINE ? told : NULL),
            SOCKET_ERROR);
        assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
        assert_false(HasOverlappedIoCompleted(&ov));
        assert_int_equal(apart(change_apart), 0);
        told_await(form, port, &ov);
        assert_int_equal(ov.Internal, 0);
    }
    CloseHandle(h);
    CloseHandle(event);
    if (port != NULL)
        CloseHandle(port);
}

static void test_told(void **state)
{
    WSADATA data;

    (void)state;
    assert_int_equal(WSAStartup(MAKEWORD(2, 2), &data), 0);
    assert_int_equal(install(2), WS2_OK);
    for (int form = 0; form < FORMS; form++)
        told_by((enum form)form);
    assert_int_equal(WSACleanup(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_killed), CASE(test_killed_anywhere),
        CASE(test_full),   CASE(test_at_once),
        CASE(test_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
