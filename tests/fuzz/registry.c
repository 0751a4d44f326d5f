/* SPDX-License-Identifier: MIT */
/* The database of services, as another program or a bad disk may have left it.
 * By the first byte: a file that is anything, a good one with some bytes
 * changed, a good one with rows of all kinds. Whatever it is, each question has
 * a code for answer, and results are what a program can read. */
#include "fuzz.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include "name/queryset.h"
#include "registry/file.h"
#include "registry/registry.h"

enum { ANYTHING, CHANGED, ROWS, KINDS, IMAGE_MAX = 1 << 16 };

static GUID class = {0x77732221, 5, 6, {7}}, provider = {1, 2, 3, {4}};
static char directory[64], path[96];
static uint8_t image[IMAGE_MAX];
static size_t image_len;

/* --wrap: damaged files go, and nobody wants to hear of them. */
int __wrap_ws2_reg_file_set_aside(const struct ws2_reg_file *file,
                                  const char *why);

static void companions_remove(void)
{
    static const char *const names[] = {"-wal", "-shm", "-journal"};
    char name[128];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", path, names[i]);
        unlink(name);
    }
}

int __wrap_ws2_reg_file_set_aside(const struct ws2_reg_file *file,
                                  const char *why)
{
    MUST(strcmp(file->path, path) == 0 && why != NULL);
    companions_remove();
    return unlink(path);
}

static void directory_remove(void)
{
    char name[128];

    unlink(path);
    companions_remove();
    snprintf(name, sizeof(name), "%s-lock", path);
    unlink(name);
    rmdir(directory);
}

/* --- A good database. */

/* A service with whatever a registration can have. */
static ws2_err order(LPWSTR name, WSAESETSERVICEOP op, DWORD flags)
{
    SOCKADDR_IN at = {.sin_family = AF_INET, .sin_port = 1};
    SOCKADDR_IN6 at6 = {.sin6_family = AF_INET6, .sin6_port = 2};
    CSADDR_INFO addresses[] = {
        {{(SOCKADDR *)&at, sizeof(at)}, {(SOCKADDR *)&at, sizeof(at)}, 1, 6},
        {{(SOCKADDR *)&at6, sizeof(at6)}, {NULL, 0}, 2, 17},
    };
    WSAVERSION version = {7, COMP_EQUAL};
    BLOB blob = {4, (BYTE *)"blob"};
    WSAQUERYSETW set = {.dwSize = sizeof(set),
                        .lpszServiceInstanceName = name,
                        .lpServiceClassId = &class,
                        .lpVersion = &version,
                        .lpszComment = u"a comment",
                        .dwNumberOfCsAddrs = 2,
                        .lpcsaBuffer = addresses,
                        .lpBlob = &blob};

    return ws2_reg_set_service(&set, op, flags);
}

static ws2_err class_install(void)
{
    DWORD port = 80;
    WSANSCLASSINFOW value = {u"TcpPort", NS_DNS, 4, sizeof(port), &port};
    WSASERVICECLASSINFOW info = {&class, u"a class", 1, &value};

    return ws2_reg_class_install(&info);
}

static void image_take(void)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, image, sizeof(image));

    MUST(fd >= 0 && n > 0 && n < IMAGE_MAX);
    image_len = (size_t)n;
    close(fd);
}

static void begin(void)
{
    strcpy(directory, access("/dev/shm", W_OK) == 0 ? "/dev/shm/ws2-XXXXXX"
                                                    : "/tmp/ws2-XXXXXX");
    MUST(mkdtemp(directory) != NULL);
    snprintf(path, sizeof(path), "%s/db", directory);
    MUST(setenv("WS2_REGISTRY", path, 1) == 0);
    MUST(atexit(directory_remove) == 0);
    MUST(class_install() == 0);
    MUST(order(u"one", RNRSERVICE_REGISTER, 0) == 0);
    MUST(order(u"two", RNRSERVICE_REGISTER, SERVICE_MULTIPLE) == 0);
    image_take();
}

static void database_put(const void *bytes, size_t len)
{
    int fd;

    companions_remove();
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    MUST(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    close(fd);
}

/* Three bytes for a change: where, and what; at an odd place in the first
 * hundred bytes, which are SQLite's own head, the file ends. */
static void database_put_changed(struct input *in)
{
    static uint8_t copy[IMAGE_MAX];
    size_t len = image_len;

    memcpy(copy, image, image_len);
    while (in->left > 0) {
        size_t at = (size_t)input_byte(in) << 8;

        at = (at | input_byte(in)) % image_len;
        copy[at] = input_byte(in);
        if (at < 100 && at % 2 == 1)
            len = (size_t)copy[at] << 8 | copy[at - 1];
    }
    database_put(copy, len < image_len ? len : image_len);
}

/* --- Rows of all kinds. */

static const char *const statements[] = {
    "INSERT INTO service VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "INSERT INTO address VALUES (?1, ?2, ?3, ?4, ?5)",
    "INSERT OR REPLACE INTO class VALUES (?1, ?2)",
    "INSERT INTO value VALUES (?1, ?2, ?3, ?4, ?5)",
    "UPDATE service SET id = ?1, registered = ?2 WHERE name = 'one'",
    "UPDATE state SET stamp = ?1",
    "INSERT INTO state VALUES (?1)",
    "DELETE FROM state WHERE stamp > ?1",
};

static void value_bind(struct input *in, sqlite3_stmt *st, int at)
{
    unsigned kind = input_byte(in);
    size_t len = input_byte(in);
    int64_t number;
    void *bytes;

    switch (kind % 8) {
    case 0:
        sqlite3_bind_null(st, at);
        return;
    case 1:
        sqlite3_bind_int64(st, at, (int8_t)len);
        return;
    case 2:
        input_fill(in, &number, sizeof(number));
        sqlite3_bind_int64(st, at, number);
        return;
    case 3:
        sqlite3_bind_double(st, at, (double)len / 3);
        return;
    case 4:
        sqlite3_bind_blob(st, at, &class, sizeof(class), SQLITE_STATIC);
        return;
    case 5: /* longer than anything may be */
        sqlite3_bind_zeroblob(st, at, (int)len << 9);
        return;
    default:
        len = len < in->left ? len : in->left;
        bytes = input_copy(in, len, 0);
        if (kind % 8 == 6)
            sqlite3_bind_text(st, at, bytes, (int)len, free);
        else
            sqlite3_bind_blob(st, at, bytes, (int)len, free);
    }
}

/* What the tables do not take is not in them. */
static void row_put(struct input *in, sqlite3 *db)
{
    unsigned which = input_byte(in);
    sqlite3_stmt *st;

    which %= sizeof(statements) / sizeof(statements[0]);
    MUST(sqlite3_prepare_v2(db, statements[which], -1, &st, NULL) == SQLITE_OK);
    for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++)
        value_bind(in, st, i);
    (void)sqlite3_step(st);
    sqlite3_finalize(st);
}

static void rows_put(struct input *in)
{
    sqlite3 *db;

    database_put(image, image_len);
    MUST(sqlite3_open(path, &db) == SQLITE_OK);
    MUST(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK);
    while (in->left > 0)
        row_put(in, db);
    (void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL); /* unless it was full */
    MUST(sqlite3_close(db) == SQLITE_OK);
}

/* --- Questions. */

static bool is_code(ws2_err err)
{
    switch (err) {
    case 0:
    case WSASERVICE_NOT_FOUND:
    case WSATYPE_NOT_FOUND:
    case WSANO_DATA:
    case WSANO_RECOVERY:
    case WSAEALREADY:
    case WSAEINVAL:
    case WSAETOOMANYREFS:
    case WSA_NOT_ENOUGH_MEMORY:
        return true;
    default:
        return false;
    }
}

static void class_ask(void)
{
    WSASERVICECLASSINFOW *info;
    DWORD size = 0;
    ws2_err err = ws2_reg_class_info(&class, &size, NULL);

    if (err != WSAEFAULT) {
        MUST(is_code(err));
        return;
    }
    MUST(size >= sizeof(*info));
    info = malloc(size);
    MUST(info != NULL);
    MUST(ws2_reg_class_info(&class, &size, info) == 0);
    MUST(info->dwCount <= WS2_REG_COUNT_MAX);
    free(info);
}

/* The next result, in memory of just its size; false: that was all. */
static bool result_ask(HANDLE h)
{
    struct ws2_queryset q;
    DWORD length = 0;
    WSAQUERYSETW *set;
    ws2_err err = ws2_reg_lookup_next(h, 0, &length, NULL);

    if (err == WSA_E_NO_MORE)
        return false;
    MUST(err == WSAEFAULT && length >= sizeof(*set));
    set = malloc(length);
    MUST(set != NULL);
    MUST(ws2_reg_lookup_next(h, 0, &length, set) == 0);
    MUST(set->dwNumberOfCsAddrs <= WS2_REG_COUNT_MAX);
    MUST(ws2_queryset_in(&q, set, true, WS2_SET_RESULT) == 0);
    ws2_queryset_free(&q);
    free(set);
    return true;
}

static ws2_err services_ask(LPWSTR name)
{
    WSAQUERYSETW set = {.dwSize = sizeof(set),
                        .lpszServiceInstanceName = name,
                        .lpServiceClassId = &class};
    unsigned results = 0;
    ws2_err err;
    HANDLE h;

    err = ws2_reg_lookup_begin(&provider, &set, LUP_RETURN_ALL, &h);
    MUST(is_code(err));
    if (err != 0)
        return err;
    while (result_ask(h))
        results++;
    MUST(results > 0 && ws2_reg_lookup_end(h) == 0);
    return 0;
}

static void all_ask(bool whole)
{
    ws2_err err;

    class_ask();
    services_ask(NULL);
    err = order(u"new", RNRSERVICE_REGISTER, 0);
    MUST(is_code(err));
    if (err == 0 && whole)
        MUST(services_ask(u"new") == 0);
    MUST(is_code(order(u"one", RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE)));
    MUST(is_code(order(u"two", RNRSERVICE_DELETE, 0)));
    MUST(is_code(ws2_reg_class_remove(&class)));
    MUST(is_code(class_install()));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    unsigned how = input_byte(&in) % KINDS;

    if (path[0] == '\0')
        begin();
    if (how == ANYTHING)
        database_put(in.at, in.left);
    else if (how == CHANGED)
        database_put_changed(&in);
    else
        rows_put(&in);
    all_ask(how != CHANGED);
    return 0;
}
