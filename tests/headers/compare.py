#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares our headers with mingw-w64's: constants, layouts, names.

Both sets are compiled, ours with the native compiler and mingw-w64's with its
own, and what the compilers made of them is compared: the value of every macro
that is an integer, every enumerator, size and field offsets of every
structure, width and sign of every other type. Differences and names that
mingw-w64 has and we lack fail, unless exceptions.txt gives a reason; a reason
that is not needed fails too.
"""
import argparse
import os
import shutil
import sys

sys.dont_write_bytecode = True

import dwarf
import toolchain

HERE = os.path.dirname(os.path.abspath(__file__))
SKIP = 77

NETWORK = """winsock2.h ws2tcpip.h mswsock.h mstcpip.h ws2spi.h nspapi.h
svcguid.h qossp.h traffic.h afunix.h""".split()

# What is compared, and which of mingw-w64's files the missing names are
# looked for in (the rest of its windows.h is not this project's).
PROFILES = {
    "winsock2": ("".join(f"#include <{h}>\n" for h in NETWORK) +
                 "#include <qosname.h>\n",
                 """winsock2.h ws2tcpip.h ws2ipdef.h ws2def.h mswsock.h mstcpip.h
                 ws2spi.h nspapi.h svcguid.h qos.h qossp.h qosname.h afunix.h
                 inaddr.h in6addr.h psdk_inc/_ip_types.h psdk_inc/_ip_mreq1.h
                 psdk_inc/_wsadata.h psdk_inc/_socket_types.h
                 psdk_inc/_fd_types.h psdk_inc/_xmitfile.h
                 psdk_inc/_wsa_errnos.h""".split()),
    # Values and layouts; of windows.h there is only what network code leans on.
    "windows": ("#define WIN32_NO_STATUS\n#include <windows.h>\n"
                "#undef WIN32_NO_STATUS\n#include <ntstatus.h>\n"
                "#include <process.h>\n#include <mmsystem.h>\n",
                ["handleapi.h", "profileapi.h", "consoleapi.h"]),
    "winsock": ("#include <winsock.h>\n", ["winsock.h"]),
}


class Report:
    def __init__(self, exceptions):
        self.reasons = exceptions
        self.used = set()
        self.counts = dict.fromkeys(
            ("macros", "enumerators", "structs", "fields", "types",
             "functions", "newer"), 0)
        self.bad = 0

    def differs(self, what, name, text):
        for key in ((what, name), (what, name.split(".")[0] + ".*")):
            if key in self.reasons:
                self.used.add(key)
                return
        self.bad += 1
        print(f"  {what} {name}: {text}")


def load_exceptions(path):
    """Lines `what name  reason`; what is macro, struct, type or missing."""
    out = {}
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            parts = line.split(None, 2)
            if len(parts) != 3:
                raise SystemExit(f"{path}:{number}: no reason given")
            out[(parts[0], parts[1])] = parts[2]
    return out


def compare_macros(report, ours, theirs, includes):
    both = sorted(set(ours.macros(includes)) & set(theirs.macros(includes)))
    a = ours.constants(includes, both)
    b = theirs.constants(includes, both)
    for name in sorted(set(a) | set(b)):
        if name in a and name in b:
            report.counts["macros"] += 1
            if a[name] != b[name]:
                report.differs("macro", name,
                               f"{a[name]:#x} here, {b[name]:#x} there")
        elif name in b:
            report.differs("macro", name, f"{b[name]:#x} there, no integer here")


def compare_types(report, a, b):
    for name in sorted(set(a.enumerators) & set(b.enumerators)):
        report.counts["enumerators"] += 1
        if a.enumerators[name] != b.enumerators[name]:
            report.differs("enumerator", name, f"{a.enumerators[name]} here, "
                           f"{b.enumerators[name]} there")
    for name in sorted(set(a.records) & set(b.records)):
        compare_record(report, name, a.records[name], b.records[name])
    for name in sorted(set(a.scalars) & set(b.scalars)):
        if a.where.get(name) is None:
            continue  # libc's: wchar_t, va_list
        report.counts["types"] += 1
        if a.scalars[name] != b.scalars[name]:
            report.differs("type", name, f"{a.scalars[name]} here, "
                           f"{b.scalars[name]} there")


def compare_record(report, name, ours, theirs):
    report.counts["structs"] += 1
    if ours[0] != theirs[0]:
        report.differs("struct", name, f"{ours[0]} bytes here, "
                       f"{theirs[0]} there")
    for field in sorted(set(ours[1]) | set(theirs[1])):
        if field not in ours[1] or field not in theirs[1]:
            side = "here" if field in ours[1] else "there"
            report.differs("field", f"{name}.{field}", f"only {side}")
            continue
        report.counts["fields"] += 1
        if ours[1][field] != theirs[1][field]:
            report.differs("field", f"{name}.{field}",
                           f"offset and size {ours[1][field]} here, "
                           f"{theirs[1][field]} there")


def compare_newer(report, ours, includes):
    """Names that mingw-w64 lacks, against the table newer.txt."""
    want = {}
    with open(os.path.join(HERE, "newer.txt"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, value = line.split()
                want[name] = int(value, 0)
    have = ours.constants(includes, want)
    for name, value in want.items():
        report.counts["newer"] += 1
        if have.get(name) != value:
            report.differs("newer", name, f"{have.get(name)} here, {value} there")


def missing_names(report, profile, ours, theirs, includes, headers, a, b):
    have = set(ours.macros(includes)) | set(ours.functions(includes))
    have |= set(a.where) | set(a.enumerators)
    # function-like macros count as well
    for _, line in ours.lines_by_header(includes, "-dD"):
        if line.startswith("#define "):
            have.add(line[8:].split("(")[0].split()[0])
    want = {n: h for n, h in theirs.macros(includes).items() if h in headers}
    functions = {n: h for n, h in theirs.functions(includes).items()
                 if h in headers}
    report.counts["functions"] += len(set(functions) & have)
    want.update(functions)
    want.update({n: h for n, h in b.where.items() if h in headers})
    for name in sorted(set(want) - have):
        report.differs("missing", name, f"is in {want[name]} ({profile})")


def compare_profile(report, profile, ours, theirs, only):
    includes, headers = PROFILES[profile]
    before = dict(report.counts)
    if only in (None, "macros"):
        compare_macros(report, ours, theirs, includes)
    if only in (None, "types"):
        a = dwarf.Types(ours, includes)
        a.rename(ours.renames(includes))
        b = dwarf.Types(theirs, includes)
        compare_types(report, a, b)
    if only is None:
        missing_names(report, profile, ours, theirs, includes, headers, a, b)
        if profile == "winsock2":
            compare_newer(report, ours, includes)
    print(f"{profile}: " + ", ".join(
        f"{n - before[k]} {k}" for k, n in report.counts.items()))
    wanted = {"macros": ["macros"], "types": ["structs", "fields", "types"],
              None: report.counts}[only]
    for key in wanted:
        if (report.counts[key] == before[key] and
                (key != "newer" or profile == "winsock2")):
            report.differs("empty", f"{profile}.{key}", "nothing compared")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--include", required=True, help="our include/win32")
    args.add_argument("--cc", default="gcc")
    args.add_argument("--flags", default="", help="flags of the native compiler")
    args.add_argument("--mingw", default="x86_64-w64-mingw32-gcc")
    args.add_argument("--exceptions", default=os.path.join(HERE, "exceptions.txt"))
    args.add_argument("--only", choices=["macros", "types"],
                      help="a part of the comparison")
    args.add_argument("--inject", default="",
                      help="text after our headers, to see differences found")
    args = args.parse_args()
    if shutil.which(args.mingw) is None:
        print(f"skipped: {args.mingw} is not installed")
        return SKIP
    include = os.path.realpath(args.include)
    flags = ["-D_WIN32", "-DINCL_WINSOCK_API_TYPEDEFS=1"]
    ours = toolchain.Toolchain("ours", args.cc,
                               [*args.flags.split(), *flags, "-I", include],
                               "objdump", [include])
    mingw_flags = ["-D_WIN32_WINNT=0x0A00", "-DNTDDI_VERSION=0x0A00000B",
                   *flags[1:]]
    theirs = toolchain.Toolchain("mingw-w64", args.mingw, mingw_flags,
                                 args.mingw.replace("gcc", "objdump"), [])
    theirs.roots = include_folders(theirs)
    report = Report(load_exceptions(args.exceptions))
    ours.tail = args.inject.replace("\\n", "\n") + "\n"
    for profile in PROFILES:
        compare_profile(report, profile, ours, theirs, args.only)
    for key in sorted(set(report.reasons) - report.used):
        if args.only is None:
            report.differs("exception", " ".join(key), "is not needed")
    c = report.counts
    print(f"{c['macros']} macros, {c['structs']} structs, {c['fields']} fields, "
          f"{c['enumerators']} enumerators, {c['types']} types, "
          f"{c['functions']} functions, {c['newer']} newer names compared, "
          f"{report.bad} different ({len(report.used)} exceptions)")
    return 1 if report.bad else 0


def include_folders(tool):
    """The folders that the compiler searches for <...>, longest first."""
    text = tool.run(["-E", "-v"], "").stderr
    part = text.split("#include <...> search starts here:")[1]
    part = part.split("End of search list")[0]
    folders = {os.path.normpath(p.strip()) for p in part.splitlines()
               if p.strip()}
    # distributions link the files one by one, and gcc shows the targets
    for folder in list(folders):
        linked = os.path.join(folder, "winsock2.h")
        if os.path.exists(linked):
            folders.add(os.path.dirname(os.path.realpath(linked)))
    return sorted(folders, key=len, reverse=True)


if __name__ == "__main__":
    sys.exit(main())
