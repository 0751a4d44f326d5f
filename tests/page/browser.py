# SPDX-License-Identifier: MIT
"""Chromium without a window, driven over a pipe: no port, no other software."""
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Missing(Exception):
    """There is no browser, or it does not start here."""


class Failed(Exception):
    """The browser answered with an error, or not in time."""


def program():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return name
    raise Missing("chromium is not installed")


def high(fd):
    """The same, where a shell cannot mistake it for one of its own."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD, 10)
    os.close(fd)
    return moved


class Browser:
    """One page. Events of the page are kept in self.events."""

    PATIENCE_S = 60

    def __init__(self):
        theirs_in, self.out = map(high, os.pipe())
        self.inn, theirs_out = map(high, os.pipe())
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        flags = ["--headless", "--remote-debugging-pipe", "--no-first-run",
                 "--disable-gpu", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync",
                 "--disable-default-apps", "--no-default-browser-check",
                 "--host-resolver-rules=MAP * ~NOTFOUND",
                 "--disable-dev-shm-usage",  # containers have little of it
                 f"--user-data-dir={self.profile.name}", "about:blank"]
        if os.geteuid() == 0:
            # Chromium's sandbox refuses to run for root, as a CI's container
            # does; what it opens here is our own page, from the disk.
            flags.insert(0, "--no-sandbox")
        self.log = tempfile.TemporaryFile()
        self.child = subprocess.Popen(
            ["bash", "-c", f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}',
             program()] + flags, pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        os.close(theirs_in)
        os.close(theirs_out)
        self.buffer, self.number, self.session, self.events = b"", 0, None, []
        try:
            targets = self.call("Target.getTargets")["targetInfos"]
        except Failed as why:
            self.log.seek(0)
            text = self.log.read().decode(errors="replace")
            self.close()
            raise Missing(f"chromium does not start: {why}: "
                          f"{text[-300:]}") from why
        page = next(t for t in targets if t["type"] == "page")
        self.session = self.call("Target.attachToTarget",
                                 targetId=page["targetId"],
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def close(self):
        os.close(self.out)
        os.close(self.inn)
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.profile.cleanup()

    def _message(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.inn], [], [],
                                        max(0, deadline - time.monotonic()))
            data = os.read(self.inn, 1 << 16) if ready else b""
            if not data:
                raise Failed("ended" if ready else "no answer")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        try:
            os.write(self.out, json.dumps(message).encode() + b"\0")
        except OSError as why:
            raise Failed(str(why)) from why
        deadline = time.monotonic() + self.PATIENCE_S
        while True:
            answer = self._message(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait_for(self, event):
        """The next event of that name that was not waited for."""
        deadline = time.monotonic() + self.PATIENCE_S
        while not any(e["method"] == event for e in self.events):
            answer = self._message(deadline)
            if "method" in answer:
                self.events.append(answer)
        found = next(e for e in self.events if e["method"] == event)
        self.events.remove(found)
        return found

    def open(self, url):
        self.events = [e for e in self.events
                       if e["method"] != "Page.loadEventFired"]
        self.call("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")

    def run(self, expression):
        """The value of an expression of the page's language."""
        answer = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Failed(f"{expression}: "
                         f"{answer['exceptionDetails'].get('exception')}")
        return answer["result"].get("value")

    def key(self, name, text=""):
        codes = {"Escape": 27, "Enter": 13, "Tab": 9, "ArrowDown": 40,
                 "ArrowUp": 38, "/": 191}
        common = {"key": name, "windowsVirtualKeyCode": codes[name]}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def settle(self):
        """After what the last input has set off."""
        self.run("new Promise(r => requestAnimationFrame(() => "
                 "setTimeout(r, 0)))")
