/* SPDX-License-Identifier: MIT */
/* Between what a backend is asked and tells (provider.h) and the messages that
 * the agent is sent and sends (agentwire.h). */
#ifndef WS2_QOS_AGENTMSG_H
#define WS2_QOS_AGENTMSG_H

#include "qos/agentwire.h"
#include "qos/provider.h"

void ws2_aw_place_put(struct ws2_aw_place *out,
                      const struct ws2_qos_place *place);

/* A SET but for its flow and serial, for free(); NULL without memory. */
struct ws2_aw_set *ws2_aw_set_new(const struct ws2_qos_request *r,
                                  const struct ws2_qos_place *place,
                                  size_t *len);

/* Of a message that fits. out's objects are for free(); false: no memory. */
bool ws2_aw_change_get(const struct ws2_aw_change *m,
                       struct ws2_qos_change *out);

struct ws2_qos_grant ws2_aw_grant_get(const struct ws2_aw_grant *m);
struct ws2_qos_status ws2_aw_status_get(const struct ws2_aw_status *s);

#endif
