/* SPDX-License-Identifier: MIT */
/* Statuses and codes, over ntstatus.def. Pure. */
#include "err/ntstatus.h"

#include <stddef.h>

#include "err/codes.h"

#define FACILITY_WIN32 0xC0070000u

static const struct {
    uint32_t status;
    ws2_err wsa, win32;
} rows[] = {
#define STATUS(name, value, wsa, win32) {value##u, wsa, win32},
#include "err/ntstatus.def"
#undef STATUS
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

uint32_t ws2_status_from_err(ws2_err err)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].wsa == err)
            return rows[i].status;
    return FACILITY_WIN32 | (uint32_t)err;
}

static ws2_err code_of(uint32_t status)
{
    return (status & 0xFFFF0000u) == FACILITY_WIN32 ? (ws2_err)(status & 0xFFFF)
                                                    : WSASYSCALLFAILURE;
}

ws2_err ws2_err_from_status(uint32_t status)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].status == status)
            return rows[i].wsa;
    return code_of(status);
}

ws2_err ws2_win32_from_status(uint32_t status)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].status == status)
            return rows[i].win32;
    return code_of(status);
}
