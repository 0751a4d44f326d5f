#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent and neighbours who say what no agent would (tests/rsvp/rsvp-peer):
wrong messages, errors of all kinds, floods."""
import os
import subprocess
import sys
import time
import unittest

import hosts

hosts.enter()

A, B, R = "10.0.1.1", "10.0.2.2", "10.0.1.2"
A6, B6 = "fd00:1::1", "fd00:2::2"
LIFE = 0.2 * 5.25  # of a state with R = 200 ms
BUCKET = "50000,2000,inf,128,1500"
SESSION = f"session={B}/17/6000"
PATH = f"{SESSION} sender={A}/5000 tspec={BUCKET}"


class PeerTest(unittest.TestCase):
    agents_at = ""
    options = {}
    refresh = 200
    types = None  # of messages that the agent sends; None: too many to look at

    @classmethod
    def setUpClass(cls):
        cls.wire = hosts.Wire(cls.__name__)

    @classmethod
    def tearDownClass(cls):
        if cls.types is not None:
            cls.wire.check(cls.types)

    def setUp(self):
        self.line = hosts.Line()
        if self.types is not None:
            self.wire.look([getattr(self.line, n) for n in self.agents_at])
        self.agents = {
            name: hosts.Agent(getattr(self.line, name),
                              *self.options.get(name, ()),
                              refresh=self.refresh)
            for name in self.agents_at}
        self.open = []

    def tearDown(self):
        for one in self.open:
            one.close()
        for agent in self.agents.values():
            agent.stop()
        self.wire.stop()
        self.line.remove()

    def peer(self, host, *options):
        peer = hosts.Peer(getattr(self.line, host), *options)
        self.open.append(peer)
        return peer

    def program(self, host):
        program = hosts.Program(getattr(self.line, host))
        self.open.append(program)
        return program


class Alone(PeerTest):
    """The peers by themselves, past a router without an agent."""
    types = "1234567"

    def setUp(self):
        super().setUp()
        self.wire.look([self.line.a, self.line.b])

    def talk(self, a, b, form):
        session, sender = f"session={b}/17/6000", f"{a}/5000"
        left, right = self.peer("a", form), self.peer("b", form)
        left.do(f"send Path {session} hop={a}/7 sender={sender} "
                f"tspec={BUCKET} adspec=0,1e6,0,1500 unknown=251/1/deadbeef")
        right.do(f"expect Path {session} hop={a}/7 sender={sender} "
                 f"tspec={BUCKET} ttl=63 unknown=251/1/deadbeef",
                 "send PathErr error=2/50", f"send Resv confirm={b}")
        left.do(f"expect PathErr error=2/50 sender={sender}",
                f"expect Resv style=ff flow=cl,{BUCKET}@{sender} hop={b}/7 "
                f"confirm={b}", "send ResvErr error=13/0x7F01")
        right.do(f"expect ResvErr error=13/0x7F01 {session}",
                 f"send Resv style=wf flow=q,1400 scope={a} policy=00040000 "
                 "dclass=46+10")
        left.do(f"expect Resv style=wf flow=q,1400 scope={a} policy=00040000 "
                "dclass=46+10", f"send ResvConf error=0/0 confirm={b}")
        right.do("expect ResvConf error=0/0", "send ResvTear")
        left.do("expect ResvTear style=ff",
                f"send PathTear {session} sender={sender}")
        right.do(f"expect PathTear sender={sender}", "refuse Path within=200")
        left.close()
        right.close()

    def test_talk(self):
        for form in "-r", "-u":
            self.talk(A, B, form)
            self.talk(A6, B6, form)


class Script(PeerTest):
    """A script that is not kept to fails, and says where."""

    def run_one(self, host, script, sent=None):
        """Its exit status and what it complains of."""
        peer = subprocess.Popen(
            getattr(self.line, host).prefix() +
            [os.path.join(hosts.BIN, "rsvp-peer"), "-r"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        peer.stdin.write("say ready\n")
        peer.stdin.flush()
        self.assertEqual(peer.stdout.readline(), "ready\n")
        if sent:
            self.peer("a", "-r").do(sent)
        said, complaint = peer.communicate(script + "\n")
        return peer.returncode, complaint + said

    def test_what_does_not_come_is_missed(self):
        status, said = self.run_one("b", "expect Resv within=200")
        self.assertEqual(status, 1)
        self.assertIn("line 2: no such message came", said)

    def test_what_must_not_come_is_seen(self):
        self.assertEqual(
            self.run_one("b", "refuse Path within=5000", f"send Path {PATH}")[0],
            1)

    def test_another_value_is_no_match(self):
        for other in ("sender=10.0.1.1/5001", "tspec=50000,2000,inf,128,1499",
                      "hop=10.0.1.9", "ttl=62", "session=10.0.2.2/6/6000",
                      "refresh=29999", "adspec=0,1,1,1", "via=udp"):
            self.assertEqual(
                self.run_one("b", f"expect Path {other} within=100",
                             f"send Path {PATH}")[0], 1, other)

    def test_broken_bytes_are_no_message(self):
        right, left = self.peer("b", "-r"), self.peer("a", "-r")
        left.do(f"send Path {PATH} spoil=2/1234", f"send Path {PATH} patch=8/0004",
                f"send Path {PATH} append=00087f01deadbeef", f"send Path {PATH}")
        got = right.do("expect Path")
        self.assertEqual(sum("no message" in line for line in got), 3)

    def test_what_is_no_command(self):
        for line in ("send", "sing", "send Path color=red",
                     "send Path tspec=1,2", "expect Path session=10.2.0.1",
                     "send Path via=post", "replay 1", "garbage 1",
                     "flood", "join x"):
            self.assertEqual(self.run_one("a", line)[0], 2, line)


class Router(PeerTest):
    """Peers as hosts, with the agent between them."""
    agents_at = "r"
    options = {"r": ("--budget", "rb=100000")}
    types = "1234567"

    def talk(self, a, b, hop, form, own=""):
        """A Path and what follows of it, both ways."""
        session, sender = f"session={b}/17/6000", f"{a}/5000"
        left, right = self.peer("a", form), self.peer("b", form)
        left.do(f"send Path {session} sender={sender} tspec={BUCKET} "
                f"adspec=1,1e6,10,1500 unknown=251/9/deadbeef {own}")
        right.do(f"expect Path {session} sender={sender} tspec={BUCKET} "
                 f"hop={hop} unknown=251/9/deadbeef", f"send Resv confirm={b}")
        left.do(f"expect Resv {session} style=ff flow=cl,{BUCKET}@{sender} "
                f"confirm={b}",
                f"send ResvErr error=4/0",)
        right.do("expect ResvErr error=4/0 " + session)
        left.do(f"send ResvConf error=0/0")
        right.do("expect ResvConf", "send PathErr error=2/50")
        left.do(f"expect PathErr error=2/50 sender={sender}")
        right.do("send ResvTear")
        left.do(f"expect ResvTear style=ff flow=-@{sender}",
                f"send PathTear {session} sender={sender}")
        right.do(f"expect PathTear sender={sender}")

    def test_all_messages_go_through_ipv4(self):
        self.talk(A, B, "10.0.2.1", "-r")

    def test_all_messages_go_through_ipv6(self):
        self.talk(A6, B6, "fd00:2::1", "-r")

    def test_hops_and_bandwidth_are_added(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        left.do(f"send Path {PATH} adspec=1,1e6,10,1400")
        got, = right.do(f"expect Path {SESSION}")
        self.assertRegex(got, r"adspec=2,100000,\d+,1400,0,")

    def test_a_hop_that_does_not_take_part_is_marked(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        left.do(f"send Path {PATH} adspec=1,1e6,10,1400 ip-ttl=60")
        got, = right.do(f"expect Path {SESSION}")
        self.assertRegex(got, r"adspec=2,100000,\d+,1400,1,")

    def test_what_goes_on_of_objects_that_are_not_known(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        left.do(f"send Path {PATH} append=00088501deadbeef "  # to be ignored
                "append=0008c50112345678 append=00080000aaaaaaaa "
                "append=001c0401000000000000000000000000000000000000000000000000")
        got, = right.do(f"expect Path {SESSION} unknown=197/1/12345678")
        self.assertNotIn("deadbeef", got)
        self.assertNotIn("integrity", got)

    def test_too_much_is_refused_and_told(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        left.do(f"send Path {PATH}")
        right.do("expect Path",
                 f"send Resv style=wf flow=cl,120000,2000,inf,128,1500",
                 "expect ResvErr error=1/2/0/10.0.2.1 style=wf")
        right.do(f"send Resv style=wf flow=cl,90000,2000,inf,128,1500")
        left.do("expect Resv style=wf flow=cl,90000,2000,inf,128,1500")
        right.do(f"send Resv style=wf flow=cl,120000,2000,inf,128,1500",
                 "expect ResvErr error=1/2/1")  # the old one is in place
        right.do(f"send Resv style=wf flow=cl,50000,2000,inf,128,9000",
                 "expect ResvErr error=1/3/1")

    def test_what_a_path_has_wrong(self):
        left = self.peer("a", "-r")
        for fault, error in (
                ("append=00087f01deadbeef", "13/0x7f01"),
                ("append=00080d09deadbeef", "14/0x0d09"),
                ("append=00040d02", "21/5"),
                # SENDER_TSPEC is last: its version, its r, its service
                ("patch=56/10", "21/4"), ("patch=68/ff", "21/4"),
                ("patch=60/09", "21/2")):
            left.do(f"send Path {PATH} {fault}",
                    f"expect PathErr {SESSION} error={error} within=2000")
        program = self.program("r")
        self.assertEqual(program.rows("path"), [])

    def test_what_a_resv_has_wrong(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        left.do(f"send Path {PATH}")
        right.do("expect Path")
        for fault, error in (
                ("append=00087f01deadbeef", "13/0x7f01"),
                ("append=00080f03deadbeef", "14/0x0f03"),
                ("append=00040902", "21/3"),
                ("style=wf flow=cl,1,1,1,1,1 patch=47/15", "6/0"),
                ("style=wf flow=cl,1,1,1,1,1 patch=56/07", "21/2")):
            right.do(f"send Resv {fault}",
                     f"expect ResvErr {SESSION} error={error} within=2000")
        self.assertEqual(self.program("r").rows("held"), [])
        for words, error in (
                (f"style=ff flow=cl,{BUCKET}@{A}/5999", "4/0"),
                ("session=10.0.2.2/17/6001", "3/0")):
            right.do(f"send Resv {words}",
                     f"expect ResvErr error={error} within=2000")

    def test_styles_and_ports_conflict(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        left.do(f"send Path {PATH}")
        right.do("expect Path", f"send Resv style=wf flow=cl,{BUCKET}")
        left.do("expect Resv style=wf",
                f"send Path session={B}/17/0 sender={A}/0 tspec={BUCKET}",
                "expect PathErr error=7/0")

    def test_state_without_refreshes_is_over(self):
        left, right = self.peer("a", "-r"), self.peer("b", "-r")
        program = self.program("r")
        left.do(f"send Path {PATH} refresh=200")
        right.do("expect Path", "send Resv refresh=200")
        program.wait_rows("held", 1)
        program.wait_rows("held", 0)
        program.wait_rows("path", 0)

    def test_broken_bytes_are_nothing(self):
        left = self.peer("a", "-r")
        for fault in ("spoil=2/dead", "patch=0/20", "patch=1/09",
                      "spoil=6/0001", "patch=8/0000", "patch=8/0006"):
            left.do(f"send Path {PATH} {fault}")
        left.do("refuse PathErr within=300")
        self.assertEqual(self.program("r").rows("path"), [])


# ERROR_SPEC's code and value, and what the program reads (RSVP_STATUS_INFO).
ERRORS = [
    ("1/0", "11010 56100 56101"), ("1/1", "11010 56100 56102"),
    ("1/2", "11010 56100 56103"), ("1/3", "11010 56100 56104"),
    ("1/0x8001", "11010 56100 56105"), ("1/0x8003", "11010 56100 56106"),
    ("2/3", "11011 56200 56203"), ("2/50", "11011 56200 56250"),
    ("3/0", "11015 56300 56301"), ("4/0", "11015 56300 56302"),
    ("5/0", "11012 56300 56303"), ("6/0", "11012 56300 56304"),
    ("7/0", "11013 56300 56305"), ("8/0", "11013 56300 56306"),
    ("9/0", "11013 56300 56307"), ("12/0", "11010 56300 56308"),
    ("13/0x7f01", "11013 56300 56309"), ("14/0x0502", "11013 56300 56310"),
    ("20/0", "11015 56400"), ("21/3", "11014 56700 56703"),
    ("22/1", "11014 56500 56501"), ("23/0", "11015 56600"),
]


class Receiver(PeerTest):
    """The agent of a receiving program; the sender's side is a peer."""
    agents_at = "b"
    types = "26"

    def test_errors_reach_the_program(self):
        left, program = self.peer("a", "-r"), self.program("b")
        left.do(f"send Path {PATH} refresh=60000")
        program.set(1, f"local={B},6000 receives=1 recv=2,0xffffffff")
        program.event(1, 11006)
        left.do("expect Resv")
        for error, status in ERRORS:
            left.do(f"send ResvErr error={error}")
            program.event(1, status)

    def test_an_error_that_names_no_flow(self):
        left, program = self.peer("a", "-r"), self.program("b")
        left.do(f"send Path {PATH} refresh=60000")
        program.set(1, f"local={B},6000 receives=1 recv=2,0xffffffff")
        left.do("expect Resv", "send ResvErr error=13/0x7f01 style=wf")
        program.event(1, "11013 56300 56309")
        left.do("send ResvErr error=14/0x0901 style=wf patch=51/15")
        program.event(1, "11013 56300 56310")

    def test_a_repeated_error_is_no_news(self):
        left, program = self.peer("a", "-r"), self.program("b")
        left.do(f"send Path {PATH} refresh=60000")
        program.set(1, f"local={B},6000 receives=1 recv=2,0xffffffff")
        left.do("expect Resv", "send ResvErr error=5/0")
        program.event(1, 11012)
        left.do("send ResvErr error=5/0", "replay 50")
        program.quiet("^change 1 11012", LIFE)

    def test_confirmation_comes_once(self):
        left, program = self.peer("a", "-r"), self.program("b")
        left.do(f"send Path {PATH} refresh=60000")
        program.set(1, f"local={B},6000 receives=1 confirm=1 "
                       "recv=2,0xffffffff")
        left.do(f"expect Resv confirm={B}", "send ResvConf error=0/0",
                "replay 10")
        program.event(1, 11009)
        program.quiet("^change 1 11009", LIFE)


class Sender(PeerTest):
    """The agent of a sending program; the receiver's side is a peer."""
    agents_at = "a"
    types = "157"

    def test_errors_reach_the_program(self):
        right, program = self.peer("b", "-r"), self.program("a")
        program.set(1, f"local={A},5000 peer={B},6000 connected=1 sends=1 "
                       "send=2,50000,2000")
        right.do(f"expect Path {SESSION} sender={A}/5000")
        for error, status in ERRORS:
            right.do(f"send PathErr error={error}")
            program.event(1, status)

    def test_reservations_come_and_go(self):
        right, program = self.peer("b", "-r"), self.program("a")
        program.set(1, f"local={A},5000 peer={B},6000 connected=1 sends=1 "
                       "send=2,50000,2000")
        right.do("expect Path", "send Resv refresh=60000 dclass=46")
        program.event(1, 11005)
        right.do("send ResvTear")
        program.event(1, 11008)
        right.do("send Resv refresh=200")
        program.event(1, 11005)
        program.event(1, 11008, patience=4 * LIFE)  # nobody refreshed it

    def test_a_group(self):
        member, program = self.peer("r", "-r"), self.program("a")
        member.do("join 239.1.1.1 ar")
        program.set(1, f"local={A},5000 peer=239.1.1.1,6000 sends=1 "
                       "send=2,50000,2000")
        member.do(f"expect Path session=239.1.1.1/17/6000 sender={A}/5000",
                  f"send Resv style=wf flow=cl,20000,2000,inf,128,1500 "
                  f"scope={A}")
        program.event(1, 11005, "send=2,20000,")

    def test_a_host_confirms(self):
        right, program = self.peer("b", "-r"), self.program("a")
        program.set(1, f"local={A},5000 peer={B},6000 connected=1 sends=1 "
                       "send=2,50000,2000")
        right.do("expect Path", f"send Resv confirm={B}",
                 f"expect ResvConf error=0/0 confirm={B}")


class Flood(PeerTest):
    """Neighbours who say too much. Memory stays bounded, the agent lives, and
    what it knew is over when nobody says it again."""
    agents_at = "rb"
    refresh = 3000  # or ten thousand sessions are all that r can say
    MORE = 64 << 10  # kB

    def setUp(self):
        super().setUp()
        self.before = self.memory()

    def memory(self):
        return {name: agent.memory() for name, agent in self.agents.items()}

    def assert_bounded(self, what, limit):
        """No agent has grown by more than that, in kB. A sanitizer keeps what
        was freed, and is not asked."""
        now = self.memory()
        print(f"{what}; memory in kB:",
              ", ".join(f"{name} {self.before[name]} -> {now[name]}"
                        for name in now), file=sys.stderr)
        if not os.environ.get("RSVPD_SANITIZE"):
            for name in now:
                self.assertLess(now[name] - self.before[name], limit)

    def still_works(self):
        """A session goes through, and its end."""
        left, program = self.peer("a", "-r"), self.program("b")
        program.set(77, f"local={B},7777 receives=1 recv=2,0xffffffff")
        left.do(f"send Path session={B}/17/7777 sender={A}/5000 "
                f"tspec={BUCKET}")
        program.event(77, 11006)
        left.do(f"expect Resv session={B}/17/7777",
                f"send PathTear session={B}/17/7777 sender={A}/5000")
        program.event(77, 11007)

    def test_garbage(self):
        left = self.peer("a", "-r")
        left.do(f"garbage 20000 to={B} seed=1", f"garbage 10000 to={R} seed=2",
                f"garbage 10000 to={B6} seed=5")
        left.close()
        self.still_works()
        self.assert_bounded("40000 of garbage", 16 << 10)

    def test_garbage_in_udp(self):
        left = self.peer("a", "-u")
        left.do(f"garbage 20000 to={B} seed=3", f"garbage 20000 to={R} seed=4")
        left.close()
        self.still_works()
        self.assert_bounded("40000 of garbage in UDP", 16 << 10)

    def test_replays(self):
        left, program = self.peer("a", "-r"), self.program("b")
        left.do(f"send Path {PATH} refresh=60000")
        program.wait_rows("path", 1)
        left.do("replay 30000")
        self.assertEqual(len(program.rows("path")), 1)
        left.close()
        self.still_works()
        self.assert_bounded("30000 replays", 4 << 10)

    def test_ten_thousand_sessions(self):
        left, program = self.peer("a", "-r"), self.program("b")
        known = 0
        for _ in range(10):  # some are lost on the way
            left.do(f"flood 10000 Path session={B}/17/10000 sender={A}/5000 "
                    f"tspec={BUCKET} refresh=4000")
            known = len(program.rows("path"))
            if known == 10000:
                break
        self.assertEqual(known, 10000)
        self.assert_bounded("10000 sessions", self.MORE)
        left.close()
        start = time.monotonic()
        program.wait_rows("path", 0, patience=90)
        self.program("r").wait_rows("path", 0, patience=90)
        print(f"over after {time.monotonic() - start:.1f} s", file=sys.stderr)
        self.still_works()
        self.assert_bounded("10000 sessions later", self.MORE)

    def test_more_sessions_than_there_may_be(self):
        left, program = self.peer("a", "-r"), self.program("b")
        for sender in (5000, 5001):
            for _ in range(2):
                left.do(f"flood 30000 Path session={B}/17/20000 "
                        f"sender={A}/{sender} tspec={BUCKET} refresh=4000")
        known = len(program.rows("path"))
        self.assert_bounded(f"{known} of 60000 paths", self.MORE)
        self.assertLessEqual(known, 40000)
        left.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
