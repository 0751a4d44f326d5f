#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/porting.md, done: its files written, its steps run one after another
with an installed ws2, their output compared with what the guide says.

usage: guide.py GUIDE BUILD WORK

A block whose first line is "```LANGUAGE NAME" is a file, "```sh step" is run,
and "```text output" is what the step before it prints; "..." there stands for
anything within a line. Other blocks are for the reader only.
"""
import os
import re
import shutil
import signal
import subprocess
import sys

BLOCK = re.compile(r"^```(\w+) ([^\s`]+)\n(.*?)^```$", re.M | re.S)


def fail(text):
    sys.exit(f"FAILED: {text}")


def matches(want, got):
    """Line by line."""
    want, got = want.splitlines(), got.replace("\r", "").splitlines()
    return len(want) == len(got) and all(
        re.fullmatch(".*".join(map(re.escape, w.split("..."))), g)
        for w, g in zip(want, got))


def run(step, work, environment):
    """What it prints; it may take its time, but not for ever. What it leaves
    behind when it fails, a server perhaps, goes with it."""
    shell = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", step], cwd=work, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        printed, complaints = shell.communicate(timeout=240)
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # nothing is left
    if shell.returncode != 0:
        fail(f"status {shell.returncode} of\n{step}\n{printed}{complaints}")
    return printed


def codes_check(text, ws2):
    rows = re.findall(r"^\| (\d+) \| (\w+) \| .+ \| .+ \|$", text, re.M)
    if len(rows) < 20:
        fail(f"{len(rows)} codes in the table")
    known = subprocess.run([ws2, "err", "--list", "--short"],
                           stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    for code, name in rows:
        if f"{name} {code} " not in known:
            fail(f"{name} is not {code}")
    for name in re.findall(r"\bWSAE[A-Z]{3,}\b", text):
        if not re.search(rf"^{name} ", known, re.M):
            fail(f"no code is called {name}")


def links_check(text, guide):
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not os.path.exists(os.path.join(os.path.dirname(guide), target)):
            fail(f"a link leads to {target}, which is not there")


def main():
    guide, build, work = sys.argv[1:]
    with open(guide, encoding="utf-8") as f:
        text = f.read()
    shutil.rmtree(work, ignore_errors=True)
    prefix = os.path.join(work, "ws2")
    project = os.path.join(work, "project")
    os.makedirs(project)
    installed = subprocess.run(["cmake", "--install", build, "--prefix", prefix],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, check=False)
    if installed.returncode != 0:
        fail(installed.stdout)
    environment = dict(os.environ, WS2=prefix, HOME=work,
                       CMAKE_GENERATOR="Ninja",  # make need not be there
                       PATH=f"{prefix}/bin:{os.environ['PATH']}")
    environment.pop("WS2_DEBUG_UNMAPPED", None)
    codes_check(text, os.path.join(prefix, "bin/ws2"))
    links_check(text, guide)

    printed, steps, files, compared = "", 0, 0, 0
    for language, name, body in BLOCK.findall(text):
        if (language, name) == ("sh", "step"):
            printed, steps = run(body, project, environment), steps + 1
            print(f"ok      {body.splitlines()[0]}")
        elif (language, name) == ("text", "output"):
            if not matches(body, printed):
                fail(f"printed\n{printed}\nnot\n{body}")
            compared += 1
        else:
            path = os.path.join(project, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(body)
            files += 1
    print(f"{steps} steps, {compared} with their output, {files} files")
    if steps < 8 or compared < 6 or files < 6:
        fail("the guide has lost its blocks")


if __name__ == "__main__":
    main()
