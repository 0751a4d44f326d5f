/* SPDX-License-Identifier: MIT */
/* The time of day; see wallclock.h. The descriptor is a timer in the far
 * future that the kernel cancels when the clock jumps. */
#include "os/wallclock.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "os/call.h"

#define FAR_FUTURE_S 4102444800 /* 2100-01-01 */

#define CLOSE_NS 2000

static int64_t steady_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

uint64_t os_counter(void)
{
    return (uint64_t)steady_ns() / (1000000000 / OS_COUNTER_HZ);
}

uint64_t os_counter_at(int64_t wall_ns)
{
    int64_t before, wall, after;
    int tries = 4;

    do { /* the two are to be read at one moment */
        before = steady_ns();
        wall = os_wall_ns();
        after = steady_ns();
    } while (after - before > CLOSE_NS && --tries > 0);
    return (uint64_t)(before - (wall - wall_ns)) / (1000000000 / OS_COUNTER_HZ);
}

int64_t os_wall_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int os_wallwatch_open(void)
{
    int fd = OS_CALL(
        int, timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK));

    if (fd >= 0)
        os_wallwatch_arm(fd);
    return fd;
}

void os_wallwatch_arm(int fd)
{
    struct itimerspec far = {.it_value = {.tv_sec = FAR_FUTURE_S}};
    uint64_t expirations;

    OS_CALL(long, read(fd, &expirations, sizeof(expirations)));
    OS_CALL(int,
            timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
                            &far, NULL));
}

void os_wallwatch_close(int fd)
{
    OS_CALL(int, close(fd));
}
