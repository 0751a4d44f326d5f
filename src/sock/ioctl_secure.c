/* SPDX-License-Identifier: MIT */
/* The secure socket extensions: SIO_SET_SECURITY and its relatives. On Windows
 * they are an interface to IPsec's policies, and to the peer's account behind a
 * connection; Linux has no such thing for one socket. So what cannot be had is
 * refused, never promised: security is set only where clear text is allowed,
 * and the answer to a query is that the traffic flows in the clear. Microsoft
 * Learn, "Winsock secure socket extensions". */
#include <mstcpip.h>

#include "sock/ioctl.h"
#include "sock/rare.h"

#define SETTINGS_FLAGS                                                         \
    (SOCKET_SETTINGS_GUARANTEE_ENCRYPTION | SOCKET_SETTINGS_ALLOW_INSECURE)

/* IP, and a type that the extensions know. */
static ws2_err kind_check(const struct ws2_sock *sk)
{
    return sk->family == AF_UNIX || sk->type == SOCK_RAW ? WSAEINVAL : WS2_OK;
}

/* Not connected, and for settings not bound either. */
static ws2_err early_check(struct ws2_sock *sk, bool bound)
{
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (sock_has(sk, SK_CONNECTED | SK_CONNECTING))
        return WSAEISCONN;
    return !bound && sock_has(sk, SK_BOUND) ? WSAEINVAL : WS2_OK;
}

/* These have a code of their own for a buffer that is too small. */
static ws2_err structure_in(const struct ioctl_call *c, void *value, size_t len)
{
    if (c->in == NULL)
        return WSAEFAULT;
    return c->in_len < len ? WSAEMSGSIZE : in_get(c, value, len);
}

static ws2_err protocol_check(SOCKET_SECURITY_PROTOCOL protocol)
{
    return (unsigned)protocol < SOCKET_SECURITY_PROTOCOL_INVALID ? WS2_OK
                                                                 : WSAEINVAL;
}

static ws2_err family_check(const SOCKADDR_STORAGE *ss)
{
    return ss->ss_family == AF_INET || ss->ss_family == AF_INET6
               ? WS2_OK
               : WSAEAFNOSUPPORT;
}

/* What the program would have: nothing given means whatever makes it secure. */
static ws2_err settings_in(const struct ioctl_call *c,
                           SOCKET_SECURITY_SETTINGS *settings)
{
    SOCKET_SECURITY_SETTINGS_IPSEC ipsec;
    ws2_err err;

    memset(settings, 0, sizeof(*settings));
    if (c->in == NULL)
        return WS2_OK;
    err = structure_in(c, settings, sizeof(*settings));
    if (err == WS2_OK)
        err = protocol_check(settings->SecurityProtocol);
    if (err == WS2_OK &&
        (settings->SecurityFlags & ~(ULONG)SETTINGS_FLAGS) != 0)
        err = WSAEINVAL;
    if (err == WS2_OK &&
        settings->SecurityProtocol != SOCKET_SECURITY_PROTOCOL_DEFAULT)
        err = structure_in(c, &ipsec, sizeof(ipsec));
    return err;
}

/* With it goes SO_EXCLUSIVEADDRUSE, on Windows. */
ws2_err ws2_ioctl_set_security(struct ws2_sock *sk, const struct ioctl_call *c)
{
    SOCKET_SECURITY_SETTINGS settings;
    ws2_err err = kind_check(sk);

    if (err == WS2_OK)
        err = early_check(sk, false);
    if (err == WS2_OK)
        err = settings_in(c, &settings);
    if (err != WS2_OK)
        return err;
    if (sock_rare(sk)->kept[KEPT_SECURITY] != 0 || sock_has(sk, SK_REUSE))
        return WSAEINVAL; /* once; and nobody else on the port */
    if (settings.SecurityProtocol != SOCKET_SECURITY_PROTOCOL_DEFAULT ||
        settings.SecurityFlags != SOCKET_SETTINGS_ALLOW_INSECURE)
        return WSAEOPNOTSUPP;
    err = ws2_rare_keep(sk, KEPT_SECURITY, 1);
    if (err == WS2_OK)
        sock_set(sk, SK_EXCLUSIVE);
    return err;
}

/* TCP can do without: its connection is what is asked about. */
static ws2_err template_check(const struct ws2_sock *sk,
                              const struct ioctl_call *c)
{
    SOCKET_SECURITY_QUERY_TEMPLATE template;
    ws2_err err;

    if (c->in == NULL)
        return sock_is_stream(sk) ? WS2_OK : WSAEMSGSIZE;
    err = structure_in(c, &template, sizeof(template));
    if (err == WS2_OK)
        err = protocol_check(template.SecurityProtocol);
    if (err == WS2_OK &&
        (!sock_is_stream(sk) || template.PeerAddress.ss_family != AF_UNSPEC))
        err = family_check(&template.PeerAddress);
    return err;
}

static ws2_err connection_check(struct ws2_sock *sk)
{
    int dead = atomic_load(&sk->dead);

    if (!sock_is_stream(sk))
        return WS2_OK;
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    if (dead == 0 && (os_ready(sk->fd, 0) & OS_ERR) != 0)
        dead = ws2_sock_broken(sk, WS2_OP_RECV, os_socket_error(sk->fd));
    return dead;
}

ws2_err ws2_ioctl_query_security(struct ws2_sock *sk,
                                 const struct ioctl_call *c)
{
    const SOCKET_SECURITY_QUERY_INFO in_the_clear = {
        .SecurityProtocol = SOCKET_SECURITY_PROTOCOL_DEFAULT};
    ws2_err err = kind_check(sk);

    if (err == WS2_OK)
        err = template_check(sk, c);
    if (err == WS2_OK)
        err = connection_check(sk);
    if (err != WS2_OK)
        return err;
    *c->returned = sizeof(in_the_clear);
    if (c->out == NULL || c->out_len < sizeof(in_the_clear))
        return WSAEMSGSIZE; /* and how much it would be */
    return out_put(c, &in_the_clear, sizeof(in_the_clear));
}

static bool is_zero(const SOCKADDR_STORAGE *ss)
{
    return ws2_addr_is_any(ss) &&
           ((const struct sockaddr_in *)ss)->sin_port == 0; /* IPv6's too */
}

/* Nobody would look whether the peer is who it should be. */
ws2_err ws2_ioctl_set_target_name(struct ws2_sock *sk,
                                  const struct ioctl_call *c)
{
    SOCKET_PEER_TARGET_NAME name;
    ws2_err err = kind_check(sk);

    if (err == WS2_OK)
        err = early_check(sk, true);
    if (err == WS2_OK)
        err = structure_in(c, &name, sizeof(name));
    if (err == WS2_OK)
        err = protocol_check(name.SecurityProtocol);
    if (err == WS2_OK)
        err = family_check(&name.PeerAddress);
    if (err == WS2_OK && !sock_is_stream(sk) && is_zero(&name.PeerAddress))
        err = WSAEINVAL;
    if (err == WS2_OK &&
        c->in_len - sizeof(name) < name.PeerTargetNameStringLen)
        err = WSAEMSGSIZE;
    return err != WS2_OK ? err : WSAEOPNOTSUPP;
}

/* An address as long as its family's. */
static ws2_err addr_check(const void *addr, ULONG len)
{
    SOCKADDR_STORAGE ss = {0};
    ws2_err err;

    if (addr == NULL)
        return WSAEFAULT;
    if (len < sizeof(ss.ss_family))
        return WSAEMSGSIZE;
    if (os_mem_copy_in(&ss, addr, len < sizeof(ss) ? len : sizeof(ss)) != 0)
        return WSAEFAULT;
    err = family_check(&ss);
    if (err != WS2_OK)
        return err;
    return len < (ss.ss_family == AF_INET ? sizeof(struct sockaddr_in)
                                          : sizeof(struct sockaddr_in6))
               ? WSAEMSGSIZE
               : WS2_OK;
}

ws2_err ws2_ioctl_delete_target_name(struct ws2_sock *sk,
                                     const struct ioctl_call *c)
{
    ws2_err err = kind_check(sk);

    if (err == WS2_OK)
        err = addr_check(c->in, c->in_len);
    return err != WS2_OK ? err : WSAEOPNOTSUPP;
}

ws2_err ws2_sock_impersonate(struct ws2_sock *sk, const struct sockaddr *peer,
                             ULONG len)
{
    ws2_err err = kind_check(sk);

    if (err == WS2_OK && !sock_is_stream(sk)) /* a connection has its peer */
        err = addr_check(peer, len);
    return err != WS2_OK ? err : WSAEOPNOTSUPP;
}
