/* SPDX-License-Identifier: MIT */
/* Descriptors for waking; see wakefd.h. They are eventfds. */
#include "os/wakefd.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "os/call.h"

int os_wakefd_open(void)
{
    return OS_CALL(int, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

void os_wakefd_close(int fd)
{
    OS_CALL(int, close(fd));
}

bool os_wakefd_set(int fd)
{
    return OS_CALL(int, eventfd_write(fd, 1)) == 0;
}

int os_wakefd_take(int fd)
{
    eventfd_t value;

    return OS_CALL(int, eventfd_read(fd, &value));
}
