/* SPDX-License-Identifier: MIT */
/* A token bucket, and beside it a second one for the peak rate. The clock is
 * the caller's, and so is the lock. RFC 2215, section "Token Bucket". */
#ifndef WS2_QOS_BUCKET_H
#define WS2_QOS_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct ws2_tokens {
    uint32_t rate;  /* bytes/s; 0: all conforms */
    uint32_t depth; /* bytes */
    int64_t level;  /* bytes * 10^9; less than 0 after a packet that is larger
                       than the bucket is deep */
};

struct ws2_bucket {
    struct ws2_tokens mean, peak;
    uint32_t least; /* a packet counts for that at least */
    int64_t at_ns;  /* when the levels were so */
};

struct ws2_bucket_spec {
    uint32_t rate, burst, peak, largest, least;
};

/* Full. rate 0: everything conforms. peak 0: there is none; else largest is
 * what may leave at once. */
void ws2_bucket_init(struct ws2_bucket *b, const struct ws2_bucket_spec *spec,
                     int64_t now_ns);
/* What is in it stays, as far as there is room. */
void ws2_bucket_change(struct ws2_bucket *b, const struct ws2_bucket_spec *spec,
                       int64_t now_ns);

/* When a packet of size bytes conforms; now_ns or before: it does. One that is
 * larger than the bucket does when that is full. */
int64_t ws2_bucket_due(struct ws2_bucket *b, uint32_t size, int64_t now_ns);
/* Whether it conforms now, and never when it is larger than the bucket. */
bool ws2_bucket_has(struct ws2_bucket *b, uint32_t size, int64_t now_ns);
void ws2_bucket_take(struct ws2_bucket *b, uint32_t size);
/* It was not sent after all. */
void ws2_bucket_return(struct ws2_bucket *b, uint32_t size);

#endif
