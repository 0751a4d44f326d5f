#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the Windows headers as programs include them.

alone   every header by itself, every spelling, C and C++, gcc and clang,
        wide characters of 16 bits and not
order   before and after the libc and C++ headers that touch the same names
        (u_long, fd_set, select, gethostname), and with FD_SETSIZE chosen
errors  Linux's socket headers first are refused, afterwards they are inert
"""
import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

WARN = ["-Wall", "-Wextra", "-Werror"]
C_MODES = [("gcc", "-std=c99"), ("gcc", "-std=gnu17", "-fshort-wchar"),
           ("clang", "-std=c11"), ("clang", "-std=c99", "-fshort-wchar")]
CXX_MODES = [("g++", "-std=c++11"), ("g++", "-std=c++20", "-fshort-wchar"),
             ("clang++", "-std=c++17")]

LIBC = ["stdlib.h", "unistd.h", "sys/types.h", "time.h", "sys/time.h",
        "string.h", "errno.h", "pthread.h"]
CXX = ["thread", "iostream", "chrono", "string", "functional"]
OURS = ["winsock2.h", "ws2tcpip.h", "winsock.h"]

# u_long has 32 bits, fd_set is an array of 64 handles, and the three names
# that libc has too are bound to ours. struct sockaddr_in is 16 bytes in both
# worlds, sin_port is at 2; AF_INET6 tells them apart.
USE = """
#ifdef __cplusplus
#define CHECK(e) static_assert(e, #e)
#else
#define CHECK(e) extern char ws2_check[(e) ? 1 : -1]
#endif
CHECK(sizeof(u_long) == 4);
CHECK(sizeof(fd_set) == 8 + 8 * FD_SETSIZE);
CHECK(FD_SETSIZE == SETSIZE);
CHECK(AF_INET6 == 23 && SOL_SOCKET == 0xffff);
int use(SOCKET s);
int use(SOCKET s)
{
    fd_set set;
    char name[8];
    struct timeval tv = {1, 0};
    u_long one = 1;
    unsigned long wide = 1;
    long signed_wide = 1;

    FD_ZERO(&set);
    FD_SET(s, &set);
    FD_CLR(s, &set);
    return select(0, &set, NULL, NULL, &tv) + FD_ISSET(s, &set) +
           gethostname(name, (int)sizeof(name)) +
           ioctlsocket(s, (long)FIONBIO, &one) +
           ioctlsocket(s, (long)FIONBIO, &wide) +
           ioctlsocket(s, (long)FIONBIO, &signed_wide) +
           ioctlsocket(s, (long)FIONBIO, NULL) + send(s, name, 1, 0);
}
"""

MUST_FAIL = [
    ("sys/socket.h", "after <sys/socket.h>"),
    ("netinet/in.h", "after <netinet/in.h>"),
    ("arpa/inet.h", "after <arpa/inet.h>"),
    ("netdb.h", "after <netdb.h>"),
    ("netinet/tcp.h", "after <netinet/tcp.h>"),
    ("sys/un.h", "after <sys/un.h>"),
    ("net/if.h", "after <net/if.h>"),
    ("poll.h", "after <poll.h>"),
    ("sys/ioctl.h", "after <sys/ioctl.h>"),
    ("winsock.h", "after <winsock.h>"),
]


class Runner:
    def __init__(self, include):
        self.include = include
        self.count = 0
        self.failed = 0
        self.missing = set()
        self.tmp = tempfile.mkdtemp()

    def have(self, cc):
        if shutil.which(cc) is None:
            self.missing.add(cc)
        return shutil.which(cc) is not None

    def compile(self, mode, text, extra=()):
        """(exit status, messages, object file)."""
        cxx = "++" in mode[0]
        out = os.path.join(self.tmp, "out.o")
        proc = subprocess.run(
            [*mode, *WARN, "-I", self.include, *extra, "-x",
             "c++" if cxx else "c", "-", "-c", "-o", out],
            input=text, capture_output=True, text=True)
        self.count += 1
        return proc.returncode, proc.stderr, out

    def expect(self, label, mode, text, extra=()):
        if not self.have(mode[0]):
            return None
        status, messages, out = self.compile(mode, text, extra)
        if status != 0:
            self.fail(f"{label} ({' '.join([*mode, *extra])})", messages)
            return None
        return out

    def fail(self, label, messages):
        self.failed += 1
        print(f"  {label}")
        print("\n".join("    " + l for l in messages.splitlines()[:6]))


def is_forward(path):
    with open(path, encoding="utf-8") as f:
        return "as some sources spell it" in f.read(300)


def alone(run):
    for name in sorted(os.listdir(run.include)):
        path = os.path.join(run.include, name)
        if not name.lower().endswith(".h") or "_" in name:
            continue  # a name with _ is a part of the header it is named in
        text = f"#include <{name}>\nint ws2_unused;\n"
        if is_forward(path):
            run.expect(name, C_MODES[0], text)
            continue
        for mode in C_MODES + CXX_MODES:
            run.expect(name, mode, text)
        if name in ("winsock2.h", "ws2tcpip.h", "ws2spi.h", "nspapi.h"):
            run.expect(name, C_MODES[1], text, ["-DUNICODE", "-D_UNICODE"])


def symbols(path):
    text = subprocess.run(["nm", "-u", path], capture_output=True,
                          text=True).stdout
    return {l.split()[-1] for l in text.splitlines() if l.strip()}


def used(run, label, mode, text, setsize, extra=()):
    out = run.expect(label, mode, text + USE, [f"-DSETSIZE={setsize}", *extra])
    if out is None:
        return
    have = symbols(out)
    want = {"ws2_select", "ws2_gethostname", "ws2_send", "__WSAFDIsSet",
            "ioctlsocket"}
    if not want <= have or have & {"select", "gethostname", "send"}:
        run.fail(f"{label} ({mode[0]}): symbols {sorted(have)}", "")


def order(run):
    inc = "#include <{}>\n".format
    for mode, headers in ([(m, LIBC) for m in C_MODES] +
                          [(m, LIBC + CXX) for m in CXX_MODES]):
        few = mode in (C_MODES[0], C_MODES[2], CXX_MODES[2])
        for header, our in itertools.product(headers, OURS):
            if few and our != OURS[0]:
                continue  # the rest of the pairs in four of seven modes
            used(run, f"{header}, {our}", mode, inc(header) + inc(our), 64)
            used(run, f"{our}, {header}", mode, inc(our) + inc(header), 64)
        everything = "".join(map(inc, headers))
        for our in OURS:
            used(run, f"all, {our}, all", mode,
                 everything + inc(our) + everything, 64)
        lean = "#define WIN32_LEAN_AND_MEAN\n#include <windows.h>\n"
        used(run, "lean windows.h", mode, lean + inc("winsock2.h"), 64)
        used(run, "windows.h last", mode,
             inc("winsock2.h") + inc("windows.h") + inc("winsock.h"), 64)
        used(run, "windows.h without winsock.h", mode, "#define _WINSOCKAPI_\n"
             "#include <windows.h>\n" + inc("winsock2.h"), 64)
        for size in (32, 1024):
            define = f"#define FD_SETSIZE {size}\n"
            used(run, "FD_SETSIZE", mode, define + inc("winsock2.h"), size)
            used(run, "FD_SETSIZE, stdlib", mode,
                 define + inc("stdlib.h") + inc("winsock2.h"), size)
            used(run, "stdlib, FD_SETSIZE", mode,
                 inc("stdlib.h") + define + inc("winsock2.h"), size,
                 ["-D_WIN32"])


def errors(run):
    for header, message in MUST_FAIL:
        text = f"#include <{header}>\n#include <winsock2.h>\n"
        status, messages, _ = run.compile(C_MODES[1], text)
        if status == 0 or message not in messages:
            run.fail(f"{header} before winsock2.h is not refused", messages)
        if header != "winsock.h":
            run.expect(f"{header} after winsock2.h", C_MODES[1],
                       f"#include <winsock2.h>\n#include <{header}>\n"
                       "int x = AF_INET6;\n")
    # As mingw-w64: a warning, and it works.
    text = "#include <windows.h>\n#include <winsock2.h>\n#include <ws2tcpip.h>\n"
    run.expect("windows.h first", C_MODES[1], text + "int x = IP_TTL;\n",
               ["-Wno-cpp"])


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--include", required=True)
    args.add_argument("part", nargs="+", choices=["alone", "order", "errors"])
    args = args.parse_args()
    run = Runner(os.path.realpath(args.include))
    for part in args.part:
        {"alone": alone, "order": order, "errors": errors}[part](run)
    shutil.rmtree(run.tmp)
    for cc in sorted(run.missing):
        print(f"not tried: {cc} is not installed")
    print(f"{run.count} compilations, {run.failed} failed")
    return 1 if run.failed or run.count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
