// SPDX-License-Identifier: MIT
// Texts, names and groups. No name is one that a server would be asked for.
#include <stdio.h>
#include <string.h>

#include "soak.h"

static any text_of(const char *from, bool wide)
{
    char bytes[128] = {0};

    for (size_t i = 0; i <= strlen(from) && i < 60; i++)
        bytes[wide ? 2 * i : i] = from[i];
    return put(bytes, wide ? 2 * strlen(from) + 2 : strlen(from) + 1);
}

static any text(bool wide)
{
    static const char *const some[] = {"127.0.0.1", "[::1]:80",  "1.2.3.4:5",
                                       "::",        "fe80::1%1", "",
                                       "300.1.1.1", "x"};
    char line[16] = {0}; // it may be made longer

    strcpy(line, some[below(8)]);
    if (!self.fair && below(4) == 0)
        line[below(4)] = '9';
    return text_of(line, wide);
}

// What needs no server, as no test asks one.
static any node(bool wide)
{
    static const char *const some[] = {"127.0.0.1", "::1",    "localhost",
                                       "127.1",     "fe80::", "ip6-localhost"};

    return below(6) == 0 ? 0 : text_of(some[below(self.fair ? 4 : 6)], wide);
}

static any service(bool wide)
{
    static const char *const some[] = {"http", "domain", "80",
                                       "tcp",  "",       "no such"};

    return below(6) == 0 ? 0 : text_of(some[below(self.fair ? 4 : 6)], wide);
}

// The port of somebody in the pool: nobody else is connected to.
static any own_port(bool wide)
{
    SOCKADDR_STORAGE name;
    char line[8];

    state_peer(AF_INET, &name);
    snprintf(line, sizeof line, "%u",
             ntohs(((struct sockaddr_in *)&name)->sin_port));
    return text_of(line, wide);
}

// What the program is trusted with.
static any good_name(bool wide)
{
    bool fair = self.fair;
    any at;

    self.fair = true;
    at = below(4) ? text(wide) : 0;
    self.fair = fair;
    return at;
}

static any group(void)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};

    four.sin_addr.s_addr = htonl(GROUP);
    inet_pton(AF_INET6, "ff02::63", &six.sin6_addr);
    return self.family == AF_INET6 ? put(&six, sizeof six)
                                   : put(&four, sizeof four);
}

static any hints(void)
{
    ADDRINFOA h = {0};

    h.ai_flags = self.fair ? (int)below(8) : (int)below(0x800);
    h.ai_family = below(2) ? AF_UNSPEC : (int)number();
    h.ai_socktype = (int)below(3);
    return below(3) ? put(&h, sizeof h) : 0;
}

bool name_argument(char kind, any *made)
{
    switch (kind) {
    case 'x':
    case 'X':
        *made = text(kind == 'X');
        return true;
    case '@':
    case '%':
        *made = good_name(kind == '%');
        return true;
    case 'y':
    case 'Y':
        *made = node(kind == 'Y');
        return true;
    case 'z':
    case 'Z':
        *made = service(kind == 'Z');
        return true;
    case '1':
    case '2':
        *made = own_port(kind == '2');
        return true;
    case 'A':
        *made = hints();
        return true;
    case '#':
        *made = group();
        return true;
    default:
        return false;
    }
}
