/* SPDX-License-Identifier: MIT */
#include "wire.h"

void wire_put(struct wire *w, const void *bytes, size_t length)
{
    if (w->at <= w->size && length <= w->size - w->at && length > 0)
        memcpy(w->bytes + w->at, bytes, length);
    w->at += length;
}

void wire_put8(struct wire *w, unsigned value)
{
    uint8_t byte = (uint8_t)value;

    wire_put(w, &byte, 1);
}

void wire_put16(struct wire *w, unsigned value)
{
    wire_put8(w, value >> 8);
    wire_put8(w, value);
}

void wire_put32(struct wire *w, uint32_t value)
{
    wire_put16(w, value >> 16);
    wire_put16(w, value);
}

void wire_put_float(struct wire *w, float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    wire_put32(w, bits);
}

void wire_set16(struct wire *w, size_t at, unsigned value)
{
    if (at + 2 > w->size)
        return;
    w->bytes[at] = (uint8_t)(value >> 8);
    w->bytes[at + 1] = (uint8_t)value;
}

uint16_t wire_checksum(const uint8_t *bytes, size_t length)
{
    uint32_t sum = 0;

    for (size_t i = 0; i + 1 < length; i += 2)
        sum += get16(bytes + i);
    if (length % 2 != 0)
        sum += (uint32_t)bytes[length - 1] << 8;
    while (sum >> 16 != 0)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}
