/* SPDX-License-Identifier: MIT */
/* Low-level input and output, as far as console programs use it: libc's
 * functions under Microsoft's names. There is no text mode: _setmode accepts
 * what it is asked and changes nothing.
 *
 * Source   Microsoft Learn, "Low-level I/O" */
#ifndef WS2_IO_H
#define WS2_IO_H

#include "ws2_abi.h"
#include <unistd.h>

#define _O_TEXT   0x4000
#define _O_BINARY 0x8000

static __inline__ __attribute__((unused)) int _isatty(int fd)
{
    return isatty(fd);
}

static __inline__ __attribute__((unused)) int _setmode(int fd, int mode)
{
    (void)mode;
    return isatty(fd) >= 0 ? _O_BINARY : -1;
}

static __inline__ __attribute__((unused)) int _access(const char *name,
                                                      int mode)
{
    return access(name, mode);
}

static __inline__ __attribute__((unused)) int _close(int fd)
{
    return close(fd);
}

static __inline__ __attribute__((unused)) int _read(int fd, void *d, unsigned n)
{
    return (int)read(fd, d, n);
}

static __inline__ __attribute__((unused)) int _write(int fd, const void *s,
                                                     unsigned n)
{
    return (int)write(fd, s, n);
}

static __inline__ __attribute__((unused)) int _unlink(const char *name)
{
    return unlink(name);
}

#endif
