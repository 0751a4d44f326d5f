/* SPDX-License-Identifier: MIT */
/* ws2 catalog check. A provider is tried in a child, which may crash or never
 * come back: it has a pipe to say what is wrong, and a while to do it in. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "catalog.h"
#include "catalog_try.h"
#include "command.h"
#include "json.h"
#include "out.h"

#define PATIENCE_S 10
#define WORDS_MAX  512
#define TRIED      17 /* how a child ends that has come to its end */

struct check {
    bool json;
    unsigned wrong;
};

/* One line of the report; problem NULL: nothing is wrong. */
static void say(struct check *check, const char *what, const char *problem)
{
    check->wrong += problem != NULL;
    if (check->json) {
        json_begin(NULL, '{');
        json_string("what", what);
        json_string("problem", problem);
        json_end();
        return;
    }
    out_print(problem != NULL ? OUT_BAD : OUT_GOOD, "%s",
              problem != NULL ? "wrong  " : "good   ");
    printf("%s%s%s\n", what, problem != NULL ? ": " : "",
           problem != NULL ? problem : "");
}

/* In the child: what is wrong goes to fd. What the provider prints is not of
 * the report. */
static _Noreturn void child_run(const struct catalog_subject *subject, int fd)
{
    char words[WORDS_MAX] = "";
    size_t len;

    dup2(STDERR_FILENO, STDOUT_FILENO);
    catalog_try(subject, words, sizeof(words));
    len = strlen(words);
    _exit(write(fd, words, len) == (ssize_t)len ? TRIED : 0);
}

/* Waits for the child's end; false: its time was over. SIGCHLD is blocked. */
static bool child_wait(pid_t child, const sigset_t *ended, int *status)
{
    struct timespec patience = {.tv_sec = PATIENCE_S};
    bool in_time = true;

    while (in_time && waitpid(child, status, WNOHANG) == 0)
        in_time = sigtimedwait(ended, NULL, &patience) > 0 || errno == EINTR;
    if (in_time)
        return true;
    kill(child, SIGKILL);
    waitpid(child, status, 0);
    return false;
}

/* What the child said, or how it ended. Whoever it has left behind may have the
 * pipe open, and is not waited for. */
static const char *child_hear(pid_t child, const sigset_t *ended, int fd)
{
    static char words[WORDS_MAX];
    int status = 0;
    bool in_time = child_wait(child, ended, &status);
    ssize_t n = read(fd, words, sizeof(words) - 1);

    words[n > 0 ? n : 0] = '\0';
    if (!in_time)
        snprintf(words, sizeof(words), "starting it takes too long");
    else if (WIFSIGNALED(status))
        snprintf(words, sizeof(words), "starting it ends in %s",
                 strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != TRIED)
        snprintf(words, sizeof(words), "starting it ends the process");
    return words[0] != '\0' ? words : NULL;
}

static const char *try_problem(const struct catalog_subject *subject)
{
    sigset_t ended, before;
    int fds[2];
    pid_t child;
    const char *problem = "no process for the check";

    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
        return "no pipe for the check";
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ended, &before);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        child_run(subject, fds[1]);
    }
    close(fds[1]);
    if (child > 0)
        problem = child_hear(child, &ended, fds[0]);
    close(fds[0]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return problem;
}

static void provider_check(struct check *check, const char *path,
                           struct catalog_subject *subject)
{
    const char *problem = NULL;
    enum os_trust trust;
    char *file;

    if (ws2_catalog_expand(path, &file) != WS2_OK) {
        say(check, path, "a %NAME% in it is not set");
        return;
    }
    subject->file = file;
    if (os_kept_trust(file, &trust) != 0)
        problem = "is not there";
    else
        problem = catalog_trust(trust);
    if (problem == NULL)
        problem = try_problem(subject);
    say(check, path, problem);
    free(file);
}

static void parts_check(struct check *check, const struct ws2_catalog *c)
{
    for (unsigned i = WS2_SYSTEM; i < WS2_SOURCES; i++)
        if (c->parts[i].path != NULL && c->parts[i].state != WS2_PART_ABSENT)
            say(check, c->parts[i].path, catalog_problem(&c->parts[i]));
}

static void chains_check(struct check *check, const struct ws2_catalog *c)
{
    for (unsigned i = 0; i < c->entry_count; i++)
        if (c->entries[i].info.ProtocolChain.ChainLen != LAYERED_PROTOCOL &&
            !ws2_catalog_usable(c, &c->entries[i]))
            say(check, catalog_name(&c->entries[i].info),
                "a member of the chain is not there any more");
}

/* An entry that programs are given sockets of; best of those that every machine
 * has. NULL: none. */
static const WSAPROTOCOL_INFOW *entry_of(const struct ws2_catalog *c,
                                         const GUID *provider)
{
    const WSAPROTOCOL_INFOW *found = NULL;

    for (unsigned i = c->entry_count; i-- > 0;) {
        const struct ws2_catalog_entry *e = &c->entries[i];

        if (memcmp(&e->info.ProviderId, provider, sizeof(GUID)) == 0 &&
            ws2_catalog_usable(c, e) &&
            (found == NULL || (e->info.iAddressFamily == AF_INET &&
                               e->info.iSocketType != SOCK_RAW)))
            found = &e->info;
    }
    return found;
}

static void transport_check(struct check *check, const struct ws2_catalog *c,
                            const struct ws2_catalog_provider *p)
{
    struct catalog_subject subject = {.startup = "WSPStartup",
                                      .entry = entry_of(c, &p->id)};

    provider_check(check, p->path, &subject);
}

/* One of version 2 is no file: it is where a program advertises it. */
static void namespace_check(struct check *check,
                            const struct ws2_catalog_namespace *n)
{
    struct catalog_subject subject = {.startup = "NSPStartup"};

    if (n->enabled)
        subject.provider = &n->id;
    if (n->version >= 2 || n->number == NS_EMAIL)
        say(check, n->path, NULL);
    else
        provider_check(check, n->path, &subject);
}

static void providers_check(struct check *check, const struct ws2_catalog *c)
{
    for (unsigned i = 0; i < c->provider_count; i++)
        if (c->providers[i].source != WS2_BUILT_IN)
            transport_check(check, c, &c->providers[i]);
    for (unsigned i = 0; i < c->namespace_count; i++)
        if (c->namespaces[i].source != WS2_BUILT_IN)
            namespace_check(check, &c->namespaces[i]);
}

int catalog_check(const struct catalog_options *o)
{
    struct check check = {.json = o->json};
    struct ws2_catalog *c = catalog_all();

    if (c == NULL)
        return EXIT_MISSING;
    if (o->json)
        json_begin(NULL, '[');
    parts_check(&check, c);
    chains_check(&check, c);
    providers_check(&check, c);
    if (o->json)
        json_end();
    ws2_catalog_free(c);
    return check.wrong == 0 ? EXIT_FOUND : EXIT_MISSING;
}
