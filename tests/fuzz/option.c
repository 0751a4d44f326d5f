/* SPDX-License-Identifier: MIT */
/* Socket options, ioctls and addresses that a program made up: the first byte
 * is the kind of socket, then come calls with what they are given, in memory of
 * just that size. To be run in a network of its own
 * (tests/contract/lonely-net), as it connects to anywhere. */
#include "fuzz.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <afunix.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <mswsockdef.h>
#include <qossp.h>
#include <windows.h>

#include <unistd.h>

#include "sock/ioctl.h"

enum { CALLS_MAX = 16 };

static const struct {
    int level, name;
} options[] = {
#define OPT(level, name, size, initial, get, set) {level, name},
#include "sock/sockopt.def"
#undef OPT
};

static const DWORD ioctls[] = {
#define IOCTL(code, in, out, run) (DWORD)(code),
#include "sock/ioctl.def"
#undef IOCTL
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static char directory[] = "/tmp/ws2-XXXXXX";

static void directory_remove(void)
{
    MUST(rmdir(directory) == 0);
}

static void begin(void)
{
    static WSADATA data;
    const char *network = getenv("CT_NETWORK");

    if (data.wVersion != 0)
        return;
    if (network == NULL || strcmp(network, "lonely") != 0) {
        puts("skipped: no network of its own");
        exit(77);
    }
    MUST(mkdtemp(directory) != NULL && chdir(directory) == 0);
    MUST(atexit(directory_remove) == 0);
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

static SOCKET socket_open(unsigned kind)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
    int family = families[kind / 3 % 3];
    SOCKET s;
    u_long on = 1;

    switch (kind % 3) {
    case 0:
        s = socket(family, SOCK_STREAM, 0);
        break;
    case 1:
        s = socket(family, SOCK_DGRAM, 0);
        break;
    default:
        s = socket(family, SOCK_RAW, IPPROTO_UDP);
    }
    if (s != INVALID_SOCKET)
        MUST(ioctlsocket(s, (long)FIONBIO, &on) == 0);
    return s;
}

static void socket_close(SOCKET s)
{
    LINGER off = {0, 0};

    if (closesocket(s) == 0)
        return;
    MUST(WSAGetLastError() == WSAEWOULDBLOCK); /* it lingers */
    MUST(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&off, sizeof(off)) == 0);
    MUST(closesocket(s) == 0);
}

/* Two bytes; a little below 0 at times. */
static int length(struct input *in)
{
    unsigned low = input_byte(in), high = input_byte(in);

    return high > 0x7f ? -(int)low : (int)(high % 4 << 8 | low);
}

static void *bytes_of(struct input *in, int len)
{
    return input_copy(in, len > 0 ? (size_t)len : 0, 0);
}

static void *room_for(int len)
{
    void *room = malloc(len > 0 ? (size_t)len : 1);

    MUST(room != NULL);
    return room;
}

/* Nothing fails without a code, and none is one that nobody knows. */
static void done(int result)
{
    if (result == SOCKET_ERROR)
        MUST(WSAGetLastError() != 0 && WSAGetLastError() != WSASYSCALLFAILURE);
}

static void option_set(SOCKET s, struct input *in)
{
    size_t which = input_byte(in) % COUNT(options);
    int len = length(in);
    char *value = bytes_of(in, len);

    done(setsockopt(s, options[which].level, options[which].name, value, len));
    free(value);
}

static void option_get(SOCKET s, struct input *in)
{
    size_t which = input_byte(in) % COUNT(options);
    int room = length(in), len = room, result;
    char *value = room_for(room);

    result =
        getsockopt(s, options[which].level, options[which].name, value, &len);
    done(result);
    if (result == 0)
        MUST(len >= 0 && len <= room);
    free(value);
}

/* Each port of a reservation is a socket: of thousands there is no end. */
static void ports_tame(DWORD code, char *given, int len)
{
    INET_PORT_RANGE range;

    if (code != SIO_ACQUIRE_PORT_RESERVATION || len < (int)sizeof(range))
        return;
    memcpy(&range, given, sizeof(range));
    range.NumberOfPorts %= 8;
    memcpy(given, &range, sizeof(range));
}

/* Wild pointers are no test, as nobody knows what they lead to. Those of an
 * address list lead into a page, others to where nothing is. */
static void pointers_tame(DWORD code, char *given, int len)
{
    static char page[4096] __attribute__((aligned(4096)));
    bool list = code == SIO_ADDRESS_LIST_SORT;
    uintptr_t at;

    if (!list && code != SIO_EXT_SENDMSG && code != SIO_SET_QOS)
        return;
    for (int i = 0; i + (int)sizeof(at) <= len; i += (int)sizeof(at)) {
        memcpy(&at, given + i, sizeof(at));
        if (at > UINT32_MAX && (!list || i % 16 == 8))
            at = list ? (uintptr_t)page + at % (sizeof(page) - 128) : 1;
        memcpy(given + i, &at, sizeof(at));
    }
}

static void poll_tame(DWORD code, char *given, int len)
{
    if (code == SIO_EXT_POLL && len >= (int)sizeof(WSAPOLLDATA))
        ((WSAPOLLDATA *)(void *)given)->timeout = 0;
}

/* One that would block is not asked to. */
static void ioctl_make(SOCKET s, struct input *in)
{
    DWORD code = ioctls[input_byte(in) % COUNT(ioctls)], n = 0;
    int in_len = length(in), room = length(in), result = 0;
    char *given = bytes_of(in, in_len), *got = room_for(room);

    ports_tame(code, given, in_len);
    pointers_tame(code, given, in_len);
    poll_tame(code, given, in_len);
    in_len = in_len > 0 ? in_len : 0;
    room = room > 0 ? room : 0;
    if (code != (DWORD)FIONBIO)
        result = WSAIoctl(s, code, given, (DWORD)in_len, got, (DWORD)room, &n,
                          NULL, NULL);
    done(result);
    if (result == 0)
        MUST(n <= (DWORD)room);
    free(got);
    free(given);
}

/* A path stays in this directory. */
static void path_tame(SOCKADDR *name, int len)
{
    char *path = (char *)name;

    if (len < (int)sizeof(name->sa_family) || name->sa_family != AF_UNIX)
        return;
    for (int i = sizeof(name->sa_family); i < len; i++)
        if (path[i] == '/' || path[i] == '.')
            path[i] = '_';
}

static void path_remove(const SOCKADDR *name, int len)
{
    char path[UNIX_PATH_MAX + 1] = {0};
    int at = sizeof(name->sa_family);

    if (len <= at || name->sa_family != AF_UNIX)
        return;
    len = len - at < UNIX_PATH_MAX ? len - at : UNIX_PATH_MAX;
    memcpy(path, (const char *)name + at, (size_t)len);
    (void)unlink(path);
}

static void address_give(SOCKET s, unsigned call, struct input *in)
{
    int len = length(in);
    SOCKADDR *name = bytes_of(in, len);
    char text[128];
    DWORD room = sizeof(text);

    path_tame(name, len);
    if (call == 0)
        done(bind(s, name, len));
    else if (call == 1)
        done(connect(s, name, len));
    else if (call == 2)
        done(sendto(s, "x", 1, 0, name, len));
    else
        done(WSAAddressToStringA(name, len > 0 ? (DWORD)len : 0, NULL, text,
                                 &room));
    path_remove(name, len);
    free(name);
}

static void names_ask(SOCKET s, struct input *in)
{
    int room = length(in), len = room;
    SOCKADDR *name = room_for(room);

    if (getsockname(s, name, &len) == 0)
        MUST(len <= room);
    else
        done(SOCKET_ERROR);
    len = room;
    if (getpeername(s, name, &len) == 0)
        MUST(len <= room);
    else
        done(SOCKET_ERROR);
    free(name);
}

static void call(SOCKET s, struct input *in)
{
    unsigned which = input_byte(in) % 8;

    switch (which) {
    case 0:
        option_set(s, in);
        break;
    case 1:
        option_get(s, in);
        break;
    case 2:
        ioctl_make(s, in);
        break;
    case 3:
        names_ask(s, in);
        break;
    default:
        address_give(s, which - 4, in);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    SOCKET s;

    begin();
    s = socket_open(input_byte(&in));
    if (s == INVALID_SOCKET)
        return 0;
    for (int i = 0; i < CALLS_MAX && in.left > 0; i++)
        call(s, &in);
    socket_close(s);
    return 0;
}
