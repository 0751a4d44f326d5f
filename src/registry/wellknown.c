/* SPDX-License-Identifier: MIT */
/* Well-known service classes; see wellknown.h. No state. */
#include "registry/wellknown.h"

#include <string.h>
#include <strings.h>

#include <svcguid.h>

#define VALUE_DWORD 4 /* REG_DWORD, of a header that is not here */

static const struct {
    GUID id;
    LPWSTR name;
    const char *narrow;
} hosts[] = {
#define HOSTS(id, name)                                                        \
    {                                                                          \
        id, u##name, name                                                      \
    }
    HOSTS(SVCID_HOSTNAME, "Hostname"),
    HOSTS(SVCID_INET_HOSTADDRBYINETSTRING, "InetHostAddrByInetString"),
    HOSTS(SVCID_INET_SERVICEBYNAME, "InetServiceByName"),
    HOSTS(SVCID_INET_HOSTADDRBYNAME, "InetHostAddrByName"),
};

enum { HOSTS_COUNT = sizeof(hosts) / sizeof(hosts[0]), NAME_UNITS = 64 };

/* A port that the services file has a name for. */
static bool port_known(struct ws2_reg_wellknown *w, bool tcp)
{
    u_short port = PORT_FROM_SVCID_TCP(&w->id);
    const struct servent *entry =
        getservbyport(htons(port), tcp ? "tcp" : "udp");
    size_t i = 0;

    if (entry == NULL || RR_FROM_SVCID(&w->id) != 0)
        return false;
    for (; entry->s_name[i] != '\0' && i < NAME_UNITS - 1; i++)
        w->name[i] = (unsigned char)entry->s_name[i];
    w->name[i] = 0;
    w->port = port;
    w->value = (WSANSCLASSINFOW){
        .lpszName = tcp ? u"TcpPort" : u"UdpPort",
        .dwNameSpace = NS_DNS,
        .dwValueType = VALUE_DWORD,
        .dwValueSize = sizeof(w->port),
        .lpValue = &w->port,
    };
    w->info.dwCount = 1;
    w->info.lpClassInfos = &w->value;
    return true;
}

bool ws2_reg_wellknown_find(struct ws2_reg_wellknown *w, const GUID *id)
{
    memset(w, 0, sizeof(*w));
    w->id = *id;
    w->info.lpServiceClassId = &w->id;
    w->info.lpszServiceClassName = w->name;
    for (size_t i = 0; i < HOSTS_COUNT; i++)
        if (memcmp(&hosts[i].id, id, sizeof(*id)) == 0) {
            w->info.lpszServiceClassName = hosts[i].name;
            return true;
        }
    return (IS_SVCID_TCP(id) && port_known(w, true)) ||
           (IS_SVCID_UDP(id) && port_known(w, false));
}

/* All of these names are ASCII. */
static bool name_narrow(char out[NAME_UNITS], const WCHAR *name)
{
    size_t i = 0;

    for (; name[i] != 0 && i < NAME_UNITS - 1; i++) {
        if (name[i] > 0x7e)
            return false;
        out[i] = (char)name[i];
    }
    out[i] = '\0';
    return name[i] == 0 && i > 0;
}

bool ws2_reg_wellknown_id(const WCHAR *name, GUID *id)
{
    const struct servent *entry;
    char narrow[NAME_UNITS];
    u_short port;

    if (!name_narrow(narrow, name))
        return false;
    for (size_t i = 0; i < HOSTS_COUNT; i++)
        if (strcasecmp(hosts[i].narrow, narrow) == 0) {
            *id = hosts[i].id;
            return true;
        }
    entry = getservbyname(narrow, "tcp");
    if (entry == NULL)
        entry = getservbyname(narrow, "udp");
    if (entry == NULL)
        return false;
    port = ntohs((u_short)entry->s_port);
    if (strcmp(entry->s_proto, "tcp") == 0)
        SET_TCP_SVCID(id, port);
    else
        SET_UDP_SVCID(id, port);
    return true;
}
