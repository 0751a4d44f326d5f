#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The manual pages and docs/errors.md: well-formed, complete, up to date.
#
# usage: man.sh WS2 MAN_DIR PAGES_PROGRAM
set -u
export LC_ALL=C MANWIDTH=80
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ws2=$1 man=$2 pages=$3
failed=0

complain() {
    echo "FAILED: $*"
    failed=1
}

text() { # PAGE as plain text
    groff -man -Tascii -P-c "$man/$1" 2>/dev/null | sed 's/.\x08//g'
}

for page in ws2.1 ws2-cc.1 {ws2-catalog,ws2-rsvpd.conf}.5 ws2_errors.7 \
    ws2-{environment,fault,iocp,lsp,lsp-proxy,names,registry}.7 ws2-rsvpd.8; do
    [ -s "$man/$page" ] || complain "$page is missing"
    grep -n '@[A-Z_]*@' "$man/$page" && complain "$page: not configured"
    if command -v groff >/dev/null; then
        warnings=$(groff -man -ww -z -Tascii "$man/$page" 2>&1)
        [ -z "$warnings" ] || complain "$page: ${warnings:0:500}"
    fi
    if command -v mandoc >/dev/null; then
        mandoc -Tlint -Wwarning "$man/$page" || complain "mandoc: $page"
    fi
done

# Every code with its number, and every option that the help text knows.
"$ws2" err --list --win32 --short | while read -r name code _; do
    grep -qx "\.B $name" "$man/ws2_errors.7" && grep -q "^(${code}[,)]" \
        "$man/ws2_errors.7" || echo "$name"
done | grep . && complain "codes missing from ws2_errors(7)"
for command in err annotate contract catalog qos run tour; do
    "$ws2" help "$command" | grep -oE '^  --[a-z]+' | tr -d ' ' | sort -u |
        while read -r option; do
            grep -q -- "${option//-/\\\\-}" "$man/ws2.1" || echo "$option"
        done | grep . && complain "options missing from ws2(1)"
done

# Every variable that the library, the commands or the driver read.
grep -rhoE 'getenv\("[A-Z0-9_]+"|"WS2_[A-Z0-9_]+"|"XDG_[A-Z_]+"|\$\{WS2_C[A-Z]+[-:]' \
    "$here"/../../{src,tools,layers} | grep -oE '[A-Z0-9_]{4,}' | sort -u |
    grep -vx LD_PRELOAD |
    while read -r name; do
        grep -q "^\.BR\? .*\b$name\b" "$man/ws2-environment.7" || echo "$name"
    done | grep . && complain "variables missing from ws2-environment(7)"
if command -v groff >/dev/null; then
    longest=$(text ws2_errors.7 | awk '{ if (length > m) m = length }
        END { print m }')
    [ "${longest:-0}" -le 100 ] || complain "ws2_errors(7): $longest columns"
    text ws2_errors.7 | grep -q 'WSAECONNRESET' || complain "no text"
fi

"$pages" markdown | diff - "$here/../../docs/errors.md" >/dev/null ||
    complain "docs/errors.md is not up to date:" \
        "cmake --build BUILD_DIR --target errors-page"
[ "$failed" = 0 ]
