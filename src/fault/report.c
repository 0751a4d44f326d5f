/* SPDX-License-Identifier: MIT */
/* Telling "ws2 run --fault sweep"; see report.h. */
#include "fault/report.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct ws2_fault_report *ws2_fault_report;

static struct ws2_fault_report *report_map(int fd)
{
    struct ws2_fault_report *r;
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        st.st_size != (off_t)sizeof(*r))
        return NULL;
    r = mmap(NULL, sizeof(*r), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (r == MAP_FAILED)
        return NULL;
    if (r->magic == WS2_FAULT_REPORT_MAGIC && r->size == sizeof(*r))
        return r;
    munmap(r, sizeof(*r));
    return NULL;
}

bool ws2_fault_report_attach(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return false;
    ws2_fault_report = report_map(fd);
    close(fd);
    if (ws2_fault_report == NULL)
        return false;
    atomic_fetch_add(&ws2_fault_report->attached, 1);
    return true;
}

void ws2_fault_report_call(unsigned function, bool may_be_late,
                           bool may_be_less)
{
    struct ws2_fault_counts *c;

    if (ws2_fault_report == NULL)
        return;
    c = &ws2_fault_report->function[function];
    atomic_fetch_add_explicit(&c->calls, 1, memory_order_relaxed);
    if (may_be_late)
        atomic_fetch_add_explicit(&c->late, 1, memory_order_relaxed);
    if (may_be_less)
        atomic_fetch_add_explicit(&c->brief, 1, memory_order_relaxed);
}
