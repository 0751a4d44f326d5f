#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two flows of datagrams through one slow link, with and without a reservation.

Hosts are namespaces: a sends both flows, r routes them into a link of 1.25
MB/s, w is that link and knows nothing of flows, b receives. Flow 1 sends 400
kB/s and no more; flow 2, which begins a phase later, sends as much as four such
links carry. In the third phase flow 1 has a reservation, in the fourth that is
given up. What b receives is counted for each tenth of a second.

Runs inside `unshare -Urnm` (the script "reservation" beside it).
"""
import argparse
import os
import subprocess
import sys
import time

LINK = 1250000          # bytes/s of the slow link
LINE = 1200000          # what r is told of it, so that queues are r's
RATE = 400000           # of flow 1, and of its reservation
FLOOD = 5000000         # of flow 2
PORTS = (5001, 5002)
PHASES = ("flow 1 alone", "flow 2 begins", "flow 1 has reserved",
          "given up")
SETTLE = 0.5            # seconds at the beginning of a phase that do not count


def run(command):
    subprocess.run(command, shell=True, check=True)


def inside(host, *command, **kwargs):
    return subprocess.Popen(["ip", "netns", "exec", host, *map(str, command)],
                            stdin=subprocess.PIPE, text=True, **kwargs)


def network():
    """False where the kernel lacks a part of it."""
    steps = """
        for n in a r w b; do ip netns add $n; ip -n $n link set lo up; done
        ip link add ar netns a type veth peer name ra netns r
        ip link add rw netns r type veth peer name wr netns w
        ip link add bw netns b type veth peer name wb netns w
        ip -n w link add wire type bridge forward_delay 0
        ip -n w link set wr master wire; ip -n w link set wb master wire
        ip -n a address add 10.7.1.1/24 dev ar
        ip -n r address add 10.7.1.2/24 dev ra
        ip -n r address add 10.7.2.2/24 dev rw
        ip -n b address add 10.7.2.1/24 dev bw
        for l in a:ar r:ra r:rw w:wr w:wb w:wire b:bw; do
            ip -n ${l%:*} link set ${l#*:} up; done
        ip -n a route add default via 10.7.1.2
        ip -n b route add default via 10.7.2.2
        ip netns exec r sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
        ip netns exec w tc qdisc add dev wb root tbf rate RATE burst 6000 limit 30000
        until ip -n b link show bw | grep -q 'state UP'; do :; done
        until ip -n a link show ar | grep -q 'state UP'; do :; done
    """.replace("RATE", str(LINK * 8))
    try:
        run("set -e\n" + steps)
        return True
    except subprocess.CalledProcessError:
        return False


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def start_agent(host, program, *options, prefix=()):
    """One that programs can connect to."""
    fds = os.pipe()
    agent = subprocess.Popen(
        ["ip", "netns", "exec", host, *prefix, program, "--foreground",
         "--refresh", "500", *options, "--ready", str(fds[1])],
        pass_fds=[fds[1]])
    os.close(fds[1])
    if os.read(fds[0], 1) == b"":
        raise RuntimeError("no agent at " + host)
    os.close(fds[0])
    return agent


class ByHand:
    """The reservation is a class at r, without any signalling."""

    def __init__(self, args):
        self.args = args
        self.holder = None

    def words(self, phase):
        del phase
        return [], ""

    def at(self, phase):
        if phase == 2:
            self.holder = inside("r", self.args.hold, "rw", LINE, PORTS[0],
                                 RATE, stdout=subprocess.PIPE)
            self.holder.stdout.readline()
        elif phase == 3:
            self.holder.stdin.close()
            self.holder.wait()

    def end(self):
        pass


class ByAgents:
    """Both programs ask for quality of service, each host has an agent."""

    def __init__(self, args):
        with open("/run/r.conf", "w") as f:
            f.write(f"interface rw capacity {LINE} reservable 50\n")
        self.agents = [start_agent("a", args.agent),
                       start_agent("r", args.agent, "--config", "/run/r.conf"),
                       start_agent("b", args.agent)]

    def words(self, phase):
        return [2 * phase, 3 * phase], "+"

    def at(self, phase):
        pass

    def end(self):
        for agent in self.agents:
            agent.terminate()
            agent.wait()


def measure(args, how):
    """[bytes in each tenth] for each flow."""
    phase = args.seconds
    length = phase * len(PHASES)
    words, quality = how.words(phase)
    receiver = inside("b", args.flow, "recv", length, f"{PORTS[0]}{quality}",
                      PORTS[1], stdout=subprocess.PIPE)
    first = inside("a", args.flow, "send", "10.7.2.1", PORTS[0], RATE, length,
                   *words)
    second = inside("a", args.flow, "send", "10.7.2.1", PORTS[1], FLOOD,
                    length - phase)
    start = time.monotonic()
    go(receiver)
    go(first)
    for at in range(1, len(PHASES)):
        time.sleep(max(0, start + at * phase - time.monotonic()))
        if at == 1:
            go(second)
        how.at(at)
    out = receiver.communicate()[0]
    first.wait()
    second.wait()
    bins = [[0] * int(length * 10) for _ in PORTS]
    for line in out.splitlines():
        tenth, port, count = map(int, line.split()[:3])
        bins[PORTS.index(port)][tenth] = count
    return bins


def rate_in(bins, args, phase):
    first = int((phase * args.seconds + SETTLE) * 10)
    last = int((phase + 1) * args.seconds * 10) - 1
    return sum(bins[first:last]) / (last - first) * 10


def svg(args, bins, path):
    width, height, left, top = 720, 300, 60, 50
    length = len(bins[0]) / 10
    most = LINK * 1.15

    def x(t):
        return left + t / length * (width - left - 20)

    def y(rate):
        return top + (1 - rate / most) * (height - top - 40)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
           f'height="{height}" font-family="sans-serif" font-size="11">',
           '<rect width="100%" height="100%" fill="#fff"/>',
           '<text x="10" y="16">Two flows of UDP through a link of '
           f'{LINK / 1e6:.2f} MB/s: kB/s of IP packets that arrive; '
           f'{args.by}</text>']
    for kb in range(0, int(most / 1000), 200):
        out.append(f'<line x1="{left}" x2="{width - 20}" y1="{y(kb * 1e3):.1f}" '
                   f'y2="{y(kb * 1e3):.1f}" stroke="#eee"/><text '
                   f'x="{left - 6}" y="{y(kb * 1e3) + 4:.1f}" '
                   f'text-anchor="end">{kb}</text>')
    for i, name in enumerate(PHASES):
        at = i * args.seconds
        if i > 0:
            out.append(f'<line x1="{x(at):.1f}" x2="{x(at):.1f}" y1="{top - 10}" '
                       f'y2="{y(0):.1f}" stroke="#999" stroke-dasharray="3"/>')
        out.append(f'<text x="{x(at) + 4:.1f}" y="{top - 14}">{name}</text>'
                   f'<text x="{x(at):.1f}" y="{y(0) + 16:.1f}" '
                   f'text-anchor="middle">{at:g} s</text>')
    for flow, color in ((1, "#c2571a"), (0, "#1f6fb2")):
        points = " ".join(f"{x((i + .5) / 10):.1f},{y(n * 10):.1f}"
                          for i, n in enumerate(bins[flow]))
        out.append(f'<polyline points="{points}" fill="none" stroke="{color}" '
                   'stroke-width="1.6"/>')
    for flow, color, text in ((0, "#1f6fb2", f"flow 1: sends {RATE // 1000}"),
                              (1, "#c2571a",
                               f"flow 2: sends {FLOOD // 1000}")):
        at = left + 10 + flow * 150
        out.append(f'<line x1="{at}" x2="{at + 20}" y1="{height - 8}" '
                   f'y2="{height - 8}" stroke="{color}" stroke-width="3"/>'
                   f'<text x="{at + 26}" y="{height - 4}">{text}</text>')
    with open(path, "w") as f:
        f.write("\n".join(out) + "\n</svg>\n")


def judge(rates):
    """What is wrong, if anything is."""
    alone, without, reserved, after = rates
    wrong = []
    if not 0.9 * RATE <= alone[0] <= 1.1 * RATE:
        wrong.append("flow 1 alone does not have its rate")
    if max(without[0], after[0]) > 0.85 * RATE:
        wrong.append("flow 1 has its rate without a reservation, too")
    if not 0.9 * RATE <= reserved[0] <= 1.1 * RATE:
        wrong.append("flow 1 does not have what it reserved")
    if not 0.9 * (LINE - RATE) <= reserved[1] <= 1.1 * (LINE - RATE):
        wrong.append("flow 2 does not have what is left")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flow", help="the program of that name")
    parser.add_argument("--hold", help="hold-class: by hand")
    parser.add_argument("--agent", help="ws2-rsvpd: by agents")
    parser.add_argument("--seconds", type=float, default=4.0,
                        help="of each phase")
    parser.add_argument("--tries", type=int, default=1,
                        help="as a busy machine does not send evenly")
    parser.add_argument("--svg", help="writes the plot there")
    args = parser.parse_args()
    args.by = "reserved by SIO_SET_QOS and RSVP" if args.agent \
        else "a class made by hand"
    if not network():
        print("skipped: no bridge, no tbf or no veth here")
        sys.exit(77)
    for _ in range(args.tries):
        how = ByAgents(args) if args.agent else ByHand(args)
        bins = measure(args, how)
        how.end()
        rates = [tuple(rate_in(b, args, i) for b in bins)
                 for i in range(len(PHASES))]
        for name, rate in zip(PHASES, rates):
            print(f"{name:22} flow 1 {rate[0] / 1000:6.0f}   "
                  f"flow 2 {rate[1] / 1000:6.0f} kB/s")
        if args.svg:
            svg(args, bins, args.svg)
        wrong = judge(rates)
        for what in wrong:
            print("wrong: " + what)
        if not wrong:
            break
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
