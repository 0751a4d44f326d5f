/* SPDX-License-Identifier: MIT */
/* What becomes of a request for quality of service later: what the network and
 * the other end say, told by a service that signals (RSVP). */
#include "quality.h"

SCENE(WSA_QOS_GENERIC_ERROR, WSAIoctl, PLACE_PLAIN,
      "a flow that wants signalling, where nobody signals")
{
    QOS q = quality_good();

    q.SendingFlowspec.ServiceType = SERVICETYPE_CONTROLLEDLOAD;
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

/* TODO(#8): these need the service. */
static int nobody_signals(void)
{
    stage->lack("nobody signals yet");
    return 0;
}

SCENE(WSA_QOS_RECEIVERS, WSAEnumNetworkEvents, PLACE_PLAIN,
      "a receiver has reserved")
{
    return nobody_signals();
}

SCENE(WSA_QOS_SENDERS, WSAEnumNetworkEvents, PLACE_PLAIN,
      "a sender has made itself known")
{
    return nobody_signals();
}

SCENE(WSA_QOS_NO_SENDERS, WSAEnumNetworkEvents, PLACE_PLAIN,
      "the last sender has gone")
{
    return nobody_signals();
}

SCENE(WSA_QOS_NO_RECEIVERS, WSAEnumNetworkEvents, PLACE_PLAIN,
      "the last receiver has gone")
{
    return nobody_signals();
}

SCENE(WSA_QOS_REQUEST_CONFIRMED, WSAEnumNetworkEvents, PLACE_PLAIN,
      "the reservation is confirmed")
{
    return nobody_signals();
}

SCENE(WSA_QOS_ADMISSION_FAILURE, WSAEnumNetworkEvents, PLACE_PLAIN,
      "the link has not so much to give")
{
    return nobody_signals();
}

SCENE(WSA_QOS_POLICY_FAILURE, WSAEnumNetworkEvents, PLACE_PLAIN,
      "the policy forbids it")
{
    return nobody_signals();
}

SCENE(WSA_QOS_BAD_STYLE, WSAEnumNetworkEvents, PLACE_PLAIN,
      "another style is reserved already")
{
    return nobody_signals();
}

SCENE(WSA_QOS_BAD_OBJECT, WSAEnumNetworkEvents, PLACE_PLAIN,
      "a router does not know an object")
{
    return nobody_signals();
}

SCENE(WSA_QOS_TRAFFIC_CTRL_ERROR, WSAEnumNetworkEvents, PLACE_PLAIN,
      "traffic control refuses")
{
    return nobody_signals();
}
