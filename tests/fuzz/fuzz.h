/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share. A target is one file with one function, which a
 * fuzzer calls with anything: no input may make it crash, hang, read outside
 * of what it was given, or break what MUST says. */
#ifndef WS2_TESTS_FUZZ_H
#define WS2_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(cond)                                                             \
    do {                                                                       \
        if (!(cond)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #cond); \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* The input, from its front. */
struct input {
    const uint8_t *at;
    size_t left;
};

/* 0 when there is nothing left. */
static inline uint8_t input_byte(struct input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

/* Up to size bytes, zeros behind what there is. */
static inline void input_fill(struct input *in, void *to, size_t size)
{
    size_t n = in->left < size ? in->left : size;

    memset(to, 0, size);
    memcpy(to, in->at, n);
    in->at += n;
    in->left -= n;
}

/* A copy of the next n bytes, of that very size, for free(); pad zeros follow,
 * so that a byte too many is seen. */
static inline void *input_copy(struct input *in, size_t n, size_t pad)
{
    uint8_t *copy = malloc(n + pad + (n + pad == 0));

    MUST(copy != NULL);
    input_fill(in, copy, n);
    memset(copy + n, 0, pad);
    return copy;
}

/* What is left as a string; units of UTF-16 for input_wide. */
static inline char *input_text(struct input *in)
{
    return input_copy(in, in->left, 1);
}

static inline void *input_wide(struct input *in)
{
    return input_copy(in, in->left & ~(size_t)1, 2);
}

#endif
