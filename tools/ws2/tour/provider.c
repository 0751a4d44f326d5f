/* SPDX-License-Identifier: MIT */
/* Transport providers that cannot be used, and one of connections that keep
 * messages apart. All are this shared object; which of them it is, the name of
 * its entry in the catalog says. */
#include "message.h"
#include "scene.h"

static GUID provider_id = {
    0x77733274, 0x6f75, 0x7231, {0, 0, 0, 0, 0, 0, 0, 1}};

static BOOL is_named(const WSAPROTOCOL_INFOW *info, const char *name)
{
    const WCHAR *at = info->szProtocol;

    while (*name != '\0' && *at == (WCHAR)(unsigned char)*name)
        at++, name++;
    return *name == '\0' && *at == 0;
}

static SOCKET WSPAPI socket_fails(int af, int type, int protocol,
                                  LPWSAPROTOCOL_INFOW info, GROUP g,
                                  DWORD flags, LPINT err)
{
    (void)af, (void)type, (void)protocol, (void)info, (void)g, (void)flags;
    *err = 0; /* it names no code */
    return INVALID_SOCKET;
}

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    int res;

    if (is_named(info, "fails"))
        return WSASYSNOTREADY;
    res = message_startup(version, data, info, upcalls, table);
    if (is_named(info, "old"))
        data->wVersion = MAKEWORD(1, 1);
    else if (is_named(info, "gaps"))
        table->lpWSPSend = NULL;
    else if (is_named(info, "nameless"))
        table->lpWSPSocket = socket_fails;
    return res;
}

/* Installs the provider under that name, and starts anew to see it. */
static void provider_install(const char *name)
{
    WSAPROTOCOL_INFOW info;
    WCHAR path[MAX_PATH];
    int i, err;

    memset(&info, 0, sizeof(info));
    info.dwServiceFlags1 = XP1_MESSAGE_ORIENTED | XP1_GUARANTEED_DELIVERY |
                           XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE;
    info.ProviderId = provider_id;
    info.ProtocolChain.ChainLen = BASE_PROTOCOL;
    info.iVersion = 2;
    info.iAddressFamily = AF_INET;
    info.iMaxSockAddr = info.iMinSockAddr = sizeof(struct sockaddr_in);
    info.iSocketType = SOCK_SEQPACKET;
    info.iProtocol = 250;
    for (i = 0; name[i] != '\0'; i++)
        info.szProtocol[i] = (WCHAR)(unsigned char)name[i];
    NEED(MultiByteToWideChar(CP_UTF8, 0, stage->self, -1, path, MAX_PATH) > 0);
    NEED(WSCInstallProvider(&provider_id, path, &info, 1, &err) == 0);
    WSACleanup();
    start_version(2, 2);
}

SCENE(WSAEDISCON, WSARecv, PLACE_CATALOG,
      "the peer of a connection that keeps messages apart has ended it")
{
    struct sockaddr_in name = address_of("127.0.0.1", 1);
    char byte;
    WSABUF buf = {1, &byte};
    DWORD n, flags = 0;
    SOCKET listener, s, other;

    provider_install("messages");
    listener = socket(AF_INET, SOCK_SEQPACKET, 0);
    s = socket(AF_INET, SOCK_SEQPACKET, 0);
    NEED(bind(listener, SA(&name), sizeof(name)) == 0);
    NEED(listen(listener, 1) == 0);
    NEED(connect(s, SA(&name), sizeof(name)) == 0);
    other = accept(listener, NULL, NULL);
    NEED(closesocket(other) == 0);
    return CODE(WSARecv(s, &buf, 1, &n, &flags, NULL, NULL));
}

SCENE(WSAEINVALIDPROCTABLE, socket, PLACE_CATALOG,
      "the provider's table of procedures has a gap")
{
    provider_install("gaps");
    return CODE(socket(AF_INET, SOCK_SEQPACKET, 0));
}

SCENE(WSAEINVALIDPROVIDER, socket, PLACE_CATALOG,
      "the provider says that it is of version 1.1")
{
    provider_install("old");
    return CODE(socket(AF_INET, SOCK_SEQPACKET, 0));
}

SCENE(WSAEPROVIDERFAILEDINIT, socket, PLACE_CATALOG,
      "the provider's WSPStartup fails")
{
    provider_install("fails");
    return CODE(socket(AF_INET, SOCK_SEQPACKET, 0));
}

SCENE(WSASYSCALLFAILURE, socket, PLACE_CATALOG,
      "the provider fails and cannot say why")
{
    provider_install("nameless");
    return CODE(socket(AF_INET, SOCK_SEQPACKET, 0));
}
