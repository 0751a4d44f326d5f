/* SPDX-License-Identifier: MIT */
/* ws2 catalog check. A provider is loaded in a child, which may crash or never
 * come back: it has a pipe to say what is wrong, and a while to do it in. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catalog.h"
#include "command.h"
#include "json.h"
#include "out.h"

#define PATIENCE_S 10
#define WORDS_MAX  512

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

/* Programs have this library loaded when a provider is. */
static void library_load(void)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 32);

    if (dlopen("libws2_32.so.0", RTLD_NOW | RTLD_GLOBAL) != NULL || n <= 0)
        return;
    path[n] = '\0';
    *strrchr(path, '/') = '\0';
    strcat(path, "/../lib/libws2_32.so.0");
    (void)dlopen(path, RTLD_NOW | RTLD_GLOBAL);
}

/* In the child: what is wrong goes to fd. */
static void provider_try(const char *path, const char *startup, int fd)
{
    const char *problem = NULL;
    void *file;

    alarm(PATIENCE_S);
    library_load();
    file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (file == NULL)
        problem = dlerror();
    else if (dlsym(file, startup) == NULL)
        problem = strcmp(startup, "WSPStartup") == 0
                      ? "it exports no WSPStartup"
                      : "it exports no NSPStartup";
    if (problem != NULL)
        dprintf(fd, "%s", problem);
    _exit(0);
}

/* What the child said, or how it ended. */
static const char *child_hear(pid_t child, int fd)
{
    static char words[WORDS_MAX];
    ssize_t n = read(fd, words, sizeof(words) - 1);
    int status = 0;

    words[n > 0 ? n : 0] = '\0';
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        snprintf(words, sizeof(words),
                 WTERMSIG(status) == SIGALRM ? "loading it takes too long"
                                             : "loading it ends in %s",
                 strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
        snprintf(words, sizeof(words), "loading it ends the process");
    return words[0] != '\0' ? words : NULL;
}

static const char *load_problem(const char *path, const char *startup)
{
    int fds[2];
    pid_t child;
    const char *problem;

    if (pipe(fds) != 0)
        return "no pipe for the check";
    fflush(stdout);
    child = fork();
    if (child == 0)
        provider_try(path, startup, fds[1]);
    close(fds[1]);
    problem =
        child < 0 ? "no process for the check" : child_hear(child, fds[0]);
    close(fds[0]);
    return problem;
}

static void provider_check(struct check *check, const char *path,
                           const char *startup)
{
    const char *problem = NULL;
    enum os_trust trust;
    char *file;

    if (ws2_catalog_expand(path, &file) != WS2_OK) {
        say(check, path, "a %NAME% in it is not set");
        return;
    }
    if (os_kept_trust(file, &trust) != 0)
        problem = "is not there";
    else
        problem = catalog_trust(trust);
    if (problem == NULL)
        problem = load_problem(file, startup);
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

static void providers_check(struct check *check, const struct ws2_catalog *c)
{
    for (unsigned i = 0; i < c->provider_count; i++)
        if (c->providers[i].source != WS2_BUILT_IN)
            provider_check(check, c->providers[i].path, "WSPStartup");
    for (unsigned i = 0; i < c->namespace_count; i++)
        if (c->namespaces[i].source != WS2_BUILT_IN)
            provider_check(check, c->namespaces[i].path, "NSPStartup");
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
