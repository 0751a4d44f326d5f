/* SPDX-License-Identifier: MIT */
/* Source filters of multicast groups; see msfilter.h. No state, no lock. */
#include "os/msfilter.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "os/addr.h"
#include "os/call.h"

static size_t filter_size(uint32_t count)
{
    size_t size = GROUP_FILTER_SIZE(count);

    return size < sizeof(struct group_filter) ? sizeof(struct group_filter)
                                              : size;
}

static struct group_filter *filter_make(const struct os_msfilter *f)
{
    struct group_filter *gf = calloc(1, filter_size(f->count));

    if (gf == NULL)
        return NULL;
    gf->gf_interface = f->index;
    gf->gf_fmode = f->exclude ? MCAST_EXCLUDE : MCAST_INCLUDE;
    gf->gf_numsrc = f->count;
    os_addr_in(&gf->gf_group, f->group, sizeof(f->group));
    return gf;
}

static int filter_level(const struct os_msfilter *f)
{
    return f->family == OS_AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
}

int os_msfilter_set(int fd, const struct os_msfilter *f)
{
    struct group_filter *gf = filter_make(f);
    int res;

    if (gf == NULL)
        return -ENOBUFS;
    for (uint32_t i = 0; i < f->count; i++)
        os_addr_in(&gf->gf_slist[i], f->sources[i], sizeof(f->sources[i]));
    res = OS_CALL(int, setsockopt(fd, filter_level(f), MCAST_MSFILTER, gf,
                                  (socklen_t)filter_size(f->count)));
    free(gf);
    return res;
}

int os_msfilter_get(int fd, struct os_msfilter *f)
{
    struct group_filter *gf = filter_make(f);
    socklen_t len = (socklen_t)filter_size(f->count);
    uint32_t room = f->count;
    int res;

    if (gf == NULL)
        return -ENOBUFS;
    res =
        OS_CALL(int, getsockopt(fd, filter_level(f), MCAST_MSFILTER, gf, &len));
    if (res == 0) {
        f->exclude = gf->gf_fmode == MCAST_EXCLUDE;
        f->count = gf->gf_numsrc;
        for (uint32_t i = 0; i < room && i < f->count; i++) {
            os_addr_out(&gf->gf_slist[i], sizeof(gf->gf_slist[i]));
            memcpy(f->sources[i], &gf->gf_slist[i], sizeof(f->sources[i]));
        }
    }
    free(gf);
    return res;
}
