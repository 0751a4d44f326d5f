// The search is that of "ws2 err": a number in any of its forms is a code; a
// name is one; words that stand together in titles and phrases find only those
// codes, otherwise those whose texts have all of them. Beginnings of words
// count.
"use strict";
(() => {
    const input = document.getElementById("query");
    const found = document.getElementById("found");
    const nothing = document.getElementById("nothing");
    const functions = document.getElementById("functions");
    const text = (element) => element ? element.textContent.toLowerCase() : "";

    const entries = [...document.querySelectorAll("article")].map((article) => ({
        article,
        home: article.parentNode,
        code: Number(article.dataset.code),
        name: article.id.toLowerCase(),
        names: [article.id, ...[...article.querySelectorAll("dd span[id]")]
            .map((span) => span.id)].map((name) => name.toLowerCase()),
        posix: [...article.querySelectorAll("dt")]
            .filter((dt) => dt.textContent === "errno")
            .map((dt) => text(dt.nextSibling))[0],
        words: article.dataset.words.toLowerCase(),
        // Titles are shown with a full stop that the catalog has not.
        title: text(article.querySelector(".title")).slice(0, -1),
        what: text(article.querySelector(".what")),
        check: text(article.querySelector(".check")),
    }));
    const sections = [...new Set(entries.map((entry) => entry.home))];

    // --- Finding.

    // A code, also inside an HRESULT or NTSTATUS; null: no number.
    function number(query) {
        if (!/^([-+]?[0-9]+|0x[0-9a-f]+)$/i.test(query))
            return null;
        const value = Number(query) >>> 0;
        const high = value >>> 16;
        return high === 0x8007 || high === 0xc007 ? value & 0xffff : value;
    }

    // Whether a word of text begins so.
    function begins(hay, needle) {
        for (let at = hay.indexOf(needle); at >= 0;
            at = hay.indexOf(needle, at + 1))
            if (at === 0 || !/[a-z0-9]/.test(hay[at - 1]))
                return true;
        return false;
    }

    // The lower the better; Infinity: not at all.
    function phraseScore(entry, phrase) {
        if (entry.words.split(", ").includes(phrase))
            return 0;
        const at = [entry.name, entry.title, entry.words]
            .findIndex((hay) => begins(hay, phrase));
        return at < 0 ? Infinity : at + 1;
    }

    function wordsScore(entry, words) {
        const hays = [entry.name, entry.title, entry.words, entry.what,
            entry.check];
        return words.reduce((sum, word) => {
            const at = hays.findIndex((hay) => begins(hay, word));
            return at < 0 ? Infinity : sum + at;
        }, 0);
    }

    function ranked(score) {
        return entries.map((entry) => ({ entry, score: score(entry) }))
            .filter((row) => row.score < Infinity)
            .sort((a, b) => a.score - b.score)
            .map((row) => row.entry);
    }

    function named(query) {
        const forms = [query, "wsa" + query, "wsa_" + query];
        for (const form of forms) {
            const hit = entries.find((entry) => entry.names.includes(form));
            if (hit)
                return [hit];
        }
        return entries.filter((entry) => entry.posix === query);
    }

    function search(query) {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        const phrase = words.join(" ");
        const code = number(phrase);
        if (code !== null)
            return entries.filter((entry) => entry.code === code);
        const byName = named(phrase);
        if (byName.length > 0)
            return byName;
        const byPhrase = ranked((entry) => phraseScore(entry, phrase));
        return byPhrase.length > 0 ? byPhrase
            : ranked((entry) => wordsScore(entry, words));
    }

    // --- Showing.

    let shown = entries;

    function show() {
        const all = input.value.trim() === "";
        shown = all ? entries : search(input.value);
        const visible = new Set(shown);
        for (const entry of entries)
            entry.article.hidden = !visible.has(entry);
        // The best first, in whichever part; without a query all go home.
        for (const entry of all ? entries : shown)
            (all ? entry.home : shown[0].home).append(entry.article);
        for (const section of sections)
            section.hidden = !all && (!shown[0] || shown[0].home !== section);
        functions.hidden = !all;
        nothing.hidden = shown.length > 0;
        found.value = shown.length === 1 ? "1 code" : shown.length + " codes";
    }

    function clear() {
        input.value = "";
        show();
    }

    // The address names a code, a function or a part.
    function arrive() {
        const id = decodeURIComponent(location.hash.slice(1));
        const target = id && document.getElementById(id);
        for (const marked of document.querySelectorAll("article.at"))
            marked.classList.remove("at");
        if (!target)
            return;
        if (target.closest("[hidden]"))
            clear();
        const article = target.closest("article");
        (article || target).scrollIntoView();
        if (article)
            article.classList.add("at");
    }

    // --- Keys.

    function link(entry) {
        return entry.article.querySelector("h3 a");
    }

    function step(by) {
        const at = shown.findIndex((entry) => link(entry) ===
            document.activeElement);
        const next = at + by;
        if (next < 0 && at >= 0)
            input.focus();
        else if (shown[Math.max(next, 0)])
            link(shown[Math.max(next, 0)]).focus();
    }

    document.addEventListener("keydown", (event) => {
        const typing = event.target === input;
        if (event.ctrlKey || event.altKey || event.metaKey)
            return;
        if (event.key === "/" && !typing) {
            input.focus();
            input.select();
        } else if (event.key === "Escape") {
            clear();
            input.focus();
        } else if (event.key === "ArrowDown" &&
            (typing || event.target.matches("h3 a"))) {
            step(1);
        } else if (event.key === "ArrowUp" && event.target.matches("h3 a")) {
            step(-1);
        } else {
            return;
        }
        event.preventDefault();
    });

    input.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (shown[0] && input.value.trim() !== "")
            location.hash = shown[0].article.id;
    });
    input.addEventListener("input", show);
    window.addEventListener("hashchange", arrive);

    // On paper nothing is folded.
    let folded = [];
    window.addEventListener("beforeprint", () => {
        folded = [...document.querySelectorAll("details:not([open])")];
        for (const details of folded)
            details.open = true;
    });
    window.addEventListener("afterprint", () => {
        for (const details of folded)
            details.open = false;
    });

    show();
    arrive();
})();
