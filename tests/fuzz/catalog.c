/* SPDX-License-Identifier: MIT */
/* The catalog's file: the first byte says whose it is. What is read can be
 * written, and what was written is read and written the same. */
#include "fuzz.h"

#include "spi/catalog_files.h"
#include "spi/catalog_text.h"

/* NULL: it is corrupt, which the part says, and in which line. */
static struct ws2_catalog *catalog_of(enum ws2_catalog_source source,
                                      const void *data, size_t size)
{
    struct ws2_catalog *c = calloc(1, sizeof(*c));
    const struct ws2_catalog_part *part;
    char *text = malloc(size + 1);

    MUST(c != NULL && text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    MUST(ws2_catalog_parse(c, source, text, size) == 0);
    free(text);
    part = &c->parts[source];
    if (part->state == WS2_PART_GOOD) {
        MUST(part->problem == NULL);
        return c;
    }
    MUST(part->state == WS2_PART_CORRUPT && part->problem != NULL);
    ws2_catalog_free(c);
    return NULL;
}

static void same_counts(const struct ws2_catalog *a,
                        const struct ws2_catalog *b)
{
    MUST(a->entry_count == b->entry_count);
    MUST(a->provider_count == b->provider_count);
    MUST(a->application_count == b->application_count);
    MUST(a->namespace_count == b->namespace_count);
    MUST(a->switch_count == b->switch_count);
}

static void written_again(struct ws2_catalog *c, enum ws2_catalog_source source)
{
    size_t len, len_again;
    char *text = ws2_catalog_format(c, source, &len), *text_again;
    struct ws2_catalog *again;

    MUST(text != NULL && strlen(text) == len);
    again = catalog_of(source, text, len);
    MUST(again != NULL);
    same_counts(c, again);
    text_again = ws2_catalog_format(again, source, &len_again);
    MUST(text_again != NULL && strcmp(text, text_again) == 0);
    free(text_again);
    free(text);
    ws2_catalog_free(again);
}

/* What programs ask of a catalog, of whatever is in it. */
static void asked(const struct ws2_catalog *c)
{
    DWORD categories;
    char *path;

    for (unsigned i = 0; i < c->entry_count; i++)
        (void)ws2_catalog_usable(c, &c->entries[i]);
    for (unsigned i = 0; i < c->application_count; i++)
        MUST(ws2_catalog_categories(c, c->applications[i].path,
                                    c->applications[i].arguments, &categories));
    for (unsigned i = 0; i < c->provider_count; i++)
        if (ws2_catalog_expand(c->providers[i].path, &path) == 0)
            free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    enum ws2_catalog_source source =
        input_byte(&in) % 2 == 0 ? WS2_SYSTEM : WS2_USER;
    struct ws2_catalog *c = catalog_of(source, in.at, in.left);

    if (c == NULL)
        return 0;
    ws2_catalog_sort(c);
    asked(c);
    written_again(c, source);
    ws2_catalog_free(c);
    return 0;
}
