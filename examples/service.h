/* SPDX-License-Identifier: MIT */
/* What service_server and service_client know of each other: the class of the
 * service. Name, host and port are found. */
#ifndef SERVICE_H
#define SERVICE_H

static GUID service_class = {0x8c27d3f4,
                             0x5f0a,
                             0x4c1e,
                             {0x9a, 0x41, 0x2b, 0x6e, 0x0c, 0x57, 0x91, 0xd3}};

#define SERVICE_CLASS_NAME "Example echo service"

#endif
