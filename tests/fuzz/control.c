/* SPDX-License-Identifier: MIT */
/* Control data. Even first bytes: what a program gives WSASendMsg, in Windows'
 * form; what arrives is received with as much room as the second byte says.
 * Odd ones: what the kernel hands over, in Linux' form. */
#include "fuzz.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <mswsock.h>

#include "os/cmsg.h"

static SOCKET s = INVALID_SOCKET;
static SOCKADDR_IN name;
static LPFN_WSARECVMSG recv_msg;

static void socket_open(void)
{
    static const int options[] = {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS};
    GUID id = WSAID_WSARECVMSG;
    int len = sizeof(name), on = 1;
    u_long nonblocking = 1;
    WSADATA data;
    DWORD n;

    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    MUST(bind(s, (SOCKADDR *)&name, sizeof(name)) == 0);
    MUST(getsockname(s, (SOCKADDR *)&name, &len) == 0);
    MUST(ioctlsocket(s, (long)FIONBIO, &nonblocking) == 0);
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        setsockopt(s, IPPROTO_IP, options[i], (char *)&on, sizeof(on));
    MUST(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                  &recv_msg, sizeof(recv_msg), &n, NULL, NULL) == 0);
}

static void received(unsigned room)
{
    char byte, *control = malloc(room + 1);
    WSABUF buf = {1, &byte};
    WSAMSG msg = {.lpBuffers = &buf, .dwBufferCount = 1};
    DWORD n;

    MUST(control != NULL);
    msg.Control.buf = control;
    msg.Control.len = room;
    if (recv_msg(s, &msg, &n, NULL, NULL) == 0)
        MUST(msg.Control.len <= room);
    free(control);
}

static void from_program(struct input *in)
{
    unsigned room = input_byte(in);
    ULONG len = (ULONG)in->left;
    char byte = 'x', *control = input_copy(in, in->left, 0);
    WSABUF buf = {1, &byte};
    WSAMSG msg = {.name = (SOCKADDR *)&name,
                  .namelen = sizeof(name),
                  .lpBuffers = &buf,
                  .dwBufferCount = 1,
                  .Control = {len, control}};
    DWORD n;

    if (s == INVALID_SOCKET)
        socket_open();
    if (WSASendMsg(s, &msg, 0, &n, NULL, NULL) == 0)
        received(room);
    free(control);
}

static void from_kernel(struct input *in)
{
    struct os_control *c = calloc(1, sizeof(*c));
    struct os_cmsg item;
    unsigned at = 0, items = 0;

    MUST(c != NULL);
    c->len = in->left < sizeof(c->space) ? in->left : sizeof(c->space);
    input_fill(in, c->space, c->len);
    while (os_control_next(c, &at, &item)) {
        MUST(item.len > 0 && item.len <= sizeof(item.data));
        items++;
    }
    MUST(items <= 16 * sizeof(c->space));
    (void)os_control_kind(c);
    free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};

    if (input_byte(&in) % 2 == 0)
        from_program(&in);
    else
        from_kernel(&in);
    return 0;
}
