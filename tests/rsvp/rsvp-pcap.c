/* SPDX-License-Identifier: MIT */
/* rsvp-pcap raw|udp FILE: every sample as a capture. What tshark has to say of
 * each goes to standard output, behind "= NAME". */
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "pcap.h"
#include "samples.h"

int main(int argc, char **argv)
{
    static uint8_t bytes[RSVP_MAX_MESSAGE];
    unsigned port = argc > 1 && strcmp(argv[1], "udp") == 0 ? 1698 : 0;
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);
    FILE *file = argc == 3 ? fopen(argv[2], "wb") : NULL;
    int bad = file == NULL || pcap_open(file, PCAP_LINK_RAW) < 0;

    for (size_t i = 0; i < n && !bad; i++) {
        const struct rsvp_message *m = &s[i].message;
        struct rsvp_addr from = m->session.addr;
        int length = rsvp_build(m, bytes, sizeof(bytes));

        from.bytes[from.family == 4 ? 3 : 15] = 7;
        bad = length < 0 || pcap_message(file, &from, &m->session.addr, port,
                                         bytes, (size_t)length) < 0;
        printf("= %s\n", s[i].name);
        rsvp_describe(stdout, m);
    }
    if (file == NULL || fclose(file) != 0 || bad) {
        fputs("rsvp-pcap: no capture written\n", stderr);
        return 1;
    }
    return 0;
}
