// SPDX-License-Identifier: MIT
// What registered I/O is called with: queues, buffers and their parts.
#include <string.h>

#include "soak.h"

enum { BUFFER = 512, PART = 64 };

// It may stand for an address wherever a part of it begins.
static any buffer(void)
{
    char *at = memory(BUFFER);
    SOCKADDR_STORAGE name;
    size_t size = state_peer(below(2) ? AF_INET : AF_INET6, &name);

    for (int i = 0; host_writable(at, BUFFER) && i < BUFFER / PART; i++)
        memcpy(at + (ptrdiff_t)i * PART, &name, size < PART ? size : PART);
    self.size = BUFFER;
    return (any)at;
}

any rio_buffer(void)
{
    self.lasting = true;
    return (any)rio.RIORegisterBuffer((char *)buffer(), BUFFER);
}

static any part(void)
{
    RIO_BUF one = {(RIO_BUFFERID)handle_of(BUFFERS), below(4) * PART,
                   bad() ? below(600) : PART};

    return put(&one, sizeof one);
}

static any notification(void)
{
    RIO_NOTIFICATION_COMPLETION how = {0};

    if (below(3) == 0)
        return 0;
    if (below(2)) {
        how.Type = RIO_EVENT_COMPLETION;
        how.Event.EventHandle = (HANDLE)handle_of(EVENT);
        how.Event.NotifyReset = (BOOL)below(2);
    } else {
        how.Type = bad() ? (RIO_NOTIFICATION_COMPLETION_TYPE)below(4)
                         : RIO_IOCP_COMPLETION;
        how.Iocp.IocpHandle = (HANDLE)handle_of(PORT);
        how.Iocp.Overlapped = state_overlapped();
    }
    return put(&how, sizeof how);
}

bool rio_argument(char kind, any *made)
{
    switch (kind) {
    case '<':
        *made = handle_of(COMPLETIONS);
        return true;
    case '>':
        *made = handle_of(REQUESTS);
        return true;
    case '=':
        *made = handle_of(BUFFERS);
        return true;
    case '*':
        *made = buffer();
        return true;
    case ':':
        *made = part();
        return true;
    case '.':
        *made = below(2) ? part() : 0;
        return true;
    case '[':
        *made = notification();
        return true;
    case '&':
        *made = below(2) ? 0 : below(self.fair ? 4 : 20);
        return true;
    case '!':
        *made = bad() ? number() : 1;
        return true;
    default:
        return false;
    }
}
