#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ws2 tour: every code comes; what a machine forbids is not shown, with the
# reason; what goes wrong in a scene is one line.
#
# usage: tour.sh WS2 FAKE SANITIZERS CASE
#   FAKE        the directory of a ws2-tour.so whose scenes go wrong
#               (faketour.c)
#   SANITIZERS  what WS2 is built with, or nothing
#   CASE        all, choose, forbidden, wrong
set -u
export LC_ALL=C
unset NO_COLOR COLUMNS
ws2=$1 fake=$2 sanitizers=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/t"
export TMPDIR=$work/t

complain() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# run STATUS ARG...: output in $out and $err. PREFIX, when set, runs it.
prefix=()
run() {
    local want=$1 status
    shift
    "${prefix[@]}" "$ws2" tour "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    out=$(cat "$work/out") err=$(cat "$work/err")
    [ "$status" = "$want" ] ||
        complain "ws2 tour $*: status $status, not $want: ${err:-${out:0:900}}"
}

has() { # PATTERN WHAT
    grep -qE -- "$1" <<<"$out$err" || complain "$2: no /$1/ in: ${out:0:600}$err"
}

# The codes that were not shown, and nothing else may be wrong.
unshown() { # CODE...
    local got want
    got=$(python3 -c '
import json, sys
for s in json.load(sys.stdin):
    if s["result"] == "not shown":
        assert s["reason"] and s["came"] is None, s
        print(s["code"])
    elif s["result"] != "ok" or s["came"] != s["code"] or s["reason"]:
        print("wrong:", s)' <<<"$out") || complain "the JSON cannot be read"
    want=$(printf '%s\n' "$@" | grep . | sort -n)
    [ "$got" = "$want" ] ||
        complain "not shown: ${got//$'\n'/ }; expected: ${want//$'\n'/ }"
}

# Codes that cannot be shown in this build.
memory=()
[ -z "$sanitizers" ] || memory=(8) # which have taken the memory
# Those that need a network or a file system of our own, or an agent.
network=(10037 10050 10051 10052 10053 10055 10060 10064 10065)
files=(10066 10068 10069 10070 10071)
nofuse=()
[ -r /dev/fuse ] && [ -w /dev/fuse ] || nofuse=("${files[@]}")
signals=(11005 11006 11007 11008 11009 11010 11011 11012 11013 11014)

has_namespaces() {
    unshare -Urnm true 2>/dev/null && return
    echo "no user and network namespaces here (unshare -Urnm)"
    return 1
}

case $4 in
all)
    has_namespaces || exit 77
    begin=$SECONDS
    all=$((${#memory[@]} + ${#nofuse[@]} ? 3 : 0))
    run $all --json
    [ -n "$sanitizers" ] || [ $((SECONDS - begin)) -le 40 ] ||
        complain "took $((SECONDS - begin)) s"
    unshown "${memory[@]}" "${nofuse[@]}"
    # All of them, in order, under their names.
    diff <("$ws2" err --list --short | cut -d' ' -f1,2) \
        <(python3 -c '
import json, sys
for s in json.load(sys.stdin): print(s["name"], s["code"])' <<<"$out") ||
        complain "these are not the 95 codes"
    run $all
    shown=$((95 - ${#memory[@]} - ${#nofuse[@]}))
    [ "$(grep -cE '^ok +[0-9]+  WSA' <<<"$out")" = $shown ] || complain "lines"
    has "^$shown of 95 shown" total
    has '^ok +10054  WSAECONNRESET +recv -> 10054: the peer' "a line"
    [ -z "$(ls "$TMPDIR")" ] || complain "left behind: $(ls "$TMPDIR")"
    ;;

choose)
    for code in WSAECONNREFUSED econnrefused 10061 0x274d; do
        run 0 --only $code
        has '^ok +10061  WSAECONNREFUSED +connect -> 10061' "--only $code"
        [ "$(wc -l <<<"$out")" = 1 ] || complain "--only $code: $out"
    done
    run 0 --only 10038,WSAEINVAL
    has '^2 of 2 shown$' "two codes"
    run 2 --only nonsense
    has '"nonsense" is none of the 95' "--only nonsense"
    run 2 --only 10038,WAIT_TIMEOUT
    run 2 --only ''
    run 2 something
    run 2 --nonsense
    run 0 --help
    run 0 --list
    [ "$(wc -l <<<"$out")" = 95 ] || complain "--list: not 95 lines"
    # The source that is shown is the source.
    run 0 --list --explain --json
    python3 -c '
import glob, json, re, sys
everything = "".join(open(f).read() for f in glob.glob(sys.argv[1] + "/*.c"))
for s in json.load(sys.stdin):
    text = open(sys.argv[1] + "/" + s["file"]).read()
    lines = text.splitlines(True)
    at, n = s["line"] - 1, s["source"].count("\n")
    assert "".join(lines[at:at + n]) == s["source"], s
    if s["code"] in range(11005, 11015): continue
    assert s["source"].startswith("SCENE(%s," % s["name"]), s
    assert s["source"].endswith("\n}\n") and s["source"].count("\n}") == 1, s
    assert re.search(s["function"] + "[AW]?\\(", everything), s' "$here/../../tools/ws2/tour" \
        <<<"$out" || complain "--explain"
    run 0 --only WSAEISCONN --explain
    has '^state\.c, line [0-9]+$' "--explain"
    has '^    SCENE\(WSAEISCONN, connect,' "--explain"
    has '^        return CODE\(connect\(s, SA\(&name\)' "--explain"
    # On a terminal it says what it does.
    python3 -c '
import pty, sys
sys.exit(pty.spawn(sys.argv[1:]) != 0)' "$ws2" tour --only 10038,10022 \
        >"$work/out" </dev/null || complain "on a terminal"
    out=$(cat "$work/out")
    has '2 of 2: WSAEINVAL, listen' progress
    ;;

forbidden)
    has_namespaces || exit 77
    # No namespaces below this one.
    # shellcheck disable=SC2016 # expands in the inner shell
    prefix=(unshare -Urn sh -c 'ip link set lo up &&
        echo 0 >/proc/sys/user/max_user_namespaces &&
        echo 0 >/proc/sys/user/max_net_namespaces && exec "$@"' sh)
    run 3 --json
    unshown "${memory[@]}" "${network[@]}" "${files[@]}" "${signals[@]}"
    run 3 --only WSAEHOSTDOWN
    has '^not shown +10064 .*: no namespace of our own \(unshare\): No space' "the reason"
    # No FUSE.
    # shellcheck disable=SC2016
    prefix=(unshare -Urm sh -c 'mount --bind /dev/null /dev/fuse &&
        exec "$@"' sh)
    if [ -c /dev/fuse ]; then
        run 3 --json
        unshown "${memory[@]}" "${files[@]}"
        run 3 --only WSAEDQUOT
        has '^not shown +10069 .*: no file system of our own \(/dev/fuse\): ' fuse
    fi
    # Nobody who signals.
    # shellcheck disable=SC2016
    prefix=(unshare -Urm sh -c 'mount --bind /dev/null "${1%ws2}ws2-rsvpd" &&
        exec "$@"' sh)
    run 3 --json
    unshown "${memory[@]}" "${nofuse[@]}" "${signals[@]}"
    ;;

wrong)
    export LD_LIBRARY_PATH=$fake${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    run 1
    has '^ok +10004  WSAEINTR' "a good one"
    has '^NOT OK +10009  WSAEBADF +socket -> WSAEINVAL \(10022\): ' "another code"
    has '^NOT OK +10013  WSAEACCES +socket -> success: ' "no code"
    has '^NOT OK +10014  WSAEFAULT +socket: .*: crashes: ' "a crash"
    has '^NOT OK +10022  WSAEINVAL .*: ends with status 5$' "an end"
    has '^NOT OK +10024  WSAEMFILE .*: not 1 == 2: WSAENOTSOCK \(10038\)$' \
        "what it needs"
    has '^not shown +10035  WSAEWOULDBLOCK .*: no luck$' "what is lacking"
    has '^NOT OK +10036  WSAEINPROGRESS .*: does not end within 15 s' "a hang"
    has '^1 of 8 shown, 6 not ok, 1 not shown on this machine$' total
    # Killed, it takes everything along.
    "$ws2" tour --only WSAEINPROGRESS >/dev/null &
    victim=$!
    until [ -L "$(echo "$TMPDIR"/ws2-tour.*/long)" ]; do
        kill -0 $victim || break
    done
    kill -9 $victim
    wait $victim 2>/dev/null
    for ((i = 0; i < 30000; i++)); do [ -n "$(ls "$TMPDIR")" ] || break; done
    [ -z "$(ls "$TMPDIR")" ] || complain "left behind: $(ls "$TMPDIR")"
    ;;
esac
[ "$failed" = 0 ]
