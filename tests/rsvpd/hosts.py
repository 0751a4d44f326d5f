# SPDX-License-Identifier: MIT
"""Hosts as network namespaces, agents in them, and programs that a test speaks
for (say.c). Everything runs in a user namespace of its own."""
import collections
import os
import re
import select
import signal
import subprocess
import sys
import time

BIN = os.environ["WS2_BIN"]
PATIENCE = 10.0  # seconds; what takes that long does not come


def run(*command):
    subprocess.run(command, check=True)


def enter():
    """Runs the program again, in namespaces where everything is allowed; exit
    status 77 where that is forbidden."""
    if os.environ.get("RSVPD_INSIDE"):
        return
    inside = ["unshare", "-Urnm", "sh", "-c", "mount -t tmpfs none /run && "
              "mkdir -p /run/netns && ip netns add probe && ip netns del probe"]
    if subprocess.run(inside, stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: no namespaces here (unshare -Urnm, ip netns)")
        sys.exit(77)
    os.environ["RSVPD_INSIDE"] = "1"
    script = 'mount -t tmpfs none /run && mkdir -p /run/netns && exec "$@"'
    os.execvp("unshare", ["unshare", "-Urnm", "sh", "-c", script, "sh",
                          sys.executable] + sys.argv)


class Lines:
    """A process whose output comes in lines."""

    def __init__(self, process, stream, name):
        self.process, self.stream, self.name = process, stream, name
        self.rest = b""
        self.lines = collections.deque()
        self.seen = []
        os.set_blocking(stream.fileno(), False)

    def _fill(self, timeout):
        if not select.select([self.stream], [], [], max(timeout, 0))[0]:
            return False
        data = os.read(self.stream.fileno(), 65536)
        if not data:
            return False
        self.rest += data
        *whole, self.rest = self.rest.split(b"\n")
        for line in whole:
            self.lines.append(line.decode())
            self.seen.append(line.decode())
        return True

    def expect(self, pattern, patience=PATIENCE, never=None):
        """The next line with the pattern in it; those before are skipped, but
        none may have `never` in it."""
        end = time.monotonic() + patience
        while True:
            while self.lines:
                line = self.lines.popleft()
                if never and re.search(never, line):
                    raise AssertionError(f"{self.name}: {line!r} came")
                found = re.search(pattern, line)
                if found:
                    return found
            if not self._fill(end - time.monotonic()):
                if time.monotonic() >= end or self.process.poll() is not None:
                    raise AssertionError(
                        f"{self.name}: {pattern!r} did not come; it said:\n  "
                        + "\n  ".join(self.seen[-30:]))

    def quiet(self, pattern, seconds):
        """For that long no line has the pattern in it."""
        end = time.monotonic() + seconds
        while True:
            while self.lines:
                line = self.lines.popleft()
                if re.search(pattern, line):
                    raise AssertionError(f"{self.name}: {line!r} came")
            if not self._fill(end - time.monotonic()):
                if time.monotonic() >= end:
                    return


class Program(Lines):
    def __init__(self, host):
        process = subprocess.Popen(
            host.prefix() + [os.path.join(BIN, "rsvpd-say")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        super().__init__(process, process.stdout, host.name)
        self.expect("^hello$")

    def say(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def set(self, flow, text, code=0):
        self.say(f"set {flow} {text}")
        return self.expect(rf"^done {flow} {code} (\d+) (\d+)")

    def event(self, flow, code, more="", **keys):
        return self.expect(rf"^change {flow} {code} .*{more}", **keys)

    def show(self):
        """What ws2 qos show is told, as (word, {name: value})."""
        self.say("show")
        rows = []
        while True:
            line = self.expect("^shown (.*)").group(1)
            if line == "end":
                return rows
            word, *fields = line.split("\t")
            if word:
                rows.append((word, dict(f.split("=", 1) for f in fields)))

    def rows(self, word):
        return [fields for name, fields in self.show() if name == word]

    def wait_rows(self, word, count, patience=PATIENCE):
        end = time.monotonic() + patience
        while True:
            rows = self.rows(word)
            if len(rows) == count:
                return rows
            if time.monotonic() > end:
                raise AssertionError(f"{self.name}: {word}: {rows}")
            select.select([], [], [], 0.02)

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait(PATIENCE)
        self.process.stdout.close()


class Peer(Lines):
    """rsvp-peer in an agent's place, told line by line."""

    def __init__(self, host, *options):
        process = subprocess.Popen(
            host.prefix() + [os.path.join(BIN, "rsvp-peer"), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        super().__init__(process, process.stdout, f"peer {host.name}")
        self.do()

    def begin(self, text):
        """A command that a later do() waits for."""
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def do(self, *commands):
        """They have to succeed; then this returns what was received."""
        for command in commands:
            self.begin(command)
        self.begin("say done")
        start = len(self.seen)
        self.expect("^done$", patience=6 * PATIENCE)
        return [line for line in self.seen[start:] if line.startswith("got ")]

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(PATIENCE)
        self.process.stdout.close()


class Wire:
    """What the agents of a test send, for tshark, which is none of ours."""

    def __init__(self, name):
        self.name = os.path.join(os.environ["RSVPD_WORK"], name)
        self.files, self.running = [], []

    def look(self, at):
        for host in at:
            file = f"{self.name}-{len(self.files)}.pcap"
            process = subprocess.Popen(
                host.prefix() + [os.path.join(BIN, "rsvp-capture"), "-o", file],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            if process.stdout.readline() != b"ready\n":
                raise AssertionError("rsvp-capture did not start")
            self.files.append(file)
            self.running.append(process)

    def stop(self):
        for process in self.running:
            process.stdin.close()
            if process.wait(PATIENCE) != 0:
                raise AssertionError("rsvp-capture failed")
            process.stdout.close()
        self.running = []

    def _merge(self):
        whole = f"{self.name}.pcap"
        with open(whole, "wb") as out:
            for i, name in enumerate(self.files):
                with open(name, "rb") as f:
                    data = f.read()
                out.write(data[24:] if i else data)  # one header
                os.remove(name)
        return whole

    def check(self, types):
        """Of each type there has to be a message, if all tests were run."""
        if any("." in argument for argument in sys.argv[1:]):
            types = ""
        check = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             os.pardir, "rsvp", "tshark-check")
        done = subprocess.run([check, "clean", self._merge(), *types],
                              stdout=subprocess.PIPE, text=True)
        print(done.stdout, end="", file=sys.stderr)
        if done.returncode not in (0, 77):
            raise AssertionError(f"{self.name}.pcap: tshark complains")


class Agent:
    def __init__(self, host, *options, refresh=200):
        ready, tell = os.pipe()
        os.set_inheritable(tell, True)
        self.log = open(os.path.join(os.environ["RSVPD_WORK"],
                                     f"{host.name}.log"), "ab")
        command = [os.path.join(BIN, "ws2-rsvpd"), "--foreground", "--refresh",
                   str(refresh), "--log", "debug", "--ready", str(tell),
                   *options]
        self.process = subprocess.Popen(host.prefix() + command,
                                        close_fds=False, stderr=self.log)
        os.close(tell)
        if not select.select([ready], [], [], PATIENCE)[0] or \
                os.read(ready, 1) != b"\0":
            raise AssertionError(f"{host.name}: the agent did not start")
        os.close(ready)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self):
        """As systemd does; it has to end well."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self.log.close()
        if status != 0:
            raise AssertionError(f"{self.log.name}: exit status {status}")

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def descriptors(self):
        """How many are open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def ticks(self):
        """Processor time, in hundredths of a second."""
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def memory(self):
        """Resident, in kB."""
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1))


class Host:
    def __init__(self, name, privileged=True):
        self.name, self.privileged = name, privileged
        run("ip", "netns", "add", name)
        self.ip("link", "set", "lo", "up")

    def prefix(self):
        drop = [] if self.privileged else [
            "setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
        return ["ip", "netns", "exec", self.name] + drop

    def ip(self, *arguments):
        run("ip", "-n", self.name, *arguments)

    def is_up(self, interface):
        shown = subprocess.run(
            ["ip", "-n", self.name, "-o", "link", "show", interface],
            check=True, stdout=subprocess.PIPE, text=True).stdout
        return "state UP" in shown

    def remove(self):
        run("ip", "netns", "del", self.name)


class Script:
    """A piece of Python on a host, which says a line when it has begun and
    stays until it is closed."""

    def __init__(self, host, code, *arguments):
        self.process = subprocess.Popen(
            host.prefix() + [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"ready\n":
            self.close()
            raise AssertionError(f"{host.name}: a script did not begin")

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def link(a, b, name, net4, net6):
    """A cable: interface NAME at both ends, hosts 1 and 2 of each network."""
    a.ip("link", "add", name, "type", "veth", "peer", "name", name, "netns",
         b.name)
    for host, number in ((a, 1), (b, 2)):
        host.ip("addr", "add", f"{net4}.{number}/24", "dev", name)
        host.ip("addr", "add", f"{net6}::{number}/64", "dev", name, "nodad")
        host.ip("link", "set", name, "up")
    while not (a.is_up(name) and b.is_up(name)):
        pass  # what is sent before that is lost


class Line:
    """A – R – B: two hosts and a router between them."""

    def __init__(self, **privileged):
        self.a, self.r, self.b = (
            Host(name, privileged.get(name, True)) for name in "arb")
        link(self.a, self.r, "ar", "10.0.1", "fd00:1")
        link(self.r, self.b, "rb", "10.0.2", "fd00:2")
        self.a.ip("route", "add", "default", "via", "10.0.1.2")
        self.b.ip("route", "add", "default", "via", "10.0.2.1")
        self.a.ip("-6", "route", "add", "default", "via", "fd00:1::2")
        self.b.ip("-6", "route", "add", "default", "via", "fd00:2::1")
        run("ip", "netns", "exec", "r", "sh", "-c",
            "echo 1 >/proc/sys/net/ipv4/ip_forward && "
            "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding")
        self.hosts = (self.a, self.r, self.b)

    def remove(self):
        for host in self.hosts:
            host.remove()
