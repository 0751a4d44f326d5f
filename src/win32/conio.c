/* SPDX-License-Identifier: MIT */
/* Single keys from the terminal; see conio.h. The terminal is without line
 * mode and echo only while a call waits, so that it never stays so after a
 * crash. */
#include <conio.h>

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* False when standard input is no terminal. */
static bool terminal_raw(struct termios *before)
{
    struct termios raw;

    if (tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    raw = *before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

int _kbhit(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    struct termios before;
    int saved = errno;
    bool raw = terminal_raw(&before);
    int res = poll(&input, 1, 0);

    if (raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    errno = saved;
    return res > 0;
}

int _getch(void)
{
    struct termios before;
    unsigned char byte;
    int saved = errno;
    bool raw;
    ssize_t n;

    fflush(stdout);
    raw = terminal_raw(&before);
    do {
        n = read(STDIN_FILENO, &byte, 1);
    } while (n < 0 && errno == EINTR);
    if (raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    errno = saved;
    return n == 1 ? byte : EOF;
}

int _getche(void)
{
    int c = _getch();

    return c == EOF ? EOF : _putch(c);
}

int _putch(int c)
{
    unsigned char byte = (unsigned char)c;

    return putchar(byte) == EOF || fflush(stdout) != 0 ? EOF : byte;
}

int _cputs(const char *s)
{
    return fputs(s, stdout) == EOF || fflush(stdout) != 0 ? EOF : 0;
}
