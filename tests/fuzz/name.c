/* SPDX-License-Identifier: MIT */
/* Names as a program gives them, in both flavours: converted, encoded for DNS,
 * put on a search list, and taken by getaddrinfo, which is not let ask. */
#include "fuzz.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include "name/idn.h"
#include "name/search.h"
#include "name/text.h"

static size_t units(const char16_t *s)
{
    size_t n = 0;

    while (s[n] != 0)
        n++;
    return n;
}

/* Text that has been converted once stays as it is. */
static void utf8(const char *text)
{
    static char taken[WS2_TEXT_MAX], back[WS2_TEXT_MAX];
    static char16_t wide[WS2_TEXT_MAX], again[WS2_TEXT_MAX];
    size_t n;

    if (ws2_text_in(taken, text) != WS2_TEXT_OK)
        return;
    MUST(strcmp(taken, text) == 0);
    n = ws2_text_to_wide(taken, wide);
    MUST(n == units(wide) + 1 && n == ws2_text_to_wide(taken, NULL));
    if (ws2_text_in_wide(back, wide) != WS2_TEXT_OK)
        return;
    MUST(ws2_text_to_wide(back, again) == n);
    MUST(memcmp(wide, again, n * sizeof(*wide)) == 0);
}

static void utf16(const char16_t *text)
{
    static char narrow[WS2_TEXT_MAX];
    static char16_t back[WS2_TEXT_MAX];
    size_t n = units(text) + 1;

    if (ws2_text_in_wide(narrow, text) != WS2_TEXT_OK)
        return;
    MUST(ws2_text_to_wide(narrow, back) == n);
    MUST(memcmp(text, back, n * sizeof(*back)) == 0);
}

static void searched(const char *name)
{
    struct ws2_search list;

    if (ws2_search_make(name, &list) != 0)
        return;
    MUST(ws2_search_name_valid(name));
    for (size_t i = 0; i < list.count; i++)
        MUST(ws2_search_name_valid(list.names[i]));
    ws2_search_clear(&list);
}

static void encoded(const char *name)
{
    char room[WS2_IDN_MAX], room2[WS2_IDN_MAX];
    const char *once, *twice;

    if (ws2_idn_encode(name, room, &once) != 0)
        return;
    MUST(once == name || once == room);
    for (const char *p = once; *p != '\0'; p++)
        MUST((unsigned char)*p < 0x80);
    MUST(ws2_idn_encode(once, room2, &twice) == 0 && twice == once);
    searched(once);
}

static void listed(ADDRINFOA *list)
{
    char host[NI_MAXHOST], service[NI_MAXSERV];

    MUST(list != NULL && list->ai_next == NULL);
    MUST(getnameinfo(list->ai_addr, (socklen_t)list->ai_addrlen, host,
                     sizeof(host), service, sizeof(service),
                     NI_NUMERICHOST | NI_NUMERICSERV) == 0);
    freeaddrinfo(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static WSADATA started;
    struct input in = {data, size};
    bool wide = (input_byte(&in) & 1) != 0;
    ADDRINFOA hints = {.ai_flags = AI_NUMERICHOST}, *list = NULL;
    ADDRINFOW hints_wide = {.ai_flags = AI_NUMERICHOST}, *list_wide;
    void *text = wide ? input_wide(&in) : input_text(&in);

    if (started.wVersion == 0)
        MUST(WSAStartup(MAKEWORD(2, 2), &started) == 0);
    if (wide) {
        utf16(text);
        if (GetAddrInfoW(text, NULL, &hints_wide, &list_wide) == 0)
            FreeAddrInfoW(list_wide);
    } else {
        utf8(text);
        encoded(text);
        searched(text);
        if (getaddrinfo(text, "80", &hints, &list) == 0)
            listed(list);
        if (getaddrinfo("::1", text, &hints, &list) == 0)
            listed(list);
    }
    free(text);
    return 0;
}
