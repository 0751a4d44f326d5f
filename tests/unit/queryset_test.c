/* SPDX-License-Identifier: MIT */
/* Query sets and service classes: copied as one block, and read from memory
 * that is not there, or not as long as it claims. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "name/classinfo.h"
#include "name/queryset.h"

#define PAGE 4096

/* The last bytes before memory that nobody may look at: it stays, where a hole
 * could be filled by anybody. */
static char *edge(size_t bytes)
{
    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(pages, MAP_FAILED);
    assert_int_equal(mprotect(pages + PAGE, PAGE, PROT_NONE), 0);
    assert_true(bytes <= PAGE);
    return pages + PAGE - bytes;
}

/* The same where it is looked at: aligned, with up to seven bytes to spare. */
static void *aligned_edge(size_t bytes)
{
    return edge((bytes + 7) & ~(size_t)7);
}

static GUID class_id = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
static GUID provider_id = {9, 8, 7, {6, 5, 4, 3, 2, 1, 0, 1}};
static WSAVERSION version = {7, COMP_NOTLESS};
static AFPROTOCOLS protocols[] = {{AF_INET, 6}, {AF_INET6, 17}};
static SOCKADDR_STORAGE local, remote;
static CSADDR_INFO addresses[2];
static BYTE bytes[] = {1, 2, 3, 4, 5};
static BLOB blob = {sizeof(bytes), bytes};
static WSAQUERYSETW full;

static int fill(void **state)
{
    (void)state;
    memset(&local, 0x11, sizeof(local));
    memset(&remote, 0x22, sizeof(remote));
    for (size_t i = 0; i < 2; i++)
        addresses[i] = (CSADDR_INFO){
            {(SOCKADDR *)&local, 16}, {(SOCKADDR *)&remote, 28}, (INT)i + 1, 6};
    full = (WSAQUERYSETW){.dwSize = sizeof(full),
                          .lpszServiceInstanceName = u"na\u00efve \U0001f600",
                          .lpServiceClassId = &class_id,
                          .lpVersion = &version,
                          .lpszComment = u"comment",
                          .dwNameSpace = NS_NTDS,
                          .lpNSProviderId = &provider_id,
                          .lpszContext = u"",
                          .dwNumberOfProtocols = 2,
                          .lpafpProtocols = protocols,
                          .lpszQueryString = u"query",
                          .dwNumberOfCsAddrs = 2,
                          .lpcsaBuffer = addresses,
                          .dwOutputFlags = RESULT_IS_ALIAS,
                          .lpBlob = &blob};
    return 0;
}

static void same_text(const char16_t *a, const char16_t *b)
{
    do
        assert_int_equal(*a, *b);
    while (*b++ != 0 && *a++ != 0);
}

static void same_set(const WSAQUERYSETW *a, const WSAQUERYSETW *b)
{
    assert_int_equal(a->dwSize, sizeof(*a));
    same_text(a->lpszServiceInstanceName, b->lpszServiceInstanceName);
    same_text(a->lpszComment, b->lpszComment);
    same_text(a->lpszContext, b->lpszContext);
    same_text(a->lpszQueryString, b->lpszQueryString);
    assert_memory_equal(a->lpServiceClassId, b->lpServiceClassId, sizeof(GUID));
    assert_memory_equal(a->lpNSProviderId, b->lpNSProviderId, sizeof(GUID));
    assert_memory_equal(a->lpVersion, b->lpVersion, sizeof(WSAVERSION));
    assert_int_equal(a->dwNameSpace, b->dwNameSpace);
    assert_int_equal(a->dwOutputFlags, b->dwOutputFlags);
    assert_int_equal(a->dwNumberOfProtocols, b->dwNumberOfProtocols);
    assert_memory_equal(a->lpafpProtocols, b->lpafpProtocols,
                        sizeof(protocols));
    assert_int_equal(a->dwNumberOfCsAddrs, b->dwNumberOfCsAddrs);
    for (DWORD i = 0; i < a->dwNumberOfCsAddrs; i++) {
        const CSADDR_INFO *x = &a->lpcsaBuffer[i], *y = &b->lpcsaBuffer[i];

        assert_int_equal(x->iSocketType, y->iSocketType);
        assert_int_equal(x->LocalAddr.iSockaddrLength, 16);
        assert_memory_equal(x->LocalAddr.lpSockaddr, y->LocalAddr.lpSockaddr,
                            16);
        assert_int_equal(x->RemoteAddr.iSockaddrLength, 28);
        assert_memory_equal(x->RemoteAddr.lpSockaddr, y->RemoteAddr.lpSockaddr,
                            28);
    }
    assert_int_equal(a->lpBlob->cbSize, b->lpBlob->cbSize);
    assert_memory_equal(a->lpBlob->pBlobData, b->lpBlob->pBlobData,
                        sizeof(bytes));
}

/* Exactly the room that was asked for, and no byte of it left out: the copy of
 * a copy needs as much. */
static void test_copy(void **state)
{
    DWORD length = 0, same;
    char *buffer;

    (void)state;
    assert_int_equal(ws2_queryset_copy(&full, &length, NULL), WSAEFAULT);
    same = length - 1;
    assert_int_equal(ws2_queryset_copy(&full, &same, (void *)edge(same)),
                     WSAEFAULT);
    assert_int_equal(same, length);
    assert_int_equal(ws2_queryset_copy(&full, &length, (void *)edge(length)),
                     0);
    buffer = aligned_edge(length);
    assert_int_equal(ws2_queryset_copy(&full, &length, (void *)buffer), 0);
    same_set((const WSAQUERYSETW *)(const void *)buffer, &full);
    same = 0;
    assert_int_equal(ws2_queryset_copy((void *)buffer, &same, NULL), WSAEFAULT);
    assert_int_equal(same, length);
}

/* Every pointer of the copy is inside. */
static void test_copy_is_whole(void **state)
{
    DWORD length = 0;
    char *buffer, *moved;

    (void)state;
    (void)ws2_queryset_copy(&full, &length, NULL);
    buffer = aligned_edge(length);
    assert_int_equal(ws2_queryset_copy(&full, &length, (void *)buffer), 0);
    for (char *const *p = (char *const *)(void *)(buffer + 8);
         (char *)p < buffer + sizeof(full); p++) {
        moved = *p;
        if ((uintptr_t)moved > UINT32_MAX)
            assert_in_range(moved - buffer, sizeof(full), length - 1);
    }
}

static void test_empty(void **state)
{
    WSAQUERYSETW none = {.dwSize = sizeof(none)}, out;
    DWORD length = sizeof(out);

    (void)state;
    assert_int_equal(ws2_queryset_copy(&none, &length, &out), 0);
    assert_memory_equal(&out, &none, sizeof(none));
}

static void test_narrow(void **state)
{
    DWORD length = 0;
    WSAQUERYSETA *narrow;
    struct ws2_queryset q;

    (void)state;
    assert_int_equal(ws2_queryset_out(&full, false, &length, NULL), WSAEFAULT);
    narrow = aligned_edge(length);
    assert_int_equal(ws2_queryset_out(&full, false, &length, narrow), 0);
    assert_string_equal(narrow->lpszServiceInstanceName,
                        "na\u00efve \U0001f600");
    assert_string_equal(narrow->lpszContext, "");
    assert_int_equal(ws2_queryset_in(&q, narrow, false, WS2_SET_RESULT), 0);
    same_set(&q.set, &full);
    ws2_queryset_free(&q);
}

static void test_out_nowhere(void **state)
{
    DWORD length = 0;

    (void)state;
    (void)ws2_queryset_out(&full, true, &length, NULL);
    assert_int_equal(ws2_queryset_out(&full, true, &length, NULL), WSAEFAULT);
    assert_int_equal(ws2_queryset_out(&full, true, &length, edge(length - 1)),
                     WSAEFAULT);
}

static void test_in(void **state)
{
    struct ws2_queryset q;

    (void)state;
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_RESULT), 0);
    same_set(&q.set, &full);
    ws2_queryset_free(&q);
}

/* What a use ignores may point anywhere. */
static void test_ignored(void **state)
{
    struct ws2_queryset q;

    (void)state;
    full.lpszComment = (void *)16;
    full.lpcsaBuffer = (void *)edge(0);
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_QUERY), 0);
    assert_null(q.set.lpszComment);
    assert_int_equal(q.set.dwNumberOfCsAddrs, 0);
    assert_int_equal(q.set.dwNumberOfProtocols, 2);
    ws2_queryset_free(&q);
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_RESULT),
                     WSAEFAULT);
    fill(NULL);
    full.lpszQueryString = (void *)16;
    full.lpafpProtocols = NULL;
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_SERVICE), 0);
    assert_null(q.set.lpszQueryString);
    assert_int_equal(q.set.dwNumberOfCsAddrs, 2);
    ws2_queryset_free(&q);
}

static void in_fails(ws2_err err)
{
    struct ws2_queryset q;

    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_RESULT), err);
    fill(NULL);
}

/* Each pointer in turn leads nowhere. */
static void test_bad_pointers(void **state)
{
    void *bad[] = {(void *)16, edge(0), edge(1), (void *)(UINTPTR_MAX - 7)};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        full.lpszServiceInstanceName = bad[i], in_fails(WSAEFAULT);
        full.lpServiceClassId = bad[i], in_fails(WSAEFAULT);
        full.lpVersion = bad[i], in_fails(WSAEFAULT);
        full.lpszComment = bad[i], in_fails(WSAEFAULT);
        full.lpNSProviderId = bad[i], in_fails(WSAEFAULT);
        full.lpszContext = bad[i], in_fails(WSAEFAULT);
        full.lpafpProtocols = bad[i], in_fails(WSAEFAULT);
        full.lpszQueryString = bad[i], in_fails(WSAEFAULT);
        full.lpcsaBuffer = bad[i], in_fails(WSAEFAULT);
        full.lpBlob = bad[i], in_fails(WSAEFAULT);
        addresses[1].RemoteAddr.lpSockaddr = bad[i], in_fails(WSAEFAULT);
        blob.pBlobData = bad[i], in_fails(WSAEFAULT);
        blob.pBlobData = bytes;
    }
    full.lpcsaBuffer = NULL, in_fails(WSAEFAULT);
    full.lpafpProtocols = NULL, in_fails(WSAEFAULT);
}

/* Text without an end, up to memory that is not there. */
static void test_text_runs_out(void **state)
{
    char16_t *text = (void *)edge(10);
    struct ws2_queryset q;

    (void)state;
    for (size_t i = 0; i < 5; i++)
        text[i] = u'x';
    full.lpszComment = text, in_fails(WSAEFAULT);
    text[4] = 0;
    full.lpszComment = text;
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_RESULT), 0);
    ws2_queryset_free(&q);
}

/* Lengths that no memory could hold, and those that only this has not. */
static void test_hostile_lengths(void **state)
{
    struct ws2_queryset q;
    static const DWORD counts[] = {3000, 0x10000000, 0x7fffffff, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        AFPROTOCOLS *some = (void *)edge(2 * sizeof(*some));
        CSADDR_INFO *info = (void *)edge(sizeof(*info));

        full.dwNumberOfProtocols = counts[i];
        full.lpafpProtocols = some, in_fails(WSAEFAULT);
        full.dwNumberOfCsAddrs = counts[i];
        full.lpcsaBuffer = info, in_fails(WSAEFAULT);
        blob.cbSize = counts[i], blob.pBlobData = (void *)edge(64);
        in_fails(WSAEFAULT);
        blob = (BLOB){sizeof(bytes), bytes};
    }
    addresses[0].LocalAddr.iSockaddrLength = -1, in_fails(WSAEINVAL);
    full.dwSize = sizeof(full) - 1, in_fails(WSAEINVAL);
    full.dwSize = 0, in_fails(WSAEINVAL);
    full.dwSize = 0xffffffff;
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_RESULT), 0);
    ws2_queryset_free(&q);
    fill(NULL);
    assert_int_equal(ws2_queryset_in(&q, NULL, true, WS2_SET_QUERY), WSAEFAULT);
    assert_int_equal(
        ws2_queryset_in(&q, edge(sizeof(full) - 1), true, WS2_SET_QUERY),
        WSAEFAULT);
}

static void test_text_too_long(void **state)
{
    size_t units = WS2_PARTS_TEXT_MAX + 1;
    char16_t *text = calloc(units, sizeof(*text));
    struct ws2_queryset q;

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < units; i++)
        text[i] = u'x';
    full.lpszContext = text, in_fails(WSAEINVAL);
    text[units - 2] = 0;
    full.lpszContext = text;
    assert_int_equal(ws2_queryset_in(&q, &full, true, WS2_SET_RESULT), 0);
    ws2_queryset_free(&q);
    free(text);
}

/* Structures and text of a program may stand anywhere. */
static void test_odd_addresses(void **state)
{
    char odd[sizeof(full) + 1], *text = edge(7);
    struct ws2_queryset q;

    (void)state;
    text++;
    memcpy(text - 1, u"ab", 6); /* ends one byte before the edge */
    full.lpszContext = (void *)(text - 1);
    memcpy(odd + 1, &full, sizeof(full));
    assert_int_equal(ws2_queryset_in(&q, odd + 1, true, WS2_SET_RESULT), 0);
    same_text(q.set.lpszContext, u"ab");
    ws2_queryset_free(&q);
}

static void test_classinfo(void **state)
{
    DWORD port = 4711, length = 0;
    WSANSCLASSINFOW values[2] = {{u"TcpPort", NS_DNS, 4, sizeof(port), &port},
                                 {NULL, NS_ALL, 0, 0, NULL}};
    WSASERVICECLASSINFOW info = {&class_id, u"Cl\u00e4ss", 2, values}, *wide;
    WSASERVICECLASSINFOA *narrow;
    struct ws2_classinfo c;

    (void)state;
    assert_int_equal(ws2_classinfo_copy(&info, &length, NULL), WSAEFAULT);
    wide = aligned_edge(length);
    assert_int_equal(ws2_classinfo_copy(&info, &length, wide), 0);
    assert_int_equal(ws2_classinfo_in(&c, wide, true), 0);
    same_text(c.info.lpszServiceClassName, info.lpszServiceClassName);
    assert_memory_equal(c.info.lpClassInfos[0].lpValue, &port, sizeof(port));
    assert_null(c.info.lpClassInfos[1].lpszName);
    length = 0;
    assert_int_equal(ws2_classinfo_out(&c.info, false, &length, NULL),
                     WSAEFAULT);
    narrow = aligned_edge(length);
    assert_int_equal(ws2_classinfo_out(&c.info, false, &length, narrow), 0);
    ws2_classinfo_free(&c);
    assert_string_equal(narrow->lpszServiceClassName, "Cl\u00e4ss");
    assert_string_equal(narrow->lpClassInfos[0].lpszName, "TcpPort");
    assert_int_equal(ws2_classinfo_in(&c, narrow, false), 0);
    same_text(c.info.lpszServiceClassName, info.lpszServiceClassName);
    ws2_classinfo_free(&c);
}

static void test_bad_classinfo(void **state)
{
    WSANSCLASSINFOW value = {u"TcpPort", NS_DNS, 4, 0x7fffffff, edge(8)};
    WSASERVICECLASSINFOW info = {&class_id, u"Class", 1, &value};
    struct ws2_classinfo c;

    (void)state;
    assert_int_equal(ws2_classinfo_in(&c, NULL, true), WSAEFAULT);
    assert_int_equal(ws2_classinfo_in(&c, &info, true), WSAEFAULT);
    value.dwValueSize = 8;
    assert_int_equal(ws2_classinfo_in(&c, &info, true), 0);
    ws2_classinfo_free(&c);
    info.dwCount = 0xffffffff;
    assert_int_equal(ws2_classinfo_in(&c, &info, true), WSAEFAULT);
    info.dwCount = 1, info.lpClassInfos = NULL;
    assert_int_equal(ws2_classinfo_in(&c, &info, true), WSAEFAULT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_copy, fill),
        cmocka_unit_test_setup(test_copy_is_whole, fill),
        cmocka_unit_test_setup(test_empty, fill),
        cmocka_unit_test_setup(test_narrow, fill),
        cmocka_unit_test_setup(test_out_nowhere, fill),
        cmocka_unit_test_setup(test_in, fill),
        cmocka_unit_test_setup(test_ignored, fill),
        cmocka_unit_test_setup(test_bad_pointers, fill),
        cmocka_unit_test_setup(test_text_runs_out, fill),
        cmocka_unit_test_setup(test_hostile_lengths, fill),
        cmocka_unit_test_setup(test_text_too_long, fill),
        cmocka_unit_test_setup(test_odd_addresses, fill),
        cmocka_unit_test_setup(test_classinfo, fill),
        cmocka_unit_test_setup(test_bad_classinfo, fill)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
