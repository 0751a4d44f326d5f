/* SPDX-License-Identifier: MIT */
/* Waking select and WSAPoll; see wake.h. A datagram socket that is connected to
 * itself is readable when anybody has sent through it. lock guards the list,
 * and the sockets in it against being closed. */
#include "wake.h"

#include <windows.h>

#include <string.h>

static SRWLOCK lock = SRWLOCK_INIT;
static struct wake *list;

static int connect_to_itself(const struct wake *w)
{
    const WSPPROC_TABLE *proc = &w->below->proc;
    struct sockaddr_in in;
    int length = sizeof(in);
    u_long nonblocking = 1;
    DWORD returned;
    INT err = 0;

    memset(&in, 0, sizeof(in));
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (proc->lpWSPBind(w->lower, (struct sockaddr *)&in, length, &err) != 0 ||
        proc->lpWSPGetSockName(w->lower, (struct sockaddr *)&in, &length,
                               &err) != 0 ||
        proc->lpWSPConnect(w->lower, (struct sockaddr *)&in, length, NULL, NULL,
                           NULL, NULL, &err) != 0 ||
        proc->lpWSPIoctl(w->lower, (DWORD)FIONBIO, &nonblocking,
                         sizeof(nonblocking), NULL, 0, &returned, NULL, NULL,
                         NULL, &err) != 0)
        return err;
    return 0;
}

static void list_add(struct wake *w)
{
    AcquireSRWLockExclusive(&lock);
    w->next = list;
    w->self = &list;
    if (list != NULL)
        list->self = &w->next;
    list = w;
    ReleaseSRWLockExclusive(&lock);
}

int wake_open(struct wake *w, const struct below *below)
{
    WSAPROTOCOL_INFOW udp;
    INT err = 0, ignored;

    w->below = below;
    if (!below_protocol(below, AF_INET, IPPROTO_UDP, &udp))
        return WSAENOBUFS;
    w->lower = below->proc.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &udp,
                                       0, 0, &err);
    if (w->lower == INVALID_SOCKET)
        return err;
    err = connect_to_itself(w);
    if (err != 0) {
        (void)below->proc.lpWSPCloseSocket(w->lower, &ignored);
        w->lower = INVALID_SOCKET;
        return err;
    }
    list_add(w);
    return 0;
}

void wake_drain(struct wake *w)
{
    char byte;
    WSABUF buf = {sizeof(byte), &byte};
    DWORD got, flags;
    INT ignored;

    do
        flags = 0;
    while (w->below->proc.lpWSPRecv(w->lower, &buf, 1, &got, &flags, NULL, NULL,
                                    NULL, &ignored) == 0);
}

void wake_close(struct wake *w)
{
    INT ignored;

    if (w->lower == INVALID_SOCKET)
        return;
    AcquireSRWLockExclusive(&lock);
    *w->self = w->next;
    if (w->next != NULL)
        w->next->self = w->self;
    ReleaseSRWLockExclusive(&lock);
    (void)w->below->proc.lpWSPCloseSocket(w->lower, &ignored);
}

void wake_all(void)
{
    char byte = 0;
    WSABUF buf = {sizeof(byte), &byte};
    DWORD sent;
    INT ignored;

    AcquireSRWLockShared(&lock);
    for (struct wake *w = list; w != NULL; w = w->next)
        (void)w->below->proc.lpWSPSend(w->lower, &buf, 1, &sent, 0, NULL, NULL,
                                       NULL, &ignored);
    ReleaseSRWLockShared(&lock);
}
