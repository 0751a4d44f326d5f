/* SPDX-License-Identifier: MIT */
/* Faults at the doors (ws2/fault.h). faults.c arms them, faultinject.c has
 * calls meet them. */
#ifndef WS2_API_FAULTS_H
#define WS2_API_FAULTS_H

#include <stdint.h>

#include "err/err.h"

struct ws2_watcher;

extern const struct ws2_watcher ws2_fault_watcher;

/* Reads WS2_FAULT and WS2_FAULT_REPORT; the first call of the process. */
void ws2_faults_start(void);

/* faultlookup.c: a GetAddrInfoExW with an OVERLAPPED, its arguments as words,
 * whose lookup takes delay_ms and ends with this code. WSA_IO_PENDING, or what
 * is wrong with the arguments. */
ws2_err ws2_fault_lookup(const uintptr_t *args, ws2_err code,
                         uint32_t delay_ms);

#endif
