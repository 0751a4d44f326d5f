#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""errors.html in a real browser: the search finds what ws2 err finds, every
link leads somewhere, nothing is fetched, nothing is complained about.

usage: errors_page.py PAGE WS2
"""
import base64
import json
import pathlib
import subprocess
import sys

from browser import Browser, Missing

failed = 0


def check(good, what):
    global failed
    if not good:
        print(f"FAILED: {what}")
        failed += 1


def same(got, want, what):
    check(got == want, f"{what}: {got!r}, not {want!r}")


class Page:
    def __init__(self, browser, path, ws2):
        self.browser, self.ws2 = browser, ws2
        self.url = pathlib.Path(path).resolve().as_uri()

    def err(self, *words):
        """The names that the command finds."""
        answer = subprocess.run([self.ws2, "err", "--json", *words],
                                stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, check=False).stdout
        return [e["name"] for e in json.loads(answer) if e.get("name")]

    def visible(self):
        return self.browser.run(
            "[...document.querySelectorAll('article')]"
            ".filter(a => a.offsetParent !== null).map(a => a.id)")

    def count(self):
        return self.browser.run("document.getElementById('found').value")

    def hash(self):
        return self.browser.run("location.hash")

    def search(self, text):
        self.browser.key("Escape")
        self.browser.type(text)
        self.browser.settle()
        return self.visible()


def complaints(page):
    """What the browser's console and its network log have to say."""
    for event in page.browser.events:
        params = event["params"]
        if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded",
                               "Runtime.consoleAPICalled"):
            check(False, f"console: {json.dumps(params)[:400]}")
        if event["method"] == "Network.requestWillBeSent":
            check(params["request"]["url"].split("#")[0] == page.url,
                  f"fetches {params['request']['url']}")


def look_whole(page):
    codes = page.err("--list", "--win32")
    same(page.visible(), codes, "all codes, in order")
    same(page.count(), f"{len(codes)} codes", "the count")
    facts = page.browser.run(
        "({lang: document.documentElement.lang, title: document.title,"
        " h1: document.querySelectorAll('h1').length,"
        " labels: [...document.querySelectorAll('input')]"
        ".every(i => i.labels.length === 1),"
        " heads: [...document.querySelectorAll('th')].every(h => h.scope),"
        " parts: document.querySelectorAll('main, header, nav, [role=search]')"
        ".length, rows: document.querySelectorAll('tbody tr').length})")
    check(facts["lang"] == "en" and facts["title"] and facts["h1"] == 1 and
          facts["labels"] and facts["heads"] and facts["parts"] == 4 and
          facts["rows"] > 200, f"structure: {facts}")
    pairs = page.browser.run(
        "[...document.querySelectorAll('tbody tr td:first-child a')].length")
    scenes = [(s["name"], s["function"], s["condition"]) for s in json.loads(
        subprocess.run([page.ws2, "tour", "--list", "--json"],
                       stdout=subprocess.PIPE, check=True).stdout)]
    same([tuple(s) for s in page.browser.run(
        "[...document.querySelectorAll('.tour')].map(t => {"
        " const [, call] = t.querySelectorAll('p code');"
        " return [t.closest('article').id, call.textContent,"
        " call.nextSibling.textContent.slice(2, -1)]; })")], scenes,
         "what the tour does")
    check(page.browser.run(
        "[...document.querySelectorAll('.tour')].every(t => t.querySelector("
        "'pre').textContent.startsWith('SCENE(' + t.closest('article').id))"),
        "the lines of the tour")
    documented = sum(len(e["returned_by"]) for e in json.loads(
        subprocess.run([page.ws2, "err", "--json", "--list", "--win32"],
                       stdout=subprocess.PIPE, check=True).stdout))
    same(pairs, documented, "pairs of function and code")


def look_search(page):
    numbers = ["10054", "0x2746", "0x80072746", "-2147014842", "2147952454",
               "0xC0072746", "0", "6", "258"]
    names = ["WSAECONNRESET", "wsaeconnreset", "econnreset", "HOST_NOT_FOUND",
             "EAI_NONAME", "ERROR_IO_PENDING", "wsano_address"]
    words = ["reset by peer", "Connection reset by peer", "timeout",
             "port in use", "forcibly closed", "too many", "memory",
             "address already", "in use address", "xyzzy", "10000", "0x80004005",
             "99999999999", "reset xyzzy"]
    for text in numbers + names + words:
        want = page.err(*text.split()) if text in words[:-4] else page.err(text)
        got = page.search(text)
        same(got, want, f"search for {text!r}")
        same(page.count(), "1 code" if len(want) == 1 else f"{len(want)} codes",
             f"count for {text!r}")
        same(page.browser.run("document.getElementById('nothing')"
                              ".offsetParent !== null"), not want,
             f"message for {text!r}")
    check(len(page.search("timeout")) > 3, "several codes match one word")
    check(page.search("<img src=x onerror=alert(1)>") == [], "markup is text")
    page.browser.key("Escape")
    page.browser.settle()
    same(page.visible(), page.err("--list", "--win32"),
         "Escape brings all codes back, in order")


def look_keys(page):
    browser, focus = page.browser, "document.activeElement.id"
    browser.run("document.activeElement.blur()")
    browser.key("/", "/")
    same(browser.run(focus), "query", "/ goes to the search")
    same(browser.run("document.getElementById('query').value"), "",
         "/ is not typed")
    browser.type("reset by peer")
    browser.settle()
    browser.key("Enter", "\r")
    browser.settle()
    same(page.hash(), "#WSAECONNRESET", "Enter goes to the best")
    page.search("timeout")
    first, second = page.visible()[:2]
    inside = "document.activeElement.closest('article')?.id"
    browser.key("ArrowDown")
    same(browser.run(inside), first, "arrow down")
    browser.key("ArrowDown")
    same(browser.run(inside), second, "arrow down twice")
    browser.key("ArrowUp")
    browser.key("ArrowUp")
    same(browser.run(focus), "query", "arrows up")
    browser.open("about:blank")
    browser.open(page.url)
    browser.key("Tab", "\t")
    same(browser.run("document.activeElement.className"), "skip",
         "the first stop skips to the codes")
    browser.key("Tab", "\t")
    same(browser.run(focus), "query", "the second one is the search")


def look_links(page):
    links = page.browser.run(
        "[...document.links].map(a => a.getAttribute('href'))")
    ids = page.browser.run(
        "[...document.querySelectorAll('[id]')].map(e => e.id)")
    check(len(links) > 1500, f"{len(links)} links")
    check(len(ids) == len(set(ids)), "an id is there twice")
    known = set(ids)
    for link in sorted(set(links)):
        if link.startswith("#"):
            check(link[1:] in known, f"{link} leads nowhere")
        else:
            check(link.startswith("https://learn.microsoft.com/"), link)
    for where in ("WSAECONNRESET", "10054", "ERROR_IO_PENDING", "997",
                  "EAI_NONAME", "fn-bind", "win32"):
        page.browser.open("about:blank")
        page.browser.open(f"{page.url}#{where}")
        page.browser.settle()
        check(page.browser.run(
            f"(() => {{ const box = document.getElementById('{where}')"
            ".getBoundingClientRect(); return box.top >= 0 &&"
            " box.top < innerHeight && document.elementFromPoint("
            "box.left + 2, Math.max(box.top, 1) + 2) !== null &&"
            " !document.querySelector('header').contains("
            "document.elementFromPoint(box.left + 2, box.top + 2)); })()"),
            f"#{where} is not in sight")
    # A link to a code that the search has hidden.
    page.search("10054")
    page.browser.run("document.querySelector("
                     "'#WSAECONNRESET .see a[href^=\"#\"]').click()")
    page.browser.settle()
    target = page.hash()[1:]
    check(target in page.visible() and target != "WSAECONNRESET",
          f"a related code stays hidden: {target}")


def look_colours(page):
    """Contrast of text, by the formula of WCAG, in both schemes."""
    script = """(() => {
        const probe = document.createElement('canvas').getContext('2d',
            {willReadFrequently: true});
        const light = (colour) => {
            probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1);
            const c = [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3)
                .map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92
                    : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
        };
        const paper = light(getComputedStyle(document.body).backgroundColor);
        const least = ['body', 'h1', '.hint', 'article a', 'h3 span', 'dt',
            'summary', '.good', 'output', 'label'].map((s) => {
            const ink = light(getComputedStyle(document.querySelector(s)).color);
            return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        });
        return [paper, Math.min(...least)];
    })()"""
    papers = {}
    for scheme in ("light", "dark"):
        page.browser.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}])
        papers[scheme], contrast = page.browser.run(script)
        check(contrast >= 4.5, f"{scheme}: contrast {contrast:.1f}")
    check(papers["light"] > 0.8 and papers["dark"] < 0.1, f"papers {papers}")


def look_narrow_and_paper(page):
    page.browser.call("Emulation.setDeviceMetricsOverride", width=360,
                      height=640, deviceScaleFactor=1, mobile=True)
    page.browser.run("document.querySelectorAll('details')"
                     ".forEach(d => d.open = true)")
    width = page.browser.run("document.documentElement.scrollWidth")
    check(width <= 360, f"{width} pixels wide on a telephone")
    page.browser.run("document.querySelectorAll('details')"
                     ".forEach(d => d.open = false)")
    page.browser.call("Emulation.clearDeviceMetricsOverride")
    page.browser.run("dispatchEvent(new Event('beforeprint'))")
    same(page.browser.run("document.querySelectorAll("
                          "'details:not([open])').length"), 0,
         "folded on paper")
    page.browser.run("dispatchEvent(new Event('afterprint'))")
    page.search("10054")
    paper = base64.b64decode(page.browser.call("Page.printToPDF")["data"])
    check(paper.startswith(b"%PDF") and len(paper) > 5000, "no print")


def main():
    path, ws2 = sys.argv[1:]
    try:
        browser = Browser()
    except Missing as why:
        print(f"skipped: {why}")
        return 77
    page = Page(browser, path, ws2)
    try:
        browser.open(page.url)
        for look in (look_whole, look_search, look_keys, look_links,
                     look_colours, look_narrow_and_paper):
            before = failed
            look(page)
            print(f"{'ok     ' if failed == before else 'BROKEN '} "
                  f"{look.__name__[5:]}")
        complaints(page)
    finally:
        browser.close()
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
