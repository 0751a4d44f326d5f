/* SPDX-License-Identifier: MIT */
/* What a file system says to Windows Sockets: while the path of an AF_UNIX
 * socket is bound or looked up, and while a file is opened, read and sent. The
 * test driver runs this beside a file system that answers what its names ask
 * for (tools/stage/errnofs.c); anywhere else the rows are skipped. */
#include "quality.h"

#include <afunix.h>
#include <mswsock.h>
#include <qosname.h>
#include <stdlib.h>

/* The path of a name there; false ends the row. */
static bool fs_path(char *path, size_t room, const char *name)
{
    const char *dir = getenv("CT_ERRNO_FS");

    if (dir == NULL)
        ct_skip("needs the file system of tests/tools/errno-fs");
    else
        snprintf(path, room, "%s/%s", dir, name);
    return dir != NULL;
}

static bool fs_name(struct sockaddr_un *un, const char *name)
{
    memset(un, 0, sizeof(*un));
    un->sun_family = AF_UNIX;
    return fs_path(un->sun_path, sizeof(un->sun_path), name);
}

/* Row: the label is the name. The socket stays as it was. */
static void name_fails(const struct ct_row *row)
{
    bool binds = row->function[0] == 'b';
    struct sockaddr_un un, name;
    int len = sizeof(name);
    SOCKET s;

    if (!fs_name(&un, row->label))
        return;
    s = ct_keep(socket(AF_UNIX, SOCK_STREAM, 0));
    if (binds)
        SOCKET_FAILS(row->code, bind(s, SA(&un), sizeof(un)));
    else
        SOCKET_FAILS(row->code, connect(s, SA(&un), sizeof(un)));
    SOCKET_FAILS(WSAEINVAL, getsockname(s, SA(&name), &len));
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
    fs_name(&un, "loop");
    SOCKET_FAILS(WSAELOOP, connect(s, SA(&un), sizeof(un)));
}

static HANDLE file_open(const char *name)
{
    char path[300];

    if (!fs_path(path, sizeof(path), name))
        return INVALID_HANDLE_VALUE;
    return CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                       0, NULL);
}

static void open_fails(const struct ct_row *row)
{
    HANDLE file = file_open(row->label);

    if (ct_failed())
        return;
    EQUAL(file, INVALID_HANDLE_VALUE);
    EQUAL(GetLastError(), row->code);
}

static void read_fails(const struct ct_row *row)
{
    HANDLE file = file_open(row->label);
    char buf[16];
    DWORD n;

    if (ct_failed())
        return;
    CHECK(file != INVALID_HANDLE_VALUE);
    EQUAL(ReadFile(file, buf, sizeof(buf), &n, NULL), FALSE);
    EQUAL(GetLastError(), row->code);
    CloseHandle(file);
}

/* The connection has nothing to do with it, and goes on. */
static void transmit_fails(const struct ct_row *row)
{
    HANDLE file = file_open(row->label);
    char byte = 0;
    SOCKET s;

    if (ct_failed())
        return;
    s = ct_open(CT_TCP_CLIENT);
    EQUAL(TransmitFile(s, file, 0, 0, NULL, NULL, 0), FALSE);
    EQUAL(WSAGetLastError(), row->code);
    EQUAL(send(s, "y", 1, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'y');
    CloseHandle(file);
}

/* Templates of quality of service, in a file that cannot be locked. Import
 * libraries lack the functions. */
static void template_unlocked(const struct ct_row *row)
{
    void *door =
        (void *)GetProcAddress(LoadLibraryA("ws2_32.dll"), row->function);
    char name[] = "template", path[300];
    WSABUF buf = {sizeof(name), name};
    WSAPROTOCOL_INFOW info;
    QOS q = qos_good();

    if (!fs_path(path, sizeof(path), "lock-ENOLCK") ||
        !qos_entry(AF_INET, SOCK_DGRAM, &info))
        return;
    SetEnvironmentVariableA("WS2_QOS_TEMPLATES", path);
    if (strcmp(row->function, WSCINSTALL_QOS_TEMPLATE) == 0)
        FAILS(FALSE, row->code,
              ((WSC_INSTALL_QOS_TEMPLATE)door)(&info.ProviderId, &buf, &q));
    else
        FAILS(FALSE, row->code,
              ((WSC_REMOVE_QOS_TEMPLATE)door)(&info.ProviderId, &buf));
    SetEnvironmentVariableA("WS2_QOS_TEMPLATES", NULL);
}

/* An answer with its code, to each call that can meet it. */
#define LOOKED_UP(errno, err)                                                  \
    RULE(connect, "errno-" #errno, name_fails, .code = err)
#define MADE(errno, err) RULE(bind, "make-" #errno, name_fails, .code = err)
#define BOUND(errno, err)                                                      \
    RULE(bind, "errno-" #errno, name_fails, .code = err), MADE(errno, err)
#define BOTH(errno, err) BOUND(errno, err), LOOKED_UP(errno, err)
#define OPENED(errno, err)                                                     \
    RULE(CreateFileA, "errno-" #errno, open_fails, .code = err)
#define READ(errno, err)                                                       \
    RULE(ReadFile, "read-" #errno, read_fails, .code = err),                   \
        RULE(TransmitFile, "read-" #errno, transmit_fails, .code = err)

static const struct ct_row rows[] = {
    RULE(connect, "loop", name_fails, .code = WSAELOOP),
    ROW(bind, WSAENETDOWN, "make-ENOENT", name_fails),
    ROW(WSCInstallQOSTemplate, WSASYSCALLFAILURE,
        "the file system knows no locks", template_unlocked),
    ROW(WSCRemoveQOSTemplate, WSASYSCALLFAILURE,
        "the file system knows no locks", template_unlocked),
    BOTH(ELOOP, WSAELOOP),
    BOTH(ENAMETOOLONG, WSAENAMETOOLONG),
    BOTH(EDQUOT, WSAEDQUOT),
    BOTH(ESTALE, WSAESTALE),
    BOTH(EREMOTE, WSAEREMOTE),
    BOTH(EUSERS, WSAEUSERS),
    BOTH(ENOTEMPTY, WSAENOTEMPTY),
    BOTH(EACCES, WSAEACCES),
    BOTH(EPERM, WSAEACCES),
    BOTH(EROFS, WSAEACCES),
    BOTH(ENOSPC, WSAENOBUFS),
    BOTH(EMLINK, WSAENOBUFS),
    BOTH(ENOMEM, WSAENOBUFS),
    BOTH(EMFILE, WSAEMFILE),
    BOTH(ENFILE, WSAEMFILE),
    BOTH(EIO, WSASYSCALLFAILURE),
    BOTH(EREMOTEIO, WSASYSCALLFAILURE),
    BOTH(EUCLEAN, WSASYSCALLFAILURE),
    BOTH(EINVAL, WSAEINVAL),
    BOTH(ETIMEDOUT, WSAETIMEDOUT),
    BOTH(EHOSTDOWN, WSAEHOSTDOWN),
    BOUND(EEXIST, WSAEADDRINUSE),
    BOUND(EISDIR, WSAEADDRINUSE),
    BOUND(ENOTDIR, WSAENETDOWN),
    BOUND(ENODEV, WSAEADDRNOTAVAIL),
    BOUND(ENXIO, WSAEADDRNOTAVAIL),
    /* ENOENT when looked up is good news */
    LOOKED_UP(ENOENT, WSAECONNREFUSED),
    LOOKED_UP(ENOTDIR, WSAECONNREFUSED),
    LOOKED_UP(EISDIR, WSAECONNREFUSED),
    LOOKED_UP(EEXIST, WSAECONNREFUSED),
    LOOKED_UP(ENODEV, WSAENETUNREACH),
    LOOKED_UP(ENXIO, WSAENETUNREACH),

    OPENED(ENOENT, ERROR_FILE_NOT_FOUND),
    OPENED(ENOTDIR, ERROR_PATH_NOT_FOUND),
    OPENED(ELOOP, ERROR_PATH_NOT_FOUND),
    OPENED(EACCES, ERROR_ACCESS_DENIED),
    OPENED(EDQUOT, ERROR_DISK_FULL),
    OPENED(ENAMETOOLONG, ERROR_FILENAME_EXCED_RANGE),
    OPENED(EIO, ERROR_IO_DEVICE),
    READ(EIO, ERROR_IO_DEVICE),
    READ(EREMOTEIO, ERROR_IO_DEVICE),
    READ(EACCES, ERROR_ACCESS_DENIED),
    READ(ESTALE, WSAESTALE),
    READ(EDQUOT, WSAEDQUOT),
    READ(EREMOTE, WSAEREMOTE),
    READ(EUSERS, WSAEUSERS),
    READ(ELOOP, WSAELOOP),
    READ(ENAMETOOLONG, WSAENAMETOOLONG),
    READ(ENOTEMPTY, WSAENOTEMPTY),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
