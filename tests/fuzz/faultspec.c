/* SPDX-License-Identifier: MIT */
/* Faults as text (WS2_FAULT): any text is armed or refused, and what is refused
 * is told of by a place within it. An item that is right means the same when it
 * stands alone. */
#include "fuzz.h"

#include <winsock2.h>
#include <ws2/fault.h>

#include "fault/spec.h"

static void items_read(const char *text, size_t size)
{
    struct ws2_fault_complaint c = {0, 0, NULL};
    struct ws2_fault_item item, alone;
    size_t at = 0, before = 0;
    int got;

    while ((got = ws2_fault_item_read(text, &at, &item, &c)) > 0) {
        char *copy = malloc(item.length + 1);
        size_t from = 0;

        MUST(copy != NULL);
        MUST(item.at >= before && at > item.at && at <= size);
        before = at;
        memcpy(copy, text + item.at, item.length);
        copy[item.length] = '\0';
        MUST(ws2_fault_item_read(copy, &from, &alone, &c) == 1);
        MUST(strcmp(alone.function, item.function) == 0);
        alone.fault.function = item.fault.function = NULL;
        MUST(alone.fault.code == item.fault.code &&
             alone.fault.after == item.fault.after &&
             alone.fault.count == item.fault.count &&
             alone.fault.flags == item.fault.flags);
        free(copy);
    }
    if (got < 0)
        MUST(c.what != NULL && c.at <= size && c.length <= size - c.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    char *text = input_text(&in), message[64];
    int err;

    WSASetLastError(4711);
    items_read(text, strlen(text));
    err = ws2_fault_arm_text(text, message, sizeof(message));
    MUST(err == 0 || err == WSAEINVAL || err == WSAEOPNOTSUPP ||
         err == WSAENOBUFS);
    MUST((err == 0) == (message[0] == '\0'));
    MUST(ws2_fault_hits_all() == 0);
    ws2_fault_disarm_all();
    MUST(WSAGetLastError() == 4711);
    free(text);
    return 0;
}
