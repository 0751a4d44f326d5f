/* SPDX-License-Identifier: MIT */
/* fork and exec of a process whose sockets are a layer's. A Linux program: a
 * child of fork goes on with the parent's sockets and the layer as they are, a
 * program that it becomes finds the layer in the catalog.
 *
 * usage: lsp_fork LAYER FLAGS     installs it with these service flags
 *        lsp_fork LAYER           finds it there */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <winsock2.h>

#include <windows.h>
#include <ws2spi.h>

#include "layer.h"

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: not %s (last error %d)\n", __FILE__,       \
                    __LINE__, #condition, WSAGetLastError());                  \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

static WCHAR path[MAX_PATH];

static LONG count(int what)
{
    FARPROC counts = GetProcAddress(LoadLibraryW(path), "layer_count");

    CHECK(counts != NULL);
    return ((LONG *)(void *)counts)[what];
}

static void install(DWORD flags)
{
    GUID id = {0x15b0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
    WSAPROTOCOL_INFOW over = {.iAddressFamily = AF_INET,
                              .iSocketType = SOCK_STREAM,
                              .iProtocol = IPPROTO_TCP};
    WCHAR name[] = u"layer";
    DWORD entry;
    INT err = 0;

    CHECK(WSCInstallProviderAndChains(&id, path, name, flags, &over, 1, &entry,
                                      &err) == 0);
}

struct pair {
    SOCKET a, b;
};

static struct pair pair_open(void)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    struct pair p = {.a = socket(AF_INET, SOCK_STREAM, 0)};
    int len = sizeof(sin);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&sin, sizeof(sin)) == 0);
    CHECK(listen(listener, 1) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&sin, &len) == 0);
    CHECK(connect(p.a, (struct sockaddr *)&sin, sizeof(sin)) == 0);
    p.b = accept(listener, NULL, NULL);
    CHECK(p.b != INVALID_SOCKET);
    CHECK(closesocket(listener) == 0);
    return p;
}

/* Through the layer, which counts it. */
static void say(SOCKET s, const char *what)
{
    int length = (int)strlen(what);
    LONG sends = count(LAYER_SENDS);

    CHECK(send(s, what, length, 0) == length);
    CHECK(count(LAYER_SENDS) == sends + 1);
}

static void hear(SOCKET s, const char *what)
{
    char in[32] = "";

    CHECK(recv(s, in, sizeof(in) - 1, 0) == (int)strlen(what));
    CHECK(strcmp(in, what) == 0);
}

static void child(struct pair *p)
{
    LONG starts = count(LAYER_STARTS), cleanups = count(LAYER_CLEANUPS);
    struct pair own;

    say(p->a, "from the child");
    own = pair_open(); /* of the layer as it was started by the parent */
    say(own.a, "here");
    hear(own.b, "here");
    CHECK(count(LAYER_STARTS) == starts);
    CHECK(WSACleanup() == 0);
    CHECK(count(LAYER_CLEANUPS) == cleanups + 1);
}

static void wait_for(pid_t pid)
{
    int status;

    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* What the child closes stays open here. */
static void forked(void)
{
    struct pair p = pair_open();
    pid_t pid = fork();

    if (pid == 0) {
        child(&p);
        _exit(0);
    }
    hear(p.b, "from the child");
    wait_for(pid);
    say(p.b, "and back");
    hear(p.a, "and back");
}

static void executed(char *self, char *layer)
{
    char *args[] = {self, layer, NULL};
    pid_t pid = fork();

    if (pid == 0) {
        execv(self, args);
        _exit(127);
    }
    wait_for(pid);
}

int main(int argc, char **argv)
{
    WSADATA data;
    struct pair p;

    CHECK(argc > 1);
    CHECK(MultiByteToWideChar(CP_UTF8, 0, argv[1], -1, path, MAX_PATH) > 0);
    if (argc > 2)
        install((DWORD)strtoul(argv[2], NULL, 0));
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    if (argc > 2) {
        forked();
        executed(argv[0], argv[1]);
    }
    p = pair_open();
    say(p.a, "hello");
    hear(p.b, "hello");
    CHECK(WSACleanup() == 0);
    return 0;
}
