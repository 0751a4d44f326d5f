// SPDX-License-Identifier: MIT
// What the files of the property test share: calls.c drives, doors.c lists what
// is called, arguments.c, names.c, rio.c and services.c make up the
// arguments, pool.c holds
// the handles and states.c brings sockets into states.
#ifndef WS2_TESTS_SOAK_H
#define WS2_TESTS_SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <winsock2.h>
#include <afunix.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <mswsockdef.h>
#include <qossp.h>
#include <ws2spi.h>
#include <ws2tcpip.h>
#include <windows.h>

#include "host.h"

typedef uintptr_t any;
typedef any function(any, any, any, any, any, any, any, any, any, any);

struct door {
    const char *name;
    function *call;
    char result; // how it fails, and what becomes of its result: calls.def
    const char *kinds; // a letter a parameter
};
extern const struct door doors[];
extern const unsigned door_count;

// What the pool keeps apart. Each has places for IPv4, IPv6 and AF_UNIX, in
// turn.
enum pool {
    FRESH,
    BOUND,
    LISTENING,
    STREAM,
    DATAGRAM,
    EVENT,
    PORT,
    WAITABLE, // mutexes, semaphores, timers, threads
    OPENED,   // files
    LOOKUPS,  // of namespace providers
    COMPLETIONS,
    REQUESTS,
    BUFFERS, // of registered I/O
    POOLS,
    FIRST_OTHER = EVENT
};

#define GROUP 0xE0000063 // 224.0.0.99

enum { PLACES = 12, SLOTS = 32768 };

// One thread's. Memory comes from an arena: a call that may go on after it
// returned keeps what it got, others share.
struct self {
    uint64_t state; // of the random numbers
    unsigned number;
    struct host_thread *log;
    char *arena, *fresh, *end;
    OVERLAPPED *slots;
    any *owners;                // of the slots: the handles of their operations
    unsigned slots_used, older; // older: the one that was taken again
    bool fair;                  // nothing of this call is bad on purpose
    bool lasting;               // it may be overlapped
    bool aligned;               // memory is, as Windows may want it
    int family;                 // of the socket that was picked
    size_t size;                // of what the last argument points to, if known
    unsigned list;              // entries of the last array
    int option;                 // whose level and name belong together
    DWORD ioctl;
    void *result; // where a pointer or handle is given back
};
extern _Thread_local struct self self;

// calls.c
extern bool together; // other threads close what one waits for
unsigned below(unsigned n);

// pool.c: INVALID_SOCKET or NULL where nothing is kept yet
any pool_get(enum pool kind, unsigned place);
any pool_any(enum pool kind);
void pool_put(enum pool kind, unsigned place, any value); // closes what was
void pool_keep(enum pool kind, any value); // anywhere of that kind
void pool_close(enum pool kind);
int pool_family(unsigned place);

// states.c
void state_begin(void); // after WSAStartup, once
void state_renew(void);
size_t state_quality(QOS *q);                          // that can be had
size_t state_name(int family, SOCKADDR_STORAGE *name); // to bind to
size_t state_peer(int family, SOCKADDR_STORAGE *name); // to reach somebody
OVERLAPPED *state_overlapped(void);                    // a fresh one, or NULL

// arguments.c
any argument(char kind);
void *arena(size_t size);
void *memory(size_t size); // or a bad place
any handle_of(enum pool kind);
bool bad(void);                          // this one is to be
any put(const void *value, size_t size); // somewhere, or not
any number(void);
any socket_flags(void); // WSASocket's

// names.c: false when the letter is none of its
bool name_argument(char kind, any *made);

// rio.c: registered I/O; false when the letter is none of its
bool rio_argument(char kind, any *made);
any rio_buffer(void); // BUFFERS' next

// services.c: likewise, what namespace providers are asked with
bool service_argument(char kind, any *made);

// catalog.c: the letters of catalog.def, in the program that is for it; none in
// the other one (nocatalog.c). There the pool has no sockets, which may be of
// providers that are nowhere.
extern const bool of_catalog;
bool catalog_argument(char kind, any *made);
int catalog_code(const any *args, const char *kinds); // *lpErrno, at the end

// doors.c
extern RIO_EXTENSION_FUNCTION_TABLE rio;
void doors_find(void);
void rio_discard(enum pool kind, any value);

#endif
