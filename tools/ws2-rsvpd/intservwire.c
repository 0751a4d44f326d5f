/* SPDX-License-Identifier: MIT */
/* The bodies of SENDER_TSPEC, FLOWSPEC and ADSPEC (RFC 2210, section 3; RFC
 * 2997): a header, then services, each with its parameters. All lengths are in
 * 32-bit words and leave the word that holds them out. What is not known is
 * passed over: a parameter, and in an ADSPEC a whole service, which is then not
 * offered any further. */
#include <math.h>

#include "wire.h"

enum parameter {
    PAR_HOPS = 4,
    PAR_BANDWIDTH = 6,
    PAR_LATENCY = 8,
    PAR_MTU = 10,
    PAR_TOKEN_BUCKET = 127,
    PAR_QUALITATIVE = 128,
    PAR_RSPEC = 130,
    PAR_C_TOTAL = 133,
    PAR_D_TOTAL = 134,
    PAR_C_SUM = 135,
    PAR_D_SUM = 136,
};

#define WORD      4
#define BREAK_BIT 0x80

/* A piece behind a one-word header of id, flags and length. */
struct piece {
    uint8_t id;
    uint8_t flags;
    const uint8_t *data;
    size_t length;
};

/* Takes the next piece off *at; false at the end and where it does not fit,
 * which leaves *at before `end`. */
static bool piece_next(const uint8_t **at, const uint8_t *end,
                       struct piece *piece)
{
    const uint8_t *p = *at;
    size_t length;

    if (end - p < WORD)
        return false;
    length = (size_t)get16(p + 2) * WORD;
    if (length > (size_t)(end - p) - WORD)
        return false;
    *piece = (struct piece){p[0], p[1], p + WORD, length};
    *at = p + WORD + length;
    return true;
}

/* The services behind the header, whose version and length must be right. */
static bool body_open(const uint8_t *body, size_t length, const uint8_t **at)
{
    if (length < WORD || body[0] >> 4 != 0 ||
        get16(body + 2) != length / WORD - 1)
        return false;
    *at = body + WORD;
    return true;
}

static bool tspec_take(const struct piece *par, struct rsvp_tspec *t)
{
    if (par->length != 5 * WORD)
        return false;
    t->service = RSVP_GENERAL;
    t->rate = get_float(par->data);
    t->bucket = get_float(par->data + 4);
    t->peak = get_float(par->data + 8);
    t->min_unit = get32(par->data + 12);
    t->max_packet = get32(par->data + 16);
    return true;
}

/* The parameters of one service's Tspec and Rspec. Each that the service has
 * must be there once; `found` counts them. */
static bool specs_take(const struct piece *service, struct rsvp_flowspec *f,
                       unsigned *found)
{
    const uint8_t *at = service->data, *end = at + service->length;
    struct piece par;
    bool null = service->id == RSVP_QUALITATIVE;

    while (piece_next(&at, end, &par)) {
        if (par.id == PAR_TOKEN_BUCKET && !null) {
            if (!tspec_take(&par, &f->tspec))
                return false;
            ++*found;
        } else if (par.id == PAR_QUALITATIVE && null) {
            if (par.length != WORD)
                return false;
            f->tspec.service = RSVP_QUALITATIVE;
            f->tspec.max_packet = get32(par.data);
            ++*found;
        } else if (par.id == PAR_RSPEC && service->id == RSVP_GUARANTEED) {
            if (par.length != 2 * WORD)
                return false;
            f->rate = get_float(par.data);
            f->slack = get32(par.data + 4);
            ++*found;
        }
    }
    return at == end;
}

enum wire_fault wire_get_tspec(const uint8_t *body, size_t length,
                               struct rsvp_tspec *t)
{
    const uint8_t *at, *end = body + length;
    struct rsvp_flowspec f = {0};
    struct piece service;
    unsigned found = 0;

    if (!body_open(body, length, &at) || !piece_next(&at, end, &service) ||
        at != end)
        return WIRE_TSPEC;
    if (service.id != RSVP_GENERAL && service.id != RSVP_QUALITATIVE)
        return WIRE_SERVICE;
    if (!specs_take(&service, &f, &found) || found != 1)
        return WIRE_TSPEC;
    *t = f.tspec;
    return rsvp_tspec_valid(t) ? WIRE_OK : WIRE_TSPEC;
}

enum wire_fault wire_get_flowspec(const uint8_t *body, size_t length,
                                  struct rsvp_flowspec *f)
{
    const uint8_t *at, *end = body + length;
    struct piece service;
    unsigned found = 0;

    memset(f, 0, sizeof(*f));
    if (!body_open(body, length, &at) || !piece_next(&at, end, &service) ||
        at != end)
        return WIRE_FLOWSPEC;
    f->service = service.id;
    if (service.id != RSVP_GUARANTEED && service.id != RSVP_CONTROLLED_LOAD &&
        service.id != RSVP_QUALITATIVE)
        return WIRE_SERVICE;
    if (!specs_take(&service, f, &found) ||
        found != (service.id == RSVP_GUARANTEED ? 2 : 1))
        return WIRE_FLOWSPEC;
    return rsvp_flowspec_valid(f) ? WIRE_OK : WIRE_FLOWSPEC;
}

static bool fragment_valid(const struct rsvp_ad_fragment *f)
{
    if (!f->present)
        return true;
    return (f->given & ~RSVP_AD_ALL) == 0 &&
           (!(f->given & RSVP_AD_BANDWIDTH) || f->bandwidth >= 0);
}

bool wire_adspec_valid(const struct rsvp_adspec *ad)
{
    return ad->general.present && ad->general.given == RSVP_AD_ALL &&
           fragment_valid(&ad->general) && fragment_valid(&ad->guaranteed) &&
           fragment_valid(&ad->controlled_load) &&
           fragment_valid(&ad->qualitative);
}

/* Where a parameter of one word goes; NULL for one that is passed over. */
static uint32_t *ad_word(struct rsvp_adspec *ad, struct rsvp_ad_fragment *f,
                         uint8_t id)
{
    switch (id) {
    case PAR_HOPS:
        f->given |= RSVP_AD_HOPS;
        return &f->hops;
    case PAR_LATENCY:
        f->given |= RSVP_AD_LATENCY;
        return &f->latency;
    case PAR_MTU:
        f->given |= RSVP_AD_MTU;
        return &f->mtu;
    }
    if (f != &ad->guaranteed)
        return NULL;
    switch (id) {
    case PAR_C_TOTAL:
        return &ad->c_total;
    case PAR_D_TOTAL:
        return &ad->d_total;
    case PAR_C_SUM:
        return &ad->c_sum;
    case PAR_D_SUM:
        return &ad->d_sum;
    }
    return NULL;
}

static bool fragment_take(struct rsvp_adspec *ad, struct rsvp_ad_fragment *f,
                          const struct piece *service)
{
    const uint8_t *at = service->data, *end = at + service->length;
    struct piece par;

    if (f->present)
        return false; /* twice */
    f->present = true;
    f->broken = (service->flags & BREAK_BIT) != 0;
    while (piece_next(&at, end, &par)) {
        uint32_t *word = ad_word(ad, f, par.id);

        if ((word != NULL || par.id == PAR_BANDWIDTH) && par.length != WORD)
            return false;
        if (word != NULL)
            *word = get32(par.data);
        if (par.id == PAR_BANDWIDTH) {
            f->given |= RSVP_AD_BANDWIDTH;
            f->bandwidth = get_float(par.data);
        }
    }
    return at == end;
}

static struct rsvp_ad_fragment *fragment_of(struct rsvp_adspec *ad, uint8_t id)
{
    switch (id) {
    case RSVP_GENERAL:
        return &ad->general;
    case RSVP_GUARANTEED:
        return &ad->guaranteed;
    case RSVP_CONTROLLED_LOAD:
        return &ad->controlled_load;
    case RSVP_QUALITATIVE:
        return &ad->qualitative;
    default:
        return NULL;
    }
}

enum wire_fault wire_get_adspec(const uint8_t *body, size_t length,
                                struct rsvp_adspec *ad)
{
    const uint8_t *at, *end = body + length;
    struct piece service;

    memset(ad, 0, sizeof(*ad));
    if (!body_open(body, length, &at))
        return WIRE_ADSPEC;
    while (piece_next(&at, end, &service)) {
        struct rsvp_ad_fragment *f = fragment_of(ad, service.id);

        if (f != NULL && !fragment_take(ad, f, &service))
            return WIRE_ADSPEC;
    }
    return at == end && wire_adspec_valid(ad) ? WIRE_OK : WIRE_ADSPEC;
}

static void piece_put(struct wire *w, unsigned id, unsigned flags, size_t words)
{
    wire_put8(w, id);
    wire_put8(w, flags);
    wire_put16(w, (unsigned)words);
}

static void word_put(struct wire *w, unsigned id, uint32_t value)
{
    piece_put(w, id, 0, 1);
    wire_put32(w, value);
}

static void bucket_put(struct wire *w, const struct rsvp_tspec *t)
{
    if (t->service == RSVP_QUALITATIVE) {
        word_put(w, PAR_QUALITATIVE, t->max_packet);
        return;
    }
    piece_put(w, PAR_TOKEN_BUCKET, 0, 5);
    wire_put_float(w, t->rate);
    wire_put_float(w, t->bucket);
    wire_put_float(w, t->peak);
    wire_put32(w, t->min_unit);
    wire_put32(w, t->max_packet);
}

static size_t bucket_words(const struct rsvp_tspec *t)
{
    return t->service == RSVP_QUALITATIVE ? 2 : 6;
}

void wire_put_tspec(struct wire *w, const struct rsvp_tspec *t)
{
    piece_put(w, 0, 0, 1 + bucket_words(t));
    piece_put(w, t->service, 0, bucket_words(t));
    bucket_put(w, t);
}

void wire_put_flowspec(struct wire *w, const struct rsvp_flowspec *f)
{
    bool guaranteed = f->service == RSVP_GUARANTEED;
    size_t words = bucket_words(&f->tspec) + (guaranteed ? 3 : 0);

    piece_put(w, 0, 0, 1 + words);
    piece_put(w, f->service, 0, words);
    bucket_put(w, &f->tspec);
    if (guaranteed) {
        piece_put(w, PAR_RSPEC, 0, 2);
        wire_put_float(w, f->rate);
        wire_put32(w, f->slack);
    }
}

static void fragment_put(struct wire *w, const struct rsvp_adspec *ad,
                         const struct rsvp_ad_fragment *f, uint8_t id)
{
    size_t words = id == RSVP_GUARANTEED ? 8 : 0;

    if (!f->present)
        return;
    words += 2 * (size_t)__builtin_popcount(f->given);
    piece_put(w, id, f->broken ? BREAK_BIT : 0, words);
    if (id == RSVP_GUARANTEED) {
        word_put(w, PAR_C_TOTAL, ad->c_total);
        word_put(w, PAR_D_TOTAL, ad->d_total);
        word_put(w, PAR_C_SUM, ad->c_sum);
        word_put(w, PAR_D_SUM, ad->d_sum);
    }
    if (f->given & RSVP_AD_HOPS)
        word_put(w, PAR_HOPS, f->hops);
    if (f->given & RSVP_AD_BANDWIDTH) {
        piece_put(w, PAR_BANDWIDTH, 0, 1);
        wire_put_float(w, f->bandwidth);
    }
    if (f->given & RSVP_AD_LATENCY)
        word_put(w, PAR_LATENCY, f->latency);
    if (f->given & RSVP_AD_MTU)
        word_put(w, PAR_MTU, f->mtu);
}

void wire_put_adspec(struct wire *w, const struct rsvp_adspec *ad)
{
    size_t start = w->at;

    piece_put(w, 0, 0, 0);
    fragment_put(w, ad, &ad->general, RSVP_GENERAL);
    fragment_put(w, ad, &ad->guaranteed, RSVP_GUARANTEED);
    fragment_put(w, ad, &ad->controlled_load, RSVP_CONTROLLED_LOAD);
    fragment_put(w, ad, &ad->qualitative, RSVP_QUALITATIVE);
    wire_set16(w, start + 2, (unsigned)((w->at - start) / WORD - 1));
}
