/* SPDX-License-Identifier: MIT */
/* getnameinfo and GetNameInfoW: refusals and what they report. */
#include "names.h"

static struct sockaddr_in v4_of(const char *text)
{
    struct sockaddr_in sin = ct_loopback(htons(80));

    sin.sin_addr.s_addr = inet_addr(text);
    return sin;
}

static void nameinfo_address(const struct ct_row *row)
{
    struct sockaddr_in6 sin6 = ct_loopback6(0);
    struct sockaddr_in sin = ct_loopback(0);
    char host[NI_MAXHOST];
    WCHAR wide[NI_MAXHOST];

    switch (row->arg) {
    case 0:
        FAILS(row->code, row->code,
              getnameinfo(NULL, 16, host, sizeof(host), NULL, 0, 0));
        break;
    case 1:
        FAILS(row->code, row->code,
              getnameinfo(SA(&sin), 15, host, sizeof(host), NULL, 0, 0));
        break;
    case 2:
        FAILS(row->code, row->code,
              getnameinfo(SA(&sin6), 27, host, sizeof(host), NULL, 0, 0));
        break;
    case 3:
        FAILS(row->code, row->code,
              getnameinfo(ct_unmapped(), 16, host, sizeof(host), NULL, 0, 0));
        break;
    case 4:
        FAILS(row->code, row->code,
              GetNameInfoW(NULL, 16, wide, NI_MAXHOST, NULL, 0, 0));
        break;
    default:
        SA(&sin)->sa_family = (u_short)row->arg2;
        FAILS(row->code, row->code,
              getnameinfo(SA(&sin), 16, host, sizeof(host), NULL, 0, 0));
    }
}

/* Row: arg is the case. */
static void nameinfo_buffer(const struct ct_row *row)
{
    struct sockaddr_in sin = v4_of("127.0.0.1");
    int numeric = NI_NUMERICHOST | NI_NUMERICSERV;
    char host[NI_MAXHOST] = "?", serv[NI_MAXSERV] = "?";
    struct {
        char *host;
        DWORD host_size;
        char *serv;
        DWORD serv_size;
        int flags;
    } args[] = {
        {NULL, 0, NULL, 0, numeric},
        {host, 0, NULL, 0, numeric},
        {NULL, 0, serv, 0, numeric},
        {host, 0, serv, 32, numeric},
        {host, 100, NULL, 0, numeric | 0x100},
        {host, 9, NULL, 0, numeric},
        {NULL, 0, serv, 2, numeric},
        {host, 100, NULL, 0, NI_NUMERICHOST | NI_NAMEREQD},
    };

    FAILS(row->code, row->code,
          getnameinfo(SA(&sin), sizeof(sin), args[row->arg].host,
                      args[row->arg].host_size, args[row->arg].serv,
                      args[row->arg].serv_size, args[row->arg].flags));
    EQUAL(host[0], '?');
}

static void nameinfo_unmapped(const struct ct_row *row)
{
    struct sockaddr_in sin = v4_of("127.0.0.1");

    FAILS(row->code, row->code,
          getnameinfo(SA(&sin), sizeof(sin), ct_unmapped(), 100, NULL, 0,
                      NI_NUMERICHOST));
    FAILS(row->code, row->code,
          getnameinfo(SA(&sin), sizeof(sin), ct_readonly(), 100, NULL, 0,
                      NI_NUMERICHOST));
}

static void nameinfo_unstarted(const struct ct_row *row)
{
    struct sockaddr_in sin = v4_of("127.0.0.1");
    char host[NI_MAXHOST];

    FAILS(row->code, row->code,
          getnameinfo(SA(&sin), sizeof(sin), host, sizeof(host), NULL, 0,
                      NI_NUMERICHOST));
}

/* Row: the last byte of the address 198.51.100.x (arg), flags (arg2). */
static void nameinfo_dns(const struct ct_row *row)
{
    char text[32], host[NI_MAXHOST];
    struct sockaddr_in sin;

    if (!have_dns())
        return;
    snprintf(text, sizeof(text), "198.51.100.%d", row->arg);
    sin = v4_of(text);
    FAILS(row->code, row->code,
          getnameinfo(SA(&sin), sizeof(sin), host, sizeof(host), NULL, 0,
                      row->arg2));
}

/* Port 514 is one service over TCP and another over UDP. */
static void nameinfo_dgram(const struct ct_row *row)
{
    static const struct {
        int flags;
        const char *protocol;
    } cases[] = {{0, "tcp"}, {NI_DGRAM, "udp"}};
    struct sockaddr_in sin = v4_of("127.0.0.1");
    char names[2][NI_MAXSERV];

    (void)row;
    sin.sin_port = htons(514);
    for (int i = 0; i < 2; i++) {
        const struct servent *entry =
            getservbyport(sin.sin_port, cases[i].protocol);

        EQUAL(getnameinfo(SA(&sin), sizeof(sin), NULL, 0, names[i], NI_MAXSERV,
                          cases[i].flags),
              0);
        CHECK(entry != NULL && strcmp(names[i], entry->s_name) == 0);
    }
    CHECK(strcmp(names[0], names[1]) != 0);
}

static const struct ct_row rows[] = {
    FIRST(getnameinfo, WSANOTINITIALISED, "WSAStartup", nameinfo_unstarted,
          .flags = CT_UNSTARTED),
    ROW(getnameinfo, WSAEAFNOSUPPORT, "family 99", nameinfo_address, .arg = 9,
        .arg2 = 99),
    ROW(getnameinfo, WSAEAFNOSUPPORT, "AF_UNSPEC", nameinfo_address, .arg = 9,
        .arg2 = AF_UNSPEC),
    ROW(getnameinfo, WSAEFAULT, "NULL address", nameinfo_address, .arg = 0),
    ROW(getnameinfo, WSAEFAULT, "15 bytes of IPv4", nameinfo_address, .arg = 1),
    ROW(getnameinfo, WSAEFAULT, "27 bytes of IPv6", nameinfo_address, .arg = 2),
    ROW(getnameinfo, WSAEFAULT, "unmapped address", nameinfo_address, .arg = 3),
    ROW(getnameinfo, WSAEFAULT, "NULL address, wide", nameinfo_address,
        .arg = 4),
    ROW(getnameinfo, WSAEFAULT, "host buffer of 9 for 127.0.0.1",
        nameinfo_buffer, .arg = 5),
    ROW(getnameinfo, WSAEFAULT, "service buffer of 2 for 80", nameinfo_buffer,
        .arg = 6),
    ROW(getnameinfo, WSAEFAULT, "unmapped and read-only host buffer",
        nameinfo_unmapped),
    ROW(getnameinfo, WSAEINVAL, "host buffer of 0", nameinfo_buffer, .arg = 1),
    ROW(getnameinfo, WSAEINVAL, "service buffer of 0", nameinfo_buffer,
        .arg = 2),
    ROW(getnameinfo, WSAEINVAL, "host buffer of 0, service good",
        nameinfo_buffer, .arg = 3),
    ROW(getnameinfo, WSAEINVAL, "unknown flag", nameinfo_buffer, .arg = 4),
    ROW(getnameinfo, WSAHOST_NOT_FOUND, "no buffers", nameinfo_buffer,
        .arg = 0),
    ROW(getnameinfo, WSAHOST_NOT_FOUND, "NI_NAMEREQD and NI_NUMERICHOST",
        nameinfo_buffer, .arg = 7),
    ROW(getnameinfo, WSAHOST_NOT_FOUND, "NI_NAMEREQD, rcode 3", nameinfo_dns,
        .arg = 99, .arg2 = NI_NAMEREQD),
    ROW(getnameinfo, WSAHOST_NOT_FOUND, "NI_NAMEREQD, no PTR", nameinfo_dns,
        .arg = 26, .arg2 = NI_NAMEREQD),
    ROW(getnameinfo, WSANO_RECOVERY, "rcode 1", nameinfo_dns, .arg = 20),
    ROW(getnameinfo, WSANO_RECOVERY, "rcode 4", nameinfo_dns, .arg = 24),
    ROW(getnameinfo, WSANO_RECOVERY, "rcode 5", nameinfo_dns, .arg = 25),
    ROW(getnameinfo, WSATRY_AGAIN, "rcode 2", nameinfo_dns, .arg = 21),
    RULE(getnameinfo, "NI_DGRAM", nameinfo_dgram),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
