/* SPDX-License-Identifier: MIT */
/* rsvp-capture [-o] FILE: writes down RSVP that goes in and out (-o: out) of
 * this network namespace, by protocol 46 and in UDP (1698, 1699), as a capture
 * of raw packets, until standard input ends. Says "ready" once it looks. */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pcap.h"
#include "wire.h"

#define UDP        17
#define HOP_BY_HOP 0

static bool only_out;

static bool is_udp_rsvp(const uint8_t *udp, size_t left)
{
    return left >= 4 && (get16(udp + 2) == 1698 || get16(udp + 2) == 1699);
}

static bool is_rsvp(const uint8_t *p, size_t length)
{
    unsigned protocol;
    size_t header;

    if (length >= 20 && p[0] >> 4 == 4) {
        header = (size_t)(p[0] & 15) * 4;
        protocol = p[9];
    } else if (length >= 48 && p[0] >> 4 == 6) {
        header = 40;
        protocol = p[6];
        if (protocol == HOP_BY_HOP) {
            protocol = p[40];
            header += 8 + (size_t)p[41] * 8;
        }
    } else {
        return false;
    }
    return protocol == RSVP_PROTOCOL ||
           (protocol == UDP && header < length &&
            is_udp_rsvp(p + header, length - header));
}

/* The kernel leaves UDP's checksum to the card, which a veth has not. */
static void fill_udp_checksum(uint8_t *p, size_t length)
{
    bool four = p[0] >> 4 == 4;
    size_t header = four ? (size_t)(p[0] & 15) * 4 : 40;
    size_t each = four ? 4 : 16, udp_length;
    uint8_t pseudo[40 + RSVP_MAX_MESSAGE];
    struct wire w = {pseudo, sizeof(pseudo), 0};

    if ((four ? p[9] : p[6]) != UDP || length < header + 8)
        return;
    udp_length = length - header;
    memset(p + header + 6, 0, 2);
    wire_put(&w, four ? p + 12 : p + 8, 2 * each);
    wire_put32(&w, (uint32_t)udp_length);
    wire_put32(&w, UDP);
    wire_put(&w, p + header, udp_length);
    w = (struct wire){p, length, w.at};
    wire_set16(&w, header + 6,
               wire_checksum(pseudo, 2 * each + 8 + udp_length));
}

static int capture(int fd, FILE *file)
{
    static uint8_t packet[RSVP_MAX_MESSAGE];
    struct sockaddr_ll from;
    socklen_t size = sizeof(from);
    ssize_t n = recvfrom(fd, packet, sizeof(packet), MSG_DONTWAIT,
                         (struct sockaddr *)&from, &size);

    if (n < 0)
        return errno == EAGAIN ? 1 : -1;
    if (!is_rsvp(packet, (size_t)n) ||
        (only_out && from.sll_pkttype != PACKET_OUTGOING))
        return 0;
    fill_udp_checksum(packet, (size_t)n);
    return pcap_packet(file, packet, (size_t)n);
}

/* What is there when the input ends is written, too. */
static int run(int fd, FILE *file)
{
    struct pollfd fds[] = {{fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    char ignored[64];
    int res;

    for (;;) {
        if (poll(fds, 2, -1) < 0)
            return -1;
        do
            res = capture(fd, file);
        while (res == 0);
        if (res < 0)
            return res;
        if (fds[1].revents != 0 &&
            read(STDIN_FILENO, ignored, sizeof(ignored)) <= 0)
            return 0;
    }
}

int main(int argc, char **argv)
{
    int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL));
    FILE *file;
    int room = 8 << 20, res;

    only_out = argc == 3 && strcmp(argv[1], "-o") == 0;
    file = argc == (only_out ? 3 : 2) ? fopen(argv[argc - 1], "wbe") : NULL;
    if (fd < 0 || file == NULL || pcap_open(file, PCAP_LINK_RAW) < 0) {
        perror("rsvp-capture");
        return 1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
    puts("ready");
    fflush(stdout);
    res = run(fd, file);
    if (fclose(file) != 0 || res < 0) {
        perror("rsvp-capture");
        return 1;
    }
    close(fd);
    return 0;
}
