#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent between hosts: A sends, R routes, B receives."""
import json
import os
import re
import subprocess
import sys
import time
import unittest

import hosts

hosts.enter()

FOUR = {"a": "10.0.1.1", "b": "10.0.2.2", "any": "0.0.0.0"}
SIX = {"a": "fd00:1::1", "b": "fd00:2::2", "any": "::"}
LIFE = 0.2 * 5.25  # of a state with R = 200 ms


class LineTest(unittest.TestCase):
    options = {}
    types = ""  # of messages that these tests make

    @classmethod
    def setUpClass(cls):
        cls.wire = hosts.Wire(cls.__name__)

    @classmethod
    def tearDownClass(cls):
        cls.wire.check(cls.types)

    def setUp(self):
        self.line = hosts.Line()
        self.wire.look(self.line.hosts)
        self.agents = {h.name: hosts.Agent(h, *self.options.get(h.name, ()))
                       for h in self.line.hosts}
        self.open = []

    def tearDown(self):
        for program in self.open:
            program.close()
        for agent in self.agents.values():
            agent.stop()
        self.wire.stop()
        self.line.remove()

    def program(self, host):
        program = hosts.Program(getattr(self.line, host))
        self.open.append(program)
        return program

    def sender(self, where=FOUR, more=""):
        p = self.program("a")
        p.set(1, f"local={where['a']},5000 peer={where['b']},6000 connected=1 "
                 f"sends=1 send=2,50000,2000 {more}")
        return p

    def receiver(self, where=FOUR, more="recv=2,0xffffffff"):
        p = self.program("b")
        p.set(1, f"local={where['b']},6000 receives=1 {more}")
        return p


class Signalling(LineTest):
    types = "12567"

    def life(self, where):
        b = self.receiver(where, "recv=2,0xffffffff confirm=1")
        a = self.sender(where)
        b.event(1, 11006, rf"recv=5,50000,2000,.* from={where['a']},5000")
        a.event(1, 11005, "send=2,50000,2000")
        b.event(1, 11009)
        r = self.program("r")
        path, = r.rows("path")
        self.assertEqual((path["interface"], path["form"]), ("rb", "raw"))
        held, = r.rows("held")
        self.assertEqual((held["rate"], held["interface"]), ("50000", "rb"))
        # Refreshes are no news, and a confirmation comes once.
        b.quiet("^change", 2 * LIFE)
        a.quiet("^change", 0)
        a.say("end 1")
        b.event(1, 11007, patience=LIFE / 2)  # by PathTear
        r.wait_rows("held", 0)
        r.wait_rows("path", 0)

    def test_life_ipv4(self):
        self.life(FOUR)

    def test_life_ipv6(self):
        self.life(SIX)

    def test_hops_and_break(self):
        b = self.receiver()
        self.sender()
        b.event(1, 11006, "hops=2 broken=0 mtu=1500")

    def test_router_without_agent_is_seen(self):
        self.agents["r"].stop()
        b = self.receiver()
        a = self.sender()
        b.event(1, 11006, "hops=1 broken=1")
        a.event(1, 11005)

    def test_receiver_ends(self):
        b = self.receiver()
        a = self.sender()
        a.event(1, 11005)
        b.set(1, "recv=0")
        a.event(1, 11008, patience=LIFE / 2)

    def test_receiver_only_watches(self):
        b = self.receiver(more="recv=0x40000002,0xffffffff")
        a = self.sender()
        b.event(1, 11006)
        a.quiet("^change", LIFE)
        b.set(1, "recv=2,0xffffffff")
        a.event(1, 11005)

    def test_change_goes_through(self):
        b = self.receiver(more="recv=2,40000,2000")
        a = self.sender()
        a.event(1, 11005, "send=2,40000,")
        b.set(1, "recv=2,45000,2000")
        a.event(1, 11005, "send=2,45000,")
        self.assertEqual(self.program("r").rows("held")[0]["rate"], "45000")
        a.set(1, "send=2,60000,2000")
        b.event(1, 11006, "recv=5,60000,")

    def test_a_wildcard_that_connects_is_a_fixed_filter(self):
        b = self.receiver(more="recv=2,20000,2000")
        a = self.sender()
        a.event(1, 11005)
        r = self.program("r")
        self.assertEqual(r.rows("held")[0]["style"], "WF")
        b.say(f"moved 1 peer={FOUR['a']},5000 connected=1")
        a.event(1, 11008)
        a.event(1, 11005)
        self.assertEqual(r.rows("held")[0]["style"], "FF")

    def test_what_is_done_to_excess_changes(self):
        self.receiver(more="recv=2,20000,2000")
        a = self.sender()
        a.event(1, 11005)
        shown = self.line.a.prefix() + ["tc", "class", "show", "dev", "ar"]

        def ceiling():
            rows = [row for row in subprocess.check_output(
                shown, text=True).splitlines() if " 5732:10 " in row]
            return re.search(r" ceil (\S+)", rows[0]).group(1)

        self.assertEqual(ceiling(), "10Gbit")  # controlled load borrows
        a.set(1, "sd=1")
        self.assertEqual(ceiling(), "160Kbit")

    def test_explicit_styles(self):
        a = self.sender()
        for port in (5001, 5002):
            a.set(port, f"local={FOUR['a']},{port} peer={FOUR['b']},6000 "
                        "connected=1 sends=1 send=2,30000,2000")
        b = self.receiver(more="recv=2,20000,2000 style=2 "
                          f"from={FOUR['a']},5000 from={FOUR['a']},5001")
        self.assertEqual({a.expect(r"^change (\d+) 11005").group(1)
                          for _ in range(2)}, {"1", "5001"})
        r = self.program("r")
        self.assertEqual(sorted(h["senders"] for h in r.rows("held")),
                         ["10.0.1.1:5000", "10.0.1.1:5001"])
        b.set(1, f"from=- from={FOUR['a']},5001 from={FOUR['a']},5002 style=3")
        # Another style: what was there is torn down first.
        self.assertEqual({a.expect(r"^change (\d+ 1100[58])").group(1)
                          for _ in range(4)},
                         {"1 11008", "5001 11008", "5001 11005", "5002 11005"})
        held, = r.wait_rows("held", 1)
        self.assertEqual((held["style"], held["rate"]), ("SE", "20000"))


class Shown(LineTest):
    """ws2 qos."""

    def ws2(self, *arguments):
        return subprocess.run(
            self.line.r.prefix() + [os.path.join(hosts.BIN, "ws2"), "qos",
                                    *arguments], capture_output=True, text=True)

    def test_nothing_yet(self):
        result = self.ws2("show", "--json")
        shown = json.loads(result.stdout)
        self.assertEqual((shown["paths"], shown["held"]), ([], []))
        self.assertEqual(shown["agent"]["sessions"], 0)
        self.assertEqual({i["name"] for i in shown["interfaces"]},
                         {"lo", "ar", "rb"})

    def test_reservation(self):
        b = self.receiver()
        self.sender().event(1, 11005)
        b.event(1, 11006)
        shown = json.loads(self.ws2("--json").stdout)
        path, = shown["paths"]
        self.assertEqual(path["session"], "udp:10.0.2.2:6000")
        self.assertEqual(path["hop"], "10.0.1.1")
        self.assertEqual((path["rate"], path["peak"]), (50000, None))
        held, = shown["held"]
        self.assertEqual((held["senders"], held["rate"]), ("*", 50000))
        self.assertEqual(shown["classes"][0]["rate"], 50000)
        used = {i["name"]: i["used"] for i in shown["interfaces"]}
        self.assertEqual(used["rb"], 50000)

    def test_table(self):
        self.receiver()
        self.sender().event(1, 11005)
        result = self.ws2()
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        lines = result.stdout.splitlines()
        at = lines.index("Interfaces")
        rows = lines[at + 1:lines.index("", at)]
        self.assertEqual(len(rows), 4)
        # Columns stand below one another: numbers end together.
        ends = {tuple(m.end() for m in re.finditer(r"\S+", row))[1:5]
                for row in rows}
        self.assertEqual(len(ends), 1, rows)

    def test_many_flows(self):
        a = self.program("a")
        for flow in range(1, 3000):
            a.say(f"set {flow} local=10.0.1.1,{flow} peer=10.0.2.2,{flow} "
                  "connected=1 sends=1 send=2,10,2000")
            a.expect(f"^done {flow} 0")
        self.assertEqual(len(a.rows("flow")), 2999)

    def test_nobody_is_there(self):
        self.agents["r"].stop()
        result = self.ws2()
        self.assertEqual(result.returncode, 1)
        self.assertIn("no agent is here", result.stderr)

    def test_usage(self):
        self.assertEqual(self.ws2("hide").returncode, 2)
        self.assertEqual(self.ws2("show", "me").returncode, 2)
        self.assertEqual(self.ws2("--what").returncode, 2)
        self.assertEqual(self.ws2("--help").returncode, 0)


class Failing(LineTest):
    types = "124"
    options = {"a": ("--budget", "ar=100000"), "r": ("--budget", "rb=150000")}

    def test_sender_host_refuses(self):
        b = self.receiver(more="recv=2,120000,2000")
        a = self.sender()
        b.event(1, "11010 56100 56103", "recv=2,120000")
        b.quiet("^change 1 11010", LIFE)  # once, though it is asked again
        a.quiet("^change", 0)

    def test_router_refuses(self):
        b = self.receiver(more="recv=2,200000,2000")
        self.sender()
        b.event(1, "11010 56100 56103")

    def test_rise_that_fails_keeps_the_old(self):
        b = self.receiver(more="recv=2,90000,2000")
        a = self.sender()
        a.event(1, 11005)
        b.set(1, "recv=2,110000,2000")
        b.event(1, "11010 56100 56103")
        a.quiet("^change 1 11008", 2 * LIFE)

    def test_smaller_one_beside_a_refused_one(self):
        a = self.sender()
        small = self.receiver(more="recv=2,50000,2000")
        a.event(1, 11005)
        big = self.program("b")
        big.set(9, f"local={FOUR['b']},6000 receives=1 recv=2,120000,2000")
        big.event(9, "11010 56100 56103")
        small.quiet("^change 1 11010", LIFE)
        a.quiet("^change 1 11008", LIFE)

    def test_packets_are_too_large(self):
        b = self.receiver(more="recv=2,50000,2000,9000")
        self.sender()
        b.event(1, "11010 56100 56104")

    def test_styles_conflict(self):
        self.sender()
        self.receiver().event(1, 11006)
        b = self.program("b")
        b.set(2, f"local={FOUR['b']},6000 receives=1 recv=2,20000,2000 style=3 "
                 f"from={FOUR['a']},5000")
        b.event(2, "11012 56300 56303")


class Policy(LineTest):
    types = "1234"

    def setUp(self):
        self.file = os.path.join(os.environ["RSVPD_WORK"], "policy")
        self.options = {"r": ("--config", self.file)}
        self.write("# nothing is forbidden\n")
        super().setUp()

    def write(self, text):
        with open(self.file, "w") as f:
            f.write(text)

    def test_router_denies_the_receiver(self):
        self.write("rule global unknown recv any deny\n"
                   "rule global unknown send any allow\n")
        self.agents["r"].hang_up()
        b = self.receiver()
        self.sender()
        b.event(1, r"11011 56200 562\d\d")

    def test_router_denies_the_sender(self):
        self.write("rule global unknown send any deny\n")
        self.agents["r"].hang_up()
        a = self.sender()
        a.event(1, r"11011 56200 562\d\d")

    def test_rules_that_come_later(self):
        b = self.receiver()
        a = self.sender()
        a.event(1, 11005)
        self.write("rule global unknown recv any deny\n"
                   "rule global unknown send any allow\n")
        self.agents["r"].hang_up()
        b.event(1, r"11011 56200 562\d\d")
        a.event(1, 11008)


    def restart(self, *options):
        self.agents["r"].stop()
        self.agents["r"] = hosts.Agent(self.line.r, "--config", self.file,
                                       *options)

    def test_names_are_believed_of_neighbours_that_are_trusted(self):
        self.write("rule global user root both any allow\n"
                   "rule global unknown both any deny\n")
        self.restart("--trust", "10.0.1.1", "--trust", "10.0.2.0/24")
        b = self.receiver()
        a = self.sender()
        a.event(1, 11005)
        self.restart("--trust", "10.0.1.1")
        b.event(1, "11011 56200 56250")
        self.restart()
        a.event(1, "11011 56200 56250")

    def test_a_rate_is_too_much(self):
        self.write("rule global user root both any allow rate 30000\n")
        self.restart("--trust", "10.0.0.0/8")
        a = self.sender() # who says 50000; flow rate, of a user
        a.event(1, "11011 56200 56219")

    def test_time_is_over(self):
        self.write("rule global user root send any allow\n"
                   "rule global user root recv any allow duration 1\n")
        self.restart("--trust", "10.0.0.0/8")
        b = self.receiver()
        a = self.sender()
        a.event(1, 11005)
        b.event(1, "11011 56200 56211")
        a.event(1, 11008)


class Dying(LineTest):
    types = "1256"

    def both(self):
        b = self.receiver()
        a = self.sender()
        a.event(1, 11005)
        b.event(1, 11006)
        return a, b

    def test_sender_agent_is_killed(self):
        _, b = self.both()
        start = time.monotonic()
        self.agents["a"].kill()
        b.event(1, 11007, patience=4 * LIFE)
        self.assertGreater(time.monotonic() - start, LIFE / 2)
        self.agents["a"] = hosts.Agent(self.line.a)

    def test_receiver_agent_is_killed(self):
        a, _ = self.both()
        self.agents["b"].kill()
        a.event(1, 11008, patience=4 * LIFE)
        self.agents["b"] = hosts.Agent(self.line.b)

    def test_router_agent_is_killed_and_comes_back(self):
        a, b = self.both()
        self.agents["r"].kill()
        self.agents["r"] = hosts.Agent(self.line.r)
        r = self.program("r")
        r.wait_rows("held", 1)
        self.assertEqual(r.rows("held")[0]["interface"], "rb")
        a.quiet("^change 1 11008", LIFE)
        b.quiet("^change 1 11007", 0)

    def test_agents_that_end_take_leave(self):
        a, b = self.both()
        self.agents["b"].stop()
        a.event(1, 11008, patience=LIFE / 2)
        b.expect("^closed")
        self.agents["b"] = hosts.Agent(self.line.b)

    def test_program_is_killed(self):
        a, b = self.both()
        a.process.kill()
        b.event(1, 11007, patience=LIFE / 2)


# A member of a group, on the interface with an address (IPv6: of that name).
JOIN = """
import socket, struct, sys
group, where = sys.argv[1:]
if ":" in group:
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                 socket.inet_pton(socket.AF_INET6, group)
                 + struct.pack("I", socket.if_nametoindex(where)))
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                 socket.inet_aton(group) + socket.inet_aton(where))
print("ready", flush=True)
sys.stdin.read()
"""

# The kernel's routes for groups (linux/mroute.h): interface 0 to interface 1.
ROUTE = """
import socket, struct, sys
group, source, left, right = sys.argv[1:]
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IGMP)
def option(number, value):
    s.setsockopt(socket.IPPROTO_IP, number, value)
option(200, struct.pack("i", 1))
for number, name in enumerate((left, right)):
    option(202, struct.pack("HBBIiI", number, 8, 1, 0,
                            socket.if_nametoindex(name), 0))
def way(number, ttls):
    option(number, socket.inet_aton(source) + socket.inet_aton(group)
           + struct.pack("H32s2xIIIi", 0, ttls, 0, 0, 0, 0))
way(204, bytes([0, 1]) + bytes(30))
print("ready", flush=True)
sys.stdin.read()
"""


class Group(LineTest):
    """Multicast: from A to who has joined, on its own link and behind R."""
    types = "12567"

    def script(self, host, code, *arguments):
        script = hosts.Script(getattr(self.line, host), code, *arguments)
        self.addCleanup(script.close)

    def send(self, source, group):
        a = self.program("a")
        a.set(1, f"local={source},5000 peer={group},6000 sends=1 "
                 "send=2,50000,2000")
        return a

    def receive(self, host, group, any_addr, more="recv=2,0xffffffff"):
        p = self.program(host)
        p.set(1, f"local={any_addr},6000 peer={group},6000 receives=1 {more}")
        return p

    def neighbour(self, group, source, where, any_addr):
        self.script("r", JOIN, group, where)
        r = self.receive("r", group, any_addr, "recv=2,0xffffffff confirm=1")
        a = self.send(source, group)
        r.event(1, 11006, f"hops=1 broken=0 .*from={source},5000")
        a.event(1, 11005, "send=2,50000")
        r.event(1, 11009)
        held, = a.rows("held")
        self.assertEqual(held["interface"], "ar")
        r.say("end 1")
        a.event(1, 11008, patience=LIFE / 2)
        a.say("end 1")

    def test_neighbour_ipv4(self):
        self.neighbour("239.1.1.1", FOUR["a"], "10.0.1.2", "0.0.0.0")

    def test_neighbour_ipv6(self):
        self.neighbour("ff05::4711", SIX["a"], "ar", "::")

    def test_behind_a_router(self):
        group = "239.1.1.2"
        try:
            self.script("r", ROUTE, group, FOUR["a"], "ar", "rb")
        except AssertionError:
            self.skipTest("this kernel does not route multicast")
        self.script("b", JOIN, group, FOUR["b"])
        b = self.receive("b", group, "0.0.0.0")
        a = self.send(FOUR["a"], group)
        b.event(1, 11006, "hops=2 broken=0")
        a.event(1, 11005)
        self.assertEqual(self.program("r").rows("held")[0]["interface"], "rb")
        a.say("end 1")
        b.event(1, 11007, patience=LIFE / 2)


class Large(LineTest):
    """Messages in pieces, which are none to who reads packets one by one."""

    @classmethod
    def tearDownClass(cls):
        pass

    def test_large_messages_come_in_pieces(self):
        for where in FOUR, SIX:
            b = self.receiver(where)
            a = self.sender(where, "policy=12000")
            b.event(1, 11006, r"hops=2 broken=0 .*policy=12012\b")
            a.event(1, 11005)
            a.say("end 1")
            b.event(1, 11007, patience=LIFE / 2)
            b.say("end 1")


class Encapsulated(LineTest):
    """Hosts without raw sockets speak UDP, past a router that does not."""
    options = {"a": ("--no-raw",), "b": ("--no-raw",)}
    types = "1256"

    def test_life(self):
        for where in FOUR, SIX:
            b = self.receiver(where)
            a = self.sender(where)
            b.event(1, 11006, "hops=1 broken=1")
            a.event(1, 11005)
            path, = b.rows("path")
            self.assertEqual(path["form"], "udp")
            a.say("end 1")
            b.event(1, 11007, patience=LIFE / 2)
            b.say("end 1")

    def test_other_side_has_raw_sockets(self):
        self.agents["b"].stop()
        self.agents["b"] = hosts.Agent(self.line.b)
        b = self.receiver()
        a = self.sender()
        a.event(1, 11005)
        b.event(1, 11006)


class FirstHop(LineTest):
    """A host that speaks UDP to its router, which speaks IP onwards."""
    options = {"a": ("--no-raw", "--first-hop", "10.0.1.2")}
    types = "12567"

    def test_life(self):
        b = self.receiver(more="recv=2,0xffffffff confirm=1")
        a = self.sender()
        b.event(1, 11006, "hops=2 broken=0")
        a.event(1, 11005)
        b.event(1, 11009)
        a.say("end 1")
        b.event(1, 11007, patience=LIFE / 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
