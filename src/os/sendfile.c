/* SPDX-License-Identifier: MIT */
/* Sending files; see sendfile.h. */
#include "os/sendfile.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/call.h"
#include "os/sigpipe.h"

long os_sendfile(int fd, int file, int64_t offset, size_t n)
{
    struct os_sigpipe held;
    off_t at = offset;
    int saved = errno;
    long res;

    os_sigpipe_hold(&held);
    res = OS_CALL(long, sendfile(fd, file, &at, n));
    /* what was sent before the pipe broke hides EPIPE, not the signal */
    os_sigpipe_release(&held, res < 0 || (size_t)res < n);
    errno = saved;
    return res;
}

bool os_sendfile_refused(long res)
{
    switch (-res) {
    case EAGAIN:
    case EINTR:
    case EPIPE:
    case ECONNRESET:
    case ECONNABORTED:
    case ETIMEDOUT:
    case ENOTCONN:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENOBUFS:
    case ENOMEM:
        return false;
    default:
        return res < 0;
    }
}

long os_send_part(int fd, const void *buf, size_t n, bool more)
{
    return OS_CALL(
        long,
        send(fd, buf, n, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0)));
}

long os_file_read(int file, void *buf, size_t n, int64_t offset)
{
    long res;

    do
        res = OS_CALL(long, pread(file, buf, n, offset));
    while (res == -EINTR);
    return res;
}

int64_t os_file_size(int file)
{
    struct stat st;
    int res = OS_CALL(int, fstat(file, &st));

    return res < 0 ? res : st.st_size;
}
