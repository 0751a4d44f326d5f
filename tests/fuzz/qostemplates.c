/* SPDX-License-Identifier: MIT */
/* The file of QoS templates: any text. What is read of it and written again is
 * read as the same. */
#include "fuzz.h"

#include "spi/template_text.h"

static char *written(const struct ws2_templates *t)
{
    size_t len = 0;
    char *text = ws2_templates_format(t, &len);

    MUST(text != NULL && strlen(text) == len);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    struct ws2_templates t = {.list = NULL}, again = {.list = NULL};
    char *text = input_text(&in), *first, *second;
    ws2_err err = ws2_templates_parse(&t, text);

    if (err == WS2_OK) {
        char *copy;

        first = written(&t);
        copy = strdup(first);
        MUST(copy != NULL);
        MUST(ws2_templates_parse(&again, copy) == WS2_OK);
        second = written(&again);
        MUST(strcmp(first, second) == 0);
        free(copy);
        free(second);
        free(first);
    }
    ws2_templates_free(&again);
    ws2_templates_free(&t);
    free(text);
    return 0;
}
