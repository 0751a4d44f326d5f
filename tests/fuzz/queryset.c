/* SPDX-License-Identifier: MIT */
/* Query sets and service classes that a program made up: structures from the
 * input whose pointers lead into a few pages, to the last bytes of them, or
 * nowhere. What is taken in has to come out again the same, whatever the first
 * byte says of wide and narrow, query, service and result. */
#include "fuzz.h"

#include <sys/mman.h>

#include "name/classinfo.h"
#include "name/queryset.h"

enum { PAGE = 4096, AREA = 4 * PAGE };

static char *area;

static void area_make(void)
{
    area = mmap(NULL, AREA + PAGE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(area != MAP_FAILED);
    MUST(munmap(area + AREA, PAGE) == 0);
}

/* One in four leads nowhere; the others are offsets, every second from the
 * end. */
static void *pointer(struct input *in)
{
    unsigned how = input_byte(in), at = how >> 3;

    at = (at << 8 | input_byte(in)) % AREA;
    if ((how & 7) == 0)
        return NULL;
    if ((how & 7) == 1)
        return (void *)(uintptr_t)at;
    return area + (how & 1 ? at : AREA - at);
}

static unsigned number(struct input *in)
{
    unsigned n = input_byte(in);

    return n & 0x80 ? 0xffffffffu >> (n & 31) : n & 7;
}

/* Structures with pointers of their own are at places of theirs, arrays at the
 * end: more than SOME are not there. Wild pointers would be no test, as nobody
 * knows what they lead to. */
enum { SOME = 8 };

static void *blob_at, *addresses_at, *values_at;

static void blob_fill(struct input *in)
{
    BLOB blob = {number(in), pointer(in)};

    blob_at = area + PAGE;
    memcpy(blob_at, &blob, sizeof(blob));
}

static void addresses_fill(struct input *in)
{
    CSADDR_INFO address = {
        {pointer(in), (INT)number(in)}, {pointer(in), (INT)number(in)}, 1, 6};

    addresses_at = area + AREA - SOME * sizeof(address);
    for (size_t i = 0; i < SOME; i++)
        memcpy((CSADDR_INFO *)addresses_at + i, &address, sizeof(address));
}

static void values_fill(struct input *in)
{
    WSANSCLASSINFOW value = {pointer(in), 0, 4, number(in), pointer(in)};

    values_at = area + AREA - SOME * sizeof(value);
    for (size_t i = 0; i < SOME; i++)
        memcpy((WSANSCLASSINFOW *)values_at + i, &value, sizeof(value));
}

/* Such a place, or one that is too short, or none. */
static void *place(struct input *in, void *at)
{
    switch (input_byte(in) & 3) {
    case 0:
        return NULL;
    case 1:
        return area + AREA - 8;
    default:
        return at;
    }
}

/* The set as it came in, out in one form and in again. */
static void set_round(const WSAQUERYSETW *set, bool wide)
{
    struct ws2_queryset again;
    DWORD length = 0, same;
    char *block;

    MUST(ws2_queryset_out(set, wide, &length, NULL) == WSAEFAULT);
    MUST(length >= sizeof(*set));
    block = malloc(length);
    MUST(block != NULL);
    same = length - 1;
    MUST(ws2_queryset_out(set, wide, &same, block) == WSAEFAULT);
    MUST(same == length);
    MUST(ws2_queryset_out(set, wide, &length, block) == 0);
    MUST(ws2_queryset_in(&again, block, wide, WS2_SET_RESULT) == 0);
    same = 0;
    MUST(ws2_queryset_out(&again.set, wide, &same, NULL) == WSAEFAULT);
    MUST(same == length);
    ws2_queryset_free(&again);
    free(block);
}

static void set_try(struct input *in, bool wide, enum ws2_queryset_use use)
{
    WSAQUERYSETW set = {.dwSize = sizeof(set)};
    struct ws2_queryset q;

    set.lpszServiceInstanceName = pointer(in);
    set.lpServiceClassId = pointer(in);
    set.lpVersion = pointer(in);
    set.lpszComment = pointer(in);
    set.lpNSProviderId = pointer(in);
    set.lpszContext = pointer(in);
    set.dwNumberOfProtocols = number(in);
    set.lpafpProtocols = pointer(in);
    set.lpszQueryString = pointer(in);
    set.dwNumberOfCsAddrs = number(in);
    addresses_fill(in);
    blob_fill(in);
    set.lpcsaBuffer = place(in, addresses_at);
    set.lpBlob = place(in, blob_at);
    input_fill(in, area, PAGE);
    if (ws2_queryset_in(&q, &set, wide, use) != 0)
        return;
    set_round(&q.set, true);
    set_round(&q.set, false);
    ws2_queryset_free(&q);
}

static void class_try(struct input *in, bool wide)
{
    WSASERVICECLASSINFOW info = {pointer(in), pointer(in), number(in), NULL};
    struct ws2_classinfo class, again;
    DWORD length = 0;
    char *block;

    values_fill(in);
    info.lpClassInfos = place(in, values_at);
    input_fill(in, area, PAGE);
    if (ws2_classinfo_in(&class, &info, wide) != 0)
        return;
    MUST(ws2_classinfo_out(&class.info, wide, &length, NULL) == WSAEFAULT);
    block = malloc(length);
    MUST(block != NULL);
    MUST(ws2_classinfo_out(&class.info, wide, &length, block) == 0);
    MUST(ws2_classinfo_in(&again, block, wide) == 0);
    ws2_classinfo_free(&again);
    ws2_classinfo_free(&class);
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    uint8_t how = input_byte(&in);

    if (area == NULL)
        area_make();
    if (how & 8)
        class_try(&in, how & 1);
    else
        set_try(&in, how & 1, (enum ws2_queryset_use)((how >> 1) % 3));
    return 0;
}
