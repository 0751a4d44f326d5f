#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/differences.md lists exactly what unimplemented.def holds.

--write puts the list that belongs there into the page.
"""
import argparse
import re
import sys

BEGIN = "## Declared, not implemented\n"
INTRO = """
These functions are in the headers and in the library, so that programs compile
and link, and fail with the value and code behind them until they are done.
"STARTED" rows answer WSANOTINITIALISED first, like every call before
WSAStartup. The list is generated from src/api/unimplemented.def
(tests/headers/unimplemented.py --write).
""".replace("\n", " ").replace('"STARTED" rows', "Most of them").strip()


def rows(path):
    """(section, name, answer) for every row of the table."""
    section = ""
    with open(path, encoding="utf-8") as f:
        text = f.read().split("*/", 2)[2]
    for line in text.splitlines():
        m = re.match(r"/\* (.*?)\.? \*/$", line)
        if m:
            section = m.group(1)
        m = re.match(r"([A-Z]+)\((.*)\)$", line)
        if m:
            yield section, *answer(m.group(1), m.group(2))


def answer(kind, text):
    m = re.match(r"(?:.*?, )??(\w+)(?:, \((?:[^()]|\([^()]*\))*\)(?:, (.*))?)?$", text)
    name, tail = m.group(1), m.group(2)
    if kind in ("NOTHING", "BYHAND"):
        return name, "does nothing"
    if kind in ("RETURNS", "STRETURNS", "ALWAYS"):
        return name, f"returns {tail}"
    value, code = tail.split(", ")
    return name, f"{value}, {code}"


def page(table):
    out = [BEGIN, "\n", INTRO + "\n"]
    sections = {}
    for section, name, text in table:
        sections.setdefault(section, {}).setdefault(text, []).append(name)
    for section, answers in sections.items():
        out.append(f"\n{section}:\n\n")
        for text, names in answers.items():
            listed = ", ".join(f"`{n}`" for n in names)
            out.append(f"- {listed}: {text}\n")
    return "".join(out)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--write", action="store_true")
    args.add_argument("table")
    args.add_argument("page")
    args = args.parse_args()
    table = list(rows(args.table))
    want = page(table)
    with open(args.page, encoding="utf-8") as f:
        text = f.read()
    if BEGIN not in text:
        text = text.rstrip("\n") + "\n\n" + BEGIN
    head, rest = text.split(BEGIN, 1)
    tail = re.search(r"^## ", rest, re.M)
    tail = rest[tail.start():] if tail else ""
    have = BEGIN + rest[:len(rest) - len(tail)]
    if args.write:
        with open(args.page, "w", encoding="utf-8") as f:
            f.write(head + want + ("\n" + tail if tail else ""))
        return 0
    names = {n for _, n, _ in table}
    print(f"{len(names)} functions not implemented")
    if have.strip() != want.strip() or not names:
        listed = set(re.findall(r"`(\w+)`", have))
        for name in sorted(names ^ listed):
            print(f"  {name}: only in the " +
                  ("table" if name in names else "page"))
        print(f"{args.page} is not what {args.table} says; "
              "unimplemented.py --write mends it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
