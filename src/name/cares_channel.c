/* SPDX-License-Identifier: MIT */
/* Channels of c-ares as ws2 uses them: their sockets, their configuration and
 * their results. No state but the count of forks, no lock. */
#include "name/cares_channel.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "os/fork.h"

#define TIMEOUT_DEFAULT_MS 2000

/* Sockets: as c-ares makes them by itself, but a reset TCP connection must
 * not raise SIGPIPE in the program. */

static ares_socket_t dns_socket(int family, int type, int protocol, void *arg)
{
    (void)arg;
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int dns_close(ares_socket_t fd, void *arg)
{
    (void)arg;
    return close(fd);
}

static int dns_connect(ares_socket_t fd, const struct sockaddr *addr,
                       ares_socklen_t len, void *arg)
{
    (void)arg;
    return connect(fd, addr, len);
}

static ares_ssize_t dns_recvfrom(ares_socket_t fd, void *buf, size_t len,
                                 int flags, struct sockaddr *from,
                                 ares_socklen_t *from_len, void *arg)
{
    (void)arg;
    return recvfrom(fd, buf, len, flags, from, from_len);
}

static ares_ssize_t dns_sendv(ares_socket_t fd, const struct iovec *iov,
                              int count, void *arg)
{
    struct msghdr msg = {.msg_iov = (struct iovec *)iov,
                         .msg_iovlen = (size_t)count};

    (void)arg;
    return sendmsg(fd, &msg, MSG_NOSIGNAL);
}

static const struct ares_socket_functions socket_functions = {
    .asocket = dns_socket,
    .aclose = dns_close,
    .aconnect = dns_connect,
    .arecvfrom = dns_recvfrom,
    .asendv = dns_sendv,
};

/* Configuration */

static unsigned forks;

static void forks_count(void)
{
    forks++;
}
OS_IN_FORKED_CHILD(forks_count)

/* What the environment says, as far as there is room to remember it. */
static void setting_read(const char *name, char *out, size_t size)
{
    const char *text = secure_getenv(name);

    out[0] = '\0';
    if (text != NULL)
        strncat(out, text, size - 1);
}

static bool setting_same(const char *name, const char *was, size_t size)
{
    const char *text = secure_getenv(name);

    return strncmp(text != NULL ? text : "", was, size - 1) == 0;
}

void ws2_dns_config_read(struct ws2_dns_config *config)
{
    os_kept_stamp("/etc/resolv.conf", &config->file);
    setting_read("WS2_DNS_SERVERS", config->servers, sizeof(config->servers));
    setting_read("WS2_DNS_TIMEOUT_MS", config->timeout_ms,
                 sizeof(config->timeout_ms));
    config->forks = forks;
}

bool ws2_dns_config_current(const struct ws2_dns_config *config)
{
    struct os_stamp now;

    os_kept_stamp("/etc/resolv.conf", &now);
    return config->forks == forks &&
           memcmp(&config->file, &now, sizeof(now)) == 0 &&
           setting_same("WS2_DNS_SERVERS", config->servers,
                        sizeof(config->servers)) &&
           setting_same("WS2_DNS_TIMEOUT_MS", config->timeout_ms,
                        sizeof(config->timeout_ms));
}

int ws2_dns_timeout_read(void)
{
    const char *text = secure_getenv("WS2_DNS_TIMEOUT_MS");
    long ms = text != NULL ? strtol(text, NULL, 10) : 0;

    return ms >= 10 && ms <= 60000 ? (int)ms : TIMEOUT_DEFAULT_MS;
}

static int channel_make(ares_channel *channel, int timeout_ms, int flags)
{
    char lookups[] = "b"; /* DNS only; the hosts file is ours */
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH |
                 ARES_FLAG_NOALIASES | flags,
        .timeout = timeout_ms,
        .tries = 1,
        .lookups = lookups,
    };
    int status = ares_init_options(channel, &options,
                                   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
                                       ARES_OPT_TRIES | ARES_OPT_LOOKUPS);

    if (status == ARES_SUCCESS)
        ares_set_socket_functions(*channel, &socket_functions, NULL);
    return status;
}

ares_channel ws2_dns_channel_open(const struct ares_addr_port_node *server,
                                  int timeout_ms, unsigned way)
{
    /* An answer that is cut short over UDP comes to us. */
    int flags = way == WS2_DNS_UDP ? ARES_FLAG_IGNTC : ARES_FLAG_USEVC;
    struct ares_addr_port_node only = *server;
    ares_channel channel;

    only.next = NULL;
    if (channel_make(&channel, timeout_ms, flags) != ARES_SUCCESS)
        return NULL;
    if (ares_set_servers_ports(channel, &only) != ARES_SUCCESS) {
        ares_destroy(channel);
        return NULL;
    }
    return channel;
}

struct ares_addr_port_node *ws2_dns_servers_read(void)
{
    const char *text = secure_getenv("WS2_DNS_SERVERS");
    struct ares_addr_port_node *servers = NULL;
    ares_channel channel;
    int status = channel_make(&channel, TIMEOUT_DEFAULT_MS, 0);

    if (status != ARES_SUCCESS)
        return NULL;
    if (text != NULL && *text != '\0')
        status = ares_set_servers_ports_csv(channel, text);
    if (status == ARES_SUCCESS)
        status = ares_get_servers_ports(channel, &servers);
    ares_destroy(channel);
    return status == ARES_SUCCESS ? servers : NULL;
}

enum ws2_dns_status ws2_dns_status_of_ares(int status)
{
    switch (status) {
    case ARES_SUCCESS:
        return WS2_DNS_OK;
    case ARES_ENODATA:
        return WS2_DNS_NODATA;
    case ARES_ENOTFOUND:
        return WS2_DNS_NXDOMAIN;
    case ARES_EFORMERR:
        return WS2_DNS_FORMERR;
    case ARES_ESERVFAIL:
        return WS2_DNS_SERVFAIL;
    case ARES_ENOTIMP:
        return WS2_DNS_NOTIMP;
    case ARES_EREFUSED:
        return WS2_DNS_REFUSED;
    case ARES_EBADNAME:
    case ARES_EBADQUERY:
    case ARES_EBADSTR:
        return WS2_DNS_BADNAME;
    case ARES_EBADRESP:
        return WS2_DNS_BADRESP;
    case ARES_ENOMEM:
        return WS2_DNS_NOMEM;
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION:
        return WS2_DNS_CANCELLED;
    default: /* ARES_ETIMEOUT, ARES_ECONNREFUSED, ARES_EOF */
        return WS2_DNS_TIMEOUT;
    }
}
