/* SPDX-License-Identifier: MIT */
/* ws2 qos: what the signalling agent of this network namespace has. It is asked
 * by the socket that programs use (src/qos/agentwire.h) and answers with lines
 * of NAME=VALUE, which become tables or JSON here. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "command.h"
#include "json.h"
#include "options.h"
#include "out.h"
#include "qos/agentwire.h"

#define FIELDS_MAX 24
#define PATIENCE_S 10

void qos_help(void)
{
    printf("usage: ws2 qos [show] [OPTION...]\n\n"
           "What the signalling agent, ws2-rsvpd, has here: interfaces with "
           "their\nbudgets and classes, programs' flows, paths, reservations, "
           "and what is\nheld for them.\n\n"
           "  --json         an object\n"
           "  --color WHEN   auto, always or never\n\n"
           "Rates are bytes/s. Exit status: 0 done, 1 no agent, 2 usage.\n");
}

/* --- What the agent says. */

struct row {
    struct row *next;
    char *word;
    int count;
    char *names[FIELDS_MAX], *values[FIELDS_MAX];
    char text[];
};

struct rows {
    struct row *first, **last;
};

static bool row_add(struct rows *rows, const char *text, size_t len)
{
    struct row *r = calloc(1, sizeof(*r) + len + 1);
    char *at, *equals;

    if (r == NULL)
        return false;
    for (size_t i = 0; i < len; i++) /* a terminal gets nothing but text */
        r->text[i] =
            text[i] == '\t' || (unsigned char)text[i] >= ' ' ? text[i] : '?';
    at = r->text;
    r->word = strsep(&at, "\t");
    for (char *f; (f = strsep(&at, "\t")) != NULL && r->count < FIELDS_MAX;) {
        equals = strchr(f, '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        r->names[r->count] = f;
        r->values[r->count++] = equals + 1;
    }
    *rows->last = r;
    rows->last = &r->next;
    return true;
}

static void rows_free(struct rows *rows)
{
    struct row *r;

    while ((r = rows->first) != NULL) {
        rows->first = r->next;
        free(r);
    }
}

static int agent_meet(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    size_t len = strlen(WS2_AW_NAME);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    memcpy(at.sun_path + 1, WS2_AW_NAME, len);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (connect(
            fd, (struct sockaddr *)&at,
            (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool agent_ask(int fd)
{
    const struct ws2_aw_hello hello = {{WS2_AW_HELLO, 0}, WS2_AW_VERSION, 0};
    const struct ws2_aw_show show = {{WS2_AW_SHOW, 0}};

    return send(fd, &hello, sizeof(hello), MSG_NOSIGNAL) > 0 &&
           send(fd, &show, sizeof(show), MSG_NOSIGNAL) > 0;
}

/* Until the last line; false: the agent has not said all, or nonsense. */
static bool agent_hear(int fd, struct rows *rows)
{
    static union {
        struct ws2_aw_head head;
        struct ws2_aw_shown shown;
        char bytes[WS2_AW_MAX];
    } in;

    for (;;) {
        ssize_t len = recv(fd, &in, sizeof(in), 0);

        if (len <= 0 || !ws2_aw_fits(&in, (size_t)len, false))
            return false;
        if (in.head.type != WS2_AW_SHOWN)
            continue;
        if (in.shown.len > 0 &&
            !row_add(rows, in.bytes + sizeof(in.shown), in.shown.len))
            return false;
        if (in.shown.last != 0)
            return true;
    }
}

/* --- Kinds of rows, in the order in which they are shown. */

static const struct kind {
    const char *word, *plural, *title;
} kinds[] = {
    {"agent", "agent", "Agent"},
    {"interface", "interfaces", "Interfaces"},
    {"class", "classes", "Classes of traffic control"},
    {"flow", "flows", "Flows of programs"},
    {"path", "paths", "Paths"},
    {"reservation", "reservations", "Reservations"},
    {"held", "held", "Held on interfaces"},
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static const struct row *row_next(const struct row *r, const char *word)
{
    while (r != NULL && strcmp(r->word, word) != 0)
        r = r->next;
    return r;
}

static const char *value_of(const struct row *r, const char *name)
{
    for (int i = 0; i < r->count; i++)
        if (strcmp(r->names[i], name) == 0)
            return r->values[i];
    return "-";
}

/* --- Tables. */

/* The row with the most columns has them all. */
static const struct row *widest(const struct rows *rows, const char *word)
{
    const struct row *most = NULL;

    for (const struct row *r = row_next(rows->first, word); r != NULL;
         r = row_next(r->next, word))
        if (most == NULL || r->count > most->count)
            most = r;
    return most;
}

static int width_of(const struct rows *rows, const char *word, const char *name)
{
    size_t width = strlen(name);

    for (const struct row *r = row_next(rows->first, word); r != NULL;
         r = row_next(r->next, word)) {
        size_t len = strlen(value_of(r, name));

        width = len > width ? len : width;
    }
    return (int)width;
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* Numbers to the right, what is none to the left; the last one unpadded. */
static void cell_print(const char *text, int width, bool number, bool last)
{
    printf("%*s", number ? width : last ? 0 : -width, text);
    fputs(last ? "\n" : "  ", stdout);
}

static void table_show(const struct rows *rows, const struct kind *kind)
{
    const struct row *columns = widest(rows, kind->word);
    int widths[FIELDS_MAX];

    if (columns == NULL)
        return;
    out_print(OUT_HEADING, "%s\n", kind->title);
    for (int i = 0; i < columns->count; i++) {
        const char *name = columns->names[i];

        widths[i] = width_of(rows, kind->word, name);
        cell_print(name, widths[i], is_number(columns->values[i]),
                   i + 1 == columns->count);
    }
    for (const struct row *r = row_next(rows->first, kind->word); r != NULL;
         r = row_next(r->next, kind->word))
        for (int i = 0; i < columns->count; i++)
            cell_print(value_of(r, columns->names[i]), widths[i],
                       is_number(columns->values[i]), i + 1 == columns->count);
    putchar('\n');
}

/* --- JSON. */

static void row_json(const struct row *r, const char *key)
{
    json_begin(key, '{');
    for (int i = 0; i < r->count; i++) {
        if (strcmp(r->values[i], "-") == 0)
            json_string(r->names[i], NULL);
        else if (is_number(r->values[i]) && strlen(r->values[i]) < 19)
            json_number(r->names[i], atoll(r->values[i]));
        else
            json_string(r->names[i], r->values[i]);
    }
    json_end();
}

static void all_json(const struct rows *rows)
{
    json_begin(NULL, '{');
    for (size_t k = 0; k < KINDS; k++) {
        const struct row *r = row_next(rows->first, kinds[k].word);

        if (k == 0) { /* there is one of it */
            if (r != NULL)
                row_json(r, kinds[k].word);
            continue;
        }
        json_begin(kinds[k].plural, '[');
        for (; r != NULL; r = row_next(r->next, kinds[k].word))
            row_json(r, NULL);
        json_end();
    }
    json_end();
}

/* --- The command. */

static int show(bool json)
{
    struct rows rows = {NULL, &rows.first};
    int fd = agent_meet();
    bool all;

    if (fd < 0) {
        fprintf(stderr, "ws2 qos: no agent is here: %s\n", strerror(errno));
        return EXIT_MISSING;
    }
    all = agent_ask(fd) && agent_hear(fd, &rows);
    close(fd);
    if (!all)
        fprintf(stderr, "ws2 qos: the agent has not said all\n");
    else if (json)
        all_json(&rows);
    else
        for (size_t k = 0; k < KINDS; k++)
            table_show(&rows, &kinds[k]);
    rows_free(&rows);
    return all ? EXIT_FOUND : EXIT_MISSING;
}

int qos_run(int argc, char **argv)
{
    bool json = false, help = false;
    const struct option_spec specs[] = {{"--json", &json, NULL},
                                        {NULL, NULL, NULL}};
    int count = options_read(argc, argv, specs, &help);

    if (count < 0)
        return EXIT_USAGE_BAD;
    if (help) {
        qos_help();
        return EXIT_FOUND;
    }
    if (count > 1 || (count == 1 && strcmp(argv[1], "show") != 0)) {
        fprintf(stderr, "ws2 qos: no action \"%s\"; try: ws2 help qos\n",
                out_safe(argv[count > 1 ? 2 : 1]));
        return EXIT_USAGE_BAD;
    }
    return show(json);
}
