#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What becomes of packets that are more than was reserved, in each mode, where
the agent may make classes and where it may not: then the library does it. Host
a sends four times what it has reserved, b receives, each has an agent.

Runs inside `unshare -Urnm` (the script "reservation" beside it).
"""
import argparse
import os
import subprocess
import sys
import time

from measure import inside, go, run, start_agent

RATE = 100000
LEAST = 0.6             # of that, on a machine that is busy with other things
PORT = 5001
SHAPE, DISCARD, BORROW_PLUS = 1, 2, 3
UNPRIVILEGED = ["setpriv", "--bounding-set", "-net_admin", "--inh-caps",
                "-net_admin"]
wrong = []


def check(what, good, said=""):
    print(f"{'ok   ' if good else 'wrong'} {what} {said}", flush=True)
    if not good:
        wrong.append(what)


def between(what, least, value, most):
    check(what, least <= value <= most,
          f"{value:.0f} in {least:.0f}..{most:.0f}")


def network():
    try:
        run("""set -e
            for n in a b; do ip netns add $n; ip -n $n link set lo up; done
            ip link add ab netns a type veth peer name ba netns b
            ip -n a address add 10.7.1.1/24 dev ab
            ip -n b address add 10.7.1.2/24 dev ba
            ip -n a link set ab up; ip -n b link set ba up
            until ip -n a link show ab | grep -q 'state UP'; do :; done
            """)
        return True
    except subprocess.CalledProcessError:
        return False


def classes():
    return subprocess.run("ip netns exec a tc class show dev ab", shell=True,
                          check=True, text=True, stdout=subprocess.PIPE).stdout


def blast(args, mode, seconds):
    return inside("a", args.flow, "blast", "10.7.1.2", PORT, RATE, seconds,
                  mode, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def receiver(args, seconds):
    process = inside("b", args.flow, "recv", seconds, f"{PORT}+",
                     stdout=subprocess.PIPE)
    go(process)
    return process


def received(process):
    """(bytes, marked ones) of each tenth of a second."""
    lines = process.communicate()[0].splitlines()
    return [tuple(map(int, line.split()[2:])) for line in lines]


def rate(bins, what):
    """Of the second with the most."""
    return max(sum(b[what] for b in bins[i:i + 10])
               for i in range(len(bins) - 10))


def one(args, name, mode, privileged):
    agents = [start_agent("a", args.agent,
                          prefix=[] if privileged else UNPRIVILEGED),
              start_agent("b", args.agent)]
    to = receiver(args, 3.5)
    flow = blast(args, mode, 1.5)
    said = flow.stdout.readline().strip()
    check(f"{name}: reserved", said == "reserved")
    check(f"{name}: a class at the sender" if privileged
          else f"{name}: no class at the sender",
          privileged == ("5732:10" in classes()))
    out, err = flow.communicate()
    bins = received(to)
    check(f"{name}: no error", err == "", err)
    sent = int(out.split()[1])
    total = sum(b[0] for b in bins)
    marked = sum(b[1] for b in bins)
    if mode == BORROW_PLUS:
        between(f"{name}: all arrives", 0.9 * sent, total, sent)
        between(f"{name}: marked", LEAST * RATE, rate(bins, 1), 1.15 * RATE)
    else:
        between(f"{name}: rate", LEAST * RATE, rate(bins, 0), 1.15 * RATE)
        between(f"{name}: all is marked", 0.95 * total, marked, total)
    if mode == DISCARD:
        between(f"{name}: as if all was sent", 5 * RATE, sent, 7 * RATE)
    for agent in agents:
        agent.terminate()
        agent.wait()
    check(f"{name}: nothing is left", "5732" not in classes())


def strict(args):
    agents = [start_agent("a", args.agent, "--strict", prefix=UNPRIVILEGED),
              start_agent("b", args.agent)]
    err = blast(args, SHAPE, 1).communicate()[1]
    check("strict: WSA_QOS_TRAFFIC_CTRL_ERROR", "11014" in err, err.strip())
    for agent in agents:
        agent.terminate()
        agent.wait()


def killed(args):
    """Classes of an agent that is gone are the next one's to remove, who is
    asked for the same again."""
    first, b = start_agent("a", args.agent), start_agent("b", args.agent)
    to = receiver(args, 8)
    flow = blast(args, SHAPE, 5)
    flow.stdout.readline()
    first.kill()
    first.wait()
    check("killed: what it made stays", "5732:10" in classes())
    second = start_agent("a", args.agent)
    end = time.monotonic() + 10
    while "5732:10" not in classes() and time.monotonic() < end:
        time.sleep(0.01)
    check("killed: the next one makes it anew", "5732:10" in classes())
    out, err = flow.communicate()
    check("killed: sends go on", out.startswith("sent") and err == "", err)
    bins = received(to)
    between("killed: rate", LEAST * RATE, rate(bins, 0), 1.3 * RATE)
    for agent in (second, b):
        agent.terminate()
        agent.wait()
    check("killed: nothing is left", "5732" not in classes())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flow", help="the program of that name")
    parser.add_argument("--agent", required=True, help="ws2-rsvpd")
    args = parser.parse_args()
    if not network():
        print("skipped: no veth here")
        sys.exit(77)
    for privileged in (True, False):
        who = "class" if privileged else "library"
        for name, mode in (("shape", SHAPE), ("discard", DISCARD),
                           ("borrow", BORROW_PLUS)):
            one(args, f"{who}, {name}", mode, privileged)
    strict(args)
    killed(args)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
