/* SPDX-License-Identifier: MIT */
/* docs/errors.md: the catalog for readers of the repository. */
#include <stdio.h>
#include <string.h>

#include "pages.h"

/* Text with what Markdown would take for markup escaped. */
static void text_write(const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        if (strchr("\\`*<>|[]", text[i]) != NULL)
            putchar('\\');
        putchar(text[i]);
    }
}

static void anchor_write(const char *name)
{
    size_t i;

    for (i = 0; name[i] != '\0'; i++)
        putchar(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
}

static void row_write(const ws2_error_info *e)
{
    printf("| %d | [%s](#", e->code, e->name);
    anchor_write(e->name);
    printf(") | %s | %s | ", e->posix != NULL ? e->posix : "",
           ws2_error_kind_name(e->kind));
    text_write(e->title, strlen(e->title));
    printf(" |\n");
}

static void function_write(const char *name, unsigned index)
{
    printf("%s%s", index > 0 ? ", " : "", name);
}

static void checks_write(const char *check)
{
    while (*check != '\0') {
        size_t len = strcspn(check, "\n");

        printf("- ");
        text_write(check, len);
        putchar('\n');
        check += len + (check[len] != '\0');
    }
}

static void see_write(const char *see)
{
    while (*see != '\0') {
        size_t len = strcspn(see, " ");
        char name[64];

        snprintf(name, sizeof(name), "%.*s", (int)len, see);
        printf("[%s](#", name);
        anchor_write(name);
        see += len + (see[len] != '\0');
        printf(")%s", *see != '\0' ? ", " : "");
    }
}

static void entry_write(const ws2_error_info *e)
{
    ws2_error_alias alias;
    size_t i;

    printf("\n### %s\n\n**%d", e->name, e->code);
    if (e->posix != NULL)
        printf(" · %s", e->posix);
    for (i = 0; ws2_error_alias_at(e->code, i, &alias); i++)
        printf(" · %s", alias.name);
    printf(" · 0x%08X.** ", (unsigned)ws2_error_to_hresult(e->code));
    text_write(e->title, strlen(e->title));
    printf(".\n\n");
    text_write(e->what, strlen(e->what));
    printf("\n\n");
    checks_write(e->check);
    if (e->is_winsock) {
        printf("\nDocumented for: ");
        if (page_functions(e, function_write) == 0)
            printf("no function by name");
        printf(".\n");
    }
    if (e->see[0] != '\0') {
        printf("\nSee also ");
        see_write(e->see);
        printf(".\n");
    }
}

static void part_write(const char *title, size_t from, size_t to)
{
    size_t i;

    printf("\n## %s\n\n"
           "| code | name | errno | kind | |\n"
           "|---:|---|---|---|---|\n",
           title);
    for (i = from; i < to; i++)
        row_write(ws2_error_at(i));
    for (i = from; i < to; i++)
        entry_write(ws2_error_at(i));
}

void page_markdown(void)
{
    int i;

    printf("# Error codes\n\n"
           "Generated from src/err and tests/contract by the build target "
           "`errors-page`; change those instead. The same on the command line: "
           "`ws2 err CODE`, `man ws2_errors`; with a search: errors.html, in "
           "the build directory and in share/doc/ws2. Under which condition a "
           "function "
           "gives a code: `ws2 contract FUNCTION`.\n\n"
           "The kind says who has to act:\n\n");
    for (i = 0; ws2_error_kind_name((ws2_error_kind)i) != NULL; i++)
        printf("- **%s**: %s\n", ws2_error_kind_name((ws2_error_kind)i),
               ws2_error_kind_text((ws2_error_kind)i));
    part_write("Windows Sockets", 0, ws2_error_winsock_count());
    part_write("Win32 codes that network programs meet",
               ws2_error_winsock_count(), ws2_error_count());
}
