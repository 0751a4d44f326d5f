/* SPDX-License-Identifier: MIT */
/* Parsing of options; see options.h. */
#include "options.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "out.h"

static bool is_option(const char *arg)
{
    return arg[0] == '-' && arg[1] != '\0' && !isdigit((unsigned char)arg[1]);
}

static const struct option_spec *spec_find(const struct option_spec *specs,
                                           const char *arg)
{
    size_t len = strcspn(arg, "=");

    for (; specs->name != NULL; specs++)
        if (strlen(specs->name) == len && strncmp(specs->name, arg, len) == 0)
            return specs;
    return NULL;
}

/* Takes the option at argv[*i]; false: a message was printed. */
static bool option_take(const struct option_spec *spec, int argc, char **argv,
                        int *i)
{
    const char *equals = strchr(argv[*i], '=');

    if (spec->flag != NULL)
        *spec->flag = true;
    if (spec->value == NULL) {
        if (equals == NULL)
            return true;
        fprintf(stderr, "ws2: %s takes no value\n", spec->name);
        return false;
    }
    if (equals != NULL) {
        *spec->value = equals + 1;
    } else if (spec->flag != NULL) {
        return true;
    } else if (*i + 1 < argc) {
        *spec->value = argv[++*i];
    } else {
        fprintf(stderr, "ws2: %s needs a value\n", spec->name);
        return false;
    }
    return true;
}

int options_read(int argc, char **argv, const struct option_spec *specs,
                 bool *help)
{
    const char *when = NULL;
    const struct option_spec common[] = {{"--color", NULL, &when},
                                         {"--colour", NULL, &when},
                                         {"--help", help, NULL},
                                         {"-h", help, NULL},
                                         {NULL, NULL, NULL}};
    bool options = true;
    int count = 0;
    int i;

    for (i = 1; i < argc; i++) {
        const struct option_spec *spec;

        if (!options || !is_option(argv[i])) {
            argv[1 + count++] = argv[i];
            continue;
        }
        if (strcmp(argv[i], "--") == 0) {
            options = false;
            continue;
        }
        spec = spec_find(specs, argv[i]);
        if (spec == NULL)
            spec = spec_find(common, argv[i]);
        if (spec == NULL) {
            fprintf(stderr, "ws2 %s: no option %s; try: ws2 help %s\n", argv[0],
                    out_safe(argv[i]), argv[0]);
            return -1;
        }
        if (!option_take(spec, argc, argv, &i))
            return -1;
    }
    if (when != NULL && !out_colour(when)) {
        fprintf(stderr, "ws2: --color is auto, always or never\n");
        return -1;
    }
    return count;
}
