/* SPDX-License-Identifier: MIT */
/* The contract as a table; see table.h. */
#include "fault/table.h"

#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <winsock2.h>
#include <mswsock.h>
#include <ws2tcpip.h>
#include <ws2/errors.h>

#include "watch/watch.h"

#define LONGEST_NAME 48

static const struct ws2_fault_pair pairs[] = {
#define FUNCTION(name, first, count)
#define PAIR(failure, code, when, events)                                      \
    {(uint32_t)(code), WS2_FAULT_##failure, when, (uint16_t)(events)},
#include "ws2_fault_rows.inc"
#undef FUNCTION
#undef PAIR
};

static const struct function {
    const char *name;
    uint16_t first, count;
} functions[] = {
#define FUNCTION(name, first, count) {name, first, count},
#define PAIR(failure, code, when, events)
#include "ws2_fault_rows.inc"
#undef FUNCTION
#undef PAIR
};

#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

_Static_assert(FUNCTIONS <= WS2_FAULT_FUNCTIONS, "a set has room for them");

/* Exported names that are another form of what the contract has. */
static const struct {
    const char *name, *of;
} forms[] = {
    {"GetNameInfoW", "getnameinfo"}, {"InetNtopW", "inet_ntop"},
    {"InetPtonW", "inet_pton"},      {"WSAHtons", "WSAHtonl"},
    {"WSANtohl", "WSAHtonl"},        {"WSANtohs", "WSAHtonl"},
};

unsigned ws2_fault_functions(void)
{
    return FUNCTIONS;
}

const char *ws2_fault_function_name(unsigned function)
{
    return functions[function].name;
}

static int by_name(const void *key, const void *at)
{
    return strcmp(key, ((const struct function *)at)->name);
}

static int function_find(const char *name)
{
    const struct function *f =
        bsearch(name, functions, FUNCTIONS, sizeof(*f), by_name);

    return f != NULL ? (int)(f - functions) : -1;
}

int ws2_fault_function(const char *name)
{
    char stem[LONGEST_NAME];
    size_t n;
    int found;

    if (strncmp(name, "ws2_", 4) == 0)
        name += 4;
    found = function_find(name);
    n = strlen(name);
    if (found >= 0 || n < 2 || n >= sizeof(stem))
        return found;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (strcmp(name, forms[i].name) == 0)
            return function_find(forms[i].of);
    if (name[n - 1] != 'A' && name[n - 1] != 'W')
        return -1;
    memcpy(stem, name, n - 1);
    stem[n - 1] = '\0';
    return function_find(stem);
}

static uint64_t watched[WS2_FAULT_FUNCTIONS / 64];

static void watched_find(void)
{
    for (unsigned i = 0; i < ws2_door_count; i++) {
        int f = ws2_fault_function(ws2_doors[i].name);

        if (f >= 0 && ws2_doors[i].fails != WS2_FAILS_NEVER)
            watched[f / 64] |= (uint64_t)1 << f % 64;
    }
}

bool ws2_fault_function_watched(unsigned function)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, watched_find);
    return (watched[function / 64] >> function % 64 & 1) != 0;
}

const struct ws2_fault_pair *ws2_fault_pairs(unsigned function, unsigned *n)
{
    *n = functions[function].count;
    return &pairs[functions[function].first];
}

const struct ws2_fault_pair *ws2_fault_pair(unsigned function, uint32_t code)
{
    unsigned n;
    const struct ws2_fault_pair *pair = ws2_fault_pairs(function, &n);

    for (; n > 0; n--, pair++)
        if (pair->code == code)
            return pair;
    return NULL;
}

bool ws2_fault_function_late(unsigned function)
{
    static const char *const late[] = {
        "AcceptEx",      "ConnectEx",      "DisconnectEx",
        "GetAddrInfoEx", "TransmitFile",   "TransmitPackets",
        "WSAConnect",    "WSAEventSelect", "WSAIoctl",
        "WSARecv",       "WSARecvFrom",    "WSARecvMsg",
        "WSASend",       "WSASendMsg",     "WSASendTo",
        "connect",       "WSAAsyncSelect", "WSAEnumNetworkEvents",
    };
    const char *name = functions[function].name;

    for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++)
        if (strcmp(name, late[i]) == 0)
            return true;
    return strncmp(name, "WSAAsyncGet", 11) == 0;
}

static bool is_event(const char *name)
{
    return strcmp(name, "WSAEventSelect") == 0 ||
           strcmp(name, "WSAAsyncSelect") == 0 ||
           strcmp(name, "WSAEnumNetworkEvents") == 0;
}

static bool is_connect(const char *name)
{
    return strcmp(name, "connect") == 0 || strcmp(name, "WSAConnect") == 0;
}

/* connect of a non-blocking socket is WSAConnect, whose page says what comes
 * later. */
static unsigned connect_when(uint32_t code)
{
    const struct ws2_fault_pair *pair =
        ws2_fault_pair((unsigned)ws2_fault_function("WSAConnect"), code);

    return pair != NULL ? pair->when & WS2_PAIR_LATE : 0;
}

unsigned ws2_fault_when(unsigned function, const struct ws2_fault_pair *pair)
{
    const ws2_error_info *info = ws2_error_by_code((int)pair->code);

    if (!ws2_fault_function_late(function))
        return pair->when & ~WS2_PAIR_LATE;
    if (is_connect(functions[function].name))
        return pair->when | connect_when(pair->code);
    if (info == NULL || is_event(functions[function].name))
        return pair->when;
    switch (info->kind) {
    case WS2_KIND_PEER:
    case WS2_KIND_NETWORK:
    case WS2_KIND_RESOURCES:
    case WS2_KIND_NAME:
        return pair->when | WS2_PAIR_LATE;
    case WS2_KIND_PROGRAM:
    case WS2_KIND_WAIT:
    case WS2_KIND_SETUP:
    case WS2_KIND_EVENT:
        break;
    }
    return pair->when;
}

bool ws2_fault_like(const char *pattern, const char *name)
{
    const char *star = NULL, *resume = NULL; /* the last *, and what it eats */

    while (*name != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            resume = name;
        } else if (*pattern != '\0' && (*pattern == '?' || *pattern == *name)) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

int ws2_fault_errno(int code)
{
    return ws2_error_to_errno(code);
}

bool ws2_fault_code(const char *text, uint32_t *code)
{
    const ws2_error_info *info;
    unsigned long value;
    char *end;
    int kept = errno;

    if (strcmp(text, "RIO_CORRUPT_CQ") == 0) { /* a count, no error's name */
        *code = RIO_CORRUPT_CQ;
        return true;
    }
    if (!isdigit((unsigned char)text[0])) {
        info = ws2_error_by_name(text);
        if (info != NULL)
            *code = (uint32_t)info->code;
        return info != NULL;
    }
    errno = 0;
    value = strtoul(text, &end, strncasecmp(text, "0x", 2) == 0 ? 16 : 10);
    if (errno != 0 || *end != '\0' || value == 0 || value > UINT32_MAX)
        end = NULL;
    errno = kept;
    if (end != NULL)
        *code = (uint32_t)value;
    return end != NULL;
}
