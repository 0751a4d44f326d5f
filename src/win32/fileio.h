/* SPDX-License-Identifier: MIT */
/* One call of ReadFile and its relatives. */
#ifndef WS2_WIN32_FILEIO_H
#define WS2_WIN32_FILEIO_H

#include <windows.h>

#include <stdbool.h>

#include "handle/handle.h"

struct ws2_transfer {
    ws2_handle handle;
    const struct ws2_obj *obj; /* that it names */
    void *data;
    DWORD length;
    bool writing;
    LPOVERLAPPED ov;
    LPOVERLAPPED_COMPLETION_ROUTINE routine; /* NULL: none */
    DWORD moved;                             /* out */
};

/* sockio.c: the handle is a socket. Win32 codes; ERROR_IO_PENDING. */
ws2_err ws2_socket_transfer(struct ws2_transfer *t);

#endif
