/* SPDX-License-Identifier: MIT */
/* Networks; see networks.h. Asked from the kernel at each call: no state, no
 * lock. */
#include "name/networks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>

#include <mswsock.h>

#include "name/addrtext.h"
#include "name/flat.h"
#include "os/netcard.h"

#define NAME_BYTES (WS2_ADDRTEXT_MAX + sizeof("/128%") + OS_NETCARD_NAME)

/* What a network is made of: those of the cards whose name is the same. */
struct members {
    const struct os_netcard *cards;
    char (*names)[NAME_BYTES];
    int count;
    int first;
};

static bool is_member(const struct members *m, int i)
{
    return strcmp(m->names[i], m->names[m->first]) == 0;
}

/* Which of two addresses names the network, the smaller one. */
static int address_rank(const struct os_netcard_addr *addr)
{
    return (addr->link_local ? 2 : 0) + (addr->family == AF_INET ? 0 : 1);
}

static void address_write(const struct os_netcard_addr *addr, bool subnet,
                          char text[WS2_ADDRTEXT_MAX])
{
    uint8_t bytes[16];

    memcpy(bytes, addr->bytes, sizeof(bytes));
    for (unsigned bit = addr->prefix; subnet && bit < 128; bit++)
        bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    if (addr->family == AF_INET)
        ws2_addrtext_write4(bytes, text);
    else
        ws2_addrtext_write6(bytes, text);
}

static void card_name(const struct os_netcard *card, char name[NAME_BYTES])
{
    const struct os_netcard_addr *best = &card->addrs[0];
    char text[WS2_ADDRTEXT_MAX];

    for (size_t i = 1; i < card->addr_count; i++)
        if (address_rank(&card->addrs[i]) < address_rank(best))
            best = &card->addrs[i];
    address_write(best, true, text);
    snprintf(name, NAME_BYTES, "%s/%u%s%s", text, best->prefix,
             best->link_local ? "%" : "", best->link_local ? card->name : "");
}

/* The chain */

struct chain {
    struct ws2_flat f;
    bool begun;
    size_t last; /* where the last one is */
};

/* len: of the data that are not in the structure. */
static void chain_add(struct chain *c, const NLA_BLOB *head, size_t head_len,
                      const void *rest, size_t len)
{
    NLA_BLOB blob;
    size_t at = ws2_flat_reserve(&c->f, head_len + len, _Alignof(NLA_BLOB));
    DWORD next = (DWORD)at;

    memcpy(&blob, head, head_len);
    blob.header.dwSize = (DWORD)(head_len + len);
    blob.header.nextOffset = 0;
    ws2_flat_write(&c->f, at, &blob, head_len);
    ws2_flat_write(&c->f, at + head_len, rest, len);
    if (c->begun) /* counted from the first one */
        ws2_flat_write(&c->f, c->last + offsetof(NLA_BLOB, header.nextOffset),
                       &next, sizeof(next));
    c->begun = true;
    c->last = at;
}

#define LEN_TO(member) offsetof(NLA_BLOB, data.member)

static void chain_interface(struct chain *c, const struct os_netcard *card)
{
    const NLA_BLOB head = {
        .header = {.type = NLA_INTERFACE},
        .data.interfaceData = {.dwType = card->type,
                               .dwSpeed = card->speed < UINT32_MAX
                                              ? (DWORD)card->speed
                                              : UINT32_MAX}};

    chain_add(c, &head, LEN_TO(interfaceData.adapterName), card->name,
              strlen(card->name) + 1);
}

static void chain_connectivity(struct chain *c, bool ad_hoc, bool leads_out)
{
    const NLA_BLOB head = {
        .header = {.type = NLA_CONNECTIVITY},
        .data.connectivity = {
            .type = ad_hoc ? NLA_NETWORK_AD_HOC : NLA_NETWORK_UNMANAGED,
            .internet = leads_out ? NLA_INTERNET_YES : NLA_INTERNET_NO}};

    chain_add(c, &head, LEN_TO(connectivity) + sizeof(head.data.connectivity),
              NULL, 0);
}

static void chain_raw(struct chain *c, const char *text)
{
    const NLA_BLOB head = {.header = {.type = NLA_RAW_DATA}};

    chain_add(c, &head, LEN_TO(rawData), text, strlen(text) + 1);
}

static void chain_write(struct chain *c, const struct members *m,
                        const char *addresses, struct ws2_network *network)
{
    bool ad_hoc = true, leads_out = false;

    for (int i = m->first; i < m->count; i++) {
        const struct os_netcard *card = &m->cards[i];

        if (!is_member(m, i))
            continue;
        chain_interface(c, card);
        leads_out |= card->leads_out;
        for (size_t j = 0; j < card->addr_count; j++)
            ad_hoc &= card->addrs[j].link_local;
    }
    chain_connectivity(c, ad_hoc, leads_out);
    network->link_at = c->last;
    chain_raw(c, addresses);
    network->raw_at = c->last;
}

static bool blob_make(const struct members *m, const char *addresses,
                      struct ws2_network *network)
{
    struct chain c = {.begun = false};

    chain_write(&c, m, addresses, network);
    network->blob_len = c.f.used;
    network->blob = calloc(1, network->blob_len);
    if (network->blob == NULL)
        return false;
    c = (struct chain){.f = {.base = (char *)network->blob}};
    chain_write(&c, m, addresses, network);
    return true;
}

/* Text: the members' names, their addresses. */

static void card_addresses(FILE *f, const struct os_netcard *card)
{
    char text[WS2_ADDRTEXT_MAX];

    for (size_t i = 0; i < card->addr_count; i++) {
        address_write(&card->addrs[i], false, text);
        fprintf(f, "%s%s/%u", ftell(f) > 0 ? " " : "", text,
                card->addrs[i].prefix);
    }
}

static void card_label(FILE *f, const struct os_netcard *card)
{
    fprintf(f, "%s%s", ftell(f) > 0 ? ", " : "", card->name);
}

static char *members_text(const struct members *m,
                          void (*write)(FILE *f, const struct os_netcard *card))
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    bool kept;

    if (f == NULL)
        return NULL;
    for (int i = m->first; i < m->count; i++)
        if (is_member(m, i))
            write(f, &m->cards[i]);
    kept = !ferror(f);
    if (fclose(f) == 0 && kept)
        return text;
    free(text);
    return NULL;
}

static bool network_make(const struct members *m, struct ws2_network *network)
{
    char *addresses = members_text(m, card_addresses);
    bool made;

    network->name = strdup(m->names[m->first]);
    network->comment = members_text(m, card_label);
    made = addresses != NULL && network->name != NULL &&
           network->comment != NULL && blob_make(m, addresses, network);
    free(addresses);
    return made;
}

static bool is_first(const struct members *m)
{
    for (int i = 0; i < m->first; i++)
        if (is_member(m, i))
            return false;
    return true;
}

static bool networks_make(struct members *m, struct ws2_networks *out)
{
    out->list = calloc((size_t)m->count + 1, sizeof(*out->list));
    if (out->list == NULL || m->names == NULL)
        return false;
    for (int i = 0; i < m->count; i++)
        card_name(&m->cards[i], m->names[i]);
    for (; m->first < m->count; m->first++)
        if (is_first(m) && !network_make(m, &out->list[out->count++]))
            return false;
    return true;
}

ws2_err ws2_networks_get(struct ws2_networks *out)
{
    struct os_netcard *cards;
    struct members m = {0};
    ws2_err err = WS2_OK;

    *out = (struct ws2_networks){0};
    m.count = os_netcards_get(&cards);
    if (m.count < 0)
        return WSASYSNOTREADY;
    m.cards = cards;
    m.names = calloc((size_t)m.count + 1, sizeof(*m.names));
    if (!networks_make(&m, out)) {
        ws2_networks_free(out);
        err = WSA_NOT_ENOUGH_MEMORY;
    }
    free(m.names);
    os_netcards_free(cards, m.count);
    return err;
}

void ws2_networks_free(struct ws2_networks *networks)
{
    for (size_t i = 0; i < networks->count; i++) {
        free(networks->list[i].name);
        free(networks->list[i].comment);
        free(networks->list[i].blob);
    }
    free(networks->list);
    *networks = (struct ws2_networks){0};
}

const struct ws2_network *ws2_networks_find(const struct ws2_networks *networks,
                                            const char *name)
{
    for (size_t i = 0; i < networks->count; i++)
        if (strcmp(networks->list[i].name, name) == 0)
            return &networks->list[i];
    return NULL;
}

bool ws2_network_equal(const struct ws2_network *a, const struct ws2_network *b)
{
    return strcmp(a->comment, b->comment) == 0 && a->blob_len == b->blob_len &&
           memcmp(a->blob, b->blob, a->blob_len) == 0;
}
