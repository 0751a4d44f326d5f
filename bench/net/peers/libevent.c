/* SPDX-License-Identifier: MIT */
/* echo_libevent.c - libevent bufferevent TCP echo.   usage: echo_libevent port
 */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

static void on_read(struct bufferevent *b, void *u)
{
    (void)u;
    evbuffer_add_buffer(bufferevent_get_output(b), bufferevent_get_input(b));
}
static void on_event(struct bufferevent *b, short ev, void *u)
{
    (void)u;
    if (ev & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        bufferevent_free(b);
}
static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *a, int n, void *u)
{
    int one = 1;
    (void)a;
    (void)n;
    (void)u;
    struct bufferevent *b = bufferevent_socket_new(evconnlistener_get_base(l),
                                                   fd, BEV_OPT_CLOSE_ON_FREE);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    bufferevent_set_max_single_read(b, 65536);
    bufferevent_set_max_single_write(b, 262144);
    bufferevent_setcb(b, on_read, NULL, on_event, NULL);
    bufferevent_enable(b, EV_READ | EV_WRITE);
}
int main(int argc, char **argv)
{
    struct sockaddr_in a;
    if (argc < 2)
        return 2;
    struct event_base *base = event_base_new();
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)atoi(argv[1]));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!evconnlistener_new_bind(base, on_accept, NULL,
                                 LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE,
                                 4096, (struct sockaddr *)&a, sizeof a))
        return 1;
    return event_base_dispatch(base);
}
