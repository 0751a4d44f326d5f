#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many of the error codes in a log ws2 annotate finds, and how many it
sees where there are none.

usage: measure.py WS2 PART RECALL FALSE [--show]

PART is a file like dev.tsv. Recall: of the codes that a person finds, a line's
each once, the share that is found. False hits: of the codes found, the share
that is none; and of the lines without codes, the share in which one is seen.
Fails when recall is below RECALL or either share above FALSE. --show prints
the lines: not for the held-out part, if the rules are to be changed after it.
"""
import json
import subprocess
import sys


def read(path):
    """The log as bytes, and the set of codes of each line."""
    lines, wanted = [], []
    with open(path, "rb") as part:
        for row in part:
            if row.startswith(b"#"):
                continue
            codes, text = row.split(b"\t", 1)
            wanted.append(set() if codes == b"-" else
                          {int(code) for code in codes.split(b",")})
            lines.append(text)
    return b"".join(lines), wanted, lines


def find(ws2, log, count):
    answer = subprocess.run([ws2, "annotate", "--json"], input=log,
                            stdout=subprocess.PIPE, check=True).stdout
    found = [set() for _ in range(count)]
    for row in answer.decode("utf-8").splitlines():
        record = json.loads(row)
        found[record["line"] - 1] = {c["code"] for c in record["codes"]}
    return found


def main():
    ws2, part, least, most = sys.argv[1:5]
    show = sys.argv[5:] == ["--show"]
    log, wanted, lines = read(part)
    found = find(ws2, log, len(lines))
    total = sum(map(len, wanted))
    hits = sum(len(w & f) for w, f in zip(wanted, found))
    seen = sum(map(len, found))
    clean = [f for w, f in zip(wanted, found) if not w]
    struck = sum(1 for f in clean if f)
    if show:
        for w, f, line in zip(wanted, found, lines):
            if w != f:
                print(f"missed {sorted(w - f)} false {sorted(f - w)}: "
                      f"{line.decode()}", end="")
    recall, false, noise = hits / total, (seen - hits) / seen, struck / len(clean)
    print(f"{part.rsplit('/', 1)[-1]}: {len(lines)} lines, {len(clean)} of them "
          f"without codes\n"
          f"recall            {recall:.3f}  ({hits} of {total} codes; at least "
          f"{least})\n"
          f"false hits        {false:.3f}  ({seen - hits} of {seen} found; at "
          f"most {most})\n"
          f"lines hit falsely {noise:.3f}  ({struck} of {len(clean)} without "
          f"codes; at most {most})")
    assert len(lines) >= 150 and total >= 100 and len(clean) >= 60
    return recall < float(least) or max(false, noise) > float(most)


if __name__ == "__main__":
    sys.exit(main())
