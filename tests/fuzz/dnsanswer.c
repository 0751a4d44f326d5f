/* SPDX-License-Identifier: MIT */
/* DNS answers as they reach the readers. The first byte chooses the reader, the
 * second one, for records, their type. */
#include "fuzz.h"

#include "name/cares.h"
#include "name/records.h"
#include "name/search.h"

static void read_ips(const uint8_t *answer, size_t len, bool v6)
{
    struct ws2_host host = {0};

    if (ws2_dns_read_ips(answer, len, v6, &host) == WS2_DNS_OK)
        MUST(host.canonical != NULL && host.ip_count > 0);
    ws2_host_clear(&host);
}

static void read_ptr(const uint8_t *answer, size_t len)
{
    struct ws2_host host = {0};

    if (ws2_dns_read_ptr(answer, len, &host) == WS2_DNS_OK)
        MUST(ws2_search_name_valid(host.canonical));
    for (size_t i = 0; i < host.alias_count; i++)
        MUST(ws2_search_name_valid(host.aliases[i]));
    ws2_host_clear(&host);
}

static void read_records(const uint8_t *answer, size_t len, unsigned type)
{
    struct ws2_records records = {0};

    if (ws2_dns_read_records(answer, len, type, &records) == WS2_DNS_OK)
        MUST(records.owner != NULL && records.count > 0);
    for (size_t i = 0; i < records.count; i++)
        MUST(records.list[i].text != NULL);
    for (size_t i = 1; i < records.count; i++)
        MUST(records.list[i - 1].preference <= records.list[i].preference);
    ws2_records_clear(&records);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    unsigned reader = input_byte(&in) % 4;
    unsigned type = reader == 3 ? input_byte(&in) : 0;
    size_t len = in.left;
    uint8_t *answer = input_copy(&in, len, 0);

    if (reader < 2)
        read_ips(answer, len, reader == 1);
    else if (reader == 2)
        read_ptr(answer, len);
    else
        read_records(answer, len, type);
    free(answer);
    return 0;
}
