/* SPDX-License-Identifier: MIT */
/* Atoms; see atom.h. */
#include "user/atom.h"

#include <stdlib.h>
#include <string.h>

#include "win32/utf.h"

#define ATOMS_MAX (0x10000u - WS2_ATOM_FIRST)

struct atom {
    char16_t *name; /* NULL: free */
    unsigned uses;
};

static struct atom *atoms;
static unsigned count, capacity; /* the first count were used once */

static struct atom *atom_at(uint16_t atom)
{
    unsigned i = atom - WS2_ATOM_FIRST;

    return atom >= WS2_ATOM_FIRST && i < count && atoms[i].name != NULL
               ? &atoms[i]
               : NULL;
}

static uint16_t atom_number(unsigned i)
{
    return (uint16_t)(WS2_ATOM_FIRST + i);
}

uint16_t ws2_atom_find_locked(const char16_t *name)
{
    for (unsigned i = 0; i < count; i++)
        if (atoms[i].name != NULL && ws2_name_equal(atoms[i].name, name))
            return atom_number(i);
    return 0;
}

/* The index of a free place; ATOMS_MAX when there is none. */
static unsigned atom_place(void)
{
    unsigned room = capacity == 0 ? 64 : capacity * 2;
    struct atom *grown;
    unsigned i = 0;

    while (i < count && atoms[i].name != NULL)
        i++;
    if (i < capacity || i == ATOMS_MAX)
        return i;
    grown = realloc(atoms, room * sizeof(*atoms));
    if (grown == NULL)
        return ATOMS_MAX;
    atoms = grown;
    capacity = room;
    return i;
}

static uint16_t atom_make(const char16_t *name)
{
    size_t size = (ws2_utf16_len(name) + 1) * sizeof(*name);
    unsigned i = atom_place();
    char16_t *copy = i < ATOMS_MAX ? malloc(size) : NULL;

    if (copy == NULL)
        return 0;
    atoms[i].name = memcpy(copy, name, size);
    atoms[i].uses = 1;
    if (i == count)
        count++;
    return atom_number(i);
}

uint16_t ws2_atom_add_locked(const char16_t *name)
{
    uint16_t atom = ws2_atom_find_locked(name);

    if (atom == 0)
        return atom_make(name);
    atom_at(atom)->uses++;
    return atom;
}

void ws2_atom_drop_locked(uint16_t atom)
{
    struct atom *a = atom_at(atom);

    if (a == NULL || --a->uses > 0)
        return;
    free(a->name);
    a->name = NULL;
}

const char16_t *ws2_atom_name_locked(uint16_t atom)
{
    struct atom *a = atom_at(atom);

    return a != NULL ? a->name : NULL;
}
