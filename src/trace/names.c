/* SPDX-License-Identifier: MIT */
/* The tables of names. Options and ioctls are those of the base provider's
 * tables, which have every one of the headers. */
#include "trace/names.h"

#include <string.h>

#include <winsock2.h>
#include <afunix.h>
#include <mswsockdef.h>
#include <qossp.h>
#include <ws2tcpip.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <ws2ipdef.h>
#include <ws2spi.h>
#include <nspapi.h>

#include "ws2/errors.h"

#define N(value)                                                               \
    {                                                                          \
        (uint32_t)(value), #value                                              \
    }
#define NAMES(table)                                                           \
    const struct ws2_names ws2_names_##table = {table, sizeof(table) /         \
                                                           sizeof(table[0])}

static const struct ws2_name families[] = {
    N(AF_UNSPEC), N(AF_UNIX), N(AF_INET), N(AF_INET6), N(AF_BTH), N(AF_NETBIOS),
};
NAMES(families);

static const struct ws2_name types[] = {
    N(SOCK_STREAM), N(SOCK_DGRAM), N(SOCK_RAW), N(SOCK_RDM), N(SOCK_SEQPACKET),
};
NAMES(types);

static const struct ws2_name protocols[] = {
    N(IPPROTO_TCP),  N(IPPROTO_UDP), N(IPPROTO_ICMP), N(IPPROTO_ICMPV6),
    N(IPPROTO_IGMP), N(IPPROTO_RAW), N(IPPROTO_IPV6),
};
NAMES(protocols);

static const struct ws2_name socket_flags[] = {
    N(WSA_FLAG_OVERLAPPED),        N(WSA_FLAG_MULTIPOINT_C_ROOT),
    N(WSA_FLAG_MULTIPOINT_C_LEAF), N(WSA_FLAG_MULTIPOINT_D_ROOT),
    N(WSA_FLAG_MULTIPOINT_D_LEAF), N(WSA_FLAG_ACCESS_SYSTEM_SECURITY),
    N(WSA_FLAG_NO_HANDLE_INHERIT), N(WSA_FLAG_REGISTERED_IO),
};
NAMES(socket_flags);

static const struct ws2_name message_flags[] = {
    N(MSG_OOB),     N(MSG_PEEK),           N(MSG_DONTROUTE),
    N(MSG_WAITALL), N(MSG_PUSH_IMMEDIATE), N(MSG_TRUNC),
    N(MSG_CTRUNC),  N(MSG_BCAST),          N(MSG_MCAST),
    N(MSG_PARTIAL),
};
NAMES(message_flags);

static const struct ws2_name events[] = {
    N(FD_READ),
    N(FD_WRITE),
    N(FD_OOB),
    N(FD_ACCEPT),
    N(FD_CONNECT),
    N(FD_CLOSE),
    N(FD_QOS),
    N(FD_GROUP_QOS),
    N(FD_ROUTING_INTERFACE_CHANGE),
    N(FD_ADDRESS_LIST_CHANGE),
};
NAMES(events);

static const struct ws2_name directions[] = {
    N(SD_RECEIVE),
    N(SD_SEND),
    N(SD_BOTH),
};
NAMES(directions);

static const struct ws2_name address_flags[] = {
    N(AI_PASSIVE), N(AI_CANONNAME),  N(AI_NUMERICHOST), N(AI_NUMERICSERV),
    N(AI_ALL),     N(AI_ADDRCONFIG), N(AI_V4MAPPED),    N(AI_NON_AUTHORITATIVE),
    N(AI_SECURE),  N(AI_FQDN),       N(AI_FILESERVER),
};
NAMES(address_flags);

static const struct ws2_name info_flags[] = {
    N(NI_NOFQDN),      N(NI_NUMERICHOST), N(NI_NAMEREQD),
    N(NI_NUMERICSERV), N(NI_DGRAM),
};
NAMES(info_flags);

static const struct ws2_name poll[] = {
    N(POLLRDNORM), N(POLLRDBAND), N(POLLPRI), N(POLLWRNORM),
    N(POLLWRBAND), N(POLLERR),    N(POLLHUP), N(POLLNVAL),
};
NAMES(poll);

static const struct ws2_name name_spaces[] = {
    N(NS_ALL), N(NS_DNS), N(NS_NLA), N(NS_NTDS), N(NS_BTH),
};
NAMES(name_spaces);

static const struct ws2_name waits[] = {
    N(WSA_WAIT_EVENT_0),
    N(WSA_WAIT_IO_COMPLETION),
    N(WSA_WAIT_TIMEOUT),
};
NAMES(waits);

static const struct ws2_name ioctls[] = {
#define IOCTL(code, in, out, run) {(uint32_t)(code), #code},
#include "sock/ioctl.def"
};
NAMES(ioctls);

const char *ws2_names_find(const struct ws2_names *names, uint32_t value)
{
    for (unsigned i = 0; i < names->count; i++)
        if (names->list[i].value == value)
            return names->list[i].text;
    return NULL;
}

void ws2_names_value(struct ws2_out *t, const struct ws2_names *names,
                     uint32_t value)
{
    const char *name = ws2_names_find(names, value);

    if (name != NULL)
        ws2_out_put(t, name);
    else
        ws2_out_format(t, "%d", (int)value);
}

void ws2_names_flags(struct ws2_out *t, const struct ws2_names *names,
                     uint32_t value)
{
    const char *between = "";

    for (unsigned i = 0; i < names->count; i++) {
        uint32_t bits = names->list[i].value;

        if (bits == 0 || (value & bits) != bits)
            continue;
        ws2_out_format(t, "%s%s", between, names->list[i].text);
        value &= ~bits;
        between = "|";
    }
    if (value != 0)
        ws2_out_format(t, "%s0x%x", between, value);
    else if (between[0] == '\0')
        ws2_out_put(t, "0");
}

static const struct option {
    int level, option;
    const char *level_name, *name;
} options[] = {
#define OPT(level, name, size, initial, get, set)                              \
    {(int)(level), (int)(name), #level, #name},
#include "sock/sockopt.def"
};

#define OPTIONS (sizeof(options) / sizeof(options[0]))

void ws2_names_level(struct ws2_out *t, int level)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].level == level) {
            ws2_out_put(t, options[i].level_name);
            return;
        }
    ws2_out_format(t, "%d", level);
}

void ws2_names_option(struct ws2_out *t, int level, int option)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].level == level && options[i].option == option) {
            ws2_out_put(t, options[i].name);
            return;
        }
    ws2_out_format(t, "%d", option);
}

void ws2_names_error(struct ws2_out *t, int code)
{
    const char *name = ws2_error_name(code);

    if (name != NULL)
        ws2_out_format(t, "%s (%d)", name, code);
    else
        ws2_out_format(t, "error %d", code);
}

const char *ws2_names_function(const void *id)
{
    static const struct {
        GUID id;
        const char *text;
    } functions[] = {
        {WSAID_ACCEPTEX, "AcceptEx"},
        {WSAID_CONNECTEX, "ConnectEx"},
        {WSAID_DISCONNECTEX, "DisconnectEx"},
        {WSAID_GETACCEPTEXSOCKADDRS, "GetAcceptExSockaddrs"},
        {WSAID_TRANSMITFILE, "TransmitFile"},
        {WSAID_TRANSMITPACKETS, "TransmitPackets"},
        {WSAID_WSARECVMSG, "WSARecvMsg"},
        {WSAID_WSASENDMSG, "WSASendMsg"},
        {WSAID_WSAPOLL, "WSAPoll"},
        {WSAID_MULTIPLE_RIO, "RIO"},
    };

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (memcmp(&functions[i].id, id, sizeof(functions[i].id)) == 0)
            return functions[i].text;
    return NULL;
}
