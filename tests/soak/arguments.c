// SPDX-License-Identifier: MIT
// Arguments, made up by the letters of calls.def. A fair call gets what the
// function wants; in the others every fourth argument is bad in some way.
#include <string.h>

#include "soak.h"

static const struct {
    int level, name;
    size_t size;
} options[] = {
#define OPT_BOOL                    sizeof(int)
#define OPT_BYTES                   16
#define OPT(level, name, size, ...) {level, name, size},
#include "options.inc"
#undef OPT
};

static const DWORD ioctls[] = {
#define IOCTL(code, ...) (DWORD) code,
#include "ioctls.inc"
#undef IOCTL
};

bool bad(void)
{
    return !self.fair && below(4) == 0;
}

// An overlapped call keeps its memory until the batch ends.
void *arena(size_t size)
{
    char *at = self.fresh;

    if (!self.lasting)
        return self.arena + 1024 * below(12) +
               (!self.fair && !self.aligned && below(8) == 0);
    size = (size + 31) & ~(size_t)15;
    if ((size_t)(self.end - at) < size)
        return self.arena;
    self.fresh += size;
    return at;
}

void *memory(size_t size)
{
    static const char *(*const wrong[])(void) = {host_null, host_unmapped,
                                                 host_readonly, host_page_end};
    self.size = size;
    return bad() ? (void *)wrong[below(4)]() : arena(size);
}

any put(const void *value, size_t size)
{
    char *at = memory(size < 512 ? 512 : size);

    self.size = size;
    if (host_writable(at, size))
        memcpy(at, value, size);
    return (any)at;
}

static any length(void)
{
    static const int odd[] = {0, 1, -1, 15, 17, INT32_MAX, INT32_MIN, 2};

    if (bad())
        return (any)(intptr_t)odd[below(8)];
    return self.size;
}

any number(void)
{
    static const int fair[] = {0, 1, 2, 6, 17, 23};
    static const int some[] = {0, 1, 2, 3, 6, 17, 23, 58, 255, -1};

    return (any)(intptr_t)(self.fair ? fair[below(6)] : some[below(10)]);
}

static any address(void)
{
    SOCKADDR_STORAGE name;
    size_t size = state_peer(self.family, &name);

    if (self.fair)
        return put(&name, size);
    if (below(8) == 0)
        size = state_peer(below(2) ? AF_INET6 : AF_INET, &name);
    else if (below(8) == 0)
        name.ss_family = (ADDRESS_FAMILY)below(40);
    return put(&name, size);
}

static any own_name(void)
{
    SOCKADDR_STORAGE name;

    return put(&name, state_name(self.family, &name));
}

static any addresses(void)
{
    struct {
        INT count;
        SOCKET_ADDRESS at[2];
    } list;

    list.count = 1 + (INT)below(2);
    for (int i = 0; i < 2; i++) {
        list.at[i].lpSockaddr = (struct sockaddr *)address();
        list.at[i].iSockaddrLength = (INT)length();
    }
    return put(&list, sizeof list);
}

static any buffers(void)
{
    WSABUF list[4];

    self.list = 1 + below(self.fair ? 3 : 4);
    for (unsigned i = 0; i < 4; i++) {
        list[i].len = below(4) ? below(257) : 0;
        list[i].buf = memory(256);
        if (bad())
            list[i].len = (ULONG)length();
    }
    return put(list, sizeof list);
}

static any message(void)
{
    SOCKADDR_STORAGE name;
    WSABUF list[2] = {{100, memory(100)}, {50, memory(50)}};
    WSAMSG msg = {0};
    size_t size = state_peer(self.family, &name);

    msg.namelen = bad() ? (INT)length() : (INT)size;
    msg.name = (struct sockaddr *)put(&name, sizeof name);
    msg.lpBuffers = (WSABUF *)put(list, sizeof list);
    msg.dwBufferCount = below(3);
    msg.Control.len = below(2) ? 0 : (ULONG)length();
    msg.Control.buf = memory(256);
    msg.dwFlags = bad() ? below(1024) : 0;
    return put(&msg, sizeof msg);
}

static any any_socket(void)
{
    return pool_any((enum pool)below(FIRST_OTHER));
}

static any odd_handle(void)
{
    static const uintptr_t odd[] = {0, UINTPTR_MAX, 3, 0x12345678};

    return below(2) ? odd[below(4)]
                    : pool_any(FIRST_OTHER + below(POOLS - FIRST_OTHER));
}

// Of the kind that the function is for, mostly.
static any socket_of(enum pool kind)
{
    unsigned place = below(PLACES);

    self.family = pool_family(place);
    if (kind == DATAGRAM && self.family == AF_UNIX)
        self.family = AF_INET;
    if (!self.fair && below(16) == 0)
        return odd_handle();
    return pool_get(below(8) ? kind : (enum pool)below(FIRST_OTHER), place);
}

any handle_of(enum pool kind)
{
    if (!bad())
        return pool_any(kind);
    return below(2) ? odd_handle() : any_socket();
}

static any any_handle(void)
{
    return handle_of((enum pool)below(POOLS));
}

static any sets(void)
{
    fd_set set;

    FD_ZERO(&set);
    for (unsigned n = below(4); n > 0; n--)
        FD_SET(any_socket(), &set);
    return below(3) ? put(&set, sizeof set) : 0;
}

static any polls(void)
{
    WSAPOLLFD list[4];

    for (int i = 0; i < 4; i++)
        list[i] = (WSAPOLLFD){
            any_socket(), (SHORT)(self.fair ? POLLIN | POLLOUT : below(0x800)),
            0};
    self.list = 1 + below(4);
    return put(list, sizeof list);
}

// Events are most often among what is waited for.
static any handles(void)
{
    any list[4];

    for (int i = 0; i < 4; i++)
        list[i] = handle_of(below(2) ? EVENT : WAITABLE);
    return put(list, sizeof list);
}

static any option_value(void)
{
    struct ip_mreq group = {0};
    unsigned few[32] = {0};

    group.imr_multiaddr.s_addr = htonl(GROUP + below(2));
    for (int i = 0; i < 4; i++)
        few[i] = below(3);
    if (below(8) == 0)
        return put(&group, sizeof group);
    put(few, sizeof few);
    self.size = options[self.option].size;
    return self.fair ? put(few, sizeof few < self.size ? sizeof few : self.size)
                     : (any)memory(self.size);
}

static any ioctl_input(void)
{
    static const GUID known[] = {WSAID_ACCEPTEX, WSAID_CONNECTEX,
                                 WSAID_DISCONNECTEX, WSAID_WSARECVMSG};
    DWORD few[16] = {below(2), below(3), below(3)};
    SOCKADDR_STORAGE name;
    QOS q;

    switch (self.ioctl) {
    case SIO_GET_EXTENSION_FUNCTION_POINTER:
        return put(&known[below(4)], sizeof(GUID));
    case SIO_SET_QOS:
        return put(&q, state_quality(&q));
    case SIO_CHK_QOS:
        few[0] = ALLOWED_TO_SEND_DATA + below(7);
        return put(few, sizeof(DWORD));
    case SIO_ROUTING_INTERFACE_QUERY:
        return put(&name, state_name(self.family, &name));
    default:
        return put(few, below(4) ? sizeof(DWORD) : sizeof few);
    }
}

// One that nothing else uses; now and then an older one, which is a mistake.
static any overlapped(bool wanted)
{
    OVERLAPPED *o = state_overlapped();

    if (!wanted && below(2))
        return 0;
    if (!self.fair && self.slots_used != 0 && below(8) == 0)
        return (any)&self.slots[below(self.slots_used)];
    return bad() ? (any)memory(sizeof *o) : (any)o;
}

static any older(void)
{
    unsigned back = below(64);

    if (bad() || self.slots_used <= back)
        return (any)memory(sizeof(OVERLAPPED));
    self.older = self.slots_used - 1 - back;
    return (any)&self.slots[self.older];
}

static void CALLBACK routine(DWORD error, DWORD moved, OVERLAPPED *o,
                             DWORD flags)
{
    (void)error, (void)moved, (void)o, (void)flags;
}

static any pick_option(void)
{
    self.option = (int)below(sizeof options / sizeof options[0]);
    return (any)(intptr_t)(bad() ? -1 : options[self.option].level);
}

static any pick_ioctl(void)
{
    self.ioctl = ioctls[below(sizeof ioctls / sizeof ioctls[0])];
    return bad() ? below(100) : self.ioctl;
}

static any flags(void)
{
    if (self.fair)
        return below(8) ? 0 : (any)(MSG_PEEK << below(2));
    return below(3) ? 0 : below(2) ? 1u << below(16) : below(1024);
}

// Over a socket that is not overlapped, TransmitFile waits in any case: for a
// peer that nobody reads for, until another thread closes it.
any socket_flags(void)
{
    return number() | (together ? 0 : WSA_FLAG_OVERLAPPED);
}

static any room(DWORD size)
{
    self.size = sizeof size;
    return put(&size, sizeof size);
}

static any loopback_bytes(void)
{
    static const char four[4] = {127, 0, 0, 1}, six[16] = {[15] = 1};

    self.family = below(2) ? AF_INET : AF_INET6;
    return self.family == AF_INET ? put(four, 4) : put(six, 16);
}

static LRESULT CALLBACK window_proc(HWND hwnd, UINT msg, WPARAM wp, LPARAM lp)
{
    (void)hwnd;
    (void)msg;
    (void)wp;
    (void)lp; // whatever they point to
    return 1;
}

static any window(void)
{
    static const char name[] = "soak";
    static _Thread_local HWND own;
    WNDCLASSA class = {
        .lpfnWndProc = window_proc, .cbWndExtra = 8, .lpszClassName = name};

    if (bad())
        return below(1u << 30);
    if (!IsWindow(own)) {
        RegisterClassA(&class);
        own = CreateWindowA(name, "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL,
                            NULL);
    }
    return (any)own;
}

static any other(char kind)
{
    static const struct timeval soon[] = {{0, 0}, {0, 100}, {-1, 0}, {0, -1}};

    switch (kind) {
    case 't': // NULL would wait for good
        return bad() ? (any)host_unmapped()
                     : (any)&soon[below(self.fair ? 2 : 4)];
    case 'T':
    case 'm':
        return below(16) == 0;
    case 'k':
        return below(8) ? below(4) : (any)below(1u << 30);
    case 'K':
        return loopback_bytes();
    case '+':
        return socket_flags();
    case '|':
        return window();
    case ')': // those below are about memory of the sender's
        return WM_USER + below(1000);
    case '4':
        return bad() ? 0 : htonl(GROUP);
    case '~':
        return !bad();
    case '^':
        return bad() ? 0 : htonl(INADDR_LOOPBACK);
    case '5': // a family, after K
        return bad() ? number() : (any)self.family;
    case '6':
        return bad() ? below(100) : GetCurrentProcessId();
    case '7':
        return bad() ? odd_handle() : (any)GetCurrentProcess();
    case '8': // room for an address in AcceptEx's buffer
        return bad() ? length() : 32;
    case '9':
        return below(8) == 0 ? 16 : 0;
    case 'J':
        return NI_NUMERICHOST | (self.fair ? below(4) : below(64));
    case 'G':
        return FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
               (self.fair ? 0 : below(256));
    case 'Q':
        return WSABASEERR + below(120);
    case '$':
        self.list = below(200);
        return below(4) ? (any)arena(512) : 0;
    case 'r':
        self.result = NULL;
        return bad() ? (any)memory(sizeof(void *)) : (any)&self.result;
    default:
        return (any)memory(256); // b c
    }
}

static any composed(char kind)
{
    any made;

    switch (kind) {
    case '3':
        return addresses();
    case 'M':
        return message();
    case 'V':
        return ioctl_input();
    case 'O':
    case 'o':
        return overlapped(kind == 'O');
    case 'D':
        return older();
    case 'R':
        return below(4) ? 0 : (any)routine;
    default:
        return name_argument(kind, &made) || rio_argument(kind, &made) ||
                       service_argument(kind, &made)
                   ? made
                   : other(kind);
    }
}

static any handle_or_array(char kind)
{
    switch (kind) {
    case 's':
        return socket_of((enum pool)below(FIRST_OTHER));
    case 'N':
        return socket_of(below(2) ? FRESH : BOUND);
    case 'B':
        return socket_of(LISTENING);
    case 'C':
        return socket_of(STREAM);
    case 'U':
        return socket_of(DATAGRAM);
    case 'h':
        return any_handle();
    case 'e':
        return handle_of(EVENT);
    case 'P':
        return handle_of(PORT);
    case 'W':
        return handle_of(WAITABLE);
    case 'I':
        return handle_of(OPENED);
    case 'H':
        return handles();
    case 'w':
        return buffers();
    case 'q':
        return polls();
    case 'F':
        return sets();
    default:
        return composed(kind);
    }
}

any argument(char kind)
{
    DWORD flag = self.fair || below(3) ? 0 : 1u << below(16);
    any made;

    if (catalog_argument(kind, &made))
        return made;
    switch (kind) {
    case 'a':
        return address();
    case 'u':
        return own_name();
    case 'l':
        return length();
    case 'n':
        return self.fair ? self.list : below(5);
    case 'j': // before the array
        return bad() ? length() : 1 + below(4);
    case 'p':
        return room(bad() ? (DWORD)length() : 256);
    case 'g':
        return room(flag);
    case 'f':
        return flags();
    case 'L':
        return pick_option();
    case 'i':
        return pick_ioctl();
    case 'E':
        return (any)(intptr_t)(bad() ? -1 : options[self.option].name);
    case 'v':
        return option_value();
    case 'S':
        return room((DWORD)options[self.option].size);
    case 'd':
        return number();
    case '0':
        return 0;
    default:
        return handle_or_array(kind);
    }
}
