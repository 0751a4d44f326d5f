/* SPDX-License-Identifier: MIT */
/* The ioctls by which functions without a procedure in WSPPROC_TABLE pass
 * through the providers, at their end. Layers between hand them down, or answer
 * themselves to have the function's calls.
 *
 * SIO_EXT_POLL and SIO_EXT_SENDMSG tell the function's code in two places: a
 * layer may look at the call's, or at what comes back. Microsoft Learn,
 * "Winsock IOCTLs". */
#include <stddef.h>
#include <string.h>

#include <mswsock.h>

#include "sock/extension.h"
#include "sock/ioctl.h"
#include "sock/op.h"
#include "sock/wsapoll.h"

ws2_err ws2_ioctl_base_handle(struct ws2_sock *sk, const struct ioctl_call *c)
{
    (void)sk;
    return out_put(c, &c->s, sizeof(c->s));
}

/* "The lpOverlapped parameter must be a NULL pointer", or WSAEFAULT. */
ws2_err ws2_ioctl_poll_handle(struct ws2_sock *sk, const struct ioctl_call *c)
{
    return c->ov != NULL || c->routine != NULL ? WSAEFAULT
                                               : ws2_ioctl_base_handle(sk, c);
}

ws2_err ws2_ioctl_extension(struct ws2_sock *sk, const struct ioctl_call *c)
{
    GUID id;
    ws2_err err = in_get(c, &id, sizeof(id));

    (void)sk;
    if (err != WS2_OK)
        return err;
    for (unsigned i = 0; i < ws2_extension_count; i++)
        if (memcmp(&ws2_extensions[i].id, &id, sizeof(id)) == 0)
            return out_put(c, &ws2_extensions[i].function,
                           sizeof(ws2_extensions[i].function));
    return WSAEINVAL;
}

/* Registered I/O is the only family of functions that is had at once. */
ws2_err ws2_ioctl_extensions(struct ws2_sock *sk, const struct ioctl_call *c)
{
    static const GUID rio = WSAID_MULTIPLE_RIO;
    GUID id;
    ws2_err err = in_get(c, &id, sizeof(id));

    (void)sk;
    if (err != WS2_OK)
        return err;
    return memcmp(&id, &rio, sizeof(id)) == 0
               ? out_put(c, &ws2_rio_table, sizeof(ws2_rio_table))
               : WSAEINVAL;
}

static ws2_err sendmsg_run(struct ws2_sock *sk, const struct ioctl_call *c)
{
    WSASENDMSG args;
    ws2_err err = in_get(c, &args, sizeof(args));
    bool async = c->ov != NULL || c->routine != NULL;

    if (err != WS2_OK)
        return err;
    if ((args.lpNumberOfBytesSent != NULL || !async) &&
        (args.lpNumberOfBytesSent == NULL ||
         !os_mem_writable(args.lpNumberOfBytesSent,
                          sizeof(*args.lpNumberOfBytesSent))))
        return WSAEFAULT;
    return async ? ws2_op_sendmsg(sk, args.lpMsg, args.dwFlags,
                                  args.lpNumberOfBytesSent, c->ov, c->routine)
                 : ws2_sock_sendmsg(sk, args.lpMsg, args.dwFlags,
                                    args.lpNumberOfBytesSent);
}

/* Who gives no room has no need of the code. */
ws2_err ws2_ioctl_ext_sendmsg(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ws2_err err = sendmsg_run(sk, c);

    (void)out_put(c, &err, sizeof(err));
    return err;
}

/* The sockets in it are the base provider's by now. The results are written
 * where they were asked for, as the events are: in the array. */
ws2_err ws2_ioctl_ext_poll(struct ws2_sock *sk, const struct ioctl_call *c)
{
    const size_t head = offsetof(WSAPOLLDATA, fdArray);
    WSAPOLLDATA data;
    int count = 0;
    ws2_err err = in_get(c, &data, head);

    (void)sk;
    if (err == WS2_OK && (c->out == NULL || c->out_len < c->in_len ||
                          data.fds > (c->in_len - head) / sizeof(WSAPOLLFD)))
        err = WSAEFAULT;
    if (err == WS2_OK && (!os_mem_readable(c->in, c->in_len) ||
                          !os_mem_writable(c->out, c->in_len)))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return err;
    memmove(c->out, c->in, c->in_len); /* where they are not one */
    data.result = ws2_sock_poll((WSAPOLLFD *)(void *)((char *)c->out + head),
                                data.fds, data.timeout, &count);
    if (os_mem_copy_out(c->out, &data, head) != 0)
        return WSAEFAULT;
    *c->returned = c->in_len;
    return data.result;
}
