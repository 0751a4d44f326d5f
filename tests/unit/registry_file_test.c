/* SPDX-License-Identifier: MIT */
/* The file of registered services: what becomes of it when it is damaged, when
 * its rows are made up and when processes are killed. */
#include "registry.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

/* Files whose names hold the text. */
static int files_with(const char *text)
{
    char at[96];
    DIR *dir;
    int n = 0;

    snprintf(at, sizeof(at), "%s/new", directory);
    dir = opendir(at);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        n += strstr(e->d_name, text) != NULL;
    closedir(dir);
    return n;
}

static void sql(const char *text)
{
    sqlite3 *db;
    char *error = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    if (sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s", error);
    sqlite3_close(db);
}

static void file_spoil(long at, const char *bytes, size_t len)
{
    FILE *f = fopen(path, "r+");

    assert_non_null(f);
    fseek(f, at, SEEK_SET);
    fwrite(bytes, 1, len, f);
    fclose(f);
}

/* What is set aside is told on stderr, which is not for this program's. */
static void test_damaged(void **state)
{
    char noise[4096];
    struct service s;

    (void)state;
    memset(noise, 0xa5, sizeof(noise));
    service(&s, u"s", 1, 0);
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    file_spoil(0, noise, sizeof(noise)); /* no database at all */
    assert_int_equal(count(u"s"), -WSASERVICE_NOT_FOUND);
    assert_int_equal(files_with(".damaged-"), 1);
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    for (long page = 1; page < 12; page++) /* each of its tables */
        file_spoil(page * 4096, noise, sizeof(noise));
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(count(u"s"), 1);
    assert_int_equal(files_with(".damaged-"), 2);
}

static void test_foreign(void **state)
{
    struct service s;

    (void)state;
    service(&s, u"s", 1, 0);
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    sql("PRAGMA application_id = 1");
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(files_with(".damaged-"), 1);
    sql("DROP TABLE address");
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(files_with(".damaged-"), 2);
    sql("DELETE FROM state");
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(files_with(".damaged-"), 3);
    sql("PRAGMA user_version = 99"); /* a later version's stays */
    expect(WSANO_RECOVERY, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(files_with(".damaged-"), 3);
}

/* The other rows are found all the same. */
static void test_hostile_rows(void **state)
{
    static const char *const rows[] = {
        "UPDATE service SET version = -1",
        "UPDATE service SET version = 4294967296",
        "UPDATE service SET version = 'seven'",
        "UPDATE service SET comment = x'00'",
        "UPDATE service SET comment = 'a' || char(0) || 'b'",
        "UPDATE service SET data = 5",
        "UPDATE service SET data = zeroblob(65537)",
        "UPDATE service SET registered = 'x'",
        "UPDATE service SET comment = hex(zeroblob(3000))",
        "UPDATE service SET name = hex(zeroblob(3000))",
    };
    static const char *const addresses_[] = {
        "UPDATE address SET local = x'02'",
        "UPDATE address SET local = zeroblob(129)",
        "UPDATE address SET local = x'020000', remote = x'170000000000'",
        "UPDATE address SET local = NULL, remote = NULL",
        "UPDATE address SET type = -1",
        "UPDATE address SET protocol = 'tcp'",
        "UPDATE address SET local = 'text'",
    };
    struct service s;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        expect(0, set(service(&s, u"a", 1, 0), RNRSERVICE_REGISTER, 0));
        sql(rows[i]);
        expect(0, set(service(&s, u"b", 1, 0), RNRSERVICE_REGISTER, 0));
        assert_int_equal(count(NULL), 1);
        assert_int_equal(found.set.lpszServiceInstanceName[0], 'b');
        sql("DELETE FROM service; DELETE FROM address");
    }
    for (size_t i = 0; i < sizeof(addresses_) / sizeof(addresses_[0]); i++) {
        expect(0, set(service(&s, u"a", 1, 0), RNRSERVICE_REGISTER, 0));
        sql(addresses_[i]);
        assert_int_equal(addresses(u"a"), 0);
    }
}

/* Registers names of its own and says how many it has, until it is killed. */
static void child_registers(int who, int out)
{
    WCHAR name[] = u"000000";
    struct service s;

    name[0] = (WCHAR)('A' + who);
    for (int n = 1; n < 99999; n++) {
        for (int i = 5, rest = n; i > 0; i--, rest /= 10)
            name[i] = (WCHAR)('0' + rest % 10);
        service(&s, name, 1, 2);
        if (set(&s.set, RNRSERVICE_REGISTER, 0) != 0 ||
            write(out, &n, sizeof(n)) != sizeof(n))
            _exit(1);
    }
    _exit(0);
}

static int last_of(int fd)
{
    int n, last = 0;

    while (read(fd, &n, sizeof(n)) == sizeof(n))
        last = n;
    return last;
}

/* In rounds, each killed at another moment: after the k-th word of one. */
static void test_killed(void **state)
{
    enum { CHILDREN = 4, ROUNDS = 6 };
    WCHAR name[] = u"000000";

    (void)state;
    srand(1);
    for (int round = 0; round < ROUNDS; round++) {
        int pipes[CHILDREN][2], n, seen = 0, ended = 0;
        pid_t pids[CHILDREN];

        for (int i = 0; i < CHILDREN; i++) {
            assert_int_equal(pipe(pipes[i]), 0);
            pids[i] = fork();
            if (pids[i] == 0)
                child_registers(i, pipes[i][1]);
            close(pipes[i][1]);
        }
        while (seen < 3 + rand() % 5 &&
               read(pipes[0][0], &n, sizeof(n)) == sizeof(n))
            seen++;
        usleep((useconds_t)(rand() % 3000)); /* any moment will do */
        for (int i = 0; i < CHILDREN; i++) {
            int status;

            kill(pids[i], SIGKILL);
            assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
            ended += !WIFSIGNALED(status); /* by itself: one failed */
            name[0] = (WCHAR)('A' + i);
            n = last_of(pipes[i][0]);
            if (i == 0 && n < seen)
                n = seen;
            close(pipes[i][0]);
            for (int k = 1; k <= n; k++) {
                for (int at = 5, rest = k; at > 0; at--, rest /= 10)
                    name[at] = (WCHAR)('0' + rest % 10);
                assert_int_equal(addresses(name), 2);
            }
        }
        assert_int_equal(ended, 0);
        assert_int_equal(files_with(".damaged-"), 0);
    }
    sql("CREATE TEMP TABLE t (bad CHECK (bad = 'ok'));"
        "INSERT INTO t SELECT integrity_check FROM pragma_integrity_check");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_damaged),
        TEST(test_foreign),
        TEST(test_hostile_rows),
        TEST(test_killed),
    };

    return cmocka_run_group_tests(tests, started, NULL);
}
