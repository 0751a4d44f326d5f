/* SPDX-License-Identifier: MIT */
/* The hosts file; see hosts.h. No state but the file's, no lock. */
#include "name/hosts.h"

#include <string.h>
#include <strings.h>
#include <winsock2.h>

#include "name/iptext.h"
#include "name/lines.h"

static struct ws2_textfile file = {.env = "WS2_HOSTS", .path = "/etc/hosts"};

/* Whether the words have the name; a trailing dot does not matter. */
static bool words_have(const char *words, const char *name)
{
    size_t len = strlen(name);

    if (len > 1 && name[len - 1] == '.')
        len--;
    while (*(words += strspn(words, " \t\v\f")) != '\0') {
        size_t word = strcspn(words, " \t\v\f");

        if (word == len && strncasecmp(words, name, len) == 0)
            return true;
        words += word;
    }
    return false;
}

/* The line's first name is the canonical one of the host, the others are
 * aliases. Cuts the words up. */
static bool words_add(char *words, struct ws2_host *host)
{
    char *word;

    while ((word = ws2_lines_word(&words)) != NULL) {
        if (host->canonical == NULL ? !ws2_host_set_canonical(host, word)
                                    : strcasecmp(host->canonical, word) != 0 &&
                                          !ws2_host_add_alias(host, word))
            return false;
    }
    return true;
}

static ws2_err line_take(char *words, const struct ws2_ip *ip,
                         struct ws2_host *host)
{
    host->from_file = true;
    return ws2_host_add_ip(host, ip) && words_add(words, host)
               ? WS2_OK
               : WSA_NOT_ENOUGH_MEMORY;
}

/* Looks for the name, or else for the address. */
static ws2_err search(const char *name, const struct ws2_ip *wanted,
                      struct ws2_host *host)
{
    ws2_err err = WSAHOST_NOT_FOUND;
    struct ws2_lines lines;
    char *cursor;

    if (ws2_lines_open(&lines, &file) != WS2_FILE_GOOD)
        return WSAHOST_NOT_FOUND;
    while ((cursor = ws2_lines_next(&lines)) != NULL) {
        char *text = ws2_lines_word(&cursor);
        struct ws2_ip ip;

        if (text == NULL || (name != NULL && !words_have(cursor, name)) ||
            !ws2_ip_parse_strict(text, &ip) ||
            (wanted != NULL && !ws2_ip_equal(&ip, wanted)))
            continue;
        err = line_take(cursor, &ip, host);
        if (err != WS2_OK || wanted != NULL)
            break;
    }
    ws2_lines_close(&lines);
    return err;
}

ws2_err ws2_hosts_by_name(const char *name, struct ws2_host *host)
{
    return search(name, NULL, host);
}

ws2_err ws2_hosts_by_ip(const struct ws2_ip *ip, struct ws2_host *host)
{
    return search(NULL, ip, host);
}
