# SPDX-License-Identifier: MIT
"""Running a C compiler on a header set: macros, constants, functions.

A header set is text (#include lines). Values are read out of the object file:
the probe array starts with a magic number, so neither a linker nor Wine nor
knowledge of ELF and COFF is needed.
"""
import os
import re
import struct
import subprocess
import tempfile

MAGIC = b"ws2-header-probe"


class Toolchain:
    """One compiler with its flags, and the tool that dumps debug data."""

    def __init__(self, name, cc, flags, objdump, roots):
        self.name = name
        self.cc = cc
        self.flags = flags
        self.objdump = objdump
        self.roots = roots  # folders whose files count as the headers
        self.tail = ""      # text after the headers
        self.cache = {}

    def run(self, args, text, check=True):
        proc = subprocess.run(
            [self.cc, *self.flags, *args, "-x", "c", "-"],
            input=text.replace("@TAIL@", self.tail), capture_output=True,
            text=True)
        if check and proc.returncode != 0:
            raise SystemExit(f"{self.name}: {self.cc} failed\n{proc.stderr}")
        return proc

    def compile(self, text, extra=()):
        """The object file's bytes."""
        with tempfile.TemporaryDirectory() as tmp:
            out = os.path.join(tmp, "probe.o")
            self.run(["-w", "-c", "-o", out, *extra], text)
            with open(out, "rb") as f:
                return f.read()

    def header_of(self, path):
        """The header's name below the toolchain's folders, or None."""
        path = os.path.normpath(path)
        for root in self.roots:
            if path.startswith(root + os.sep):
                return path[len(root) + 1:]
        return None

    def lines_by_header(self, includes, mode):
        """(header, line) for every preprocessed line of the headers."""
        key = (includes, mode)
        if key not in self.cache:
            self.cache[key] = list(self.preprocess(includes, mode))
        return self.cache[key]

    def preprocess(self, includes, mode):
        current = None
        for line in self.run(["-E", mode], includes).stdout.splitlines():
            mark = re.match(r'# \d+ "([^"]*)"', line)
            if mark:
                current = self.header_of(mark.group(1))
            elif current is not None:
                yield current, line

    def macros(self, includes):
        """Object-like macros still defined at the end: name -> header.
        Empty ones (include guards) do not count."""
        where = {}
        for header, line in self.lines_by_header(includes, "-dD"):
            m = re.match(r"#define (\w+)\s+\S", line)
            if m:
                where[m.group(1)] = header
            m = re.match(r"#undef (\w+)", line)
            if m:
                where.pop(m.group(1), None)
        return where

    def renames(self, includes):
        """Macros that stand for another name: fd_set -> ws2_fd_set."""
        out = {}
        for _, line in self.lines_by_header(includes, "-dD"):
            m = re.match(r"#define (\w+) ([A-Za-z_]\w*)$", line)
            if m:
                out[m.group(1)] = m.group(2)
        return out

    def functions(self, includes, exported=False):
        """Names of functions declared in the headers: name -> header.
        exported: only those that the library has to export."""
        found = {}
        chunk = {}
        for header, line in self.lines_by_header(includes, "-dI"):
            if not line.startswith("#"):
                chunk.setdefault(header, []).append(line)
        for header, lines in chunk.items():
            for name in declared_functions(" ".join(lines), exported):
                found[name] = header
        return found

    def variables(self, includes):
        """Names of exported variables declared in the headers."""
        found = set()
        for _, line in self.lines_by_header(includes, "-dI"):
            m = re.match(r"extern\b[^(]*\bconst\b[^(]*\b(\w+)( __asm__.*)?;$",
                         without(line.strip(), "__attribute__"))
            if m:
                found.add(m.group(1))
        return found

    def constants(self, includes, names):
        """The integer value of every name that is a constant expression."""
        names = self.probe_filter(includes, list(names))
        rows = ",\n".join(f"(long long)({n})" for n in names)
        text = (f"{includes}@TAIL@\nstruct {{ char magic[{len(MAGIC) + 1}]; "
                f"long long v[{len(names) + 1}]; }} ws2_probe = "
                f'{{ "{MAGIC.decode()}", {{ {rows} }} }};\n')
        data = self.compile(text)
        # the char array is padded to the alignment of long long
        at = data.index(MAGIC) + (len(MAGIC) + 8) // 8 * 8
        values = struct.unpack_from(f"<{len(names)}q", data, at)
        return dict(zip(names, values))

    def probe_filter(self, includes, names):
        """Drops names that are no integer constants: the compiler says."""
        while True:
            head = includes.count("\n") + 1
            body = "".join(f"enum {{ ws2_q{i} = ({n}) }};\n"
                           for i, n in enumerate(names))
            proc = self.run(["-w", "-fsyntax-only", "-fmax-errors=0"],
                            f"{includes}\n{body}", check=False)
            bad = {int(m) - head - 1 for m in
                   re.findall(r"^<stdin>:(\d+):\d+: error", proc.stderr, re.M)}
            bad |= {int(m) - head - 1 for m in
                    re.findall(r"^<stdin>:(\d+):.*macro", proc.stderr, re.M)}
            bad = {i for i in bad if 0 <= i < len(names)}
            if not bad:
                if proc.returncode != 0:
                    raise SystemExit(f"{self.name}: {proc.stderr[:2000]}")
                return names
            names = [n for i, n in enumerate(names) if i not in bad]


def without(text, keyword):
    """Text without `keyword (...)`, whatever is nested in it."""
    out = []
    pos = 0
    for m in re.finditer(rf"\b{keyword}\s*\(", text):
        if m.start() < pos:
            continue
        out.append(text[pos:m.start()])
        depth, pos = 1, m.end()
        while depth and pos < len(text):
            depth += {"(": 1, ")": -1}.get(text[pos], 0)
            pos += 1
    return " ".join(out) + text[pos:]


def declared_functions(text, exported):
    """Names of the functions declared or defined in C text."""
    text = text.replace('__attribute__((visibility("default")))', " EXPORT ")
    for keyword in ("__attribute__", "__asm__", "__declspec"):
        text = without(text, keyword)
    names = set()
    depth = 0
    statement = ""
    for token in re.findall(r"[{};]|[^{};]+", text):
        if token == "{":
            if depth == 0:
                statement += " BODY "
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == 0 and "BODY" in statement and "(" in statement:
                names |= function_name(statement, exported)
                statement = ""
        elif token == ";":
            if depth == 0:
                names |= function_name(statement, exported)
                statement = ""
        elif depth == 0:
            statement += token
    return names


def function_name(statement, exported):
    if re.search(r"\btypedef\b", statement) or "=" in statement:
        return set()
    if exported and "EXPORT" not in statement:
        return set()
    m = re.match(r"[\w\s\*]*?\b(\w+)\s*\(\s*(?!\*|WSAAPI|__stdcall)", statement)
    if not m or "(" not in statement:
        return set()
    return {m.group(1)}
