/* SPDX-License-Identifier: MIT */
/* Beginning and ending a trace, by <ws2/trace.h> or by the environment.
 *
 * trace.lock is held for reading while a line is written, and for writing while
 * a trace begins or ends. */
#include "trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <winsock2.h>

#include "err/err.h"
#include "os/fork.h"
#include "trace/args.h"
#include "trace/pending.h"

#define DOORS_MAX 512
#define FD_LEAST  200 /* out of the way of programs that count theirs */

struct ws2_trace_config ws2_trace_config;

static struct {
    pthread_rwlock_t lock;
    bool on;
    int fd; /* or -1 */
    void (*write)(void *arg, const char *line, size_t length);
    void *arg;
    bool wanted[DOORS_MAX];
} trace = {.lock = PTHREAD_RWLOCK_INITIALIZER, .fd = -1};

static const struct ws2_watcher watcher = {ws2_trace_begin, ws2_trace_end,
                                           ws2_trace_late};

/* What the parent did is in the parent's summary. */
static void trace_forked(void)
{
    trace.lock = (pthread_rwlock_t)PTHREAD_RWLOCK_INITIALIZER;
    ws2_summary_clear();
}
OS_IN_FORKED_CHILD(trace_forked)

unsigned ws2_trace_thread(void)
{
    return (unsigned)syscall(SYS_gettid);
}

/* --- Functions. */

/* One pattern of the list against a name: 1 wanted, -1 not wanted, 0 neither.
 */
static int pattern_says(const char *pattern, size_t len, const char *name)
{
    char one[128];
    bool not = len > 0 && pattern[0] == '!';

    pattern += not ;
    len -= not ;
    if (len == 0 || len >= sizeof(one))
        return 0;
    memcpy(one, pattern, len);
    one[len] = '\0';
    return !ws2_glob(one, name) ? 0 : not ? -1 : 1;
}

/* Wanted by one pattern, or none is positive; and not unwanted by any. */
static bool name_wanted(const char *list, const char *name)
{
    bool wanted = false, positive = false, unwanted = false;
    size_t len;

    for (; list != NULL && *list != '\0'; list += len + (list[len] != '\0')) {
        len = strcspn(list, ",");
        positive |= len > 0 && list[0] != '!';
        switch (pattern_says(list, len, name)) {
        case 1:
            wanted = true;
            break;
        case -1:
            unwanted = true;
            break;
        }
    }
    return (wanted || !positive) && !unwanted;
}

static void doors_choose_locked(const char *functions)
{
    for (unsigned i = 0; i < ws2_door_count && i < DOORS_MAX; i++)
        trace.wanted[i] = name_wanted(functions, ws2_doors[i].name);
}

bool ws2_trace_door(const struct ws2_door *door)
{
    size_t i = (size_t)(door - ws2_doors);

    return i < DOORS_MAX && trace.wanted[i];
}

/* --- The file. */

void ws2_trace_emit(const char *line, size_t len)
{
    ssize_t written = 0;

    pthread_rwlock_rdlock(&trace.lock);
    if (trace.on && trace.write != NULL)
        trace.write(trace.arg, line, len);
    else if (trace.on)
        do
            written = write(trace.fd, line, len);
        while (written < 0 && errno == EINTR);
    pthread_rwlock_unlock(&trace.lock);
}

/* -errno. A number that the program will not have, so that it may close
 * standard error. */
static int file_open(const char *file)
{
    int fd, high;

    if (strcmp(file, "-") == 0)
        fd = dup(STDERR_FILENO);
    else
        fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    high = fcntl(fd, F_DUPFD_CLOEXEC, FD_LEAST);
    if (high < 0) /* the limit is lower */
        return fd;
    close(fd);
    return high;
}

static ws2_err place_open_locked(const ws2_trace_options *o)
{
    int fd = -1;

    if (o->write == NULL) {
        fd = file_open(o->file);
        if (fd < 0)
            return ws2_err_from_res(WS2_OP_FILENAME, fd);
    }
    trace.fd = fd;
    trace.write = o->write;
    trace.arg = o->arg;
    return WS2_OK;
}

static void place_close_locked(void)
{
    if (trace.fd >= 0)
        close(trace.fd);
    trace.fd = -1;
    trace.write = NULL;
}

/* --- Beginning and ending. */

static void config_set_locked(const ws2_trace_options *o)
{
    static bool prepared;

    if (!prepared)
        ws2_args_prepare();
    prepared = true;
    ws2_trace_config = (struct ws2_trace_config){
        .json = o->json != 0,
        .errors_only = o->errors_only != 0,
        .lines = o->summary != WS2_TRACE_SUMMARY,
        .summary = o->summary != WS2_TRACE_LINES,
        .begins = o->begins != 0,
        .socket = o->socket,
        .all = o->functions == NULL || o->functions[0] == '\0',
        .events = name_wanted(o->functions, "WSAEventSelect") ||
                  name_wanted(o->functions, "WSAAsyncSelect"),
    };
    doors_choose_locked(o->functions);
    ws2_summary_clear();
    ws2_pending_clear();
}

static ws2_err start_locked(const ws2_trace_options *o)
{
    ws2_err err;

    if (trace.on)
        return WSAEALREADY;
    err = place_open_locked(o);
    if (err != WS2_OK)
        return err;
    config_set_locked(o);
    trace.on = true;
    err = ws2_watcher_add(&watcher);
    if (err != WS2_OK) {
        trace.on = false;
        place_close_locked();
    }
    return err;
}

int ws2_trace_start(const ws2_trace_options *options)
{
    int saved = errno;
    ws2_err err;

    if (options == NULL || options->size != sizeof(*options) ||
        (options->write == NULL) == (options->file == NULL) ||
        (unsigned)options->summary > WS2_TRACE_SUMMARY)
        return WSAEINVAL;
    pthread_rwlock_wrlock(&trace.lock);
    err = start_locked(options);
    pthread_rwlock_unlock(&trace.lock);
    errno = saved;
    return err;
}

int ws2_trace_stop(void)
{
    int saved = errno;
    bool was;

    ws2_watcher_remove(&watcher);
    pthread_rwlock_rdlock(&trace.lock);
    was = trace.on && ws2_trace_config.summary;
    pthread_rwlock_unlock(&trace.lock);
    if (was)
        ws2_summary_emit();
    pthread_rwlock_wrlock(&trace.lock);
    was = trace.on;
    trace.on = false;
    place_close_locked();
    pthread_rwlock_unlock(&trace.lock);
    errno = saved;
    return was ? WS2_OK : WSAEINVAL;
}

static __attribute__((destructor)) void process_exit(void)
{
    ws2_trace_stop();
}

/* --- The environment: what is not understood is said, and the program goes on
 * without a trace. */

static bool word_is(const char *value, const char *word)
{
    return value != NULL && strcmp(value, word) == 0;
}

static const char *option(const char *name)
{
    const char *value = secure_getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool environment_socket(ws2_trace_options *o)
{
    const char *text = option("WS2_TRACE_SOCKET");
    char *end = NULL;

    if (text == NULL)
        return true;
    o->socket = strtoull(text, &end, 0);
    return *end == '\0' && o->socket != 0;
}

static bool environment_options(ws2_trace_options *o)
{
    const char *format = option("WS2_TRACE_FORMAT");
    const char *summary = option("WS2_TRACE_SUMMARY");

    if (format != NULL && !word_is(format, "json") && !word_is(format, "text"))
        return false;
    o->json = word_is(format, "json");
    if (summary != NULL && !word_is(summary, "only") && !word_is(summary, "1"))
        return false;
    if (summary != NULL)
        o->summary = word_is(summary, "only") ? WS2_TRACE_SUMMARY
                                              : WS2_TRACE_LINES_AND_SUMMARY;
    o->errors_only = option("WS2_TRACE_ERRORS") != NULL;
    o->begins = option("WS2_TRACE_BEGINS") != NULL;
    o->functions = option("WS2_TRACE_FUNCTIONS");
    return environment_socket(o);
}

void ws2_trace_environment(void)
{
    ws2_trace_options o = {.size = sizeof(o), .file = option("WS2_TRACE")};
    int err;

    if (o.file == NULL)
        return;
    if (!environment_options(&o)) {
        fprintf(stderr, "ws2: a WS2_TRACE_ variable makes no sense; "
                        "see ws2-environment(7)\n");
        return;
    }
    err = ws2_trace_start(&o);
    if (err != WS2_OK && err != WSAEALREADY)
        fprintf(stderr, "ws2: no trace in %s: error %d\n", o.file, err);
}
