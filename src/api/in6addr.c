/* SPDX-License-Identifier: MIT */
/* The address constants that the headers declare. */
#include <winsock2.h>

#include <ws2ipdef.h>

const IN6_ADDR in6addr_any = IN6ADDR_ANY_INIT;
const IN6_ADDR in6addr_loopback = IN6ADDR_LOOPBACK_INIT;
const IN6_ADDR in6addr_allnodesonnode = IN6ADDR_ALLNODESONNODE_INIT;
const IN6_ADDR in6addr_allnodesonlink = IN6ADDR_ALLNODESONLINK_INIT;
const IN6_ADDR in6addr_allroutersonlink = IN6ADDR_ALLROUTERSONLINK_INIT;
const IN6_ADDR in6addr_allmldv2routersonlink =
    IN6ADDR_ALLMLDV2ROUTERSONLINK_INIT;
const IN6_ADDR in6addr_teredoinitiallinklocaladdress =
    IN6ADDR_TEREDOINITIALLINKLOCALADDRESS_INIT;
const IN6_ADDR in6addr_linklocalprefix = IN6ADDR_LINKLOCALPREFIX_INIT;
const IN6_ADDR in6addr_multicastprefix = IN6ADDR_MULTICASTPREFIX_INIT;
const IN6_ADDR in6addr_solicitednodemulticastprefix =
    IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_INIT;
const IN6_ADDR in6addr_v4mappedprefix = IN6ADDR_V4MAPPEDPREFIX_INIT;
const IN6_ADDR in6addr_6to4prefix = IN6ADDR_6TO4PREFIX_INIT;
const IN6_ADDR in6addr_teredoprefix = IN6ADDR_TEREDOPREFIX_INIT;
const IN6_ADDR in6addr_teredoprefix_old = IN6ADDR_TEREDOPREFIX_INIT_OLD;
const SCOPE_ID scopeid_unspecified = SCOPEID_UNSPECIFIED_INIT;
