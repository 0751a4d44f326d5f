/* SPDX-License-Identifier: MIT */
/* Sockets that several processes have: WSADuplicateSocket offers one to a
 * process, WSASocket takes what was offered.
 *
 * The descriptor goes over a channel (os/process.h) whose name is in the
 * WSAPROTOCOL_INFO, and with it what Linux does not know of a Windows socket.
 * The name is random, and no secret: both ends ask the kernel who the other one
 * is. */
#ifndef WS2_SOCK_DUPLICATE_H
#define WS2_SOCK_DUPLICATE_H

#include "os/filter.h"
#include "os/process.h"
#include "sock/rare.h"

/* What is ours of a socket, as it travels. Both ends are this library, maybe
 * of another version: then the size differs. */
struct ws2_sock_state {
    uint32_t size, catalog_id, flags;
    uint16_t dead, error;
    uint32_t rcvtimeo_ms, sndtimeo_ms;
    uint16_t linger_s;
    uint8_t linger_on, protocol;
    uint32_t group_priority, infos;
    uint32_t kept[KEPT_COUNT];
    uint32_t connected_at;
    int32_t leaf_len; /* 0: no group */
    SOCKADDR_STORAGE leaf;
    bool filtered;
    struct os_filter filter;
};

void ws2_sock_state_get(struct ws2_sock *sk, struct ws2_sock_state *st);

/* offer.c: the socket waits for the process to come; WSAEINVAL when there is no
 * such process, or none that we may deal with. Taken once; gone when the
 * process ends, or this one does, or at the last WSACleanup. */
ws2_err ws2_offer_new(struct ws2_sock *sk, SOCKET s, DWORD dwProcessId,
                      DWORD *name);
void ws2_offers_drop(void);

/* duplicate.c: WSPDuplicateSocket, and WSPSocket with what it filled in. */
ws2_err ws2_sock_duplicate(struct ws2_sock *sk, SOCKET s, DWORD dwProcessId,
                           WSAPROTOCOL_INFOW *info);
ws2_err ws2_sock_take(const WSAPROTOCOL_INFOW *info, DWORD dwFlags,
                      SOCKET *out);

/* Whether WSADuplicateSocket filled it in. */
static inline bool ws2_protocol_is_offer(const WSAPROTOCOL_INFOW *info)
{
    return info->dwProviderReserved != 0;
}

#endif
