/* SPDX-License-Identifier: MIT */
/* Addresses to text and back, without a socket or WSAStartup: ntdll's Rtl
 * functions. <mstcpip.h> includes it.
 *
 * String buffers: 16 characters for IPv4, 46 for IPv6, 18 for Ethernet; the
 * Ex forms take a length in characters and add port and scope. The StringTo
 * forms return 0 or STATUS_INVALID_PARAMETER and set *Terminator to where
 * they stopped; addresses and ports are in network byte order. Strict wants
 * four decimal parts; otherwise inet_addr's forms pass.
 * Source: Microsoft Learn, "ip2string.h header". */
#ifndef _IP2STRING_
#define _IP2STRING_

#include "minwindef.h"
#include "inaddr.h"
#include "in6addr.h"

typedef union _DL_EUI48 {
    UCHAR Byte[6];
} DL_EUI48, *PDL_EUI48;

WS2_EXTERN_C_BEGIN

NTSYSAPI PSTR NTAPI RtlIpv4AddressToStringA(const struct in_addr *Addr, PSTR S);
NTSYSAPI PWSTR NTAPI RtlIpv4AddressToStringW(const struct in_addr *Addr,
                                             PWSTR S);
NTSYSAPI LONG NTAPI RtlIpv4AddressToStringExA(const struct in_addr *Address,
                                              USHORT Port, PSTR AddressString,
                                              PULONG AddressStringLength);
NTSYSAPI LONG NTAPI RtlIpv4AddressToStringExW(const struct in_addr *Address,
                                              USHORT Port, PWSTR AddressString,
                                              PULONG AddressStringLength);
NTSYSAPI LONG NTAPI RtlIpv4StringToAddressA(PCSTR S, BOOLEAN Strict,
                                            PCSTR *Terminator,
                                            struct in_addr *Addr);
NTSYSAPI LONG NTAPI RtlIpv4StringToAddressW(PCWSTR S, BOOLEAN Strict,
                                            LPCWSTR *Terminator,
                                            struct in_addr *Addr);
NTSYSAPI LONG NTAPI RtlIpv4StringToAddressExA(PCSTR AddressString,
                                              BOOLEAN Strict,
                                              struct in_addr *Address,
                                              PUSHORT Port);
NTSYSAPI LONG NTAPI RtlIpv4StringToAddressExW(PCWSTR AddressString,
                                              BOOLEAN Strict,
                                              struct in_addr *Address,
                                              PUSHORT Port);

NTSYSAPI PSTR NTAPI RtlIpv6AddressToStringA(const struct in6_addr *Addr,
                                            PSTR S);
NTSYSAPI PWSTR NTAPI RtlIpv6AddressToStringW(const struct in6_addr *Addr,
                                             PWSTR S);
NTSYSAPI LONG NTAPI RtlIpv6AddressToStringExA(const struct in6_addr *Address,
                                              ULONG ScopeId, USHORT Port,
                                              PSTR AddressString,
                                              PULONG AddressStringLength);
NTSYSAPI LONG NTAPI RtlIpv6AddressToStringExW(const struct in6_addr *Address,
                                              ULONG ScopeId, USHORT Port,
                                              PWSTR AddressString,
                                              PULONG AddressStringLength);
NTSYSAPI LONG NTAPI RtlIpv6StringToAddressA(PCSTR S, PCSTR *Terminator,
                                            struct in6_addr *Addr);
NTSYSAPI LONG NTAPI RtlIpv6StringToAddressW(PCWSTR S, PCWSTR *Terminator,
                                            struct in6_addr *Addr);
NTSYSAPI LONG NTAPI RtlIpv6StringToAddressExA(PCSTR AddressString,
                                              struct in6_addr *Address,
                                              PULONG ScopeId, PUSHORT Port);
NTSYSAPI LONG NTAPI RtlIpv6StringToAddressExW(PCWSTR AddressString,
                                              struct in6_addr *Address,
                                              PULONG ScopeId, PUSHORT Port);

NTSYSAPI PSTR NTAPI RtlEthernetAddressToStringA(const DL_EUI48 *Addr, PSTR S);
NTSYSAPI PWSTR NTAPI RtlEthernetAddressToStringW(const DL_EUI48 *Addr, PWSTR S);
NTSYSAPI LONG NTAPI RtlEthernetStringToAddressA(PCSTR S, PCSTR *Terminator,
                                                DL_EUI48 *Addr);
NTSYSAPI LONG NTAPI RtlEthernetStringToAddressW(PCWSTR S, LPCWSTR *Terminator,
                                                DL_EUI48 *Addr);

WS2_EXTERN_C_END

#ifdef UNICODE
#define RtlIpv4AddressToString     RtlIpv4AddressToStringW
#define RtlIpv4AddressToStringEx   RtlIpv4AddressToStringExW
#define RtlIpv4StringToAddress     RtlIpv4StringToAddressW
#define RtlIpv4StringToAddressEx   RtlIpv4StringToAddressExW
#define RtlIpv6AddressToString     RtlIpv6AddressToStringW
#define RtlIpv6AddressToStringEx   RtlIpv6AddressToStringExW
#define RtlIpv6StringToAddress     RtlIpv6StringToAddressW
#define RtlIpv6StringToAddressEx   RtlIpv6StringToAddressExW
#define RtlEthernetAddressToString RtlEthernetAddressToStringW
#define RtlEthernetStringToAddress RtlEthernetStringToAddressW
#else
#define RtlIpv4AddressToString     RtlIpv4AddressToStringA
#define RtlIpv4AddressToStringEx   RtlIpv4AddressToStringExA
#define RtlIpv4StringToAddress     RtlIpv4StringToAddressA
#define RtlIpv4StringToAddressEx   RtlIpv4StringToAddressExA
#define RtlIpv6AddressToString     RtlIpv6AddressToStringA
#define RtlIpv6AddressToStringEx   RtlIpv6AddressToStringExA
#define RtlIpv6StringToAddress     RtlIpv6StringToAddressA
#define RtlIpv6StringToAddressEx   RtlIpv6StringToAddressExA
#define RtlEthernetAddressToString RtlEthernetAddressToStringA
#define RtlEthernetStringToAddress RtlEthernetStringToAddressA
#endif

#endif
