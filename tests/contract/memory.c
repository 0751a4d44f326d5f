/* SPDX-License-Identifier: MIT */
/* What calls say when there is no memory left at all (starve.h). Those of the
 * catalog are in wscstate.c. */
#include "starve.h"

#include "lsp.h"
#include "nspv2.h"
#include "quality.h"
#include "rio.h"
#include "transmit.h"

#include <qosname.h>

/* What the calls are given; all of it is there before memory runs out. */
static struct {
    SOCKET s;
    struct sockaddr_in name;
    WSAPROTOCOL_INFOW info;
    WSAOVERLAPPED ov;
    LPFN_CONNECTEX connectex;
    LPFN_TRANSMITPACKETS packets;
    RIO_CQ cq;
    NSPV2_ROUTINE provider;
    char text[8];
    WSAPOLLFD polled[4096];
    struct addrinfo *list;
    struct addrinfoW *wide;
    WSPPROC_TABLE base;
    WSAEVENT(WSPAPI *create_event)(LPINT err);
    WSC_INSTALL_QOS_TEMPLATE install;
    WSC_REMOVE_QOS_TEMPLATE remove;
    QOS flows;
    WSABUF template;
} in;

#define CODE(res)        ((intptr_t)(res) == -1 ? WSAGetLastError() : 0)
#define CODE_IF_NOT(res) ((res) ? 0 : WSAGetLastError())

static void nothing(void)
{
}

static void prepare_tcp(void)
{
    in.s = ct_open(CT_TCP);
    in.name = ct_name(ct_open(CT_TCP_LISTENING));
    snprintf(in.text, sizeof(in.text), "%u", ntohs(in.name.sin_port));
}

static int call_socket(void)
{
    return CODE(socket(AF_INET, SOCK_STREAM, 0));
}

static int call_wsasocket(void)
{
    return CODE(WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0));
}

static void prepare_accept(void)
{
    in.s = ct_open(CT_TCP_LISTENING);
    ct_connect(ct_open(CT_TCP), in.s);
    ct_wait_readable(in.s);
}

static int call_accept(void)
{
    return CODE(accept(in.s, NULL, NULL));
}

static int call_wsaaccept(void)
{
    return CODE(WSAAccept(in.s, NULL, NULL, NULL, 0));
}

static int call_createevent(void)
{
    return CODE_IF_NOT(WSACreateEvent());
}

static int call_bylist(void)
{
    SOCKET_ADDRESS_LIST list = {1, {{SA(&in.name), sizeof(in.name)}}};

    return CODE_IF_NOT(
        WSAConnectByList(in.s, &list, NULL, NULL, NULL, NULL, NULL, NULL));
}

static int call_byname(void)
{
    return CODE_IF_NOT(WSAConnectByNameA(in.s, "127.0.0.1", in.text, NULL, NULL,
                                         NULL, NULL, NULL, NULL));
}

static void prepare_connectex(void)
{
    GUID id = WSAID_CONNECTEX;
    DWORD n;

    prepare_tcp();
    in.s = ct_open(CT_TCP_BOUND);
    EQUAL(WSAIoctl(in.s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                   &in.connectex, sizeof(in.connectex), &n, NULL, NULL),
          0);
}

static int call_connectex(void)
{
    memset(&in.ov, 0, sizeof(in.ov));
    return CODE_IF_NOT(in.connectex(in.s, SA(&in.name), sizeof(in.name), NULL,
                                    0, NULL, &in.ov));
}

static void prepare_packets(void)
{
    GUID id = WSAID_TRANSMITPACKETS;
    DWORD n;

    in.s = ct_open(CT_TCP_CLIENT);
    EQUAL(WSAIoctl(in.s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                   &in.packets, sizeof(in.packets), &n, NULL, NULL),
          0);
}

static int call_packets(void)
{
    static char byte = 'x';
    TRANSMIT_PACKETS_ELEMENT e;

    memset(&e, 0, sizeof(e));
    e.dwElFlags = TP_ELEMENT_MEMORY;
    e.cLength = 1;
    e.pBuffer = &byte;
    memset(&in.ov, 0, sizeof(in.ov));
    return CODE_IF_NOT(in.packets(in.s, &e, 1, 0, &in.ov, 0));
}

static int call_transmit(void)
{
    static char byte = 'x';
    static TRANSMIT_FILE_BUFFERS head = {&byte, 1, NULL, 0};

    memset(&in.ov, 0, sizeof(in.ov));
    return CODE_IF_NOT(TransmitFile(in.s, NULL, 0, 0, &in.ov, &head, 0));
}

static void prepare_udp(void)
{
    in.s = ct_open(CT_UDP_BOUND);
}

static int call_duplicate(void)
{
    return CODE(WSADuplicateSocketW(in.s, GetCurrentProcessId(), &in.info));
}

static void prepare_cq(void)
{
    if (rio_begin())
        in.cq = rio_polled();
}

static int call_resize(void)
{
    return CODE_IF_NOT(rio.RIOResizeCompletionQueue(in.cq, 100000));
}

static void prepare_poll(void)
{
    SOCKET s = ct_open(CT_UDP_BOUND);

    for (int i = 0; i < CT_COUNT(in.polled); i++)
        in.polled[i] = (WSAPOLLFD){s, POLLRDNORM, 0};
}

static int call_poll(void)
{
    return CODE(WSAPoll(in.polled, CT_COUNT(in.polled), 0));
}

static int call_setaddr(void)
{
    SOCKET_ADDRESS address = {SA(&in.name), sizeof(in.name)};

    in.name = ct_loopback(htons(80));
    return SetAddrInfoExW((WCHAR *)(uintptr_t)L"name.test",
                          (WCHAR *)(uintptr_t)L"80", &address, 1, NULL, 0,
                          NS_ALL, NULL, NULL, NULL, NULL, NULL);
}

static void prepare_provider(void)
{
    in.provider = v2_table();
}

static int call_advertise(void)
{
    return CODE(v2_add(&v2_id, &in.provider));
}

static int call_getaddr(void)
{
    return getaddrinfo("127.0.0.1", "80", NULL, &in.list);
}

static int call_getaddrw(void)
{
    return GetAddrInfoW(L"127.0.0.1", L"80", NULL, &in.wide);
}

static int call_getaddrex(void)
{
    static PADDRINFOEXW list;

    return GetAddrInfoExW(L"127.0.0.1", L"80", NS_ALL, NULL, NULL, &list, NULL,
                          NULL, NULL, NULL);
}

static int call_enumns(void)
{
    static char room[16384];
    DWORD len = sizeof(room);

    return CODE(WSAEnumNameSpaceProvidersW(&len, (void *)room));
}

static int call_enumnsex(void)
{
    static char room[16384];
    DWORD len = sizeof(room);

    return CODE(WSAEnumNameSpaceProvidersExW(&len, (void *)room));
}

/* --- What providers call. */

static void prepare_base(void)
{
    LPWSPSTARTUP startup = lsp_base_startup();
    WSPUPCALLTABLE upcalls;
    WSPDATA data;

    memset(&upcalls, 0, sizeof(upcalls));
    CHECK(startup != NULL);
    if (startup != NULL)
        EQUAL(startup(MAKEWORD(2, 2), &data, NULL, upcalls, &in.base), 0);
}

static int call_wspsocket(void)
{
    INT err = 0;

    return in.base.lpWSPSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, &in.info, 0,
                               0, &err) == INVALID_SOCKET
               ? err
               : 0;
}

static void prepare_wspsocket(void)
{
    int len = sizeof(in.info);

    EQUAL(getsockopt(ct_open(CT_TCP), SOL_SOCKET, SO_PROTOCOL_INFOW,
                     (char *)&in.info, &len),
          0);
    prepare_base();
}

/* Of ws2_32.dll, which import libraries may lack; the row is skipped then. */
static void *door(const char *name)
{
    void *f = (void *)GetProcAddress(LoadLibraryA("ws2_32.dll"), name);

    if (f == NULL)
        ct_skip("no %s", name);
    return f;
}

static void prepare_upcall(void)
{
    *(void **)&in.create_event = door("WPUCreateEvent");
}

static int call_wpuevent(void)
{
    INT err = 0;

    return in.create_event(&err) == NULL ? err : 0;
}

/* --- Templates of quality of service, in a file of the program's own. */

static GUID *base_id(void)
{
    return qos_entry(AF_INET, SOCK_DGRAM, &in.info) ? &in.info.ProviderId
                                                    : NULL;
}

static void prepare_templates(void)
{
    static char name[] = "template";

    *(void **)&in.install = door(WSCINSTALL_QOS_TEMPLATE);
    *(void **)&in.remove = door(WSCREMOVE_QOS_TEMPLATE);
    in.flows = qos_good();
    in.template = (WSABUF){sizeof(name), name};
    if (!ct_failed() && base_id() != NULL)
        in.remove(base_id(), &in.template);
}

static void prepare_remove(void)
{
    prepare_templates();
    if (!ct_failed())
        EQUAL(in.install(&in.info.ProviderId, &in.template, &in.flows), TRUE);
}

static int call_install(void)
{
    return CODE_IF_NOT(
        in.install(&in.info.ProviderId, &in.template, &in.flows));
}

static int call_remove(void)
{
    return CODE_IF_NOT(in.remove(&in.info.ProviderId, &in.template));
}

static const struct {
    const char *function;
    void (*prepare)(void);
    int (*call)(void);
} calls[] = {
    {"socket", nothing, call_socket},
    {"WSASocket", nothing, call_wsasocket},
    {"accept", prepare_accept, call_accept},
    {"WSAAccept", prepare_accept, call_wsaaccept},
    {"WSACreateEvent", nothing, call_createevent},
    {"WSAConnectByList", prepare_tcp, call_bylist},
    {"WSAConnectByName", prepare_tcp, call_byname},
    {"ConnectEx", prepare_connectex, call_connectex},
    {"TransmitPackets", prepare_packets, call_packets},
    {"TransmitFile", prepare_packets, call_transmit},
    {"WSADuplicateSocket", prepare_udp, call_duplicate},
    {"RIOResizeCompletionQueue", prepare_cq, call_resize},
    {"WSAPoll", prepare_poll, call_poll},
    {"SetAddrInfoEx", nothing, call_setaddr},
    {"WSAAdvertiseProvider", prepare_provider, call_advertise},
    {"WSPSocket", prepare_wspsocket, call_wspsocket},
    {"WPUCreateEvent", prepare_upcall, call_wpuevent},
    {"WSCInstallQOSTemplate", prepare_templates, call_install},
    {"WSCRemoveQOSTemplate", prepare_remove, call_remove},
    {"getaddrinfo", nothing, call_getaddr},
    {"GetAddrInfoW", nothing, call_getaddrw},
    {"GetAddrInfoEx", nothing, call_getaddrex},
    {"WSAEnumNameSpaceProviders", nothing, call_enumns},
    {"WSAEnumNameSpaceProvidersEx", nothing, call_enumnsex},
};

static void starved(const struct ct_row *row)
{
    int i = 0, code;

    while (strcmp(calls[i].function, row->function) != 0)
        i++;
    if (!starve_ready())
        return;
    calls[i].prepare();
    if (ct_failed())
        return;
    starve();
    code = calls[i].call();
    starve_end();
    ct_verdict(code != 0 ? -1 : 0, -1, code, row->code, row->function);
}

/* Not by ROW: some names are macros. */
#define STARVED(fn, err)                                                       \
    {                                                                          \
        .function = #fn, .code = (err), .label = "no memory is left",          \
        .run = starved                                                         \
    }

static const struct ct_row rows[] = {
    STARVED(socket, WSAENOBUFS),
    STARVED(WSASocket, WSAENOBUFS),
    STARVED(accept, WSAENOBUFS),
    STARVED(WSAAccept, WSAENOBUFS),
    STARVED(WSACreateEvent, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSAConnectByList, WSAENOBUFS),
    STARVED(WSAConnectByName, WSAENOBUFS),
    STARVED(ConnectEx, WSAENOBUFS),
    STARVED(TransmitPackets, WSAENOBUFS),
    STARVED(TransmitFile, WSAENOBUFS),
    STARVED(WSADuplicateSocket, WSAENOBUFS),
    STARVED(RIOResizeCompletionQueue, WSAENOBUFS),
    STARVED(WSAPoll, WSAENOBUFS),
    STARVED(SetAddrInfoEx, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSAAdvertiseProvider, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSPSocket, WSAENOBUFS),
    STARVED(WPUCreateEvent, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSCInstallQOSTemplate, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSCRemoveQOSTemplate, WSA_NOT_ENOUGH_MEMORY),
    STARVED(getaddrinfo, WSA_NOT_ENOUGH_MEMORY),
    STARVED(GetAddrInfoW, WSA_NOT_ENOUGH_MEMORY),
    STARVED(GetAddrInfoEx, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSAEnumNameSpaceProviders, WSA_NOT_ENOUGH_MEMORY),
    STARVED(WSAEnumNameSpaceProvidersEx, WSA_NOT_ENOUGH_MEMORY),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
