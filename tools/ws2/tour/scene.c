/* SPDX-License-Identifier: MIT */
/* The list of scenes, and what they share. */
#include "scene.h"

const struct stage *stage;
static struct scene *scenes;

void scene_add(struct scene *scene)
{
    struct scene **at = &scenes;

    while (*at != NULL && (*at)->code < scene->code)
        at = &(*at)->next;
    scene->next = *at;
    *at = scene;
}

const struct scene *tour_scenes(void);
__declspec(dllexport) const struct scene *tour_scenes(void)
{
    return scenes;
}

static BOOL is_started(enum place place)
{
    return place != PLACE_COLD && place != PLACE_NO_SOCKETS &&
           place != PLACE_NO_IPV6 && place != PLACE_LIMIT;
}

int tour_play(const struct scene *scene, const struct stage *around);
__declspec(dllexport) int tour_play(const struct scene *scene,
                                    const struct stage *around)
{
    stage = around;
    if (is_started(scene->place))
        start_version(2, 2);
    return scene->play();
}

void scene_fail(const char *what)
{
    stage->fail(what, WSAGetLastError());
}

void start_version(BYTE major, BYTE minor)
{
    WSADATA data;

    NEED(WSAStartup(MAKEWORD(major, minor), &data) == 0);
}

/* --- Sockets. */

static SOCKET opened(int type)
{
    SOCKET s = socket(AF_INET, type, 0);

    NEED(s != INVALID_SOCKET);
    return s;
}

SOCKET open_tcp(void)
{
    return opened(SOCK_STREAM);
}

SOCKET open_udp(void)
{
    return opened(SOCK_DGRAM);
}

SOCKET open_bound(int type)
{
    struct sockaddr_in any = address_of("127.0.0.1", 0);
    SOCKET s = opened(type);

    NEED(bind(s, SA(&any), sizeof(any)) == 0);
    return s;
}

SOCKET open_listening(void)
{
    SOCKET s = open_bound(SOCK_STREAM);

    NEED(listen(s, 5) == 0);
    return s;
}

SOCKET open_connected(SOCKET *other)
{
    SOCKET listener = open_listening(), s = open_tcp();
    struct sockaddr_in name = name_of(listener);

    NEED(connect(s, SA(&name), sizeof(name)) == 0);
    *other = accept(listener, NULL, NULL);
    NEED(*other != INVALID_SOCKET);
    return s;
}

void does_not_block(SOCKET s)
{
    u_long on = 1;

    NEED(ioctlsocket(s, (long)FIONBIO, &on) == 0);
}

struct sockaddr_in name_of(SOCKET s)
{
    struct sockaddr_in name;
    int len = sizeof(name);

    NEED(getsockname(s, SA(&name), &len) == 0);
    return name;
}

struct sockaddr_in address_of(const char *text, u_short port)
{
    struct sockaddr_in sin;

    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_port = htons(port);
    NEED(inet_pton(AF_INET, text, &sin.sin_addr) == 1);
    return sin;
}

u_short dead_port(void)
{
    return ntohs(name_of(open_bound(SOCK_STREAM)).sin_port);
}
