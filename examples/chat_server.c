/* SPDX-License-Identifier: MIT */
/* A line chat: what one client says, all the others hear. One thread, select().
 *
 *     chat_server [PORT]
 *
 * The first line of a client is its name. Prints the port; Enter stops it. */
/* Windows' default of 64 counts sockets, not descriptor numbers. */
#define FD_SETSIZE 256
#include "example.h"

#define LINE_SIZE   512
#define MAX_MEMBERS (FD_SETSIZE - 1) /* and the listening socket */

struct member {
    SOCKET sock;
    char name[32]; /* empty until the first line came */
    char line[LINE_SIZE];
    int len;
};

static struct member members[MAX_MEMBERS];
static int member_count;

/* Members whose connection breaks here are found by the next recv(). */
static void say_to_all(const struct member *except, const char *text)
{
    int i;

    printf("%s", text);
    fflush(stdout);
    for (i = 0; i < member_count; i++) {
        if (&members[i] != except && members[i].name[0] != '\0')
            send_all(members[i].sock, text, (int)strlen(text));
    }
}

static void member_add(SOCKET listener)
{
    SOCKET s = accept(listener, NULL, NULL);

    if (s == INVALID_SOCKET) {
        print_error("accept", WSAGetLastError());
        return;
    }
    if (member_count == MAX_MEMBERS) {
        closesocket(s);
        return;
    }
    memset(&members[member_count], 0, sizeof(members[0]));
    members[member_count++].sock = s;
}

static void member_remove(struct member *member)
{
    char text[64];
    char name[sizeof(member->name)];

    strcpy(name, member->name);
    closesocket(member->sock);
    *member = members[--member_count];
    if (name[0] != '\0') {
        snprintf(text, sizeof(text), "* %s left\n", name);
        say_to_all(NULL, text);
    }
}

static void member_line(struct member *member, const char *line)
{
    char text[LINE_SIZE + 64];

    if (member->name[0] == '\0') {
        snprintf(member->name, sizeof(member->name), "%.31s",
                 line[0] != '\0' ? line : "anonymous");
        snprintf(text, sizeof(text), "* %s joined\n", member->name);
        say_to_all(NULL, text);
    } else {
        snprintf(text, sizeof(text), "%s: %s\n", member->name, line);
        say_to_all(member, text);
    }
}

/* Cuts what came into lines; a line that fills the buffer is taken as it is. */
static void member_cut(struct member *member)
{
    char *end;

    while ((end = memchr(member->line, '\n', (size_t)member->len)) != NULL ||
           member->len == LINE_SIZE - 1) {
        char *next = end != NULL ? end + 1 : member->line + member->len;

        if (end == NULL)
            end = next;
        if (end > member->line && end[-1] == '\r')
            end--;
        *end = '\0';
        member_line(member, member->line);
        member->len -= (int)(next - member->line);
        memmove(member->line, next, (size_t)member->len);
    }
}

/* FALSE when the member is gone. */
static BOOL member_read(struct member *member)
{
    int len = recv(member->sock, member->line + member->len,
                   LINE_SIZE - 1 - member->len, 0);

    if (len == SOCKET_ERROR)
        print_error(member->name, WSAGetLastError());
    if (len <= 0)
        return FALSE;
    member->len += len;
    member_cut(member);
    return TRUE;
}

static int serve(SOCKET listener, HANDLE stop)
{
    while (!is_set(stop)) {
        struct timeval patience = {0, 250000}; /* then look at stop again */
        fd_set readable;
        int i;

        FD_ZERO(&readable);
        FD_SET(listener, &readable);
        for (i = 0; i < member_count; i++)
            FD_SET(members[i].sock, &readable);
        if (select(0, &readable, NULL, NULL, &patience) == SOCKET_ERROR) {
            print_error("select", WSAGetLastError());
            return 1;
        }
        /* Backwards: removing moves the last member into the gap. */
        for (i = member_count - 1; i >= 0; i--) {
            if (FD_ISSET(members[i].sock, &readable) &&
                !member_read(&members[i]))
                member_remove(&members[i]);
        }
        if (FD_ISSET(listener, &readable))
            member_add(listener);
    }
    return 0;
}

int main(int argc, char **argv)
{
    unsigned short port = argc > 1 ? parse_port(argv[1]) : 7008;
    HANDLE stop, waiter;
    SOCKET listener;
    int status;

    start_winsock();
    listener = bind_loopback(SOCK_STREAM, port);
    if (listener == INVALID_SOCKET)
        return 1;
    if (listen(listener, SOMAXCONN) == SOCKET_ERROR) {
        print_error("listen", WSAGetLastError());
        return 1;
    }
    stop = new_event();
    waiter = start_thread(wait_for_enter, stop);
    status = serve(listener, stop);
    CloseHandle(waiter);
    while (member_count > 0)
        closesocket(members[--member_count].sock);
    closesocket(listener);
    WSACleanup();
    printf("stopped\n");
    return status;
}
