/* SPDX-License-Identifier: MIT */
/* The lists that getaddrinfo and GetAddrInfoEx return. They belong to the
 * caller: no state, no lock. */
#include "name/addrinfo.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Each version of ADDRINFOEX continues the one before; ADDRINFO has its first
 * members too. */
_Static_assert(
    offsetof(ADDRINFOA, ai_addr) == offsetof(ADDRINFOEX7, ai_addr) &&
        offsetof(ADDRINFOEXA, ai_next) == offsetof(ADDRINFOEX7, ai_next) &&
        offsetof(ADDRINFOEX2A, ai_fqdn) == offsetof(ADDRINFOEX7, ai_fqdn) &&
        offsetof(ADDRINFOEX5, ai_ttl) == offsetof(ADDRINFOEX7, ai_ttl) &&
        offsetof(ADDRINFOEX6, ai_responseflags) ==
            offsetof(ADDRINFOEX7, ai_responseflags),
    "versions of ADDRINFOEX");

struct node {
    union {
        ADDRINFOA plain;
        ADDRINFOEX7 ex;
    } ai; /* first: what the caller frees */
    union {
        SOCKADDR_IN sin;
        SOCKADDR_IN6 sin6;
    } addr;
    char16_t names[]; /* or char */
};

/* The names of the first entry, or NULL. */
struct names {
    const char *canonical, *fqdn;
};

static struct names names_wanted(const struct ws2_ai_form *form,
                                 const struct ws2_host *host)
{
    struct names names = {NULL, NULL};
    const char *fqdn = host->fqdn != NULL ? host->fqdn : host->canonical;

    if ((form->flags & AI_CANONNAME) != 0)
        names.canonical = host->canonical;
    if ((form->flags & AI_FQDN) != 0 && form->version >= ADDRINFOEX_VERSION_2)
        names.fqdn = fqdn;
    else if ((form->flags & AI_FQDN) != 0)
        names.canonical = fqdn;
    return names;
}

static size_t name_size(const char *name, bool wide)
{
    return name == NULL ? 0
           : wide       ? ws2_text_to_wide(name, NULL) * sizeof(char16_t)
                        : strlen(name) + 1;
}

/* Where the name is then, or NULL; behind it is room for the next. */
static void *name_put(char **room, const char *name, bool wide)
{
    void *at = *room;

    if (name == NULL)
        return NULL;
    if (wide)
        ws2_text_to_wide(name, at);
    else
        strcpy(at, name);
    *room += name_size(name, wide);
    return at;
}

static struct node *node_new(const struct names *names, bool wide)
{
    struct node *n = calloc(1, sizeof(*n) + name_size(names->canonical, wide) +
                                   name_size(names->fqdn, wide));
    char *room;

    if (n == NULL)
        return NULL;
    room = (char *)n->names;
    n->ai.ex.ai_canonname = name_put(&room, names->canonical, wide);
    n->ai.ex.ai_fqdn = name_put(&room, names->fqdn, wide);
    return n;
}

static void address_fill(struct node *n, const struct ws2_ip *ip, USHORT port)
{
    USHORT port_be = htons(port);

    n->ai.plain.ai_addr = (SOCKADDR *)&n->addr;
    if (ip->v6) {
        n->ai.plain.ai_family = AF_INET6;
        n->ai.plain.ai_addrlen = sizeof(n->addr.sin6);
        n->addr.sin6.sin6_family = AF_INET6;
        n->addr.sin6.sin6_port = port_be;
        n->addr.sin6.sin6_scope_id = ip->scope;
        memcpy(&n->addr.sin6.sin6_addr, ip->bytes, 16);
    } else {
        n->ai.plain.ai_family = AF_INET;
        n->ai.plain.ai_addrlen = sizeof(n->addr.sin);
        n->addr.sin.sin_family = AF_INET;
        n->addr.sin.sin_port = port_be;
        memcpy(&n->addr.sin.sin_addr, ip->bytes, 4);
    }
}

/* What is behind the entry's version is there, too, and nobody looks. */
static void extension_fill(struct node *n, const struct ws2_ai_form *form,
                           const struct ws2_host *host, const struct ws2_ip *ip)
{
    n->ai.ex.ai_flags = (int)AI_EXTENDED;
    n->ai.ex.ai_version = form->version;
    if ((form->flags & AI_RETURN_TTL) != 0)
        n->ai.ex.ai_ttl = ip->ttl;
    if (host->from_file)
        n->ai.ex.ai_responseflags = AI_DNS_RESPONSE_HOSTFILE;
}

static void node_link(struct node *last, struct node *n, bool ex)
{
    if (ex)
        last->ai.ex.ai_next = &n->ai.ex;
    else
        last->ai.plain.ai_next = &n->ai.plain;
}

static void list_free(ADDRINFOA *list, bool ex)
{
    if (ex)
        ws2_ai_free_ex(list);
    else
        ws2_ai_free(list);
}

ws2_err ws2_ai_build(const struct ws2_ai_form *form,
                     const struct ws2_host *host, ADDRINFOA **list)
{
    const bool ex = form->version != WS2_AI_PLAIN;
    struct names names = names_wanted(form, host);
    struct node *last = NULL;

    *list = NULL;
    for (size_t i = 0; i < host->ip_count; i++) {
        struct node *n = node_new(&names, form->wide);

        if (n == NULL) {
            list_free(*list, ex);
            *list = NULL;
            return WSA_NOT_ENOUGH_MEMORY;
        }
        n->ai.plain.ai_socktype = form->socktype;
        n->ai.plain.ai_protocol = form->protocol;
        address_fill(n, &host->ips[i], (USHORT)form->port);
        if (form->version >= ADDRINFOEX_VERSION_2)
            extension_fill(n, form, host, &host->ips[i]);
        if (last == NULL)
            *list = &n->ai.plain;
        else
            node_link(last, n, ex);
        last = n;
        names = (struct names){NULL, NULL};
    }
    return WS2_OK;
}

void ws2_ai_free(ADDRINFOA *list)
{
    while (list != NULL) {
        ADDRINFOA *next = list->ai_next;

        free(list);
        list = next;
    }
}

void ws2_ai_free_ex(void *list)
{
    ADDRINFOEXA *entry = list;

    while (entry != NULL) {
        ADDRINFOEXA *next = entry->ai_next;

        free(entry);
        entry = next;
    }
}
