/* SPDX-License-Identifier: MIT */
/* Queries of the DNS name space provider, as they come from the dispatcher, and
 * what results are made of something found. */
#include <winsock2.h>

#include "fuzz.h"

#include <svcguid.h>

#include "name/nspdns.h"

#define ROOM 65536

static char *piece(struct input *in, bool wide)
{
    size_t n = input_byte(in);

    return input_copy(in, wide ? 2 * n : n, wide ? 2 : 1);
}

/* A class that means something, or any. */
static GUID class_take(struct input *in)
{
    static const GUID known[] = {
        SVCID_HOSTNAME,
        SVCID_INET_HOSTADDRBYNAME,
        SVCID_INET_SERVICEBYNAME,
        SVCID_INET_HOSTADDRBYINETSTRING,
        SVCID_TCP(0u),
        SVCID_UDP(0u),
    };
    unsigned which = input_byte(in) % 8;
    GUID class = known[which % 6];

    if (which == 4 || which == 5)
        class.Data1 |= (DWORD)input_byte(in);
    if (which == 4)
        class.Data3 = (unsigned short)(input_byte(in) % 40);
    if (which > 5)
        input_fill(in, &class, sizeof(class));
    return class;
}

static void host_take(struct input *in, struct ws2_host *host)
{
    unsigned n = input_byte(in) % 8;
    char *name = piece(in, false);

    MUST(ws2_host_set_canonical(host, name));
    for (unsigned i = 0; i < n; i++) {
        struct ws2_ip ip = {.v6 = input_byte(in) % 2};
        char *alias = piece(in, false);

        input_fill(in, ip.bytes, ip.v6 ? 16 : 4);
        MUST(ws2_host_add_ip(host, &ip) && ws2_host_add_alias(host, alias));
        free(alias);
    }
    free(name);
}

/* Something of the kind that is asked for. */
static bool found_take(struct input *in, const struct ws2_nspdns_ask *ask,
                       struct ws2_nspdns_found *found)
{
    switch (ask->kind) {
    case WS2_NSPDNS_HOST:
    case WS2_NSPDNS_ADDRESS:
        host_take(in, &found->host);
        return true;
    case WS2_NSPDNS_PORT:
        return ws2_nspdns_service(ask->name, &found->service) == WS2_OK;
    case WS2_NSPDNS_RECORDS:
        break;
    }
    found->answer_len = in->left;
    found->answer = input_copy(in, in->left, 0);
    if (ws2_dns_read_records(found->answer, found->answer_len, ask->type,
                             &found->records) != WS2_DNS_OK)
        return false;
    found->targets = calloc(found->records.count, sizeof(*found->targets));
    MUST(found->targets != NULL);
    host_take(in, &found->targets[0]);
    return true;
}

/* Offsets stay in the blob. */
static void blob_look(const BLOB *blob, bool port)
{
    const char *base = (const char *)blob->pBlobData;
    HOSTENT host;
    SERVENT service;
    size_t names;

    MUST(blob->cbSize >= (port ? sizeof(service) : sizeof(host)));
    memcpy(&host, base, port ? 0 : sizeof(host));
    memcpy(&service, base, port ? sizeof(service) : 0);
    names = (size_t)(port ? service.s_name : host.h_name);
    MUST(names < blob->cbSize &&
         memchr(base + names, 0, blob->cbSize - names) != NULL);
}

static void results_look(const struct ws2_nspdns_ask *ask,
                         struct ws2_nspdns_found *found, DWORD flags)
{
    static union {
        WSAQUERYSETW set;
        char bytes[ROOM];
    } buffer;
    struct ws2_nsp_results results = {0};
    DWORD length = ROOM;

    ws2_nspdns_results(ask, found, &results);
    MUST(results.parts.err == WS2_OK);
    while (ws2_nsp_results_next(&results, ask->flags, flags, &length,
                                &buffer.set) == WS2_OK) {
        if (buffer.set.lpBlob != NULL && ask->kind != WS2_NSPDNS_RECORDS)
            blob_look(buffer.set.lpBlob, ask->kind == WS2_NSPDNS_PORT);
        length = ROOM;
    }
    ws2_nsp_results_clear(&results);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    struct ws2_nspdns_ask *ask = calloc(1, sizeof(*ask));
    struct ws2_nspdns_found found = {0};
    GUID class = class_take(&in);
    AFPROTOCOLS protocols[2];
    WSAQUERYSETW set = {.dwSize = sizeof(set),
                        .lpServiceClassId = &class,
                        .lpafpProtocols = protocols};
    DWORD flags;
    char *name, *query;

    MUST(ask != NULL);
    set.dwNumberOfProtocols = input_byte(&in) % 3;
    for (int i = 0; i < 2; i++)
        protocols[i] = (AFPROTOCOLS){input_byte(&in), input_byte(&in)};
    input_fill(&in, &flags, sizeof(flags));
    name = piece(&in, true);
    query = piece(&in, true);
    set.lpszServiceInstanceName = (WCHAR *)(void *)name;
    set.lpszQueryString = *query != 0 ? (WCHAR *)(void *)query : NULL;
    if (ws2_nspdns_ask_read(ask, &set, NULL, flags) == WS2_OK) {
        if (found_take(&in, ask, &found))
            results_look(ask, &found, flags);
        ws2_nspdns_found_free(&found);
        ws2_nspdns_ask_free(ask);
    }
    free(name);
    free(query);
    free(ask);
    return 0;
}
