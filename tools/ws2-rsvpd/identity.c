/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AUTH_USER  2
#define AUTH_APP   3
#define CREDENTIAL 2 /* A-Type */
#define ASCII_ID   1 /* its subtype */
#define HEADER     4 /* of an element, and of an attribute */
#define OFFSET     8 /* of the elements in an object without options */

static unsigned get16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static void put16(uint8_t *p, size_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static size_t padded(size_t len)
{
    return (len + 3) / 4 * 4;
}

/* --- Making one. */

static void user_name(uid_t uid, char *name, size_t room)
{
    char buffer[4096];
    struct passwd entry, *found = NULL;

    if (getpwuid_r(uid, &entry, buffer, sizeof(buffer), &found) == 0 &&
        found != NULL)
        snprintf(name, room, "%s", found->pw_name);
    else
        snprintf(name, room, "%u", (unsigned)uid);
}

/* The element that names a user; its length. */
static size_t user_put(uint8_t *at, const char *name)
{
    size_t len = strlen(name), attribute = padded(HEADER + len);

    put16(at, HEADER + attribute);
    put16(at + 2, AUTH_USER);
    put16(at + HEADER, HEADER + len);
    at[HEADER + 2] = CREDENTIAL;
    at[HEADER + 3] = ASCII_ID;
    memset(at + 2 * HEADER, 0, attribute - HEADER);
    memcpy(at + 2 * HEADER, name, len);
    return HEADER + attribute;
}

/* A program's elements, whose lengths and types are in host order. */
static size_t elements_put(uint8_t *at, const uint8_t *from, size_t len)
{
    size_t done = 0;

    while (len - done >= HEADER) {
        uint16_t length, type;

        memcpy(&length, from + done, 2);
        memcpy(&type, from + done + 2, 2);
        if (length < HEADER || length % 4 != 0 || length > len - done)
            break;
        memcpy(at + done, from + done, length);
        put16(at + done, length);
        put16(at + done + 2, type);
        done += length;
    }
    return done;
}

struct rsvp_blob *identity_make(uid_t uid, const void *elements, size_t len)
{
    char name[POLICY_NAME_MAX];
    struct rsvp_blob *blob;
    uint8_t *body;
    size_t at = OFFSET - HEADER;

    user_name(uid, name, sizeof(name));
    blob = calloc(1, sizeof(*blob) + 4 * HEADER + sizeof(name) + len);
    if (blob == NULL)
        return NULL;
    body = (uint8_t *)(blob + 1);
    put16(body, OFFSET);
    at += user_put(body + at, name);
    if (at + len <= UINT16_MAX - 512) /* a message has to have room */
        at += elements_put(body + at, elements, len);
    *blob = (struct rsvp_blob){RSVP_POLICY_DATA, 1, (uint16_t)at, body};
    return blob;
}

/* --- Reading them. */

/* The next element of an object, behind *at; NULL: there is none. */
static const uint8_t *element_next(const struct rsvp_blob *b, size_t *at,
                                   size_t *len)
{
    const uint8_t *e;

    if (*at == 0) {
        if (b->length < HEADER || get16(b->body) < OFFSET)
            return NULL;
        *at = get16(b->body) - HEADER;
    }
    if (*at > b->length || b->length - *at < HEADER)
        return NULL;
    e = b->body + *at;
    *len = get16(e);
    if (*len < HEADER || *len % 4 != 0 || *len > b->length - *at)
        return NULL;
    *at += *len;
    return e;
}

static void user_read(const uint8_t *attributes, size_t len, bool trusted,
                      struct policy_who *who)
{
    while (len >= HEADER) {
        size_t size = get16(attributes);

        if (size < HEADER || size > len)
            return;
        if (attributes[2] == CREDENTIAL && attributes[3] == ASCII_ID) {
            policy_who_named(who, (const char *)attributes + HEADER,
                             size - HEADER, trusted);
            return;
        }
        size = padded(size);
        if (size > len)
            return;
        attributes += size;
        len -= size;
    }
}

/* The first element of a type, behind its header; NULL: there is none. */
static const uint8_t *element_find(const struct rsvp_blob *all, size_t count,
                                   unsigned type, size_t *len)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t *e;
        size_t at = 0;

        while (all[i].ctype == 1 &&
               (e = element_next(&all[i], &at, len)) != NULL)
            if (get16(e + 2) == type) {
                *len -= HEADER;
                return e + HEADER;
            }
    }
    return NULL;
}

void identity_user(const struct rsvp_blob *all, size_t count, bool trusted,
                   struct policy_who *who)
{
    size_t len;
    const uint8_t *e = element_find(all, count, AUTH_USER, &len);

    policy_who_named(who, "", 0, false);
    if (e != NULL)
        user_read(e, len, trusted, who);
}

void identity_app(const struct rsvp_blob *all, size_t count,
                  struct policy_who *who)
{
    size_t len;
    const uint8_t *e = element_find(all, count, AUTH_APP, &len);

    if (e != NULL)
        policy_who_app(who, e, len);
}

size_t identity_elements(const struct rsvp_blob *all, size_t count, void *out,
                         size_t room)
{
    uint8_t *to = out;
    size_t done = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = 0, len;
        const uint8_t *e;

        while (all[i].ctype == 1 &&
               (e = element_next(&all[i], &at, &len)) != NULL) {
            uint16_t head[2] = {(uint16_t)len, (uint16_t)get16(e + 2)};

            if (len > room - done)
                return done;
            memcpy(to + done, head, HEADER);
            memcpy(to + done + HEADER, e + HEADER, len - HEADER);
            done += len;
        }
    }
    return done;
}
