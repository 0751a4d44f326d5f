/* SPDX-License-Identifier: MIT */
/* What the doors are to fault injection; see faultdoors.h. */
#include "api/faultdoors.h"

#include <pthread.h>
#include <string.h>

#include <winsock2.h>

#include "fault/table.h"

#define DOORS_MAX 320
#define NONE      WS2_NO_PARAM

static struct ws2_fault_door doors[DOORS_MAX];

/* The index of the parameter whose type or name is this. params: "SOCKET, s,
 * const char *, buf". */
static int8_t param_find(const struct ws2_door *door, const char *what,
                         unsigned column)
{
    const char *at = door->params;

    for (unsigned i = 0; i < 2 * door->args; i++) {
        size_t n = strcspn(at, ",");

        if (i % 2 == column && strlen(what) == n && memcmp(at, what, n) == 0)
            return (int8_t)(i / 2);
        at += n;
        at += strspn(at, ", ");
    }
    return NONE;
}

#define BY_TYPE(door, type) param_find(door, type, 0)
#define BY_NAME(door, name) param_find(door, name, 1)

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static uint8_t events_of(const char *name)
{
    static const char *const receives[] = {
        "recv", "recvfrom", "WSARecv", "WSARecvFrom", "WSARecvEx", NULL};
    static const char *const sends[] = {"send",      "sendto",     "WSASend",
                                        "WSASendTo", "WSASendMsg", NULL};
    static const char *const accepts[] = {"accept", "WSAAccept", NULL};

    if (is_one_of(name, receives))
        return FD_READ | FD_OOB;
    if (is_one_of(name, sends))
        return FD_WRITE;
    return is_one_of(name, accepts) ? FD_ACCEPT : 0;
}

static uint8_t way_of(const struct ws2_door *door,
                      const struct ws2_fault_door *f)
{
    if (f->function < 0 || !ws2_fault_function_late((unsigned)f->function))
        return WAY_NONE;
    if (strcmp(door->name, "connect") == 0 ||
        strcmp(door->name, "WSAConnect") == 0)
        return WAY_CONNECT;
    if (strcmp(door->name, "GetAddrInfoExW") == 0)
        return WAY_LOOKUP;
    if (strncmp(door->name, "WSAAsyncGet", 11) == 0)
        return WAY_ASYNC;
    return f->overlapped != NONE && f->socket != NONE ? WAY_OVERLAPPED
                                                      : WAY_NONE;
}

static void facts_find(const struct ws2_door *door, struct ws2_fault_door *f)
{
    f->function = (int16_t)(door->fails != WS2_FAILS_NEVER
                                ? ws2_fault_function(door->name)
                                : NONE);
    f->socket = BY_TYPE(door, "SOCKET");
    f->overlapped = BY_TYPE(door, "LPWSAOVERLAPPED");
    if (f->overlapped == NONE)
        f->overlapped = BY_TYPE(door, "LPOVERLAPPED");
    f->routine = BY_TYPE(door, "LPWSAOVERLAPPED_COMPLETION_ROUTINE");
    f->bufs = BY_NAME(door, "lpBuffers");
    f->count = BY_NAME(door, "dwBufferCount");
    f->len = BY_NAME(door, "len");
    f->flags = BY_NAME(door, "flags");
    if (f->flags == NONE)
        f->flags = BY_NAME(door, "dwFlags");
    f->flags_in = BY_NAME(door, "lpFlags");
    if (f->flags != NONE &&
        BY_TYPE(door, "int *") == f->flags) { /* WSARecvEx */
        f->flags_in = f->flags;
        f->flags = NONE;
    }
    f->pointer_out = BY_NAME(door, "ppResult");
    if (f->pointer_out == NONE)
        f->pointer_out = BY_TYPE(door, "LPOVERLAPPED *");
    f->count_out = BY_NAME(door, "ulNumEntriesRemoved");
    f->enables = events_of(door->name);
    f->shortens = (f->enables & (FD_READ | FD_WRITE)) != 0 &&
                  (f->len != NONE || f->bufs != NONE);
    f->way = way_of(door, f);
}

static void doors_find(void)
{
    for (unsigned i = 0; i < ws2_door_count && i < DOORS_MAX; i++)
        facts_find(&ws2_doors[i], &doors[i]);
}

const struct ws2_fault_door *ws2_fault_door_of(const struct ws2_door *door)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    size_t i = (size_t)(door - ws2_doors);

    pthread_once(&once, doors_find);
    return i < DOORS_MAX && doors[i].function >= 0 ? &doors[i] : NULL;
}
