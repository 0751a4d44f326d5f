/* SPDX-License-Identifier: MIT */
/* Flows by name: WSAGetQOSByName and WPUGetQOSTemplate, and what installs and
 * removes templates. They are kept in a file of the program's own. */
#include "quality.h"
#include <qosname.h>

/* Import libraries lack these; qosname.h has their names for it. Without one
 * the row is skipped. */
static void *door(const char *name)
{
    void *f = (void *)GetProcAddress(LoadLibraryA("ws2_32.dll"), name);

    if (f == NULL)
        ct_skip("no %s", name);
    return f;
}

static BOOL wsc_install(GUID *provider, WSABUF *name, QOS *q)
{
    WSC_INSTALL_QOS_TEMPLATE f =
        (WSC_INSTALL_QOS_TEMPLATE)door(WSCINSTALL_QOS_TEMPLATE);

    return f != NULL && f(provider, name, q);
}

static BOOL wsc_remove(GUID *provider, WSABUF *name)
{
    WSC_REMOVE_QOS_TEMPLATE f =
        (WSC_REMOVE_QOS_TEMPLATE)door(WSCREMOVE_QOS_TEMPLATE);

    return f != NULL && f(provider, name);
}

/* An int, as the contract has it; the header's type says BOOL. */
static int wpu_get(GUID *provider, WSABUF *name, QOS *q)
{
    int(WSAAPI * f)(GUID *, WSABUF *, QOS *) =
        (int(WSAAPI *)(GUID *, WSABUF *, QOS *))door(WPUGET_QOS_TEMPLATE);

    return f != NULL ? f(provider, name, q) : 0;
}

/* The name as a buffer; a row has one at a time. */
static WSABUF *named(const char *name)
{
    static char text[64];
    static WSABUF buf;

    memset(text, 0, sizeof(text));
    strcpy(text, name);
    buf.buf = text;
    buf.len = (ULONG)strlen(name) + 1;
    return &buf;
}

static GUID *base_id(void)
{
    static WSAPROTOCOL_INFOW info;

    return qos_entry(AF_INET, SOCK_DGRAM, &info) ? &info.ProviderId : NULL;
}

static GUID unknown = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

/* What is installed; nothing of it is left after the row. */
static bool install(GUID *provider, const char *name, ULONG rate)
{
    QOS q = qos_good();

    q.SendingFlowspec.TokenRate = rate;
    return wsc_install(provider, named(name), &q) != 0;
}

/* --- WSAGetQOSByName. */

static void by_name_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    QOS q;

    FAILS(FALSE, row->code, WSAGetQOSByName(s, named("G711"), &q));
}

enum bad {
    NO_NAME,
    BAD_NAME,
    BAD_TEXT,
    NO_FLOW,
    BAD_FLOW,
    EMPTY,
    UNKNOWN,
    BAD_LIST,
    BAD_ID,
    UNKNOWN_ID,
    BAD_NUMBERS,
    BAD_OBJECT,
    POINTERS,
    BLANK
};

static WSABUF *bad_name(int which)
{
    WSABUF *name = named(which == UNKNOWN ? "no such codec"
                         : which == BLANK ? " padded"
                                          : "G711");

    switch (which) {
    case NO_NAME:
        return NULL;
    case BAD_NAME:
        return ct_unmapped();
    case BAD_TEXT:
        name->buf = ct_unmapped();
        break;
    case EMPTY:
        name->len = 0;
        break;
    default:
        break;
    }
    return name;
}

static QOS *bad_flow(int which)
{
    static QOS q;

    q = qos_good();
    return which == NO_FLOW    ? NULL
           : which == BAD_FLOW ? (QOS *)ct_unmapped()
                               : &q;
}

static void by_name_bad(const struct ct_row *row)
{
    SOCKET s = qos_udp();

    if (s != INVALID_SOCKET)
        FAILS(FALSE, row->code,
              WSAGetQOSByName(s, bad_name(row->arg), bad_flow(row->arg)));
}

static void by_name_of_list(const struct ct_row *row)
{
    WSABUF list = {16, ct_unmapped()};
    SOCKET s = qos_udp();

    if (s != INVALID_SOCKET)
        FAILS(FALSE, row->code, WSAGetQOSByName(s, &list, NULL));
}

static void codecs(const struct ct_row *row)
{
    static const char *const names[] = {QT_1, QT_2, QT_3, QT_4,
                                        QT_5, QT_6, QT_7, QT_8};
    SOCKET s = qos_udp();
    QOS q;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    for (int i = 0; i < CT_COUNT(names); i++) {
        memset(&q, 0xee, sizeof(q));
        EQUAL(WSAGetQOSByName(s, named(names[i]), &q), TRUE);
        CHECK(q.SendingFlowspec.TokenRate > 0 &&
              q.SendingFlowspec.TokenRate != UNSET);
        EQUAL(q.ProviderSpecific.len, 0);
    }
    EQUAL(WSAGetQOSByName(s, named("g711"), &q), TRUE);
    EQUAL(q.SendingFlowspec.TokenRate, 8500);
    EQUAL(q.SendingFlowspec.PeakBandwidth, 17000);
    EQUAL(q.ReceivingFlowspec.MaxSduSize, 340);
    q.SendingFlowspec.ServiceType |= UNAIDED; /* one that can be had */
    q.ReceivingFlowspec.ServiceType |= UNAIDED;
    EQUAL(qos_set(s, &q), 0);
}

/* How often the list has the name. */
static int listed(SOCKET s, const char *name)
{
    static char text[4096];
    WSABUF list = {sizeof(text), text};
    int n = 0;

    text[0] = '\0';
    EQUAL(WSAGetQOSByName(s, &list, NULL), TRUE);
    for (const char *at = text; *at != '\0'; at += strlen(at) + 1)
        n += strcmp(at, name) == 0;
    return n;
}

static void enumerated(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    char few[6] = {0};
    WSABUF list = {sizeof(few), few};

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    EQUAL(listed(s, "G711"), 1);
    EQUAL(listed(s, "GSM6.10"), 1);
    EQUAL(WSAGetQOSByName(s, &list, NULL), TRUE);
    EQUAL(strcmp(few, "G711"), 0);
    EQUAL(few[5], '\0');
    list.len = 1;
    few[0] = '\0';
    EQUAL(WSAGetQOSByName(s, &list, NULL), TRUE);
    EQUAL(few[0], '\0');
}

/* --- What is installed. */

static void installed(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    NEED(install(NULL, "intercom", 5000), TRUE);
    EQUAL(WSAGetQOSByName(s, named("Intercom"), &q), TRUE);
    EQUAL(q.SendingFlowspec.TokenRate, 5000);
    EQUAL(q.ReceivingFlowspec.TokenRate, 10000);
    EQUAL(listed(s, "intercom"), 1);
    EQUAL(install(NULL, "INTERCOM", 6000), TRUE); /* in its place */
    EQUAL(WSAGetQOSByName(s, named("intercom"), &q), TRUE);
    EQUAL(q.SendingFlowspec.TokenRate, 6000);
    EQUAL(wsc_remove(NULL, named("intercom")), TRUE);
    FAILS(FALSE, WSANO_DATA, WSAGetQOSByName(s, named("intercom"), &q));
}

/* The provider's comes before the global one, and is no part of that list. */
static void of_provider(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    GUID *id = base_id();
    QOS q;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    NEED(install(id, "G711", 5000), TRUE);
    EQUAL(WSAGetQOSByName(s, named("G711"), &q), TRUE);
    EQUAL(q.SendingFlowspec.TokenRate, 5000);
    EQUAL(listed(s, "G711"), 1);
    EQUAL(wpu_get(id, named("G711"), &q), 0);
    EQUAL(q.SendingFlowspec.TokenRate, 5000);
    EQUAL(wpu_get(NULL, named("G711"), &q), 0);
    EQUAL(q.SendingFlowspec.TokenRate, 8500);
    FAILS(FALSE, WSAEINVAL, wsc_remove(NULL, named("G711")));
    EQUAL(wsc_remove(id, named("G711")), TRUE);
    EQUAL(WSAGetQOSByName(s, named("G711"), &q), TRUE);
    EQUAL(q.SendingFlowspec.TokenRate, 8500);
}

/* A template with an object, and who has too little room for it. */
static bool install_marked(void)
{
    ULONG object[3] = {QOS_OBJECT_SD_MODE, 12, TC_NONCONF_SHAPE};
    QOS q = qos_good();

    q.ProviderSpecific.len = sizeof(object);
    q.ProviderSpecific.buf = (char *)object;
    return wsc_install(NULL, named("marked"), &q) != 0;
}

/* Row: whose call it is arg. */
static void objects_short(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    ULONG object[3] = {0, 0, 0};
    QOS q;

    if (s == INVALID_SOCKET)
        return;
    NEED(install_marked(), TRUE);
    q.ProviderSpecific.len = sizeof(object) - 1;
    q.ProviderSpecific.buf = (char *)object;
    if (row->arg == 0)
        FAILS(FALSE, row->code, WSAGetQOSByName(s, named("marked"), &q));
    else
        SOCKET_FAILS(row->code, wpu_get(NULL, named("marked"), &q));
    EQUAL(object[0], 0);
    q.ProviderSpecific.len = sizeof(object);
    EQUAL(WSAGetQOSByName(s, named("marked"), &q), TRUE);
    EQUAL(object[0], QOS_OBJECT_SD_MODE);
    EQUAL(object[2], TC_NONCONF_SHAPE);
    EQUAL(q.ProviderSpecific.len, sizeof(object));
    EQUAL(wsc_remove(NULL, named("marked")), TRUE);
}

static void install_fails(const struct ct_row *row)
{
    GUID *id = row->arg == BAD_ID       ? (GUID *)ct_unmapped()
               : row->arg == UNKNOWN_ID ? &unknown
                                        : NULL;
    QOS *q = bad_flow(row->arg);
    ULONG object[5] = {3000, 8, 0, 0, 0};

    if (row->arg == BAD_NUMBERS)
        q->SendingFlowspec.TokenRate = 0;
    if (row->arg == BAD_LIST || row->arg == BAD_OBJECT) {
        q->ProviderSpecific.len = 8;
        q->ProviderSpecific.buf =
            row->arg == BAD_LIST ? (char *)ct_unmapped() : (char *)object;
    }
    FAILS(FALSE, row->code, wsc_install(id, bad_name(row->arg), q));
}

static void install_pointers(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    QOS_DESTADDR d;
    QOS q = qos_good();

    memset(&d, 0, sizeof(d));
    d.ObjectHdr.ObjectType = QOS_OBJECT_DESTADDR;
    d.ObjectHdr.ObjectLength = sizeof(d);
    d.SocketAddress = SA(&to);
    d.SocketAddressLength = sizeof(to);
    q.ProviderSpecific.len = sizeof(d);
    q.ProviderSpecific.buf = (char *)&d;
    FAILS(FALSE, row->code, wsc_install(NULL, named("aimed"), &q));
}

static void install_huge(const struct ct_row *row)
{
    static char list[4097];
    QOS q = qos_good();

    q.ProviderSpecific.len = sizeof(list);
    q.ProviderSpecific.buf = list;
    FAILS(FALSE, row->code, wsc_install(NULL, named("huge"), &q));
}

static void remove_fails(const struct ct_row *row)
{
    GUID *id = row->arg == BAD_ID       ? (GUID *)ct_unmapped()
               : row->arg == UNKNOWN_ID ? &unknown
                                        : NULL;

    FAILS(FALSE, row->code, wsc_remove(id, bad_name(row->arg)));
}

static void get_fails(const struct ct_row *row)
{
    GUID *id = row->arg == UNKNOWN_ID ? &unknown : NULL;
    QOS *q = bad_flow(row->arg);

    SOCKET_FAILS(row->code, wpu_get(id, bad_name(row->arg), q));
}

/* --- The file. Row: whose call it is arg. */

/* Nobody can make a file below one. */
static void not_writable(const struct ct_row *row)
{
    char kept[512];
    DWORD was =
        GetEnvironmentVariableA("WS2_QOS_TEMPLATES", kept, sizeof(kept));

    SetEnvironmentVariableA("WS2_QOS_TEMPLATES", "/dev/null/templates");
    WSASetLastError(0);
    if (row->arg == 0)
        EQUAL(install(NULL, "lost", 5000), FALSE);
    else
        EQUAL(wsc_remove(NULL, named("lost")), FALSE);
    EQUAL(WSAGetLastError(), row->code);
    SetEnvironmentVariableA("WS2_QOS_TEMPLATES", was > 0 ? kept : NULL);
}

/* Half a line: nothing of it is used, and nothing is lost. */
static void damaged(const struct ct_row *row)
{
    char kept[512], path[600];
    SOCKET s = qos_udp();
    FILE *f;
    QOS q;

    if (s == INVALID_SOCKET)
        return;
    GetEnvironmentVariableA("WS2_QOS_TEMPLATES", kept, sizeof(kept));
    snprintf(path, sizeof(path), "%s.damaged", kept);
    f = fopen(path, "w");
    CHECK(f != NULL);
    if (f == NULL)
        return;
    fputs("version = 1\n\ntemplate = half\nsending = 1 2", f);
    fclose(f);
    SetEnvironmentVariableA("WS2_QOS_TEMPLATES", path);
    SOCKET_FAILS(row->code, wpu_get(NULL, named("half"), &q));
    EQUAL(wpu_get(NULL, named("G711"), &q), 0);
    EQUAL(install(NULL, "lost", 5000), FALSE);
    EQUAL(WSAGetLastError(), WSANO_RECOVERY);
    remove(path);
    SetEnvironmentVariableA("WS2_QOS_TEMPLATES", kept);
}

#define NAMES(fn, func)                                                        \
    ROW(fn, WSAEFAULT, "no name", func, .arg = NO_NAME),                       \
        ROW(fn, WSAEFAULT, "a bad name", func, .arg = BAD_NAME),               \
        ROW(fn, WSAEFAULT, "bad text of a name", func, .arg = BAD_TEXT),       \
        ROW(fn, WSAEINVAL, "an empty name", func, .arg = EMPTY)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSAGetQOSByName, by_name_fails, CT_UDP),
    ROWS_NOTSOCK(WSAGetQOSByName, by_name_fails),
    ROW(WSAGetQOSByName, WSAEINVAL, "a socket without quality", by_name_fails,
        .sock = CT_UDP),
    NAMES(WSAGetQOSByName, by_name_bad),
    ROW(WSAGetQOSByName, WSAEFAULT, "nowhere to put it", by_name_bad,
        .arg = NO_FLOW),
    ROW(WSAGetQOSByName, WSAEFAULT, "a bad place to put it", by_name_bad,
        .arg = BAD_FLOW),
    ROW(WSAGetQOSByName, WSANO_DATA, "a name that nobody knows", by_name_bad,
        .arg = UNKNOWN),
    ROW(WSAGetQOSByName, WSAEFAULT, "a bad list", by_name_of_list),
    RULE(WSAGetQOSByName, "the codecs", codecs),
    RULE(WSAGetQOSByName, "all names, as many as fit", enumerated),
    RULE(WSCInstallQOSTemplate, "found, replaced, removed", installed),
    RULE(WSCInstallQOSTemplate, "for one provider", of_provider),
    ROW(WSAGetQOSByName, WSAENOBUFS, "no room for its objects", objects_short),
    ROW(WPUGetQOSTemplate, WSAENOBUFS, "no room for its objects", objects_short,
        .arg = 1),
    NAMES(WSCInstallQOSTemplate, install_fails),
    ROW(WSCInstallQOSTemplate, WSAEFAULT, "no flow", install_fails,
        .arg = NO_FLOW),
    ROW(WSCInstallQOSTemplate, WSAEFAULT, "a bad flow", install_fails,
        .arg = BAD_FLOW),
    ROW(WSCInstallQOSTemplate, WSAEFAULT, "bad objects", install_fails,
        .arg = BAD_LIST),
    ROW(WSCInstallQOSTemplate, WSAEFAULT, "a bad identifier", install_fails,
        .arg = BAD_ID),
    ROW(WSCInstallQOSTemplate, WSAEINVAL, "no such provider", install_fails,
        .arg = UNKNOWN_ID),
    ROW(WSCInstallQOSTemplate, WSAEINVAL, "no rate", install_fails,
        .arg = BAD_NUMBERS),
    ROW(WSCInstallQOSTemplate, WSAEINVAL, "no such object", install_fails,
        .arg = BAD_OBJECT),
    ROW(WSCInstallQOSTemplate, WSAEINVAL, "an address in it", install_pointers),
    ROW(WSCInstallQOSTemplate, WSAEINVAL, "a blank first", install_fails,
        .arg = BLANK),
    ROW(WSCInstallQOSTemplate, WSAENOBUFS, "too many objects", install_huge),
    ROW(WSCInstallQOSTemplate, WSANO_RECOVERY, "nowhere to keep it",
        not_writable),
    NAMES(WSCRemoveQOSTemplate, remove_fails),
    ROW(WSCRemoveQOSTemplate, WSAEFAULT, "a bad identifier", remove_fails,
        .arg = BAD_ID),
    ROW(WSCRemoveQOSTemplate, WSAEINVAL, "no such provider", remove_fails,
        .arg = UNKNOWN_ID),
    ROW(WSCRemoveQOSTemplate, WSAEINVAL, "built in", remove_fails,
        .arg = NO_FLOW),
    ROW(WSCRemoveQOSTemplate, WSANO_DATA, "a name that nobody knows",
        remove_fails, .arg = UNKNOWN),
    ROW(WSCRemoveQOSTemplate, WSANO_RECOVERY, "nowhere to change it",
        not_writable, .arg = 1),
    NAMES(WPUGetQOSTemplate, get_fails),
    ROW(WPUGetQOSTemplate, WSAEFAULT, "nowhere to put it", get_fails,
        .arg = NO_FLOW),
    ROW(WPUGetQOSTemplate, WSAEFAULT, "a bad place to put it", get_fails,
        .arg = BAD_FLOW),
    ROW(WPUGetQOSTemplate, WSAEINVAL, "no such provider", get_fails,
        .arg = UNKNOWN_ID),
    ROW(WPUGetQOSTemplate, WSANO_DATA, "a name that nobody knows", get_fails,
        .arg = UNKNOWN),
    ROW(WPUGetQOSTemplate, WSAEINVAL, "a damaged file", damaged),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
