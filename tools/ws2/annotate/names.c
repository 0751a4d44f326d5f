/* SPDX-License-Identifier: MIT */
/* The names that are looked for, in a hash table: a log has the name of a
 * function on every other line. */
#include "names.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "scan.h"

#define SLOTS 512u /* a power of two, several times the names */

static struct slot {
    const char *name;
    const ws2_error_info *meaning;
} slots[SLOTS];

static unsigned hash(const char *name, size_t length)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < length; i++)
        h = (h ^ (uint8_t)(name[i] | 0x20)) * 16777619u;
    return (h ^ h >> 15) & (SLOTS - 1);
}

static void add(const char *name, const ws2_error_info *meaning)
{
    unsigned i = hash(name, strlen(name));

    while (slots[i].name != NULL)
        i = (i + 1) & (SLOTS - 1);
    slots[i].name = name;
    slots[i].meaning = meaning;
}

static bool is_distinct(const char *name)
{
    return strncmp(name, "WSA", 3) == 0 || strncmp(name, "ERROR_", 6) == 0 ||
           strncmp(name, "WAIT_", 5) == 0;
}

static void fill(void)
{
    const ws2_error_info *e;
    ws2_error_alias alias;

    for (size_t i = 0; (e = ws2_error_at(i)) != NULL; i++) {
        if (scan_meaning((unsigned long)e->code) == NULL)
            continue;
        add(e->name, e);
        for (size_t j = 0; ws2_error_alias_at(e->code, j, &alias); j++)
            if (is_distinct(alias.name))
                add(alias.name, e);
    }
}

const ws2_error_info *name_meaning(const char *name, size_t length)
{
    static bool filled;

    if (!filled)
        fill();
    filled = true;
    for (unsigned i = hash(name, length); slots[i].name != NULL;
         i = (i + 1) & (SLOTS - 1))
        if (strlen(slots[i].name) == length &&
            strncasecmp(slots[i].name, name, length) == 0)
            return slots[i].meaning;
    return NULL;
}
