#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast ws2 annotate reads logs, beside grep and cat, in one run.

usage: annotate.py WS2 [--size MB] [--rounds N] [--check]

Each round runs every program once on the same log, which is in the page cache.
Time is processor time, user and system, of the one process; the rate is by the
median, a ratio the median of the rounds' own. --check is for the test suite: a
small log, and fails when annotate --summary takes more than grep -E, which
finds the same numbers but knows nothing of their context.
"""
import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "../../tests/cli/annotate/dev.tsv")
PATTERN = (r"(^|[^0-9A-Za-z_])1(00[0-9][0-9]|010[1-9]|011[0-2]|10[0-3][0-9])"
           r"([^0-9A-Za-z_]|$)|0x(8007|0000)?2[7ab][0-9a-fA-F]{2}|WSA[A-Z_]+")


def server_log(lines):
    """As a server writes it: few errors, many numbers."""
    draw = random.Random(9)
    words = ("request session user worker cache flush index queue item order "
             "batch upload token retry completed started accepted closed "
             "handler thread pool memory disk").split()
    errors = ("recv failed with error 10054", "connect: WSAETIMEDOUT",
              "WSASend failed, WSAGetLastError() = 10035",
              "upstream refused (os error 10061)")
    for _ in range(lines):
        if draw.random() < 0.002:
            level, text = "ERROR", draw.choice(errors)
        else:
            level = draw.choice(("INFO", "DEBUG", "WARN"))
            text = (" ".join(draw.choices(words, k=draw.randrange(3, 12))) +
                    f" id={draw.getrandbits(31)} took "
                    f"{draw.randrange(20000)} ms from 10.{draw.randrange(256)}."
                    f"0.{draw.randrange(256)}:{draw.randrange(65536)}")
        yield (f"2026-11-27 {draw.randrange(24):02}:{draw.randrange(60):02}:"
               f"{draw.randrange(60):02}.{draw.randrange(1000):03} {level:5} "
               f"[{draw.randrange(100000):05}] com.acme.{draw.choice(words)} - "
               f"{text}\n")


def corpus_log():
    """More than half of the lines with codes, the others full of numbers."""
    with open(CORPUS, encoding="utf-8") as part:
        for row in part:
            if not row.startswith("#"):
                yield row.split("\t", 1)[1]


def write(path, lines, size):
    block = "".join(lines).encode()
    with open(path, "wb") as log:
        for _ in range(size // len(block) + 1):
            log.write(block)
    return os.path.getsize(path)


def cost(command, path):
    """Seconds of processor time. What comes out is thrown away; grep looks
    whether it is /dev/null and would stop at the first match, so its count
    goes into a pipe."""
    counts = command[0] == "grep"
    with subprocess.Popen(
            command + [path], env=dict(os.environ, LC_ALL="C"),
            stdout=subprocess.PIPE if counts else subprocess.DEVNULL) as child:
        if counts:
            child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{command}: {child.returncode}")
    return used.ru_utime + used.ru_stime


def measure(title, path, size, commands, rounds):
    times = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            times[name].append(cost(command, path))
    print(f"\n{title}, {size / 1e6:.0f} MB, {rounds} rounds\n"
          f"{'':28}{'MB/s':>8}{'time by grep -E':>18}")
    ratios = {}
    for name, taken in times.items():
        taken = taken[1:]  # the first brings the log into the cache
        ratios[name] = statistics.median(
            mine / its for mine, its in zip(taken, times["grep -cE"][1:]))
        print(f"{name:28}{size / statistics.median(taken) / 1e6:8.0f}"
              f"{ratios[name]:18.2f}")
    return ratios


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ws2")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    commands = {
        "cat": ["cat"],
        "grep -cF 10054": ["grep", "-cF", "10054"],
        "grep -cE": ["grep", "-cE", PATTERN],
        "ws2 annotate": [args.ws2, "annotate"],
        "ws2 annotate --only": [args.ws2, "annotate", "--only"],
        "ws2 annotate --summary": [args.ws2, "annotate", "--summary"],
    }
    size, rounds = args.size << 20, args.rounds
    if args.check:
        size, rounds = 24 << 20, 5
        commands = {name: commands[name]
                    for name in ("grep -cE", "ws2 annotate --summary")}
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "log")
        ratios = measure("a server's log", path,
                         write(path, server_log(20000), size), commands, rounds)
        if not args.check:
            measure("lines with codes", path, write(path, corpus_log(), size),
                    commands, rounds)
    if args.check and ratios["ws2 annotate --summary"] > 1:
        sys.exit("slower than grep -E")


if __name__ == "__main__":
    main()
