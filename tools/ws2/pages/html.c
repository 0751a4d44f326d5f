/* SPDX-License-Identifier: MIT */
/* errors.html: the catalog and the contract as one page that needs nothing
 * else, with a search of its own (errors.js). Without scripts it is all there
 * to be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "pages.h"
#include "tour.h"

/* Text where markup may not be, in an attribute, too. */
static void text_write(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&':
            fputs("&amp;", stdout);
            break;
        case '<':
            fputs("&lt;", stdout);
            break;
        case '>':
            fputs("&gt;", stdout);
            break;
        case '"':
            fputs("&quot;", stdout);
            break;
        default:
            putchar(text[i]);
        }
    }
}

static void string_write(const char *text)
{
    text_write(text, strlen(text));
}

/* Each part of a list, written by take. */
static void parts_write(const char *list, const char *between,
                        void (*take)(const char *part, size_t length))
{
    while (*list != '\0') {
        const char *end = strstr(list, between);
        size_t length = end != NULL ? (size_t)(end - list) : strlen(list);

        take(list, length);
        list += length + (end != NULL ? strlen(between) : 0);
    }
}

/* --- What the functions say. */

static void condition_part_write(const char *part, size_t length)
{
    static const struct {
        const char *mark, *words;
    } marks[] = {
        {"[async] ", "later: "},
        {"[later call] ", "in a later call: "},
        {"[other call] ", "in another call: "},
    };

    fputs("<li>", stdout);
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t n = strlen(marks[i].mark);

        if (length < n || strncmp(part, marks[i].mark, n) != 0)
            continue;
        printf("<i>%s</i>", marks[i].words);
        part += n;
        length -= n;
    }
    text_write(part, length);
    fputs("</li>", stdout);
}

static void function_link(const struct contract_row *row)
{
    printf("<a href=\"#fn-%s\">%s</a>", row->function, row->function);
}

/* Rows that say the same of several functions are one. */
static bool same_row(const struct contract_row *a, const struct contract_row *b)
{
    return a->state == b->state && strcmp(a->condition, b->condition) == 0 &&
           (a->state != CONTRACT_MARKED || strcmp(a->note, b->note) == 0);
}

static void state_write(const struct contract_row *row)
{
    switch (row->state) {
    case CONTRACT_TESTED:
        fputs("<span class=\"good\">tested</span>", stdout);
        return;
    case CONTRACT_MARKED:
        fputs("not shown: ", stdout);
        string_write(row->note);
        return;
    case CONTRACT_OPEN:
        fputs("no test", stdout);
        return;
    }
}

static void group_write(const struct contract_row *const *rows, size_t count,
                        size_t first, bool *done)
{
    bool more = false;

    fputs("<tr><td>", stdout);
    for (size_t i = first; i < count; i++) {
        if (done[i] || !same_row(rows[first], rows[i]))
            continue;
        fputs(more ? ", " : "", stdout);
        function_link(rows[i]);
        more = done[i] = true;
    }
    fputs("</td><td><ul>", stdout);
    parts_write(rows[first]->condition, "; ", condition_part_write);
    fputs("</ul></td><td>", stdout);
    state_write(rows[first]);
    fputs("</td></tr>\n", stdout);
}

static void *memory_new(size_t count, size_t size)
{
    void *p = calloc(count + 1, size);

    if (p == NULL) {
        fprintf(stderr, "ws2-pages: out of memory\n");
        exit(1);
    }
    return p;
}

static void conditions_write(const ws2_error_info *e)
{
    const struct contract_row *row, **rows;
    size_t count = 0, total = 0;
    bool *done;

    while (contract_at(total) != NULL)
        total++;
    rows = memory_new(total, sizeof(struct contract_row *));
    done = memory_new(total, sizeof(*done));
    for (size_t i = 0; (row = contract_at(i)) != NULL; i++)
        if (contract_is_code(row, e->code))
            rows[count++] = row;
    if (count == 0 && e->is_winsock)
        fputs("<p>No function's page names this code.</p>\n", stdout);
    if (count > 0) {
        printf("<details><summary>Documented for %zu function%s</summary>\n"
               "<table><thead><tr><th scope=\"col\">Function</th>"
               "<th scope=\"col\">fails so when</th>"
               "<th scope=\"col\">shown in ws2's tests</th></tr></thead>"
               "<tbody>\n",
               count, count == 1 ? "" : "s");
        for (size_t i = 0; i < count; i++)
            if (!done[i])
                group_write(rows, count, i, done);
        fputs("</tbody></table></details>\n", stdout);
    }
    free(rows);
    free(done);
}

/* --- How it is brought about. */

/* Whole lines from text on. */
static size_t lines_length(const char *text, size_t count)
{
    const char *at = text;

    for (; count > 0 && *at != '\0'; count--) {
        const char *end = strchr(at, '\n');

        at = end != NULL ? end + 1 : at + strlen(at);
    }
    return (size_t)(at - text);
}

static void tour_write(const ws2_error_info *e)
{
    const struct scene *scene = e->is_winsock ? tour_scene(e->code) : NULL;
    const char *text;
    unsigned first;
    size_t count;

    if (scene == NULL)
        return;
    printf("<div class=\"tour\"><p><code>ws2 tour --only %s</code> brings it "
           "about: <code>%s</code>, ",
           e->name, scene->call);
    string_write(scene->condition);
    printf(".</p>\n");
    count = tour_lines(scene, &text, &first);
    if (count > 0) {
        printf("<details><summary>The lines of C that do it</summary>\n"
               "<pre tabindex=\"0\"><code>");
        text_write(text, lines_length(text, count));
        printf("</code></pre></details>\n");
    }
    printf("</div>\n");
}

/* --- A code. */

static void check_write(const char *line, size_t length)
{
    fputs("<li>", stdout);
    text_write(line, length);
    fputs("</li>\n", stdout);
}

static void see_write(const char *name, size_t length)
{
    printf(" <a href=\"#%.*s\">%.*s</a>", (int)length, name, (int)length, name);
}

static void fact_begin(const char *name)
{
    printf("<div><dt>%s</dt><dd>", name);
}

static void fact_end(void)
{
    fputs("</dd></div>\n", stdout);
}

static void aliases_write(const ws2_error_info *e)
{
    ws2_error_alias alias;

    if (!ws2_error_alias_at(e->code, 0, &alias))
        return;
    fact_begin("also");
    for (size_t i = 0; ws2_error_alias_at(e->code, i, &alias); i++)
        printf("%s<span id=\"%s\">%s</span>", i > 0 ? ", " : "", alias.name,
               alias.name);
    fact_end();
}

static void facts_write(const ws2_error_info *e)
{
    int32_t hresult = ws2_error_to_hresult(e->code);

    fputs("<dl>\n", stdout);
    fact_begin("kind");
    printf("%s: ", ws2_error_kind_name(e->kind));
    string_write(ws2_error_kind_text(e->kind));
    fact_end();
    if (e->posix != NULL) {
        fact_begin("errno");
        printf("<code>%s</code>", e->posix);
        fact_end();
    }
    fact_begin("numbers");
    printf("<code>%d</code> <code>0x%X</code>", e->code, (unsigned)e->code);
    if (hresult != e->code)
        printf(", as an HRESULT <code>0x%08X</code> <code>%d</code>",
               (unsigned)hresult, hresult);
    fact_end();
    aliases_write(e);
    fputs("</dl>\n", stdout);
}

static void entry_write(const ws2_error_info *e)
{
    printf("<article id=\"%s\" data-code=\"%d\" data-words=\"", e->name,
           e->code);
    string_write(e->words);
    printf("\">\n<h3><a id=\"%d\" href=\"#%s\">%s</a> <span>%d</span></h3>\n"
           "<p class=\"title\">",
           e->code, e->name, e->name, e->code);
    string_write(e->title);
    fputs(".</p>\n<p class=\"what\">", stdout);
    string_write(e->what);
    fputs("</p>\n<h4>What to do</h4>\n<ul class=\"check\">\n", stdout);
    parts_write(e->check, "\n", check_write);
    fputs("</ul>\n", stdout);
    facts_write(e);
    tour_write(e);
    conditions_write(e);
    fputs("<p class=\"see\">", stdout);
    if (e->see[0] != '\0') {
        fputs("See also", stdout);
        parts_write(e->see, " ", see_write);
        fputs(" &middot; ", stdout);
    }
    printf("<a href=\"%s\">page of the Windows reference</a></p>\n</article>\n",
           e->source);
}

/* --- The functions. */

/* Some functions are in two areas of the contract. */
static bool is_first(size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(contract_at(i)->function, contract_at(index)->function) == 0)
            return false;
    return true;
}

static void function_write(const char *name)
{
    const struct contract_row *row;

    printf("<dt id=\"fn-%s\">%s</dt><dd>", name, name);
    for (size_t i = 0; (row = contract_at(i)) != NULL; i++) {
        const ws2_error_info *e = ws2_error_by_name(row->code);

        if (strcmp(row->function, name) != 0)
            continue;
        if (e != NULL)
            printf(" <a href=\"#%s\">%s</a>", e->name, row->code);
        else
            fputs(" <i>the page names no code</i>", stdout);
    }
    fputs("</dd>\n", stdout);
}

static void functions_write(void)
{
    fputs("<section id=\"functions\"><h2>Functions</h2>\n"
          "<dl class=\"functions\">\n",
          stdout);
    for (size_t i = 0; contract_at(i) != NULL; i++)
        if (is_first(i))
            function_write(contract_at(i)->function);
    fputs("</dl></section>\n", stdout);
}

/* --- The page. */

/* A file of the source, as it is. */
static bool file_write(const char *path)
{
    char block[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (f == NULL) {
        perror(path);
        return false;
    }
    while ((n = fread(block, 1, sizeof(block), f)) > 0)
        fwrite(block, 1, n, stdout);
    fclose(f);
    return true;
}

static void part_write(const char *id, const char *title, size_t from,
                       size_t to)
{
    printf("<section id=\"%s\"><h2>%s</h2>\n", id, title);
    for (size_t i = from; i < to; i++)
        entry_write(ws2_error_at(i));
    printf("</section>\n");
}

static void intro_write(const char *version)
{
    printf("<a class=\"skip\" href=\"#winsock\">Skip to the codes</a>\n"
           "<header><h1>Error codes of Windows Sockets</h1>\n"
           "<form role=\"search\"><label for=\"query\">Search by number, "
           "name or words</label>\n"
           "<input id=\"query\" type=\"search\" autocomplete=\"off\" "
           "spellcheck=\"false\" aria-describedby=\"found\" "
           "placeholder=\"10054, 0x80072746, reset by peer\">\n"
           "<output id=\"found\" for=\"query\">%zu codes</output></form>\n"
           "<nav aria-label=\"Parts\"><a href=\"#winsock\">Windows Sockets</a>"
           " <a href=\"#win32\">Win32</a> <a href=\"#functions\">Functions"
           "</a></nav></header>\n"
           "<main>\n<p class=\"hint\">ws2 %s. Keys: <kbd>/</kbd> search, "
           "<kbd>&darr;</kbd> <kbd>&uarr;</kbd> from one code to the next, "
           "<kbd>Esc</kbd> all codes. Every code has an address: "
           "<a href=\"#WSAECONNRESET\">#WSAECONNRESET</a>, "
           "<a href=\"#10054\">#10054</a>. On the command line: "
           "<code>ws2 err 10054</code>.</p>\n"
           "<p id=\"nothing\" hidden>No code has this number, this name or "
           "these words.</p>\n",
           ws2_error_count(), version);
}

bool page_html(const char *version, const char *style, const char *script)
{
    bool good;

    if (tour_open() == NULL)
        return false;
    printf("<!DOCTYPE html>\n"
           "<!-- SPDX-License-Identifier: MIT. Generated from src/err/*.def "
           "and tests/contract/*.tsv. -->\n"
           "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
           "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
           "<title>Error codes of Windows Sockets</title>\n<style>\n");
    good = file_write(style);
    printf("</style>\n</head>\n<body>\n");
    intro_write(version);
    part_write("winsock", "Windows Sockets", 0, ws2_error_winsock_count());
    part_write("win32", "Win32 codes that network programs meet",
               ws2_error_winsock_count(), ws2_error_count());
    functions_write();
    printf("</main>\n<script>\n");
    good = file_write(script) && good;
    printf("</script>\n</body>\n</html>\n");
    return good;
}
