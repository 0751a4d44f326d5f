/* SPDX-License-Identifier: MIT */
/* ws2-pages: writes a page to standard output. Run by the build; not
 * installed.
 *
 *   ws2-pages man VERSION DATE      ws2_errors(7)
 *   ws2-pages markdown              docs/errors.md
 *   ws2-pages html VERSION CSS JS   errors.html */
#include "pages.h"

#include <stdio.h>
#include <string.h>

#include "contract.h"

unsigned page_functions(const ws2_error_info *e,
                        void (*take)(const char *name, unsigned index))
{
    const struct contract_row *row;
    unsigned count = 0;
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++)
        if (contract_is_code(row, e->code))
            take(row->function, count++);
    return count;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "man") == 0) {
        page_man(argv[2], argv[3]);
    } else if (argc == 2 && strcmp(argv[1], "markdown") == 0) {
        page_markdown();
    } else if (argc == 5 && strcmp(argv[1], "html") == 0) {
        if (!page_html(argv[2], argv[3], argv[4]))
            return 1;
    } else {
        fprintf(stderr, "usage: ws2-pages man VERSION DATE | markdown | "
                        "html VERSION CSS JS\n");
        return 2;
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
