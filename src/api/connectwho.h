/* SPDX-License-Identifier: MIT */
/* The socket that WSAConnectByName and WSAConnectByList connect: the base
 * provider's, whoever it was passed on to, or one that only a layer knows,
 * whose procedures are called then. */
#ifndef WS2_API_CONNECTWHO_H
#define WS2_API_CONNECTWHO_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"
#include "sock/sock.h"

struct ws2_who {
    SOCKET s;
    struct ws2_sock *sk;       /* NULL: only a layer knows it, */
    const WSPPROC_TABLE *proc; /* and its procedures */
    int family, protocol;
};

/* On WS2_OK pinned. WSAENOTSOCK; WSAEINVAL: not one to connect so. bound: it
 * may be bound. */
ws2_err ws2_who_pin(SOCKET s, bool bound, struct ws2_who *out);
void ws2_who_unpin(const struct ws2_who *who);

bool ws2_who_is_v6only(const struct ws2_who *who);
ws2_err ws2_who_name(const struct ws2_who *who, struct sockaddr *name,
                     int *len);
ws2_err ws2_who_peer(const struct ws2_who *who, struct sockaddr *name,
                     int *len);

/* As ws2_sock_connect_any. With sk NULL the attempt of a blocking socket ends
 * when the layer ends it, whatever the deadline, and that of another is the
 * last when its time is over, as nobody can call it off. */
ws2_err ws2_who_connect_any(const struct ws2_who *who,
                            const SOCKET_ADDRESS *list, unsigned count,
                            int64_t deadline_ns, bool cut);

#endif
