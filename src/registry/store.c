/* SPDX-License-Identifier: MIT */
/* The database; see store.h. The pages of SQLite on WAL, on how to corrupt a
 * database and on defence against those made by others say why it is opened as
 * it is. */
#include "registry/store.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "registry/file.h"

#define APPLICATION  1465070162 /* "WS2R" */
#define VERSION      1
#define BUSY_MS      10000
#define BUSY_STEP_MS 5

#define TEXT_OF(x)  TEXT_OF_(x)
#define TEXT_OF_(x) #x

static const char schema[] = "PRAGMA application_id = " TEXT_OF(
    APPLICATION) ";"
                 "PRAGMA user_version = " TEXT_OF(
                     VERSION) ";"
                              "CREATE TABLE state (stamp INTEGER NOT NULL);"
                              "INSERT INTO state VALUES (0);"
                              "CREATE TABLE class (id BLOB PRIMARY KEY, name "
                              "TEXT NOT NULL);"
                              "CREATE TABLE value (class BLOB NOT NULL, name "
                              "TEXT,"
                              "  namespace INTEGER NOT NULL, type INTEGER NOT "
                              "NULL, data BLOB);"
                              "CREATE INDEX value_class ON value (class);"
                              "CREATE TABLE service (id INTEGER PRIMARY KEY "
                              "AUTOINCREMENT,"
                              "  class BLOB NOT NULL, name TEXT NOT NULL "
                              "COLLATE NOCASE,"
                              "  version INTEGER, comment TEXT, data BLOB,"
                              "  registered INTEGER NOT NULL, stamp INTEGER "
                              "NOT NULL,"
                              "  UNIQUE (class, name));"
                              "CREATE TABLE address (service INTEGER NOT NULL, "
                              "local BLOB, remote BLOB,"
                              "  type INTEGER NOT NULL, protocol INTEGER NOT "
                              "NULL);"
                              "CREATE INDEX address_service ON address "
                              "(service);";

/* A fork waits until the database is closed: SQLite's own state must not be
 * copied in the middle of something. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void lock_take(void)
{
    pthread_mutex_lock(&lock);
}

static void lock_drop(void)
{
    pthread_mutex_unlock(&lock);
}

static __attribute__((constructor)) void fork_register(void)
{
    pthread_atfork(lock_take, lock_drop, lock_drop);
}

static void fail(struct ws2_reg *reg, int code)
{
    if (reg->failure == SQLITE_OK && code != SQLITE_OK)
        reg->failure = code;
}

sqlite3_stmt *ws2_reg_sql(struct ws2_reg *reg, const char *sql)
{
    sqlite3_stmt *st = NULL;

    if (reg->failure == SQLITE_OK)
        fail(reg, sqlite3_prepare_v2(reg->db, sql, -1, &st, NULL));
    return st;
}

void ws2_reg_bind_number(struct ws2_reg *reg, sqlite3_stmt *st, int at,
                         int64_t value)
{
    if (reg->failure == SQLITE_OK)
        fail(reg, sqlite3_bind_int64(st, at, value));
}

void ws2_reg_bind_blob(struct ws2_reg *reg, sqlite3_stmt *st, int at,
                       const void *bytes, size_t len)
{
    if (reg->failure == SQLITE_OK)
        fail(reg, bytes == NULL ? sqlite3_bind_null(st, at)
                                : sqlite3_bind_blob64(st, at, bytes, len,
                                                      SQLITE_TRANSIENT));
}

void ws2_reg_bind_text(struct ws2_reg *reg, sqlite3_stmt *st, int at,
                       const WCHAR *text)
{
    if (reg->failure == SQLITE_OK)
        fail(reg, text == NULL ? sqlite3_bind_null(st, at)
                               : sqlite3_bind_text16(st, at, text, -1,
                                                     SQLITE_TRANSIENT));
}

bool ws2_reg_step(struct ws2_reg *reg, sqlite3_stmt *st)
{
    int res;

    if (reg->failure != SQLITE_OK)
        return false;
    res = sqlite3_step(st);
    if (res != SQLITE_ROW && res != SQLITE_DONE)
        fail(reg, res);
    return res == SQLITE_ROW;
}

void ws2_reg_do(struct ws2_reg *reg, sqlite3_stmt *st)
{
    while (ws2_reg_step(reg, st))
        ;
    sqlite3_reset(st);
}

void ws2_reg_end(sqlite3_stmt *st)
{
    sqlite3_finalize(st);
}

static int64_t number_of(struct ws2_reg *reg, const char *sql)
{
    sqlite3_stmt *st = ws2_reg_sql(reg, sql);
    int64_t number = ws2_reg_step(reg, st) ? sqlite3_column_int64(st, 0) : 0;

    ws2_reg_end(st);
    return number;
}

int64_t ws2_reg_stamp(struct ws2_reg *reg)
{
    int64_t stamp =
        number_of(reg, "UPDATE state SET stamp = stamp + 1 RETURNING stamp");

    if (stamp == 0)
        fail(reg, SQLITE_CORRUPT); /* there is no row */
    return stamp;
}

static void run(struct ws2_reg *reg, const char *sql)
{
    if (reg->failure == SQLITE_OK)
        fail(reg, sqlite3_exec(reg->db, sql, NULL, NULL, NULL));
}

/* A file that somebody else made must not run anything in here. */
static void settings(struct ws2_reg *reg)
{
    sqlite3_extended_result_codes(reg->db, 1);
    sqlite3_busy_timeout(reg->db, BUSY_MS);
    sqlite3_db_config(reg->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(reg->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(reg->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(reg->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(reg->db, SQLITE_LIMIT_LENGTH, 1 << 20);
    run(reg, "PRAGMA cell_size_check = ON");
}

/* Whose it is: 0 nobody's, an empty one. SQLITE_NOTADB: not ours. A newer
 * version's is left alone. */
static bool is_new(struct ws2_reg *reg)
{
    int64_t application = number_of(reg, "PRAGMA application_id");
    int64_t version = number_of(reg, "PRAGMA user_version");
    int64_t tables = number_of(reg, "SELECT count(*) FROM sqlite_schema");

    if (application == 0 && version == 0 && tables == 0)
        return true;
    if (application != APPLICATION || version < 1)
        fail(reg, SQLITE_NOTADB);
    else if (version > VERSION)
        fail(reg, SQLITE_MISMATCH);
    return false;
}

static void open_for(struct ws2_reg *reg, const struct ws2_reg_file *file,
                     enum ws2_reg_mode mode)
{
    int flags =
        mode == WS2_REG_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

    /* To read in WAL mode one has to write to what is beside the file. */
    if (mode == WS2_REG_READ && access(file->path, W_OK) == 0)
        flags = SQLITE_OPEN_READWRITE;
    fail(reg, sqlite3_open_v2(file->path, &reg->db, flags | SQLITE_OPEN_NOMUTEX,
                              NULL));
    if (reg->failure == SQLITE_OK)
        settings(reg);
}

/* A new file becomes one with a write-ahead log. SQLite does not wait for
 * others that are about to do the same: so this does. */
static void log_ahead(struct ws2_reg *reg)
{
    int res, waited = 0;

    if (reg->failure != SQLITE_OK)
        return;
    for (;;) {
        res = sqlite3_exec(reg->db, "PRAGMA journal_mode = WAL", NULL, NULL,
                           NULL);
        if ((res & 0xff) != SQLITE_BUSY || waited >= BUSY_MS)
            break;
        waited += sqlite3_sleep(BUSY_STEP_MS);
    }
    fail(reg, res);
}

/* The tables of a new file come with the first change. */
static ws2_err transaction(struct ws2_reg *reg, enum ws2_reg_mode mode,
                           ws2_err (*work)(struct ws2_reg *reg, void *arg),
                           void *arg, ws2_err none)
{
    ws2_err err = none;
    bool new;

    if (mode == WS2_REG_WRITE)
        log_ahead(reg);
    run(reg, mode == WS2_REG_READ ? "BEGIN" : "BEGIN IMMEDIATE");
    new = is_new(reg);
    if (new &&mode == WS2_REG_WRITE)
        run(reg, schema);
    if (reg->failure == SQLITE_OK && (!new || mode == WS2_REG_WRITE))
        err = work(reg, arg);
    if (err == WS2_OK)
        run(reg, "COMMIT");
    return err;
}

/* Statements that do not fit the tables find other tables than ours. */
static bool is_damage(int failure)
{
    switch (failure & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
        return true;
    default:
        return false;
    }
}

static ws2_err code_of(int failure)
{
    switch (failure & 0xff) {
    case SQLITE_NOMEM:
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
        return WSA_NOT_ENOUGH_MEMORY;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return WSAEACCES;
    default:
        return WSANO_RECOVERY;
    }
}

static ws2_err code_of_res(int res)
{
    switch (-res) {
    case ENOMEM:
    case ENOSPC:
    case EDQUOT:
        return WSA_NOT_ENOUGH_MEMORY;
    case EACCES:
    case EPERM:
    case EROFS:
        return WSAEACCES;
    default:
        return WSANO_RECOVERY;
    }
}

struct attempt {
    enum ws2_reg_mode mode;
    ws2_err (*work)(struct ws2_reg *reg, void *arg);
    void *arg;
    ws2_err none;
    int failure;
};

static ws2_err attempt_open(struct attempt *a, const struct ws2_reg_file *file)
{
    struct ws2_reg reg = {0};
    ws2_err err = WS2_OK;

    open_for(&reg, file, a->mode);
    if (reg.failure == SQLITE_OK)
        err = transaction(&reg, a->mode, a->work, a->arg, a->none);
    sqlite3_close(reg.db); /* takes back what was not committed */
    a->failure = reg.failure;
    return reg.failure != SQLITE_OK ? code_of(reg.failure) : err;
}

static ws2_err attempt_make(struct attempt *a, const struct ws2_reg_file *file)
{
    int fd = -1, res = 0;
    ws2_err err;

    a->failure = SQLITE_OK;
    if (a->mode == WS2_REG_WRITE)
        res = ws2_reg_file_make(file);
    else if (!ws2_reg_file_exists(file))
        return a->none;
    if (res == 0)
        res = ws2_reg_file_lock(file, false, &fd);
    if (res < 0)
        return code_of_res(res);
    err = attempt_open(a, file);
    if (fd >= 0)
        close(fd);
    return err;
}

/* Whether it is whole, and has the tables that it should. */
static ws2_err look(struct ws2_reg *reg, void *arg)
{
    (void)arg;
    run(reg, "SELECT s.id, s.class, s.name, s.version, s.comment, s.data,"
             " s.registered, s.stamp, a.service, a.local, a.remote, a.type,"
             " a.protocol, c.id, c.name, v.class, v.name, v.namespace, v.type,"
             " v.data FROM service s, address a, class c, value v LIMIT 0");
    if (number_of(reg, "SELECT count(stamp) FROM state") != 1 ||
        number_of(reg, "SELECT count(*) FROM pragma_integrity_check"
                       " WHERE integrity_check <> 'ok'") > 0)
        fail(reg, SQLITE_CORRUPT);
    return WS2_OK;
}

/* Another process may have done it in the meantime: it is looked at once more,
 * when nobody else is at it. */
static bool set_aside(const struct ws2_reg_file *file, int failure)
{
    struct attempt again = {.mode = WS2_REG_READ, .work = look};
    bool gone = true;
    int fd;

    if (ws2_reg_file_lock(file, true, &fd) < 0)
        return false;
    if (ws2_reg_file_exists(file)) {
        (void)attempt_open(&again, file);
        if (is_damage(again.failure))
            gone = ws2_reg_file_set_aside(file, sqlite3_errstr(failure)) == 0;
    }
    close(fd);
    return gone;
}

static ws2_err attempts(struct attempt *a, const struct ws2_reg_file *file)
{
    ws2_err err = attempt_make(a, file);

    if (is_damage(a->failure) && set_aside(file, a->failure))
        err = attempt_make(a, file);
    return err;
}

/* errno is the program's. */
ws2_err ws2_reg_run(enum ws2_reg_mode mode,
                    ws2_err (*work)(struct ws2_reg *reg, void *arg), void *arg,
                    ws2_err none)
{
    struct attempt a = {.mode = mode, .work = work, .arg = arg, .none = none};
    struct ws2_reg_file file;
    int saved = errno, res = ws2_reg_file_find(&file);
    ws2_err err;

    if (res < 0)
        return mode == WS2_REG_WRITE ? code_of_res(res) : none;
    lock_take();
    err = attempts(&a, &file);
    lock_drop();
    errno = saved;
    return err;
}
