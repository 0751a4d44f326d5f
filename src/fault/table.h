/* SPDX-License-Identifier: MIT */
/* What can be injected: the contract (tests/contract/contract.tsv), as a
 * constant table that rows.awk makes. A function is known here by its number,
 * in the order of the names; names are those of the contract, where WSASocket
 * stands for WSASocketA and WSASocketW. */
#ifndef WS2_FAULT_TABLE_H
#define WS2_FAULT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS2_FAULT_FUNCTIONS 192 /* not fewer than there are */

/* What the failing function returns. */
enum ws2_fault_failure {
    WS2_FAULT_MINUS_ONE, /* SOCKET_ERROR, INVALID_SOCKET */
    WS2_FAULT_ZERO,      /* FALSE, NULL, WSA_INVALID_EVENT, 0 */
    WS2_FAULT_MAX_DWORD, /* WSA_WAIT_FAILED, RIO_INVALID_BUFFERID */
    WS2_FAULT_CODE       /* the code, here or in *lpErrno */
};

/* When the failure shows. */
#define WS2_PAIR_AT_ONCE 1u
#define WS2_PAIR_LATE    2u
#define WS2_PAIR_QOS     4u /* only where quality of service was asked for */

struct ws2_fault_pair {
    uint32_t code;
    uint8_t failure; /* enum ws2_fault_failure */
    uint8_t when;    /* WS2_PAIR_* */
    uint16_t events; /* of WSAEnumNetworkEvents: FD_* that show it late, or 0 */
};

unsigned ws2_fault_functions(void);
const char *ws2_fault_function_name(unsigned function);

/* The number of a function, by the contract's name or one that is exported;
 * -1: the contract does not have it. */
int ws2_fault_function(const char *name);

/* Whether programs call it through a door that can be watched. */
bool ws2_fault_function_watched(unsigned function);

/* Its pairs, *n of them. */
const struct ws2_fault_pair *ws2_fault_pairs(unsigned function, unsigned *n);

/* NULL: not documented. */
const struct ws2_fault_pair *ws2_fault_pair(unsigned function, uint32_t code);

/* Whether the function can fail after it has returned: overlapped, a lookup
 * that does not wait, a network event. */
bool ws2_fault_function_late(unsigned function);

/* The way in which a pair's failure can show, WS2_PAIR_*: what the contract
 * says and, where the function can fail later, that what befalls the network
 * or the memory does not wait for the call to return. Neither: it shows where
 * nobody can inject it (CancelIo: how the operation ends that it cancels). */
unsigned ws2_fault_when(unsigned function, const struct ws2_fault_pair *pair);

/* Name or glob: * stands for any text, ? for one character. */
bool ws2_fault_like(const char *pattern, const char *name);

/* The errno value that means the same as a code; 0: none does. */
int ws2_fault_errno(int code);

/* A code as it is written: a name in any case, or a number. False: none. */
bool ws2_fault_code(const char *text, uint32_t *code);

#endif
