/* SPDX-License-Identifier: MIT */
/* The provider of registered services through its procedures: what it keeps,
 * and what it tells of changes. */
#include "registry.h"

#include <sys/wait.h>
#include <unistd.h>

static void test_startup(void **state)
{
    NSP_ROUTINE small = {.cbSize = 4};

    (void)state;
    expect(WSAEINVAL, NSPStartup(NULL, &proc));
    expect(WSAEINVAL, NSPStartup(&id, NULL));
    expect(WSAEINVALIDPROCTABLE, NSPStartup(&id, &small));
    expect(0, NSPStartup(&id, &proc));
    assert_non_null(proc.NSPIoctl);
}

static void test_read_makes_nothing(void **state)
{
    (void)state;
    assert_int_equal(count(u"none"), -WSASERVICE_NOT_FOUND);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void test_register(void **state)
{
    struct service s;
    WSAVERSION version = {7, COMP_EQUAL};
    BLOB blob = {3, (BYTE *)"abc"};
    const SOCKADDR_IN *at;

    (void)state;
    service(&s, u"Größe 日本", 4711, 0);
    s.set.lpVersion = &version;
    s.set.lpszComment = u"a comment";
    s.set.lpBlob = &blob;
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(count(NULL), 1);
    assert_memory_equal(found.set.lpszServiceInstanceName, u"Größe 日本", 18);
    assert_memory_equal(found.set.lpszComment, u"a comment", 20);
    assert_memory_equal(found.set.lpServiceClassId, &class, sizeof(class));
    assert_memory_equal(found.set.lpNSProviderId, &id, sizeof(id));
    assert_int_equal(found.set.dwNameSpace, NS_NTDS);
    assert_int_equal(found.set.lpVersion->dwVersion, 7);
    assert_int_equal(found.set.lpBlob->cbSize, 3);
    assert_memory_equal(found.set.lpBlob->pBlobData, "abc", 3);
    assert_int_equal(found.set.dwNumberOfCsAddrs, 1);
    at = (SOCKADDR_IN *)found.set.lpcsaBuffer[0].RemoteAddr.lpSockaddr;
    assert_int_equal(ntohs(at->sin_port), 4711);
    assert_int_equal(found.set.lpcsaBuffer[0].iProtocol, IPPROTO_TCP);
}

/* The table on the page of NSPSetService, cell by cell. */
static void test_operations(void **state)
{
    struct service one, other, both;

    (void)state;
    service(&one, u"s", 1, 0);
    service(&other, u"S", 2, 0);
    service(&both, u"s", 1, 2);
    for (int op = RNRSERVICE_DEREGISTER; op <= RNRSERVICE_DELETE; op++)
        for (DWORD flags = 0; flags <= SERVICE_MULTIPLE; flags++)
            expect(WSASERVICE_NOT_FOUND,
                   set(&one.set, (WSAESETSERVICEOP)op, flags));
    expect(0, set(&both.set, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    assert_int_equal(addresses(u"s"), 2);
    expect(0, set(&one.set, RNRSERVICE_REGISTER, 0));
    assert_int_equal(addresses(u"s"), 1);
    expect(0, set(&other.set, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    expect(0, set(&other.set, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    assert_int_equal(addresses(u"s"), 2);
    expect(0, set(&one.set, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE));
    assert_int_equal(addresses(u"s"), 1);
    expect(0, set(&other.set, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE));
    assert_int_equal(count(u"s"), -WSANO_DATA);
    expect(0, set(&both.set, RNRSERVICE_REGISTER, 0));
    expect(0, set(&one.set, RNRSERVICE_DEREGISTER, 0));
    assert_int_equal(count(u"s"), -WSANO_DATA);
    expect(0, set(&both.set, RNRSERVICE_REGISTER, 0));
    expect(0, set(&one.set, RNRSERVICE_DELETE, SERVICE_MULTIPLE));
    assert_int_equal(addresses(u"s"), 1);
    expect(0, set(&other.set, RNRSERVICE_DELETE, SERVICE_MULTIPLE));
    assert_int_equal(count(u"s"), -WSASERVICE_NOT_FOUND);
    expect(0, set(&both.set, RNRSERVICE_REGISTER, 0));
    expect(0, set(&one.set, RNRSERVICE_DELETE, 0));
    assert_int_equal(count(u"s"), -WSASERVICE_NOT_FOUND);
}

static void test_refused(void **state)
{
    static WCHAR large[5000];
    struct service s;

    (void)state;
    expect(WSAEINVAL, set(NULL, RNRSERVICE_REGISTER, 0));
    expect(WSAEINVAL, set(service(&s, NULL, 1, 0), RNRSERVICE_REGISTER, 0));
    expect(WSAEINVAL, set(service(&s, u"", 1, 0), RNRSERVICE_REGISTER, 0));
    expect(WSAEINVAL,
           set(service(&s, u"\xd800x", 1, 0), RNRSERVICE_REGISTER, 0));
    for (size_t i = 0; i < 4999; i++)
        large[i] = 'x';
    expect(WSAEINVAL, set(service(&s, large, 1, 0), RNRSERVICE_REGISTER, 0));
    service(&s, u"s", 1, 0);
    expect(WSAEINVAL, set(&s.set, (WSAESETSERVICEOP)3, 0));
    expect(WSAEINVAL, set(&s.set, RNRSERVICE_REGISTER, 2));
    s.info[0].LocalAddr.iSockaddrLength = 200;
    expect(WSAEINVAL, set(&s.set, RNRSERVICE_REGISTER, 0));
    s.info[0].LocalAddr.iSockaddrLength = 1;
    expect(WSAEINVAL, set(&s.set, RNRSERVICE_REGISTER, 0));
    s.set.lpServiceClassId = NULL;
    expect(WSAEINVAL, set(&s.set, RNRSERVICE_REGISTER, 0));
    assert_int_not_equal(access(path, F_OK), 0);
}

static int count_version(DWORD version, WSAECOMPARATOR how)
{
    struct service s;
    WSAVERSION asked = {version, how};
    HANDLE h;
    int n = 0;

    service(&s, NULL, 0, 0);
    s.set.lpVersion = &asked;
    if (begin(&s.set, 0, &h) != 0)
        return -WSAGetLastError();
    while (next(h, 0) == 0)
        n++;
    expect(0, proc.NSPLookupServiceEnd(h));
    return n;
}

static void test_versions(void **state)
{
    struct service s;
    WSAVERSION version = {1, COMP_EQUAL};
    WCHAR name[] = u"0";

    (void)state;
    expect(0, set(service(&s, u"none", 9, 0), RNRSERVICE_REGISTER, 0));
    for (; version.dwVersion <= 3; version.dwVersion++, name[0]++) {
        service(&s, name, 9, 0);
        s.set.lpVersion = &version;
        expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    }
    assert_int_equal(count_version(2, COMP_EQUAL), 1);
    assert_int_equal(count_version(2, COMP_NOTLESS), 2);
    assert_int_equal(count_version(0, COMP_NOTLESS), 3);
    assert_int_equal(count_version(4, COMP_NOTLESS), -WSANO_DATA);
    assert_int_equal(count_version(1, (WSAECOMPARATOR)2), -WSAEINVAL);
    assert_int_equal(count(NULL), 4);
}

static void test_protocols(void **state)
{
    AFPROTOCOLS udp = {AF_INET, IPPROTO_UDP}, tcp = {AF_UNSPEC, IPPROTO_TCP};
    struct service s;
    HANDLE h;

    (void)state;
    service(&s, u"s", 1, 2);
    s.info[1].iProtocol = IPPROTO_UDP;
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    s.info[1].iProtocol = IPPROTO_TCP;
    s.set.lpszServiceInstanceName = u"t";
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    service(&s, NULL, 0, 0);
    s.set.dwNumberOfProtocols = 1;
    s.set.lpafpProtocols = &udp;
    expect(0, begin(&s.set, LUP_RETURN_ADDR, &h));
    expect(0, next(h, 0));
    assert_int_equal(found.set.dwNumberOfCsAddrs, 1);
    assert_null(found.set.lpszServiceInstanceName);
    expect(WSA_E_NO_MORE, next(h, 0));
    expect(0, proc.NSPLookupServiceEnd(h));
    s.set.lpafpProtocols = &tcp;
    expect(0, begin(&s.set, 0, &h));
    expect(0, next(h, 0));
    expect(0, next(h, 0));
    expect(WSA_E_NO_MORE, next(h, 0));
    expect(0, proc.NSPLookupServiceEnd(h));
    udp.iAddressFamily = AF_INET6;
    s.set.lpafpProtocols = &udp;
    expect(WSANO_DATA, begin(&s.set, 0, &h));
}

static void test_handles(void **state)
{
    struct service s;
    DWORD size = 0, need;
    HANDLE h;

    (void)state;
    expect(0, set(service(&s, u"a", 1, 0), RNRSERVICE_REGISTER, 0));
    expect(0, set(service(&s, u"b", 1, 0), RNRSERVICE_REGISTER, 0));
    service(&s, NULL, 0, 0);
    expect(0, begin(&s.set, LUP_RETURN_NAME, &h));
    expect(WSAEFAULT, proc.NSPLookupServiceNext(h, 0, &size, NULL));
    need = size;
    expect(WSAEFAULT, (size--, proc.NSPLookupServiceNext(h, 0, &size, NULL)));
    assert_int_equal(size, need);
    expect(0, next(h, 0));
    assert_int_equal(found.set.lpszServiceInstanceName[0], 'a');
    size = 0;
    expect(WSAEFAULT, proc.NSPLookupServiceNext(h, 0, &size, NULL));
    expect(WSA_E_NO_MORE, next(h, LUP_FLUSHPREVIOUS));
    expect(0, proc.NSPLookupServiceEnd(h));
    expect(WSA_INVALID_HANDLE, proc.NSPLookupServiceEnd(h));
    expect(WSA_INVALID_HANDLE, next(h, 0));
    expect(WSA_INVALID_HANDLE, next(NULL, 0));
}

/* Classes hold services, and are found by either of their names. */
static void test_containers(void **state)
{
    WSASERVICECLASSINFOW info = {&class, (LPWSTR)u"Kind", 0, NULL};
    GUID hostname = SVCID_HOSTNAME, other = {1, 2, 3, {5}};
    WSAQUERYSETW q = {.dwSize = sizeof(q)};
    const DWORD flags = LUP_CONTAINERS | LUP_RETURN_NAME | LUP_RETURN_TYPE;
    HANDLE h;

    (void)state;
    expect(WSANO_DATA, begin(&q, flags, &h));
    expect(WSAEINVAL, begin(&q, 0, &h));
    expect(0, proc.NSPInstallServiceClass(&id, &info));
    expect(0, begin(&q, flags, &h));
    expect(0, next(h, 0));
    assert_memory_equal(found.set.lpszServiceInstanceName, u"Kind", 10);
    assert_memory_equal(found.set.lpServiceClassId, &class, sizeof(class));
    expect(WSA_E_NO_MORE, next(h, 0));
    expect(0, proc.NSPLookupServiceEnd(h));
    q.lpszServiceInstanceName = (LPWSTR)u"KIND";
    q.lpServiceClassId = &class;
    expect(0, begin(&q, flags, &h));
    expect(0, proc.NSPLookupServiceEnd(h));
    q.lpServiceClassId = &other;
    expect(WSANO_DATA, begin(&q, flags, &h));
    q.lpszServiceInstanceName = (LPWSTR)u"hostname";
    expect(WSANO_DATA, begin(&q, flags, &h));
    q.lpServiceClassId = NULL;
    expect(0, begin(&q, flags, &h));
    expect(0, next(h, 0));
    assert_memory_equal(found.set.lpServiceClassId, &hostname, sizeof(class));
    expect(0, proc.NSPLookupServiceEnd(h));
    q.lpszServiceInstanceName = (LPWSTR)u"\u017fsh"; /* is not ssh */
    expect(WSANO_DATA, begin(&q, flags, &h));
}

static void test_classes(void **state)
{
    DWORD port = 21;
    WSANSCLASSINFOW value = {u"TcpPort", NS_ALL, 4, sizeof(port), &port};
    WSASERVICECLASSINFOW info = {&class, u"A class", 1, &value};
    GUID ftp = SVCID_FTP_TCP, host = SVCID_HOSTNAME;
    WSASERVICECLASSINFOW *answer = (void *)&found;
    DWORD size = 1;
    struct service s;

    (void)state;
    answer->lpServiceClassId = &class;
    expect(WSATYPE_NOT_FOUND, proc.NSPGetServiceClassInfo(&id, &size, answer));
    expect(WSATYPE_NOT_FOUND, proc.NSPRemoveServiceClass(&id, &class));
    expect(WSAEINVAL, proc.NSPInstallServiceClass(&id, NULL));
    expect(0, proc.NSPInstallServiceClass(&id, &info));
    expect(WSAEALREADY, proc.NSPInstallServiceClass(&id, &info));
    expect(WSAEFAULT, proc.NSPGetServiceClassInfo(&id, &size, answer));
    expect(0, proc.NSPGetServiceClassInfo(&id, &size, answer));
    assert_memory_equal(answer->lpszServiceClassName, u"A class", 16);
    assert_int_equal(answer->dwCount, 1);
    assert_int_equal(*(DWORD *)answer->lpClassInfos[0].lpValue, 21);
    assert_memory_equal(answer->lpClassInfos[0].lpszName, u"TcpPort", 16);
    expect(0, set(service(&s, u"s", 1, 0), RNRSERVICE_REGISTER, 0));
    expect(WSAETOOMANYREFS, proc.NSPRemoveServiceClass(&id, &class));
    expect(0, set(&s.set, RNRSERVICE_DELETE, 0));
    expect(0, proc.NSPRemoveServiceClass(&id, &class));
    info.lpServiceClassId = &ftp;
    expect(WSAEALREADY, proc.NSPInstallServiceClass(&id, &info));
    expect(WSAEACCES, proc.NSPRemoveServiceClass(&id, &host));
    answer->lpServiceClassId = &ftp;
    size = sizeof(found);
    expect(0, proc.NSPGetServiceClassInfo(&id, &size, answer));
    assert_memory_equal(answer->lpszServiceClassName, u"ftp", 8);
    assert_int_equal(*(DWORD *)answer->lpClassInfos[0].lpValue, 21);
}

/* Another process, which has the provider as a fork left it. Under gcc's asan
 * the change comes from this one: a child of a process with threads may wait
 * for ever there, as locks of the allocator stay as another thread held them.
 */
static void elsewhere(WSAQUERYSETW *s, WSAESETSERVICEOP op)
{
#ifdef __SANITIZE_ADDRESS__
    expect(0, set(s, op, 0));
#else
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(set(s, op, 0) != 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
#endif
}

static INT notify(HANDLE h, WSACOMPLETION *how)
{
    DWORD returned;
    WSATHREADID thread = {0};

    return proc.NSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned,
                         how, &thread);
}

static void test_changes(void **state)
{
    WSAOVERLAPPED o = {.hEvent = WSACreateEvent()};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};
    struct service s, other;
    HANDLE h;

    (void)state;
    how.Parameters.Event.lpOverlapped = &o;
    service(&s, u"s", 1, 0);
    service(&other, u"t", 1, 0);
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    expect(0, begin(&s.set, LUP_RETURN_ALL, &h));
    expect(WSAEWOULDBLOCK, notify(h, NULL));
    expect(WSA_IO_PENDING, notify(h, &how));
    elsewhere(&other.set, RNRSERVICE_REGISTER); /* not what was asked for */
    expect(WSAEWOULDBLOCK, notify(h, NULL));
    assert_int_equal(o.Internal, WSS_OPERATION_IN_PROGRESS);
    elsewhere(&s.set, RNRSERVICE_DEREGISTER);
    assert_int_equal(WaitForSingleObject(o.hEvent, 20000), WAIT_OBJECT_0);
    assert_int_equal(o.Internal, 0);
    expect(0, notify(h, NULL));
    expect(0, proc.NSPLookupServiceEnd(h));

    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    expect(0, begin(&s.set, LUP_RETURN_ALL, &h));
    expect(WSA_IO_PENDING, notify(h, &how));
    expect(0, proc.NSPLookupServiceEnd(h));
    assert_int_equal(WaitForSingleObject(o.hEvent, 0), WAIT_OBJECT_0);
    assert_int_equal((DWORD)o.Internal, 0xC0000120u);
    expect(0, proc.NSPCleanup(&id));
    WSACloseEvent(o.hEvent);
}

static void test_changes_port(void **state)
{
    WSAOVERLAPPED o = {0}, *told;
    WSACOMPLETION how = {.Type = NSP_NOTIFY_PORT};
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0), h;
    struct service s;
    ULONG_PTR key;
    DWORD bytes;

    (void)state;
    how.Parameters.Port.lpOverlapped = &o;
    how.Parameters.Port.hPort = port;
    how.Parameters.Port.Key = 17;
    service(&s, u"s", 1, 0);
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    expect(0, begin(&s.set, LUP_RETURN_ALL, &h));
    expect(WSA_IO_PENDING, notify(h, &how));
    elsewhere(&s.set, RNRSERVICE_DELETE);
    assert_true(GetQueuedCompletionStatus(port, &bytes, &key, &told, 20000));
    assert_ptr_equal(told, &o);
    assert_int_equal(key, 17);
    expect(0, proc.NSPLookupServiceEnd(h));
    expect(0, proc.NSPCleanup(&id));
    CloseHandle(port);
}

static DWORD apc_error;

static void CALLBACK routine(DWORD err, DWORD bytes, LPWSAOVERLAPPED o,
                             DWORD flags)
{
    (void)bytes, (void)flags;
    apc_error = err;
    o->hEvent = (HANDLE)1;
}

static void test_changes_apc(void **state)
{
    WSAOVERLAPPED o = {0};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_APC};
    struct service s;
    HANDLE h;

    (void)state;
    how.Parameters.Apc.lpOverlapped = &o;
    how.Parameters.Apc.lpfnCompletionProc = routine;
    service(&s, u"s", 1, 0);
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    expect(0, begin(&s.set, LUP_RETURN_ALL, &h));
    expect(WSA_IO_PENDING, notify(h, &how));
    elsewhere(&s.set, RNRSERVICE_DELETE);
    assert_int_equal(SleepEx(20000, TRUE), WAIT_IO_COMPLETION);
    assert_int_equal(apc_error, 0);
    assert_ptr_equal(o.hEvent, (HANDLE)1);
    expect(WSA_IO_PENDING, notify(h, &how));
    expect(0, proc.NSPLookupServiceEnd(h));
    assert_int_equal(SleepEx(20000, TRUE), WAIT_IO_COMPLETION);
    expect(0, proc.NSPCleanup(&id));
    how.Type = (WSACOMPLETIONTYPE)9;
    expect(0, set(&s.set, RNRSERVICE_REGISTER, 0));
    expect(0, begin(&s.set, LUP_RETURN_ALL, &h));
    expect(WSAEINVAL, notify(h, &how));
    expect(0, proc.NSPLookupServiceEnd(h));
    expect(0, proc.NSPCleanup(&id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_startup),
        cmocka_unit_test_setup(test_read_makes_nothing, fresh),
        cmocka_unit_test_setup(test_refused, fresh),
        TEST(test_register),
        TEST(test_operations),
        TEST(test_versions),
        TEST(test_protocols),
        TEST(test_handles),
        TEST(test_containers),
        TEST(test_classes),
        TEST(test_changes),
        TEST(test_changes_port),
        TEST(test_changes_apc),
    };

    return cmocka_run_group_tests(tests, started, NULL);
}
