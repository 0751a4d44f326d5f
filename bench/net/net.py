#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Echo servers under load, one after the other in each round.

Ratios are to raw epoll within a round, so that what slows the machine down
slows both halves; a figure is the median of the rounds, with the quartiles.
The server has CPU 0, the load generator CPU 1, or CPU 0 too ("one CPU").
"""
import argparse
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

TCP = ["epoll", "uring", "libuv", "libevent", "asio", "blocking", "ws2",
       "ws2 rio", "wine"]
TABLES = {
    # name: (servers, [(connections, size)], load generator's CPU)
    "tcp": (TCP, [(64, 64), (512, 64), (64, 4096), (16, 65536)], 1),
    "few": (["epoll", "epoll spin", "asio", "ws2", "wine"],
            [(1, 64), (2, 64), (4, 64)], 1),
    "one-cpu": (["epoll", "asio", "ws2", "ws2 rio"], [(1, 64), (64, 64)], 0),
    "threads": (["epoll", "ws2", "ws2 2 threads", "ws2 4 threads"],
                [(64, 64)], None),
}
OTHER = ["udp", "events", "accept", "idle", "calls", "post"]
SOCKETS = [50, 500, 2500, 5000]  # of the table "events"
COMMANDS = {
    "epoll": ["epoll", "PORT"],
    "epoll spin": ["epoll", "PORT", "spin"],
    "uring": ["uring", "PORT"],
    "libuv": ["libuv", "PORT", "try"],
    "libevent": ["libevent", "PORT"],
    "asio": ["asio", "PORT"],
    "blocking": ["blocking", "PORT"],
    "ws2": ["iocp_echo", "PORT"],
    "ws2 2 threads": ["iocp_echo", "PORT", "t2"],
    "ws2 4 threads": ["iocp_echo", "PORT", "t4"],
    "ws2 rio": ["rio_tcp", "PORT"],
    "wine": ["wine", "iocp_echo.exe", "PORT"],
    "recvfrom": ["udp", "PORT", "one"],
    "ws2 udp": ["iocp_udp", "PORT", "iocp"],
    "ws2 udp rio": ["rio_udp", "PORT"],
    "ws2 udp blocking": ["iocp_udp", "PORT", "block"],
}
MEMORY = {"epoll": [], "uring": ["4096"], "asio": ["4096"],
          "ws2": ["acceptex", "4096"]}


def pinned(cpu, command):
    return command if cpu is None else ["taskset", "-c", str(cpu)] + command


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def is_there(port):
    """Whether somebody listens: without a connection, which would count."""
    entry = f":{port:04X} "
    for name, state in (("tcp", " 0A "), ("udp", "")):
        with open(f"/proc/net/{name}") as f:
            for line in f.readlines()[1:]:
                if entry in line[:24] and state in line:
                    return True
    return False


class Server:
    def __init__(self, args, name, extra=(), cpu=0):
        kind = socket.SOCK_DGRAM if "udp" in name or name == "recvfrom" \
            else socket.SOCK_STREAM
        self.port = free_port(kind)
        command = [str(self.port) if w == "PORT" else w
                   for w in COMMANDS[name]] + list(extra)
        if command[0] != "wine":
            command[0] = os.path.join(args.build, command[0])
        else:
            command[1] = os.path.join(args.build, command[1])
        self.process = subprocess.Popen(
            pinned(cpu, command), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=dict(os.environ, WINEDEBUG="-all"))
        for _ in range(400):
            if is_there(self.port):
                return
            time.sleep(0.025)
        self.stop()
        raise RuntimeError(f"{name} does not listen")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def load(args, cpu, program, *words):
    """The fields of the generator's last line."""
    command = [os.path.join(args.build, program)] + [str(w) for w in words]
    out = subprocess.run(pinned(cpu, command), stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, check=False)
    lines = out.stdout.strip().splitlines()
    if out.returncode != 0 or not lines or not lines[-1].startswith("RES"):
        raise RuntimeError(f"{program}: {out.stderr.strip() or 'no result'}")
    return [float(x) for x in lines[-1].split()[1:]]


def have(args, name):
    program = COMMANDS[name][0]
    if program == "wine":
        return args.wine and shutil.which("wine") and \
            os.path.exists(os.path.join(args.build, "iocp_echo.exe"))
    return os.path.exists(os.path.join(args.build, program))


def quartiles(values):
    values = sorted(values)
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, mid, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, mid, high


def rounds_of(args, names, measure):
    """samples[name] = one list of figures for each round."""
    samples = {name: [] for name in names}
    for _ in range(args.rounds):
        for name in names:
            samples[name].append(measure(name))
    return samples


def ratios(samples, names, field):
    return {n: quartiles([s[field] / r[field] if r[field] else 0.0
                          for s, r in zip(samples[n], samples[names[0]])])
            for n in names}


def median(rows, field):
    return statistics.median(r[field] for r in rows)


def tcp_table(args, title, names, connections, size, cpu):
    servers = {n: Server(args, n, cpu=0 if cpu is not None else None)
               for n in names}
    try:
        samples = rounds_of(args, names, lambda n: load(
            args, cpu, "loadgen", "127.0.0.1", servers[n].port, connections,
            size, args.seconds, 1, args.seconds / 4,
            servers[n].process.pid))
    finally:
        for server in servers.values():
            server.stop()
    rate, cost = ratios(samples, names, 0), ratios(samples, names, 5)
    rows = [{"server": n, "per_second": median(samples[n], 0),
             "ratio": rate[n], "cpu_ratio": cost[n],
             "cpu_us": median(samples[n], 5),
             "p50_us": median(samples[n], 1), "p99_us": median(samples[n], 2)}
            for n in names]
    return {"table": title, "connections": connections, "size": size,
            "rows": rows}


def rate_table(args, title, names, measure):
    samples = rounds_of(args, names, measure)
    rate = ratios(samples, names, 0)
    return {"table": title, "rows": [
        {"server": n, "per_second": median(samples[n], 0), "ratio": rate[n]}
        for n in names]}


def with_server(args, name, run):
    server = Server(args, name)
    try:
        return run(server)
    finally:
        server.stop()


def udp_tables(args):
    names = [n for n in ("recvfrom", "ws2 udp", "ws2 udp rio",
                         "ws2 udp blocking")
             if have(args, n)]
    for window in (1, 16, 64):
        yield rate_table(args, f"UDP, 64 bytes, {window} under way", names,
                         lambda n, w=window: with_server(
                             args, n, lambda s: load(
                                 args, 1, "udpgen", s.port, 64, args.seconds,
                                 w, args.seconds / 4)))


def events_table(args):
    """50 sockets are active, whatever their number is."""
    return rate_table(args, "network events, 50 of so many sockets active",
                      [f"{n} sockets" for n in SOCKETS],
                      lambda name: load(args, 0, "netevents",
                                        name.split()[0], args.seconds))


def accept_table(args):
    names = [n for n in TCP if have(args, n) and n != "blocking"]
    return rate_table(args, "connect, echo one byte, close; 32 under way",
                      names, lambda n: with_server(
                          args, n, lambda s: load(
                              args, 1, "connrate", "127.0.0.1", s.port,
                              args.seconds, 32, args.seconds / 4)))


def idle_table(args):
    """Each has 4 KiB to receive into where it wants a buffer for each."""
    rows = []
    for name, extra in MEMORY.items():
        if not have(args, name):
            continue
        server = Server(args, name, extra)
        try:
            per = load(args, 1, "idle", "127.0.0.1", server.port, args.idle,
                       server.process.pid)[1]
        finally:
            server.stop()
        rows.append({"server": name,
                     "bytes": per - (4096 if extra else 0)})
    return {"table": f"memory for each of {args.idle} connections, "
                     "buffers apart", "rows": rows}


def calls_table(args):
    """System calls for a message, as perf counts them."""
    rows = []
    for name in TCP:
        if not have(args, name) or name in ("wine", "blocking"):
            continue
        server = Server(args, name)
        generator = subprocess.Popen(pinned(1, [
            os.path.join(args.build, "loadgen"), "127.0.0.1", str(server.port),
            "64", "64", "3", "1", "0.5"]), stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        perf = subprocess.run(
            ["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p",
             str(server.process.pid), "--", "sleep", "2"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            check=False)
        out = generator.communicate()[0].strip().splitlines()
        server.stop()
        count = [line.split(",")[0] for line in perf.stderr.splitlines()
                 if "raw_syscalls" in line]
        if count and count[0].isdigit() and out:
            rate = float(out[-1].split()[1])
            rows.append({"server": name, "calls": int(count[0]) / 2 / rate})
    return {"table": "system calls for a message, 64 connections of 64 bytes",
            "rows": rows}


def post_table(args):
    out = subprocess.run(pinned(0, [os.path.join(args.build, "postget")]),
                         stdout=subprocess.PIPE, text=True, check=True)
    return {"table": "PostQueuedCompletionStatus + GetQueuedCompletionStatus",
            "rows": [{"server": "ws2", "ns": float(out.stdout)}]}


def spread(q):
    return f"{q[1]:7.3f} {q[0]:6.3f}..{q[2]:.3f}"


def heading(table):
    return table["table"] + (f", {table['connections']} x {table['size']} bytes"
                             if "size" in table else "")


def show(table):
    print(f"\n{heading(table)}")
    if not table["rows"]:
        print("  nothing could be measured")
    for r in table["rows"]:
        line = f"  {r['server']:16}"
        if "per_second" in r:
            line += f" {r['per_second']:10.0f}/s  {spread(r['ratio'])}"
        if "cpu_ratio" in r:
            line += (f"   CPU {spread(r['cpu_ratio'])}"
                     f"   p50 {r['p50_us']:7.1f} p99 {r['p99_us']:8.1f} us")
        for key, unit in (("bytes", "bytes"), ("calls", "calls"),
                          ("ns", "ns")):
            if key in r:
                line += f" {r[key]:10.2f} {unit}"
        print(line)
    sys.stdout.flush()


def plot(tables, path):
    """Rates as bars, table by table, with the quartiles as a line."""
    left, unit, line = 150, 260, 16
    out, y = [], 30

    def text(x, words, weight="normal"):
        out.append(f'<text x="{x}" y="{y + 12}" font-weight="{weight}">'
                   f'{words}</text>')

    for table in tables:
        rows = [r for r in table["rows"] if "ratio" in r]
        if not rows:
            continue
        text(10, heading(table), "bold")
        y += line + 4
        for r in rows:
            low, mid, high = (min(v, 3.4) * unit for v in r["ratio"])
            colour = "#d33" if r["server"].startswith("ws2") else "#8ab"
            text(10, r["server"])
            out.append(f'<rect x="{left}" y="{y + 2}" width="{mid:.0f}" '
                       f'height="{line - 4}" fill="{colour}"/>'
                       f'<line x1="{left + low:.0f}" x2="{left + high:.0f}" '
                       f'y1="{y + 8}" y2="{y + 8}" stroke="#000"/>')
            text(left + int(max(mid, high)) + 6, f"{r['ratio'][1]:.2f}")
            y += line
        y += 10
    width = left + int(3.4 * unit) + 50
    with open(path, "w") as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
                f'height="{y}" font-family="sans-serif" font-size="11">\n'
                '<rect width="100%" height="100%" fill="#fff"/>\n'
                '<text x="10" y="18">rates, relative to the first row of each '
                f'table (more is better); {machine()}</text>\n'
                f'<line x1="{left + unit}" x2="{left + unit}" y1="30" '
                f'y2="{y}" stroke="#bbb"/>\n' + "\n".join(out) + "\n</svg>\n")


def machine():
    model = ""
    with open("/proc/cpuinfo") as f:
        for line in f:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return (f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {model}, "
            f"{os.cpu_count()} CPUs, Linux {platform.release()}, "
            f"load {os.getloadavg()[0]:.2f} at the start")


def measure(args):
    for title, (names, loads, cpu) in TABLES.items():
        if title not in args.only:
            continue
        names = [n for n in names if have(args, n)]
        for connections, size in loads:
            yield tcp_table(args, title, names, connections, size, cpu)
    if "udp" in args.only:
        yield from udp_tables(args)
    for name, run in (("events", events_table), ("accept", accept_table),
                      ("idle", idle_table),
                      ("calls", calls_table), ("post", post_table)):
        if name in args.only and \
                (name != "calls" or shutil.which("perf") is not None):
            yield run(args)


def main():
    every = list(TABLES) + OTHER
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="directory with the programs")
    parser.add_argument("--only", default=",".join(every),
                        help="tables, of: " + ", ".join(every))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--idle", type=int, default=5000)
    parser.add_argument("--wine", action="store_true",
                        help="the same source under Wine, too")
    parser.add_argument("--quick", action="store_true",
                        help="whether all can be measured, not how fast")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plot", metavar="FILE", help="draws an SVG of the rates")
    args = parser.parse_args()
    args.only = args.only.split(",")
    if args.quick:
        args.rounds, args.seconds, args.idle = 1, 0.1, 50
        args.only = ["tcp", "udp", "events", "accept", "post"]
    if os.cpu_count() < 2:
        sys.exit("two processors are needed")
    if not args.json:
        print(f"servers under load, ratios to the first of each table\n{machine()}\n"
              f"{args.rounds} rounds of {args.seconds} s each; "
              "median, and quartiles")
    tables = []
    for table in measure(args):
        tables.append(table)
        if not args.json:
            show(table)
    if args.json:
        json.dump({"machine": machine(), "tables": tables}, sys.stdout)
    if args.plot:
        plot(tables, args.plot)


main()
