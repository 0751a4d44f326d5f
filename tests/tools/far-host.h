/* SPDX-License-Identifier: MIT */
/* The two halves of far-host: hosts beyond the link, and the program's end. */
#ifndef FAR_HOST_H
#define FAR_HOST_H

#include <stdbool.h>

/* far-control.c: a listening socket, whose name is left in CT_CONTROL; < 0:
 * cannot be had. */
int far_control_open(void);
/* One command of a session; false when that is over, and all is undone. */
bool far_control_take(int fd);
/* Removes the socket's name and ends the process; for a signal, too. */
void far_control_end(int sig);

#endif
