#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ws2 run: what it shows of a real program, in each form, and what the program
# is left with.
#
# usage: trace.sh WS2 PROGRAM LIBRARY CASE     the program: examples/errors_demo
set -u
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ws2=$1 program=$2 library=$3
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0

complain() {
    echo "FAILED: $*"
    failed=1
}

# What differs from run to run.
normalised() {
    sed -E 's/^[0-9]+ /T /; s/<[0-9]+\.[0-9]{6}>$/<S>/; s/127\.0\.0\.1:[1-9][0-9]*/127.0.0.1:PORT/g
        s/0x[0-9a-f]{6,}/PTR/g'
}

case_lines() { # the very lines
    "$ws2" run --trace="$tmp/trace" "$program" >"$tmp/out" 2>"$tmp/err" ||
        complain "exit status $?"
    normalised <"$tmp/trace" | diff "$here/trace.expected" - ||
        complain "not the lines that were expected"
    [ -s "$tmp/err" ] && complain "standard error: $(<"$tmp/err")"
    "$program" | normalised | diff - <(normalised <"$tmp/out") ||
        complain "the program says something else"
    "$ws2" run --trace "$program" 2>&1 >/dev/null | normalised |
        diff "$here/trace.expected" - || complain "standard error differs"
}

case_begins() { # each call twice
    "$ws2" run --trace --begins "$program" 2>&1 >/dev/null | normalised \
        >"$tmp/trace"
    grep -v ' \.\.\.$' "$tmp/trace" | diff "$here/trace.expected" - ||
        complain "other ends"
    awk '/ \.\.\.$/ { call = substr($0, 1, index($0, "(")); next }
        index($0, call) != 1 { print }' "$tmp/trace" | grep . &&
        complain "a call that did not begin"
    grep -qx 'T recv(0x30, PTR, 1, 0) \.\.\.' "$tmp/trace" ||
        complain "arguments of a call that begins"
    "$ws2" run --trace --json --begins "$program" 2>&1 >/dev/null |
        python3 -c '
import json, sys
lines = [json.loads(line) for line in sys.stdin]
assert len(lines) % 2 == 0
for begin, end in zip(lines[::2], lines[1::2]):
    assert begin["begins"] and "result" not in begin and "result" in end
    assert begin["call"] == end["call"] and begin["name"] == end["name"]' ||
        complain "JSON"
}

case_json() { # each line is an object, and says the same
    "$ws2" run --trace="$tmp/trace" --json "$program" >/dev/null
    python3 - "$tmp/trace" "$here/trace.expected" <<'PYTHON' || complain "JSON"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
wanted = [line.split(" ")[1].split("(")[0] for line in open(sys.argv[2])]
assert [l["name"] for l in lines] == wanted, "other calls"
assert [l["call"] for l in lines] == list(range(1, len(lines) + 1))
bind = [l for l in lines if l["name"] == "bind"]
assert bind[0]["args"]["name"].startswith("127.0.0.1:"), bind[0]
assert bind[0]["args"]["namelen"] == 16 and bind[0]["result"] == 0
assert bind[1]["result"] == -1 and bind[1]["error"] == "WSAEADDRINUSE"
assert bind[1]["code"] == 10048 and "error" not in bind[0]
assert all(l["time_ns"] >= 0 and l["process"] > 0 for l in lines)
sent = [l for l in lines if l["name"] == "sendto"][0]
assert sent["args"]["buf"] == '"too long"', sent
PYTHON
}

case_summary() { # the numbers are those of the lines
    "$ws2" run --summary="" "$program" 2>/dev/null && complain "takes a value"
    "$ws2" run --summary "$program" 2>"$tmp/summary" >/dev/null
    "$ws2" run --trace --summary "$program" 2>"$tmp/both" >/dev/null
    grep -c '^[0-9]* [A-Za-z]*(' "$tmp/both" | grep -qx \
        "$(wc -l <"$here/trace.expected")" || complain "lines beside a summary"
    sed -n '/^% time/,$p' "$tmp/both" >"$tmp/behind"
    for file in summary behind; do
        awk '$NF ~ /^[A-Za-z]+$/ && $1 ~ /^[0-9.]+$/ {
            print $NF, $4, NF == 6 ? $5 : 0 }' "$tmp/$file" | sort |
            diff "$tmp/counted" - || complain "numbers of the $file"
    done
    "$ws2" run --summary --json "$program" 2>&1 >/dev/null | python3 -c '
import json, sys
rows = json.loads(sys.stdin.read())["summary"]
rows.append({"name": "total", "calls": sum(r["calls"] for r in rows),
             "errors": sum(r["errors"] for r in rows)})
for r in sorted(rows, key=lambda r: r["name"]):
    print(r["name"], r["calls"], r["errors"])' | LC_ALL=C sort |
        diff "$tmp/counted" - || complain "numbers in JSON"
}
# function, calls, errors
sed -E 's/^T ([A-Za-z]+)\(.*\) = [^ ]+( [A-Z]+ \([0-9]+\))? <S>$/\1\2/' \
    "$here/trace.expected" | awk '{ calls[$1]++; errors[$1] += NF > 1; n++
        e += NF > 1 } END { for (f in calls) print f, calls[f], errors[f]
        print "total", n, e }' | sort >"$tmp/counted"

case_filters() {
    "$ws2" run --trace --filter 'bind,*sock*,!closesocket' "$program" 2>&1 \
        >/dev/null | awk '{ sub(/\(.*/, "", $2); print $2 }' | sort -u |
        tr '\n' ' ' | grep -qx 'bind getsockname ioctlsocket setsockopt socket ' ||
        complain "functions"
    "$ws2" run --trace --errors --filter bind "$program" 2>&1 >/dev/null |
        grep -c '= -1 WSAEADDR' | grep -qx 2 || complain "errors"
    "$ws2" run --trace --socket 0x1c "$program" 2>&1 >/dev/null | normalised |
        diff <(grep -w 0x1c "$here/trace.expected") - || complain "one socket"
}

case_run() { # the program's own: arguments, status, environment
    run() { "$ws2" run "$@" 2>"$tmp/err"; }
    [ "$(run --trace printf '%s+' --trace -- x)" = '--trace+--+x+' ] ||
        complain "arguments"
    [ "$(run --trace -- printf '%s+' a)" = 'a+' ] || complain "after --"
    run --trace sh -c 'exit 77'
    [ $? = 77 ] || complain "status"
    run --trace "$tmp/nothing"
    [ $? = 127 ] || complain "no such program"
    run --trace "$tmp"
    [ $? = 126 ] || complain "a folder is no program"
    run --trace
    [ $? = 2 ] || complain "no program"
    run true
    [ $? = 2 ] || complain "nothing to show"
    run --errors true
    [ $? = 2 ] || complain "--errors of nothing"
    run --trace --fault sweep true
    [ $? = 2 ] || complain "a sweep with lines"
    run --nonsense true
    [ $? = 2 ] || complain "no such option"
    run --trace="$tmp/no/folder" true
    [ $? = 2 ] || complain "no such folder"
    [ "$(WS2_TRACE=x run --trace --filter a,b printenv WS2_TRACE \
        WS2_TRACE_FUNCTIONS | tr '\n' ' ')" = '- a,b ' ] || complain "variables"
    run --trace --fault 'listen:WSAEINVAL' "$program" >/dev/null
    grep -q ' listen(0x[0-9a-f]*, 1) = -1 WSAEINVAL (10022) (injected) <' \
        "$tmp/err" || complain "a call that fails on demand"
    for bad in FORMAT=xml SUMMARY=2 SOCKET=none; do
        env WS2_TRACE=- "WS2_TRACE_$bad" "$program" 2>&1 >/dev/null |
            grep -q '^ws2: .* makes no sense' || complain "WS2_TRACE_$bad"
    done
    WS2_TRACE=$tmp/no/folder "$program" 2>&1 >/dev/null | grep -q '^ws2: no' ||
        complain "a trace into nothing"
}

case_probes() { # both, with the one semaphore that the doors look at
    notes=$(readelf -n "$library")
    if ! echo '#include <sys/sdt.h>' | cc -E - >/dev/null 2>&1; then
        echo "skipped: there was no <sys/sdt.h>"
        exit 77
    fi
    for probe in call__begin call__end; do
        echo "$notes" | grep -q "Name: $probe\$" || complain "no $probe"
    done
    semaphores=$(echo "$notes" | sed -n 's/.*Semaphore: 0x0*//p' | sort -u)
    word=$(nm "$library" | sed -n 's/^0*\([0-9a-f]*\) . ws2_watching$/\1/p')
    [ -n "$word" ] && [ "$semaphores" = "$word" ] ||
        complain "semaphores $semaphores, ws2_watching $word"
}

"case_$4"
[ "$failed" = 0 ]
