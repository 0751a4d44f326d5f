#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What one agent stands: programs that lie, starve or crowd it, packets of any
kind, and the machine it runs on."""
import os
import resource
import select
import subprocess
import sys
import time
import unittest

import hosts

hosts.enter()

SEND = "local=10.0.1.1,5000 peer=10.0.1.2,6000 connected=1 sends=1 "


class HostTest(unittest.TestCase):
    options = ()
    privileged = True

    def setUp(self):
        self.a = hosts.Host("a", self.privileged)
        self.b = hosts.Host("b")
        hosts.link(self.a, self.b, "ab", "10.0.1", "fd00:1")
        self.open, self.agents = [], []
        self.agent = self.start(self.a, *self.options)

    def start(self, host, *options, **keys):
        agent = hosts.Agent(host, *options, **keys)
        self.agents.append(agent)
        return agent

    def tearDown(self):
        for program in self.open:
            program.close()
        for agent in self.agents:
            agent.stop()
        for host in self.a, self.b:
            host.remove()

    def program(self, host=None):
        program = hosts.Program(host or self.a)
        self.open.append(program)
        return program


class Programs(HostTest):
    def test_nonsense_ends_the_connection(self):
        for message in ("00", "ff" * 8, "02000000" + "01000000" + "00" * 500,
                        "01000000" + "00000000" + "02000000" + "00000000",
                        "63000000" + "00000000", "06000000" + "01000000"):
            p = self.program()
            p.say("raw " + message)
            p.expect("^closed")
        self.program().rows("agent")

    def test_before_hello_nothing_is_heard(self):
        code = ("import socket,sys\n"
                "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
                "s.connect('\\0ws2-rsvpd')\n"
                "s.send(bytes([6,0,0,0, 0,0,0,0]))\n"
                "sys.exit(len(s.recv(100)))")
        subprocess.run(self.a.prefix() + [sys.executable, "-c", code],
                       check=True)

    def test_descriptors_do_not_stay(self):
        code = ("import array,socket,struct\n"
                "hello = struct.pack('4I', 1, 0, 1, 0)\n"
                "for turn in range(60):\n"
                "    for message in b'', b'nonsense', hello:\n"
                "        s = socket.socket(socket.AF_UNIX, "
                "socket.SOCK_SEQPACKET)\n"
                "        s.connect('\\0ws2-rsvpd')\n"
                "        s.sendmsg([message], [(socket.SOL_SOCKET, "
                "socket.SCM_RIGHTS, array.array('i', [0] * (1 + turn)))])\n"
                "        s.recv(100)\n"
                "        s.close()")
        p = self.program()
        p.rows("agent")
        before = self.agent.descriptors()
        subprocess.run(self.a.prefix() + [sys.executable, "-c", code],
                       check=True)
        while int(p.rows("agent")[0]["programs"]) > 1:
            pass
        self.assertEqual(self.agent.descriptors(), before)

    CONNECTS = ("import socket, sys\n"
                "def one():\n"
                "    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
                "    s.connect('\\0ws2-rsvpd')\n"
                "    return s\n"
                "all = [one() for i in range(int(sys.argv[1]))]\n"
                "print('ready', flush=True)\n"
                "sys.stdin.read()")

    def test_without_descriptors_it_does_not_turn(self):
        resource.prlimit(self.agent.process.pid, resource.RLIMIT_NOFILE,
                         (30, 30))
        crowd = hosts.Script(self.a, self.CONNECTS, "60")
        before = self.agent.ticks()
        select.select([], [], [], 1)
        ticks = self.agent.ticks() - before
        crowd.close()
        self.assertLess(ticks, 20)
        self.program().rows("agent")

    def test_a_user_has_so_many_connections(self):
        p = self.program()
        crowd = hosts.Script(self.a, "import resource\n"
                             "resource.setrlimit(resource.RLIMIT_NOFILE, "
                             "(1500, 1500))\n" + self.CONNECTS, "1100")
        end = time.monotonic() + hosts.PATIENCE  # some may wait to be let in
        most = 0
        while most < 1024 and time.monotonic() < end:
            most = int(p.rows("agent")[0]["programs"])
        for turn in range(100):
            most = max(most, int(p.rows("agent")[0]["programs"]))
        crowd.close()
        self.assertEqual(most, 1024)
        self.program().rows("agent")

    def test_who_does_not_read_is_dropped(self):
        p = self.program()
        p.say("sleepless")
        for turn in range(30000):
            try:
                p.say("set 1 " + SEND + f"send=2,{turn + 1},2000")
            except BrokenPipeError:
                break
        else:
            self.fail("it was never dropped")
        self.assertLess(self.agent.memory(), 60000)
        self.program().wait_rows("path", 0)

    def test_who_says_too_much_has_to_wait(self):
        start = time.monotonic()
        p = self.program()
        others = self.program()
        p.say("flood 25000")
        others.set(1, SEND + "send=2,50000,2000")
        p.set(1, SEND + "local=10.0.1.1,5001 send=2,50000,2000")
        self.assertGreater(time.monotonic() - start, 0.9)

    def test_large_requests_have_a_bound(self):
        p = self.program()
        for turn in range(2):  # what is given back counts no more
            for flow in range(1, 300):
                p.say(f"set {flow} local=10.0.1.1,1 policy=60000")
                code = p.expect(rf"^done {flow} (\d+)").group(1)
                if code != "0":
                    break
            self.assertEqual((flow, code), (140, "11015"))
            p.set(1, "", code=11015)
            for flow in range(1, 140):
                p.say(f"end {flow}")

    def test_flows_end_with_their_program(self):
        p = self.program()
        for flow in range(1, 2000):
            p.say(f"set {flow} local=10.0.1.1,{flow} peer=10.0.1.2,{flow} "
                  "connected=1 sends=1 send=2,10,2000")
            p.expect(f"^done {flow} 0")
        q = self.program()
        self.assertEqual(len(q.rows("path")), 1999)
        p.process.kill()
        q.wait_rows("path", 0)

    def test_requests_replace_one_another(self):
        p = self.program()
        p.set(1, SEND + "send=2,50000,2000")
        self.assertEqual(p.rows("path")[0]["rate"], "50000")
        p.set(1, "send=2,40000,2000")
        self.assertEqual(p.rows("path")[0]["rate"], "40000")
        p.say("moved 1 peer=10.0.1.2,6001")
        self.assertEqual(p.rows("path")[0]["session"], "udp:10.0.1.2:6001")
        p.set(1, "send=1")
        self.assertEqual(p.rows("path"), [])

    def test_one_that_fails_changes_nothing(self):
        p = self.program()
        p.set(1, SEND + "send=2,50000,2000")
        p.set(2, SEND + "send=2,40000,2000", code=11015)
        p.set(1, "peer=10.0.1.1,7000", code=11015)
        self.assertEqual([(r["session"], r["rate"]) for r in p.rows("path")],
                         [("udp:10.0.1.2:6000", "50000")])

    def test_nobody_speaks_for_another_machine(self):
        p = self.program()
        p.set(1, "local=10.0.1.9,5000 peer=10.0.1.2,6000 connected=1 sends=1 "
                 "receives=1 send=2,50000,2000 recv=2,50000,2000")
        self.assertEqual((p.rows("path"), int(p.rows("agent")[0]["sessions"])),
                         ([], 0))
        self.a.ip("addr", "add", "10.0.1.9/24", "dev", "ab")
        p.wait_rows("path", 1)
        self.assertEqual(int(p.rows("agent")[0]["sessions"]), 2)
        self.a.ip("addr", "del", "10.0.1.9/24", "dev", "ab")
        p.wait_rows("path", 0)

    def test_loopback_is_refused(self):
        p = self.program()
        done = p.set(1, "local=10.0.1.1,5000 peer=10.0.1.1,6000 connected=1 "
                        "sends=1 send=2,50000,2000", code=11015)
        self.assertEqual(done.groups(), ("56400", "56835"))

    def test_questions(self):
        p = self.program()
        p.set(1, SEND + "send=2,50000,2000")
        for question, answer in ((50001, 1), (50002, 1), (50003, 10000000),
                                 (50004, 1), (50005, 1), (50006, 4294967295)):
            p.say(f"ask 1 {question}")
            p.expect(f"^answer 1 {answer}$")


class Local(HostTest):
    """Flows that are not signalled."""
    options = ("--budget", "ab=100000")
    LOCAL = "send=0x40000002,"

    def test_admitted_at_once(self):
        p = self.program()
        p.set(1, SEND + self.LOCAL + "60000,2000")
        self.assertEqual(p.rows("path"), [])
        row = [i for i in p.rows("interface") if i["name"] == "ab"][0]
        self.assertEqual(row["used"], "60000")
        self.assertEqual(p.rows("class")[0]["rate"], "60000")
        done = p.set(2, SEND + "local=10.0.1.1,5001 " + self.LOCAL
                     + "60000,2000", code=11010)
        self.assertEqual(done.groups(), ("56100", "56103"))
        p.say("end 1")
        p.set(2, "")
        self.assertIn("reserved=1 by_agent=1", "\n".join(p.seen))

    def test_an_interface_has_room_for_two_thousand_flows(self):
        p = self.program()
        for flow in range(1, 2002):
            p.say(f"set {flow} local=10.0.1.1,{flow} peer=10.0.1.2,6000 "
                  f"connected=1 sends=1 {self.LOCAL}10,2000")
            done = p.expect(rf"^done {flow} (\d+) (\d+)").group(1)
            self.assertEqual(done, "0" if flow <= 2000 else "11014")
        self.assertEqual(len(p.rows("class")), 2000)
        p.say("end 7")
        p.set(2001, "")

    def test_no_traffic_control(self):
        p = self.program()
        p.set(1, SEND + "send=0xc1000002,60000,2000")
        self.assertEqual(p.rows("class"), [])


class Unprivileged(HostTest):
    privileged = False

    def test_goes_without_classes(self):
        a, b = self.program(), None
        self.start(self.b)
        b = self.program(self.b)
        b.set(1, "local=10.0.1.2,6000 receives=1 recv=2,0xffffffff")
        a.set(1, SEND + "send=2,50000,2000")
        a.event(1, 11005)
        agent = a.rows("agent")[0]
        self.assertEqual((agent["raw4"], agent["raw6"]), ("0", "0"))
        self.assertIn("reserved=1 by_agent=0", "\n".join(a.seen))
        a.say("ask 1 50004")
        a.expect("^answer 1 0$")

    def test_strict_refuses(self):
        self.agent.stop()
        self.agents = []
        self.start(self.a, "--strict")
        done = self.program().set(1, SEND + "send=2,50000,2000", code=11014)
        self.assertEqual(done.group(1), "56500")


class Foreign(HostTest):
    def test_qdisc_of_somebody_else(self):
        hosts.run(*self.a.prefix(), "tc", "qdisc", "add", "dev", "ab", "root",
                  "tbf", "rate", "1mbit", "burst", "16kb", "limit", "64kb")
        done = self.program().set(1, SEND + "send=2,50000,2000", code=11014)
        self.assertEqual(done.groups(), ("56500", "56506"))

    def test_leftovers_go(self):
        p = self.program()
        p.set(1, SEND + "send=0x40000002,60000,2000")
        self.agent.kill()
        self.agents = []
        shown = [*self.a.prefix(), "tc", "qdisc", "show", "dev", "ab"]
        self.assertIn("5732:", subprocess.check_output(shown, text=True))
        self.start(self.a)
        self.assertNotIn("5732:", subprocess.check_output(shown, text=True))


GARBAGE = r"""
import random, socket, struct, sys
random.seed(int(sys.argv[1]))
to, raw = sys.argv[2], sys.argv[3] == "raw"
if raw:
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 46)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, bytes([0x94, 4, 0, 0]))
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def checksum(m):
    total = sum(struct.unpack(f"!{len(m) // 2}H", m))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff
def obj(number, ctype, body):
    return struct.pack("!HBB", 4 + len(body), number, ctype) + body
def path(port, source, r=200):
    own = socket.inet_aton("10.0.1.2")
    tspec = struct.pack("!HHBBHBBHfffII", 0, 7, 1, 0, 6, 127, 0, 5, 1000.0,
                        2000.0, float("inf"), 128, 1500)
    body = (obj(1, 1, socket.inet_aton("10.0.1.1") + struct.pack("!BBH", 17, 0, port))
            + obj(3, 1, own + bytes(4)) + obj(5, 1, struct.pack("!I", r))
            + obj(11, 1, own + struct.pack("!HH", 0, source))
            + obj(12, 2, tspec))
    m = struct.pack("!BBHBBH", 0x10, 1, 0, 64, 0, 8 + len(body)) + body
    return m[:2] + struct.pack("!H", checksum(m)) + m[4:]
def put(m):
    while True:
        try:
            return s.sendto(m, (to, 0 if raw else 1698))
        except OSError:
            pass
mode = sys.argv[4]
for i in range(int(sys.argv[5])):
    if mode == "noise":
        put(bytes(random.randrange(256) for _ in range(random.randrange(200))))
    elif mode == "bent":
        m = bytearray(path(1 + i % 60000, 5000))
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(m))
            if not 36 <= at < 40: # how long it lives
                m[at] = random.randrange(256)
        m[2:4] = b"\0\0"
        put(bytes(m))
    elif mode == "sessions":
        put(path(1 + i, 5000))
    elif mode == "replay":
        put(path(4711, 5000))
"""


class Crowd(HostTest):
    options = ("--log", "error")

    def flood(self, mode, count, how="raw"):
        subprocess.run(self.b.prefix() + [sys.executable, "-c", GARBAGE, "1",
                                          "10.0.1.1", how, mode, str(count)],
                       check=True)

    def count(self, name):
        return int(self.watcher.rows("agent")[0][name])

    def wait(self, name, enough):
        end = time.monotonic() + hosts.PATIENCE
        while not enough(self.count(name)):
            if time.monotonic() > end:
                self.fail(f"{name} is {self.count(name)}")
            select.select([], [], [], 0.02)

    def flood_until(self, mode, name, most):
        """A slow agent's socket is full at times, and packets are lost."""
        end = time.monotonic() + 3 * hosts.PATIENCE
        while self.count(name) <= most:
            if time.monotonic() > end:
                self.fail(f"{name} is {self.count(name)}")
            self.flood(mode, 2000)

    def setUp(self):
        super().setUp()
        self.watcher = self.program()

    def test_noise(self):
        for how in "raw", "udp":
            self.flood("noise", 3000, how)
            self.flood("bent", 5000, how)
        self.flood_until("noise", "unread", 3000)
        self.wait("sessions", lambda n: n == 0)
        self.assertLess(self.agent.memory(), 60000)

    def test_replays(self):
        self.flood_until("replay", "received", 10000)
        self.assertLessEqual(self.count("sessions"), 1)
        self.wait("sessions", lambda n: n == 0)

    def test_programs_are_served_meanwhile(self):
        noise = subprocess.Popen(
            self.b.prefix() + [sys.executable, "-c", GARBAGE, "1", "10.0.1.1",
                               "raw", "sessions", "60000"])
        p = self.program()
        for turn in range(1, 50):
            p.set(1, SEND + f"send=2,{turn},2000")
        noise.kill()
        noise.wait()


class Starting(unittest.TestCase):
    def setUp(self):
        self.host = hosts.Host("a")

    def tearDown(self):
        self.host.remove()

    def command(self, *options):
        return self.host.prefix() + [os.path.join(hosts.BIN, "ws2-rsvpd"),
                                     *options]

    def test_one_of_many_is_the_agent(self):
        many = [subprocess.Popen(self.command("--on-demand", "--foreground",
                                              "--idle", "1"))
                for _ in range(10)]
        statuses = [p.wait(hosts.PATIENCE) for p in many]
        self.assertEqual(statuses, [0] * 10)

    def test_another_is_told(self):
        agent = hosts.Agent(self.host)
        other = subprocess.run(self.command("--foreground"),
                               capture_output=True, text=True)
        self.assertEqual(other.returncode, 1)
        self.assertIn("another agent", other.stderr)
        agent.stop()

    def test_idle_one_ends_when_its_programs_have(self):
        agent = hosts.Agent(self.host, "--on-demand", "--idle", "1")
        p = hosts.Program(self.host)
        p.quiet("^closed", 2)
        p.rows("agent")
        self.assertIsNone(agent.process.poll())
        p.close()
        agent.process.wait(hosts.PATIENCE)
        agent.stop()

    def test_background(self):
        read, write = os.pipe()
        os.set_inheritable(write, True)
        started = subprocess.run(
            self.command("--on-demand", "--idle", "0", "--ready", str(write)),
            close_fds=False)
        os.close(write)
        self.assertEqual(started.returncode, 0)
        self.assertEqual(os.read(read, 2), b"\0")
        self.assertEqual(os.read(read, 2), b"")
        os.close(read)

    def test_command_lines(self):
        for line, status in ((["--help"], 0), (["--version"], 0),
                             (["--refresh", "fast"], 2), (["--refresh", "1"], 2),
                             (["--budget", "lo"], 2), (["--budget", "=1"], 2),
                             (["--budget", "lo=-1"], 2), (["--log", "all"], 2),
                             (["--trust", "10.0.0.0/33"], 2),
                             (["--trust", "me"], 2), (["--what"], 2),
                             (["more"], 2), (["--first-hop", ""], 2),
                             (["--config", "/nowhere/at/all"], 1)):
            result = subprocess.run(self.command("--foreground", *line),
                                    capture_output=True, text=True)
            self.assertEqual(result.returncode, status, line)
            self.assertTrue(result.stdout if status == 0 else result.stderr)

    def test_bad_policy_file(self):
        name = os.path.join(os.environ["RSVPD_WORK"], "policy")
        with open(name, "w") as f:
            f.write("rule everywhere\n")
        result = subprocess.run(self.command("--foreground", "--config", name),
                                capture_output=True, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"{name}:1: ", result.stderr)
        # Read again, it changes nothing.
        with open(name, "w") as f:
            f.write("interface lo capacity 1000000 reservable 50\n")
        agent = hosts.Agent(self.host, "--config", name)
        with open(name, "w") as f:
            f.write("interface lo\nnonsense\n")
        agent.hang_up()
        p = hosts.Program(self.host)
        self.assertEqual(p.rows("interface")[0]["reservable"], "500000")
        p.close()
        agent.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
