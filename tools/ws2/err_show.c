/* SPDX-License-Identifier: MIT */
/* Entries of the catalog for people: in full, as a table, as a line. */
#include "err_show.h"

#include <stdio.h>
#include <string.h>

#include "out.h"
#include "returned_by.h"

#define INDENT      2u
#define LABEL_WIDTH 11u

static void label_show(const char *label)
{
    printf("%*s", (int)INDENT, "");
    out_print(OUT_FAINT, "%-*s", (int)LABEL_WIDTH, label);
}

static void field_show(const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    label_show(label);
    out_wrap(text, INDENT + LABEL_WIDTH, INDENT + LABEL_WIDTH);
}

static void errno_show(const ws2_error_info *e)
{
    int number = ws2_error_to_errno(e->code);
    char text[64];

    if (e->posix == NULL)
        return;
    if (number != 0)
        snprintf(text, sizeof(text), "%s (%d)", e->posix, number);
    else
        snprintf(text, sizeof(text), "%s", e->posix);
    field_show("errno", text);
}

static void hresult_show(const ws2_error_info *e)
{
    int32_t hresult = ws2_error_to_hresult(e->code);
    char text[64];

    snprintf(text, sizeof(text), "0x%08X (%d)", (unsigned)hresult, hresult);
    field_show("HRESULT", text);
}

static void aliases_show(const ws2_error_info *e)
{
    static const char *const families[] = {
        [WS2_ALIAS_WIN32] = "",
        [WS2_ALIAS_H_ERRNO] = " (h_errno)",
        [WS2_ALIAS_EAI] = " (getaddrinfo)",
        [WS2_ALIAS_WSA] = "",
    };
    ws2_error_alias alias;
    char text[256] = "";
    size_t len = 0;
    size_t i;

    for (i = 0; ws2_error_alias_at(e->code, i, &alias); i++)
        if (len < sizeof(text))
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%s",
                                    i > 0 ? ", " : "", alias.name,
                                    families[alias.family]);
    field_show("also", text);
}

static void kind_show(const ws2_error_info *e)
{
    char text[128];

    snprintf(text, sizeof(text), "%s: %s", ws2_error_kind_name(e->kind),
             ws2_error_kind_text(e->kind));
    field_show("kind", text);
}

static void check_show(const ws2_error_info *e)
{
    const char *line = e->check;

    out_print(OUT_HEADING, "\n%*sWhat to check\n", (int)INDENT, "");
    while (*line != '\0') {
        size_t len = strcspn(line, "\n");

        printf("%*s- ", (int)INDENT, "");
        out_wrap_part(line, len, INDENT + 2, INDENT + 2);
        line += len + (line[len] != '\0');
    }
}

/* Every code of Windows Sockets has its scene. */
static void tour_hint_show(const ws2_error_info *e)
{
    char text[80];
    size_t i;

    for (i = 0; i < ws2_error_winsock_count(); i++)
        if (ws2_error_at(i) == e) {
            snprintf(text, sizeof(text), "ws2 tour --explain --only %s",
                     e->name);
            field_show("provoke", text);
        }
}

void show_full(const ws2_error_info *e, bool all)
{
    out_print(OUT_NAME, "%s", e->name);
    out_print(OUT_HEADING, "  %d\n%s\n", e->code, e->title);
    printf("\n%*s", (int)INDENT, "");
    out_wrap(e->what, INDENT, INDENT);
    check_show(e);
    putchar('\n');
    kind_show(e);
    errno_show(e);
    hresult_show(e);
    aliases_show(e);
    field_show("see also", e->see);
    field_show("page", e->source);
    tour_hint_show(e);
    returned_by_show(e, all);
}

void show_short(const ws2_error_info *e)
{
    printf("%s %d %s\n", e->name, e->code, e->title);
}

static void column_widen(unsigned *width, const char *text)
{
    if (text != NULL && strlen(text) > *width)
        *width = (unsigned)strlen(text);
}

void show_table(const ws2_error_info *const *entries, size_t count)
{
    unsigned name = 4;
    unsigned posix = 5;
    size_t i;

    for (i = 0; i < count; i++) {
        column_widen(&name, entries[i]->name);
        column_widen(&posix, entries[i]->posix);
    }
    for (i = 0; i < count; i++) {
        const ws2_error_info *e = entries[i];

        out_print(OUT_HEADING, "%5d", e->code);
        printf("  ");
        out_print(OUT_NAME, "%-*s", (int)name, e->name);
        out_print(OUT_FAINT, "  %-*s", (int)posix,
                  e->posix != NULL ? e->posix : "-");
        printf("  ");
        out_cell(e->title, 5 + 2 + name + 2 + posix + 2);
    }
}
