/* SPDX-License-Identifier: MIT */
/* ws2_errors(7) in roff's man macros. */
#include <stdio.h>
#include <string.h>

#include "pages.h"

/* len bytes of text: no line begins with a control character, and what roff
 * would change is escaped. Sentences end lines, as roff wants them. */
static void text_write(const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        char c = text[i];

        if (c == '\\')
            fputs("\\e", stdout);
        else if (c == '-' && (i == 0 || text[i - 1] == ' ' ||
                              text[i - 1] == '-' || text[i - 1] == '/'))
            fputs("\\-", stdout);
        else if ((c == '.' || c == '\'') && i == 0)
            printf("\\&%c", c);
        else if (c == '^' || c == '~' || c == '`')
            fputs(c == '^' ? "\\(ha" : c == '~' ? "\\(ti" : "\\(ga", stdout);
        else if (c == ' ' && i > 0 && text[i - 1] == '.')
            fputs("\n\\&", stdout);
        else
            putchar(c);
    }
    putchar('\n');
}

static void paragraph_write(const char *text)
{
    text_write(text, strlen(text));
}

static void function_write(const char *name, unsigned index)
{
    printf("%s%s", index > 0 ? ",\n" : "", name);
}

static void functions_write(const ws2_error_info *e)
{
    printf(".IP\nDocumented for:\n");
    if (page_functions(e, function_write) == 0)
        printf("no function by name");
    printf(".\n");
}

static void checks_write(const char *check)
{
    while (*check != '\0') {
        size_t len = strcspn(check, "\n");

        printf(".IP \\(bu 2\n");
        text_write(check, len);
        check += len + (check[len] != '\0');
    }
}

static void entry_write(const ws2_error_info *e)
{
    ws2_error_alias alias;
    size_t i;

    printf(".TP\n.B %s\n(%d", e->name, e->code);
    if (e->posix != NULL)
        printf(", %s", e->posix);
    for (i = 0; ws2_error_alias_at(e->code, i, &alias); i++)
        printf(", %s", alias.name);
    printf(")\n");
    printf(".I %s.\n.br\n", e->title);
    paragraph_write(e->what);
    printf(".RS\n");
    checks_write(e->check);
    printf(".RE\n");
    if (e->is_winsock)
        functions_write(e);
    printf(".IP\nHRESULT 0x%08X, kind %s",
           (unsigned)ws2_error_to_hresult(e->code),
           ws2_error_kind_name(e->kind));
    if (e->see[0] != '\0')
        printf("; see also %s", e->see);
    printf(".\n");
}

static void intro_write(void)
{
    int i;

    printf(".SH NAME\n"
           "ws2_errors \\- the error codes of Windows Sockets\n"
           ".SH DESCRIPTION\n"
           "A Windows Sockets function that fails leaves a code behind, which\n"
           ".BR WSAGetLastError ()\n"
           "returns until another call of the same thread fails.\n"
           "Some functions return the code itself, among them\n"
           ".BR WSAStartup ()\n"
           "and\n"
           ".BR getaddrinfo ().\n"
           "The codes from 10000 are 10000 plus an old BSD errno; those below\n"
           "are Win32 codes under a second name.\n"
           "There are 95; the\n"
           ".B WIN32 CODES\n"
           "below are others that network programs meet.\n"
           ".PP\n"
           "As an HRESULT a code is 0x80070000 plus its number.\n"
           "Where a code means the same as a POSIX\n"
           ".BR errno (3)\n"
           "value, that stands beside it.\n"
           ".PP\n"
           "The kind of a code says who has to act:\n");
    for (i = 0; ws2_error_kind_name((ws2_error_kind)i) != NULL; i++)
        printf(".TP 12\n.B %s\n%s\n", ws2_error_kind_name((ws2_error_kind)i),
               ws2_error_kind_text((ws2_error_kind)i));
    printf(".PP\n"
           ".BR ws2 (1)\n"
           "shows the same, and the condition under which each function gives "
           "a code.\n");
}

void page_man(const char *version, const char *date)
{
    const ws2_error_info *e;
    size_t i;

    printf(".\\\" SPDX-License-Identifier: MIT\n"
           ".\\\" Generated from src/err/*.def and tests/contract/*.tsv.\n"
           ".TH WS2_ERRORS 7 \"%s\" \"ws2 %s\" "
           "\"Windows Sockets 2 for Linux\"\n"
           ".nh\n.ad l\n", /* names must not be broken */
           date, version);
    intro_write();
    printf(".SH WINDOWS SOCKETS CODES\n");
    for (i = 0; (e = ws2_error_at(i)) != NULL; i++) {
        if (i == ws2_error_winsock_count())
            printf(".SH WIN32 CODES\n");
        entry_write(e);
    }
    printf(".SH SEE ALSO\n"
           ".BR ws2 (1),\n"
           ".BR ws2\\-cc (1),\n"
           ".BR errno (3)\n");
}
