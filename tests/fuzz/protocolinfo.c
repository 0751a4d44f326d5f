/* SPDX-License-Identifier: MIT */
/* A WSAPROTOCOL_INFO that a program made up, given to WSASocket: an entry of
 * the catalog, with the input laid over it. */
#include "fuzz.h"

#include <winsock2.h>

enum { ENTRIES = 32 };

static WSAPROTOCOL_INFOW entries[ENTRIES];
static int entry_count;

static void entries_read(void)
{
    DWORD size = sizeof(entries);
    WSADATA data;

    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    entry_count = WSAEnumProtocolsW(NULL, entries, &size);
    MUST(entry_count > 0);
}

/* Byte by byte, so that an input of zeros is the entry itself. */
static void lay_over(struct input *in, void *info, size_t size)
{
    uint8_t *bytes = info;

    for (size_t i = 0; i < size && in->left > 0; i++)
        bytes[i] ^= input_byte(in);
}

static void closed(SOCKET s)
{
    if (s != INVALID_SOCKET)
        MUST(closesocket(s) == 0);
    else
        MUST(WSAGetLastError() != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    uint8_t which = input_byte(&in), flags = input_byte(&in);
    WSAPROTOCOL_INFOW *wide = malloc(sizeof(*wide));
    WSAPROTOCOL_INFOA *narrow = malloc(sizeof(*narrow));
    int ask = which & 1 ? FROM_PROTOCOL_INFO : input_byte(&in);

    if (entry_count == 0)
        entries_read();
    MUST(wide != NULL && narrow != NULL);
    *wide = entries[(which >> 1) % entry_count];
    memset(narrow, 0, sizeof(*narrow));
    memcpy(narrow, wide, offsetof(WSAPROTOCOL_INFOW, szProtocol));
    lay_over(&in, wide, sizeof(*wide));
    memcpy(narrow, wide, offsetof(WSAPROTOCOL_INFOW, szProtocol));
    memcpy(narrow->szProtocol, wide->szProtocol, sizeof(narrow->szProtocol));
    closed(WSASocketW(ask, ask, ask, wide, 0, flags));
    closed(WSASocketA(ask, ask, ask, narrow, 0, flags));
    free(wide);
    free(narrow);
    return 0;
}
