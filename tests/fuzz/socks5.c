/* SPDX-License-Identifier: MIT */
/* lsp-proxy: what a proxy answers, in pieces of any length, and what a user has
 * put into its variables. No byte that is the program's is received, none is
 * sent that was not made, and there is an end. */
#include "fuzz.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include "config.h"
#include "socks5.h"

/* --- The dialogue. */

static void login_fill(struct input *in, struct socks5_login *login)
{
    login->user_length = input_byte(in);
    login->password_length = input_byte(in);
    memset(login->user, 'u', sizeof(login->user));
    memset(login->password, 'p', sizeof(login->password));
}

static void target_fill(struct input *in, bool v6, struct sockaddr_in6 *target)
{
    input_fill(in, target, v6 ? sizeof(*target) : sizeof(struct sockaddr_in));
    target->sin6_family = v6 ? AF_INET6 : AF_INET;
}

/* How much of what is wanted goes by at a time; 0 is the proxy's end. */
static DWORD piece(struct input *in, DWORD wanted)
{
    DWORD n = input_byte(in);

    return n < wanted ? n : wanted;
}

static void dialogue(struct input *in)
{
    static struct socks5_login login;
    struct sockaddr_in6 target;
    struct socks5 *d = malloc(sizeof(*d));
    enum socks5_want want = SOCKS5_SEND;
    size_t received = 0, sent = 0;

    MUST(d != NULL);
    target_fill(in, input_byte(in) % 2 == 1, &target);
    login_fill(in, &login);
    socks5_begin(d, (struct sockaddr *)&target, &login);
    while (want == SOCKS5_SEND || want == SOCKS5_RECEIVE) {
        DWORD n;

        MUST(d->have < d->length && d->length <= sizeof(d->data));
        n = piece(in, d->length - d->have);
        if (want == SOCKS5_RECEIVE)
            input_fill(in, d->data + d->have, n);
        *(want == SOCKS5_RECEIVE ? &received : &sent) += n;
        want = socks5_next(d, n);
    }
    MUST(want == SOCKS5_DONE || d->error != 0);
    /* The method, the login's answer, and a reply with a name of 255 bytes. */
    MUST(received <= 2 + 2 + 2 + 3 + 255 + 2);
    MUST(sent <= 4 + 3 + 2 * 255 + 3 + sizeof(d->target));
    free(d);
}

/* --- The variables. */

static void begin(void)
{
    WSADATA data;
    static bool begun;

    if (begun)
        return;
    begun = true;
    /* Nobody is asked for names. */
    setenv("WS2_HOSTS", "/dev/null", 1);
    setenv("WS2_DNS_SERVERS", "127.0.0.1:1", 1);
    setenv("WS2_DNS_TIMEOUT_MS", "10", 1);
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

static void variable_set(const char *name, const char *value)
{
    if (*value != '\0')
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static char *line_cut(char **text)
{
    char *line = *text, *end = strchr(line, '\n');

    if (end != NULL)
        *end++ = '\0';
    *text = end != NULL ? end : line + strlen(line);
    return line;
}

/* With a proxy there is an address for whatever is to go through it. */
static void answers(void)
{
    struct sockaddr_in target = {.sin_family = AF_INET};
    SOCKADDR_STORAGE proxy;
    int length = 0;

    MUST(config_timeout_ms() >= 1000);
    target.sin_addr.s_addr = htonl(0x08080808);
    if (config_is_proxied((struct sockaddr *)&target)) {
        MUST(config_proxy(AF_INET6, &proxy, &length));
        MUST(length == sizeof(struct sockaddr_in6));
        MUST(proxy.ss_family == AF_INET6);
    }
}

static void variables(struct input *in)
{
    char *text = input_text(in), *rest = text;

    begin();
    variable_set("WS2_PROXY", line_cut(&rest));
    variable_set("WS2_PROXY_DIRECT", line_cut(&rest));
    variable_set("WS2_PROXY_TIMEOUT", line_cut(&rest));
    if (config_read())
        answers();
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};

    if (input_byte(&in) % 2 == 0)
        dialogue(&in);
    else
        variables(&in);
    return 0;
}
