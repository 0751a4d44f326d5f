/* SPDX-License-Identifier: MIT */
/* The files of /etc: hosts, services, protocols and resolv.conf, each with the
 * same text. The first line is what is looked for; what is found is laid out as
 * a program gets it. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "name/hostent.h"
#include "name/hosts.h"
#include "name/iptext.h"
#include "name/netent.h"
#include "name/search.h"

static int file_open(void)
{
    static const char *const names[] = {"WS2_HOSTS", "WS2_SERVICES",
                                        "WS2_PROTOCOLS", "WS2_RESOLV_CONF"};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    char path[64];

    MUST(fd >= 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        setenv(names[i], path, 1);
    return fd;
}

static void file_write(const void *text, size_t size)
{
    static int fd = -1;

    if (fd < 0)
        fd = file_open();
    MUST(ftruncate(fd, 0) == 0);
    MUST(pwrite(fd, text, size, 0) == (ssize_t)size);
}

/* The block is where it will stand, so that its pointers hold. */
static void laid_out(ws2_layer *lay, const void *source)
{
    size_t size = ws2_layout_size(lay, source);
    char *block = ws2_layout_make(lay, source, size, 0);
    char *name;

    MUST(block != NULL);
    memcpy(&name, block, sizeof(name));
    MUST(name > block && name < block + size);
    MUST(strlen(name) < size);
    free(block);
}

static void host_found(ws2_err err, struct ws2_host *host)
{
    if (err == 0 && host->ip_count > 0)
        laid_out(ws2_hostent_lay, host);
    ws2_host_clear(host);
}

static void entry_found(ws2_err err, struct ws2_netdb *entry, ws2_layer *lay)
{
    if (err != 0)
        return;
    laid_out(lay, entry);
    ws2_netdb_clear(entry);
}

static void look_for(const char *key)
{
    struct ws2_host host = {0};
    struct ws2_netdb entry;
    struct ws2_search list;
    struct ws2_ip ip;

    host_found(ws2_hosts_by_name(key, &host), &host);
    if (ws2_ip_parse(key, &ip))
        host_found(ws2_hosts_by_ip(&ip, &host), &host);
    entry_found(ws2_service_by_name(key, NULL, &entry), &entry,
                ws2_servent_lay);
    entry_found(ws2_service_by_name(key, "tcp", &entry), &entry,
                ws2_servent_lay);
    entry_found(ws2_service_by_port(atoi(key), NULL, &entry), &entry,
                ws2_servent_lay);
    entry_found(ws2_protocol_by_name(key, &entry), &entry, ws2_protoent_lay);
    entry_found(ws2_protocol_by_number(atoi(key), &entry), &entry,
                ws2_protoent_lay);
    if (ws2_search_make(key, &list) == 0)
        ws2_search_clear(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    struct input in = {data, size};
    size_t first = end != NULL ? (size_t)(end - data) : size;
    char *key = input_copy(&in, first, 1);

    file_write(in.at, in.left);
    look_for(key);
    free(key);
    return 0;
}
