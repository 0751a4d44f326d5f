/* SPDX-License-Identifier: MIT */
/* Addresses as text: WSAStringToAddress, InetPton and their like. The first
 * byte is the family and the form; what can be read can be written, and read
 * again. */
#include "fuzz.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include "name/iptext.h"

#define TEXT_MAX 128

static void started(void)
{
    static WSADATA data;

    if (data.wVersion == 0)
        MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

static void same_again(SOCKADDR_STORAGE *first, int len)
{
    SOCKADDR_STORAGE again = {0};
    int again_len = sizeof(again);
    DWORD room = TEXT_MAX;
    char text[TEXT_MAX];

    MUST(WSAAddressToStringA((SOCKADDR *)first, (DWORD)len, NULL, text,
                             &room) == 0);
    MUST(room <= TEXT_MAX && text[room - 1] == '\0');
    MUST(WSAStringToAddressA(text, first->ss_family, NULL, (SOCKADDR *)&again,
                             &again_len) == 0);
    MUST(again_len == len && memcmp(first, &again, (size_t)len) == 0);
}

static void narrow(int family, char *text)
{
    SOCKADDR_STORAGE ss = {0};
    int len = sizeof(ss);
    uint8_t bytes[16], again[16];
    char back[TEXT_MAX];
    struct ws2_ip ip;

    if (WSAStringToAddressA(text, family, NULL, (SOCKADDR *)&ss, &len) == 0)
        same_again(&ss, len);
    if (inet_pton(family, text, bytes) == 1) {
        MUST(inet_ntop(family, bytes, back, sizeof(back)) == back);
        MUST(inet_pton(family, back, again) == 1);
        MUST(memcmp(bytes, again, family == AF_INET ? 4 : 16) == 0);
    }
    (void)inet_addr(text);
    if (ws2_ip_parse(text, &ip)) {
        ws2_ip_format(&ip, back);
        MUST(strlen(back) < WS2_IP_TEXT_MAX);
    }
    (void)ws2_ip_malformed(text);
}

static void wide(int family, WCHAR *text)
{
    SOCKADDR_STORAGE ss = {0};
    int len = sizeof(ss);
    uint8_t bytes[16];

    if (WSAStringToAddressW(text, family, NULL, (SOCKADDR *)&ss, &len) == 0)
        same_again(&ss, len);
    (void)InetPtonW(family, text, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    uint8_t how = input_byte(&in);
    int family = how % 3 == 0 ? AF_INET : how % 3 == 1 ? AF_INET6 : how;
    void *text = how & 0x80 ? input_wide(&in) : input_text(&in);

    started();
    if (how & 0x80)
        wide(family, text);
    else
        narrow(family, text);
    free(text);
    return 0;
}
