/* SPDX-License-Identifier: MIT */
/* Part of winerror.h: the Windows Sockets codes. winsock2.h adds the six that
 * are Win32 codes under a WSA_ name (WSA_IO_PENDING and so on). */
#ifndef WS2_WINERROR_WSA_H
#define WS2_WINERROR_WSA_H

/* Berkeley errors, 10000 plus their historic number. */
#define WSABASEERR         10000
#define WSAEINTR           10004
#define WSAEBADF           10009
#define WSAEACCES          10013
#define WSAEFAULT          10014
#define WSAEINVAL          10022
#define WSAEMFILE          10024
#define WSAEWOULDBLOCK     10035
#define WSAEINPROGRESS     10036
#define WSAEALREADY        10037
#define WSAENOTSOCK        10038
#define WSAEDESTADDRREQ    10039
#define WSAEMSGSIZE        10040
#define WSAEPROTOTYPE      10041
#define WSAENOPROTOOPT     10042
#define WSAEPROTONOSUPPORT 10043
#define WSAESOCKTNOSUPPORT 10044
#define WSAEOPNOTSUPP      10045
#define WSAEPFNOSUPPORT    10046
#define WSAEAFNOSUPPORT    10047
#define WSAEADDRINUSE      10048
#define WSAEADDRNOTAVAIL   10049
#define WSAENETDOWN        10050
#define WSAENETUNREACH     10051
#define WSAENETRESET       10052
#define WSAECONNABORTED    10053
#define WSAECONNRESET      10054
#define WSAENOBUFS         10055
#define WSAEISCONN         10056
#define WSAENOTCONN        10057
#define WSAESHUTDOWN       10058
#define WSAETOOMANYREFS    10059
#define WSAETIMEDOUT       10060
#define WSAECONNREFUSED    10061
#define WSAELOOP           10062
#define WSAENAMETOOLONG    10063
#define WSAEHOSTDOWN       10064
#define WSAEHOSTUNREACH    10065
#define WSAENOTEMPTY       10066
#define WSAEPROCLIM        10067
#define WSAEUSERS          10068
#define WSAEDQUOT          10069
#define WSAESTALE          10070
#define WSAEREMOTE         10071

/* Starting, service providers, name service. */
#define WSASYSNOTREADY         10091
#define WSAVERNOTSUPPORTED     10092
#define WSANOTINITIALISED      10093
#define WSAEDISCON             10101
#define WSAENOMORE             10102
#define WSAECANCELLED          10103
#define WSAEINVALIDPROCTABLE   10104
#define WSAEINVALIDPROVIDER    10105
#define WSAEPROVIDERFAILEDINIT 10106
#define WSASYSCALLFAILURE      10107
#define WSASERVICE_NOT_FOUND   10108
#define WSATYPE_NOT_FOUND      10109
#define WSA_E_NO_MORE          10110
#define WSA_E_CANCELLED        10111
#define WSAEREFUSED            10112

/* Resolver and quality of service. */
#define WSAHOST_NOT_FOUND           11001
#define WSATRY_AGAIN                11002
#define WSANO_RECOVERY              11003
#define WSANO_DATA                  11004
#define WSA_QOS_RECEIVERS           11005
#define WSA_QOS_SENDERS             11006
#define WSA_QOS_NO_SENDERS          11007
#define WSA_QOS_NO_RECEIVERS        11008
#define WSA_QOS_REQUEST_CONFIRMED   11009
#define WSA_QOS_ADMISSION_FAILURE   11010
#define WSA_QOS_POLICY_FAILURE      11011
#define WSA_QOS_BAD_STYLE           11012
#define WSA_QOS_BAD_OBJECT          11013
#define WSA_QOS_TRAFFIC_CTRL_ERROR  11014
#define WSA_QOS_GENERIC_ERROR       11015
#define WSA_QOS_ESERVICETYPE        11016
#define WSA_QOS_EFLOWSPEC           11017
#define WSA_QOS_EPROVSPECBUF        11018
#define WSA_QOS_EFILTERSTYLE        11019
#define WSA_QOS_EFILTERTYPE         11020
#define WSA_QOS_EFILTERCOUNT        11021
#define WSA_QOS_EOBJLENGTH          11022
#define WSA_QOS_EFLOWCOUNT          11023
#define WSA_QOS_EUNKNOWNPSOBJ       11024
#define WSA_QOS_EUNKOWNPSOBJ        11024
#define WSA_QOS_EPOLICYOBJ          11025
#define WSA_QOS_EFLOWDESC           11026
#define WSA_QOS_EPSFLOWSPEC         11027
#define WSA_QOS_EPSFILTERSPEC       11028
#define WSA_QOS_ESDMODEOBJ          11029
#define WSA_QOS_ESHAPERATEOBJ       11030
#define WSA_QOS_RESERVED_PETYPE     11031
#define WSA_SECURE_HOST_NOT_FOUND   11032
#define WSA_IPSEC_NAME_POLICY_ERROR 11033

#endif
