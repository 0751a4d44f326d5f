#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the headers declare, the library exports, and the other way round.

The symbol behind a declaration (select is ws2_select) is what the compiler
makes of its address, so macros and asm labels need no knowledge here.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import toolchain

# Implemented by providers, not by the library.
PROVIDER = {"WSPStartup", "NSPStartup"}
# What bodies of inline functions may call.
BUILTIN = {"memcpy", "memset", "memcmp", "_GLOBAL_OFFSET_TABLE_"}
# Ours, and not in any header: the start of programs, the linker's marks, and
# what GetProcAddress has for the base provider's WSPStartup.
PRIVATE = re.compile(r"^(_init|ws2_WSPStartup|_fini|WS2_|_edata|_end|__bss_start)$|^WS2_")


def headers(include, part):
    """#include lines of every header in the folder, spellings left out."""
    names = []
    for name in sorted(os.listdir(os.path.join(include, part))):
        if not name.endswith(".h") or (part == "win32" and "_" in name):
            continue
        with open(os.path.join(include, part, name), encoding="utf-8") as f:
            if "as some sources spell it" in f.read(300):
                continue
        names.append(name if part == "win32" else f"ws2/{name}")
    first = [n for n in ("winsock2.h", "windows.h") if n in names]
    rest = [n for n in names if n not in first and n != "winsock.h"]
    return "".join(f"#include <{n}>\n" for n in first + rest)


def symbols(path, *args):
    out = subprocess.run(["nm", *args, path], capture_output=True, text=True,
                         check=True).stdout
    return {line.split()[-1].split("@")[0] for line in out.splitlines()
            if len(line.split()) > 1}


def declared(tool, includes, names):
    """Symbols behind the declarations; static inline ones have none."""
    names = [n for n in names if n not in PROVIDER]
    while True:
        rows = "".join(f"void *ws2_a{i} = (void *)&({n});\n"
                       for i, n in enumerate(names))
        head = includes.count("\n") + 1
        proc = tool.run(["-w", "-fsyntax-only", "-fmax-errors=0"],
                        f"{includes}\n{rows}", check=False)
        bad = {int(m) - head - 1 for m in
               re.findall(r"^<stdin>:(\d+):\d+: error", proc.stderr, re.M)}
        bad = {i for i in bad if 0 <= i < len(names)}
        if not bad:
            break
        names = [n for i, n in enumerate(names) if i not in bad]
    tmp = tempfile.mkdtemp()
    out = os.path.join(tmp, "all.o")
    tool.run(["-w", "-c", "-o", out], f"{includes}\n{rows}")
    found = symbols(out, "-u")
    shutil.rmtree(tmp)
    return found


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--include", required=True, help="our include folder")
    args.add_argument("--cc", default="gcc")
    args.add_argument("library")
    args = args.parse_args()
    include = os.path.realpath(args.include)
    win32 = os.path.join(include, "win32")
    tool = toolchain.Toolchain("ours", args.cc,
                               ["-D_WIN32", "-D__WS2__", "-fshort-wchar",
                                "-I", win32, "-I", include],
                               "objdump", [win32, os.path.join(include, "ws2")])
    want = set()
    for includes in (headers(include, "win32") + headers(include, "ws2"),
                     "#include <winsock.h>\n"):
        names = sorted(tool.functions(includes, True))
        names += sorted(tool.variables(includes))
        want |= declared(tool, includes, names)
    have = {s for s in symbols(args.library, "-D", "--defined-only")
            if not PRIVATE.match(s)}
    want -= BUILTIN
    for name in sorted(want - have):
        print(f"  declared, not exported: {name}")
    for name in sorted(have - want):
        print(f"  exported, not declared: {name}")
    print(f"{len(want)} declared, {len(have)} exported, "
          f"{len(want ^ have)} different")
    return 1 if want ^ have or not want else 0


if __name__ == "__main__":
    sys.exit(main())
