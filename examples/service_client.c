/* SPDX-License-Identifier: MIT */
/* Finds the services of service_server's class, or one of them by its name,
 * and has each send a text back.
 *
 *     service_client TEXT [NAME]
 */
#include "example.h"

#include "service.h"

/* The first of its addresses that takes the connection. */
static SOCKET connect_service(const WSAQUERYSETA *found)
{
    DWORD i;

    for (i = 0; i < found->dwNumberOfCsAddrs; i++) {
        const CSADDR_INFO *info = &found->lpcsaBuffer[i];
        const SOCKET_ADDRESS *at = &info->RemoteAddr;
        SOCKET s = socket(at->lpSockaddr->sa_family, info->iSocketType,
                          info->iProtocol);

        if (s != INVALID_SOCKET &&
            connect(s, at->lpSockaddr, at->iSockaddrLength) == 0)
            return s;
        print_error("connect", WSAGetLastError());
        if (s != INVALID_SOCKET)
            closesocket(s);
    }
    return INVALID_SOCKET;
}

static int talk(const WSAQUERYSETA *found, const char *text)
{
    SOCKET s = connect_service(found);
    int len = (int)strlen(text), n = 0, got;
    char buf[1024];

    if (s == INVALID_SOCKET)
        return 1;
    if (len > (int)sizeof(buf))
        len = sizeof(buf);
    if (send_all(s, text, len) != 0) {
        print_error("send", WSAGetLastError());
        closesocket(s);
        return 1;
    }
    while (n < len && (got = recv(s, buf + n, len - n, 0)) > 0)
        n += got;
    printf("%s (%s): %.*s\n", found->lpszServiceInstanceName,
           found->lpszComment, n, buf);
    closesocket(s);
    return n != len;
}

/* One result, in as large a buffer as it needs; NULL at the end. */
static WSAQUERYSETA *next_result(HANDLE lookup)
{
    DWORD size = sizeof(WSAQUERYSETA);
    WSAQUERYSETA *found = malloc(size);

    while (found != NULL && WSALookupServiceNextA(lookup, LUP_RETURN_ALL, &size,
                                                  found) == SOCKET_ERROR) {
        int err = WSAGetLastError();

        free(found);
        if (err != WSAEFAULT) {
            if (err != WSA_E_NO_MORE && err != WSAENOMORE)
                print_error("WSALookupServiceNext", err);
            return NULL;
        }
        found = malloc(size);
    }
    return found;
}

int main(int argc, char **argv)
{
    WSAQUERYSETA query, *found;
    HANDLE lookup;
    int failed = 0;

    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: service_client TEXT [NAME]\n");
        return 2;
    }
    start_winsock();
    memset(&query, 0, sizeof(query));
    query.dwSize = sizeof(query);
    query.lpServiceClassId = &service_class;
    query.dwNameSpace = NS_ALL;
    query.lpszServiceInstanceName = argc > 2 ? argv[2] : NULL;
    if (WSALookupServiceBeginA(&query, LUP_RETURN_ALL, &lookup) ==
        SOCKET_ERROR) {
        print_error("WSALookupServiceBegin", WSAGetLastError());
        return 1;
    }
    while ((found = next_result(lookup)) != NULL) {
        failed |= talk(found, argv[1]);
        free(found);
    }
    WSALookupServiceEnd(lookup);
    WSACleanup();
    return failed;
}
