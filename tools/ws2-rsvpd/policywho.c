/* SPDX-License-Identifier: MIT */
/* Who asks: users and groups of this machine, and the names that policy
 * elements carry (RFC 2752, RFC 2872). */
#include <ctype.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "policyrule.h"

#define DB_ROOM 16384 /* for a line of passwd or group */

static bool text_take(char *out, const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] <= ' ' || name[i] == 127)
            return false; /* no such name is in the file */
    if (len == 0 || len >= POLICY_NAME_MAX)
        return false;
    memcpy(out, name, len);
    out[len] = 0;
    return true;
}

static void groups_take(struct policy_who *who, gid_t gid)
{
    int n = POLICY_GROUPS;

    if (getgrouplist(who->user, gid, who->groups, &n) < 0)
        n = POLICY_GROUPS; /* the first ones */
    who->ngroups = (unsigned)n;
}

void policy_who_local(struct policy_who *who, uid_t uid, gid_t gid)
{
    struct passwd pw, *found = NULL;
    char room[DB_ROOM];

    *who = (struct policy_who){.known = true};
    if (getpwuid_r(uid, &pw, room, sizeof(room), &found) == 0 &&
        found != NULL && text_take(who->user, pw.pw_name, strlen(pw.pw_name))) {
        groups_take(who, gid);
        return;
    }
    snprintf(who->user, sizeof(who->user), "%lu", (unsigned long)uid);
    who->groups[0] = gid;
    who->ngroups = 1;
}

void policy_who_named(struct policy_who *who, const char *name, size_t len,
                      bool trusted)
{
    struct passwd pw, *found = NULL;
    char room[DB_ROOM];

    *who = (struct policy_who){0};
    while (len > 0 && name[len - 1] == 0)
        len--; /* padding */
    if (!trusted || !text_take(who->user, name, len))
        return;
    who->known = true;
    if (getpwnam_r(who->user, &pw, room, sizeof(room), &found) == 0 &&
        found != NULL)
        groups_take(who, pw.pw_gid);
}

/* By its name or its number. */
bool policy_who_in(const struct policy_who *who, const char *group)
{
    struct group gr, *found = NULL;
    char room[DB_ROOM];
    char number[24];

    for (unsigned i = 0; i < who->ngroups; i++) {
        snprintf(number, sizeof(number), "%lu", (unsigned long)who->groups[i]);
        if (strcmp(number, group) == 0)
            return true;
    }
    if (who->ngroups == 0 ||
        getgrnam_r(group, &gr, room, sizeof(room), &found) != 0 ||
        found == NULL)
        return false;
    for (unsigned i = 0; i < who->ngroups; i++)
        if (who->groups[i] == gr.gr_gid)
            return true;
    return false;
}

/* --- AUTH_APP. */

#define ATTRIBUTE_HEAD 4 /* length u16, type, subtype */
#define LOCATOR        1
#define CREDENTIAL     2
#define ASCII          1 /* subtype of both */

/* APP=name among the locator's parts, which commas part. */
static bool locator_app(char *out, const char *text, size_t len)
{
    while (len > 0) {
        const char *comma = memchr(text, ',', len);
        size_t part = comma != NULL ? (size_t)(comma - text) : len;

        while (part > 0 && *text == ' ')
            text++, part--, len--;
        if (part > 4 && strncasecmp(text, "APP=", 4) == 0)
            return text_take(out, text + 4, part - 4);
        if (comma == NULL)
            return false;
        text += part + 1;
        len -= part + 1;
    }
    return false;
}

/* False: goes on looking. */
static bool attribute_app(char *out, const uint8_t *at, size_t len)
{
    const char *text = (const char *)at + ATTRIBUTE_HEAD;

    len -= ATTRIBUTE_HEAD;
    while (len > 0 && text[len - 1] == 0)
        len--;
    if (at[3] != ASCII)
        return false;
    if (at[2] == CREDENTIAL)
        return text_take(out, text, len);
    return at[2] == LOCATOR && locator_app(out, text, len);
}

void policy_who_app(struct policy_who *who, const uint8_t *attributes,
                    size_t len)
{
    who->app[0] = 0;
    while (len >= ATTRIBUTE_HEAD) {
        size_t own = (size_t)attributes[0] << 8 | attributes[1];
        size_t padded = (own + 3) & ~(size_t)3;

        if (own < ATTRIBUTE_HEAD || own > len ||
            attribute_app(who->app, attributes, own) || padded >= len)
            return;
        attributes += padded;
        len -= padded;
    }
}
