# SPDX-License-Identifier: MIT
"""Types of a header set, from the debug data that the compiler writes.

Sizes, offsets and enumerators come from the compiler itself; nothing is
parsed out of the headers. -fno-eliminate-unused-debug-types keeps every type.
"""
import os
import re
import subprocess
import tempfile

ANONYMOUS = ("DW_TAG_structure_type", "DW_TAG_union_type")


class Die:
    def __init__(self, tag, depth):
        self.tag = tag
        self.depth = depth
        self.attrs = {}
        self.children = []

    def name(self):
        return self.attrs.get("DW_AT_name")

    def number(self, attr, default=None):
        value = self.attrs.get(attr)
        return default if value is None else int(value.split()[0], 0)


def read(tool, includes):
    """(dies by offset, top-level dies, file names by number)."""
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, "types.o")
        tool.run(["-w", "-g", "-gdwarf-4", "-fno-eliminate-unused-debug-types",
                  "-c", "-o", out], includes + "\nint ws2_unused;\n")
        dump = subprocess.run(
            [tool.objdump, "--dwarf=info,rawline", "-W", out],
            capture_output=True, text=True, errors="replace").stdout
    return parse(dump)


def parse(dump):
    dies, top, stack, files, dirs = {}, [], [], {}, {}
    die, table = None, None
    for line in dump.splitlines():
        m = re.match(r" <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \((\w+)\)", line)
        if m:
            die = Die(m.group(3), int(m.group(1)))
            dies[int(m.group(2), 16)] = die
            del stack[die.depth:]
            (stack[-1].children if stack else top).append(die)
            stack.append(die)
            continue
        m = re.match(r"\s+<[0-9a-f]+>\s+(DW_AT_\w+)\s*: (.*)", line)
        if m and die is not None:
            die.attrs[m.group(1)] = clean(m.group(2))
            continue
        if "The Directory Table" in line:
            table = dirs
        elif "The File Name Table" in line:
            table = files
        elif table is not None:
            m = re.match(r"\s+(\d+)\s+(.*)", line)
            if m and table is dirs:
                dirs[int(m.group(1))] = m.group(2).strip()
            elif m:
                parts = m.group(2).split(None, 3)
                if len(parts) == 4:
                    files[int(m.group(1))] = os.path.join(
                        dirs.get(int(parts[0]), "."), parts[3].strip())
    unit = top[0].children if top else []
    return dies, unit, files


def clean(value):
    m = re.match(r"\(.*?indirect.*?string.*?\): (.*)", value)
    value = m.group(1) if m else value
    return value.strip().rstrip("\t ")


class Types:
    """What a program can see of the types: layouts, enumerators, sizes."""

    def __init__(self, tool, includes):
        self.dies, self.unit, self.files = read(tool, includes)
        self.tool = tool
        self.enumerators = {}
        self.records = {}   # name -> (size, {field path: (offset, size)})
        self.scalars = {}   # typedef name -> (size, kind)
        self.where = {}     # name -> header
        for die in self.unit:
            self.take(die)

    def target(self, die):
        ref = die.attrs.get("DW_AT_type")
        if ref is None:
            return None
        return self.dies.get(int(re.search(r"0x([0-9a-f]+)", ref).group(1), 16))

    def strip(self, die):
        """The type behind typedefs and qualifiers."""
        while die is not None and die.tag in (
                "DW_TAG_typedef", "DW_TAG_const_type", "DW_TAG_volatile_type"):
            die = self.target(die)
        return die

    def size(self, die):
        die = self.strip(die)
        if die is None:
            return 0
        if die.tag == "DW_TAG_array_type":
            count = 1
            for sub in die.children:
                bound = sub.number("DW_AT_upper_bound")
                length = sub.number("DW_AT_count")
                if bound is not None:
                    count *= bound + 1 if bound < 1 << 62 else 0
                else:
                    count *= length if length is not None else 0
            return count * self.size(self.target(die))
        if die.tag == "DW_TAG_pointer_type":
            return 8
        return die.number("DW_AT_byte_size", 0)

    def take(self, die):
        name = die.name()
        number = die.number("DW_AT_decl_file")
        header = self.tool.header_of(self.files.get(number, "")) if number else None
        if die.tag == "DW_TAG_enumeration_type":
            for e in die.children:
                self.enumerators[e.name()] = e.number("DW_AT_const_value")
                self.where[e.name()] = header
            if name:
                self.where[name] = header
        if name is None or "DW_AT_declaration" in die.attrs:
            return
        real = self.strip(die)
        if die.tag == "DW_TAG_typedef":
            self.where[name] = header
            if real is not None and real.tag in ANONYMOUS:
                self.record(name, real)
            else:
                self.scalars[name] = (self.size(real), kind(real))
        elif die.tag in ANONYMOUS:
            self.where.setdefault(name, header)
            self.record(name, die)

    def rename(self, macros):
        """Names that are macros for a type: the program sees that type."""
        for name, target in macros.items():
            for table in (self.records, self.scalars):
                if target in table and name != target:
                    self.records.pop(name, None)
                    self.scalars.pop(name, None)
                    table[name] = table[target]

    def record(self, name, die):
        if "DW_AT_declaration" in die.attrs:
            return
        fields = {}
        self.fields(die, "", 0, fields)
        self.records[name] = (die.number("DW_AT_byte_size", 0), fields)

    def fields(self, die, prefix, base, out):
        for m in die.children:
            if m.tag != "DW_TAG_member":
                continue
            at = base + m.number("DW_AT_data_member_location", 0)
            real = self.strip(self.target(m))
            direct = self.target(m)
            inner = direct is not None and direct.tag in ANONYMOUS
            if m.name() is None:
                self.fields(real, prefix, at, out)
                continue
            bits = m.number("DW_AT_bit_size")
            out[prefix + m.name()] = (at, bits if bits is not None
                                      else self.size(real))
            if inner and direct.name() is None:
                self.fields(real, prefix + m.name() + ".", at, out)


def kind(die):
    if die is None:
        return "void"
    if die.tag == "DW_TAG_base_type":
        code = die.number("DW_AT_encoding", 0)
        return {2: "unsigned", 4: "float", 5: "signed", 6: "char",
                7: "unsigned", 8: "unsigned", 16: "unsigned"}.get(code, str(code))
    return {"DW_TAG_pointer_type": "pointer",
            "DW_TAG_enumeration_type": "enum"}.get(die.tag, die.tag)
