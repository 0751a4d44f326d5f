/* SPDX-License-Identifier: MIT */
/* Sockets whose names are files (AF_UNIX), where the file system fails. Links
 * are real ones; the other failures come from a file system that gives them
 * for names that ask for it (tools/stage/errnofs.c): a full quota, a server of
 * files that forgot one. */
#include "scene.h"

#include <afunix.h>
#include <stdio.h>

static int connect_to(const char *directory, const char *name)
{
    struct sockaddr_un un;
    SOCKET s = socket(AF_UNIX, SOCK_STREAM, 0);

    NEED(s != INVALID_SOCKET);
    memset(&un, 0, sizeof(un));
    un.sun_family = AF_UNIX;
    snprintf(un.sun_path, sizeof(un.sun_path), "%s/%s", directory, name);
    return CODE(connect(s, SA(&un), sizeof(un)));
}

static int bind_to(const char *directory, const char *name)
{
    struct sockaddr_un un;
    SOCKET s = socket(AF_UNIX, SOCK_STREAM, 0);

    NEED(s != INVALID_SOCKET);
    memset(&un, 0, sizeof(un));
    un.sun_family = AF_UNIX;
    snprintf(un.sun_path, sizeof(un.sun_path), "%s/%s", directory, name);
    return CODE(bind(s, SA(&un), sizeof(un)));
}

SCENE(WSAELOOP, connect, PLACE_PLAIN,
      "AF_UNIX: the path is a symbolic link to itself")
{
    return connect_to(stage->directory, "loop");
}

SCENE(WSAENAMETOOLONG, connect, PLACE_PLAIN,
      "AF_UNIX: a link to a name of 300 characters")
{
    return connect_to(stage->directory, "long");
}

SCENE(WSAENOTEMPTY, connect, PLACE_FILES,
      "AF_UNIX: the file system says ENOTEMPTY")
{
    return connect_to(stage->files, "errno-ENOTEMPTY");
}

SCENE(WSAEUSERS, connect, PLACE_FILES,
      "AF_UNIX: the file system has too many users")
{
    return connect_to(stage->files, "errno-EUSERS");
}

SCENE(WSAEDQUOT, bind, PLACE_FILES, "AF_UNIX: the disk quota is used up")
{
    return bind_to(stage->files, "make-EDQUOT");
}

SCENE(WSAESTALE, connect, PLACE_FILES,
      "AF_UNIX: the server of the files knows this one no more")
{
    return connect_to(stage->files, "errno-ESTALE");
}

SCENE(WSAEREMOTE, connect, PLACE_FILES,
      "AF_UNIX: the files are on another machine")
{
    return connect_to(stage->files, "errno-EREMOTE");
}
