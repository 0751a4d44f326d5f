/* SPDX-License-Identifier: MIT */
/* The scenes of `ws2 tour`: for each code of Windows Sockets a function that
 * brings it about, by a real condition. Windows source, in a shared object of
 * its own (ws2-tour.so); tools/ws2/tour*.c plays each scene in a process of its
 * own, with what it needs around it. */
#ifndef TOUR_SCENE_H
#define TOUR_SCENE_H

#include "table.h"

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdint.h>
#include <string.h>

/* SCENE(code, function, PLACE_*, condition) { ...; return what came back; }
 * `ws2 tour --explain` shows the scene as it stands in its file, from this
 * line to the brace that ends it. */
#define SCENE(err, function, where, words)                                     \
    static int play_##err(void);                                               \
    static struct scene scene_##err = {.code = (err),                          \
                                       .name = #err,                           \
                                       .call = #function,                      \
                                       .place = (where),                       \
                                       .condition = (words),                   \
                                       .file = __FILE__,                       \
                                       .play = play_##err};                    \
    __attribute__((constructor)) static void add_##err(void)                   \
    {                                                                          \
        scene_add(&scene_##err);                                               \
    }                                                                          \
    static int play_##err(void)

void scene_add(struct scene *scene);

/* What surrounds the scene that is played. */
extern const struct stage *stage;

/* The code of a call: 0 when it succeeded. For those that fail with
 * SOCKET_ERROR or INVALID_SOCKET, and with FALSE or NULL. */
#define CODE(call)        ((intptr_t)(call) == -1 ? WSAGetLastError() : 0)
#define CODE_IF_NOT(call) ((call) ? 0 : WSAGetLastError())

/* What must succeed before the scene can be played; else it ends here. */
#define NEED(what)                                                             \
    do {                                                                       \
        if (!(what))                                                           \
            scene_fail(#what);                                                 \
    } while (0)
void scene_fail(const char *what) __attribute__((noreturn));

#define SA(address) ((struct sockaddr *)(address))

/* Sockets, on the loopback interface; the scene ends where there is none. */
SOCKET open_tcp(void);
SOCKET open_udp(void);
SOCKET open_bound(int type);
SOCKET open_listening(void);
SOCKET open_connected(SOCKET *other); /* other: the accepted end */
void does_not_block(SOCKET s);
struct sockaddr_in name_of(SOCKET s);
struct sockaddr_in address_of(const char *text, u_short port);
u_short dead_port(void); /* nobody answers there */

/* Windows Sockets of another version than 2.2. */
void start_version(BYTE major, BYTE minor);

#endif
