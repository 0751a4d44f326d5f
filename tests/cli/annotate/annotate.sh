#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ws2 annotate: what comes out, in which form, and that the log itself goes
# through untouched. How well codes are told from numbers: measure.py.
#
# usage: annotate.sh WS2 CASE
set -u
export LC_ALL=C
unset NO_COLOR COLUMNS
ws2=$1 case=$2
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

complain() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

run() { # STATUS ARG...: standard input is the caller's; output in ./out, ./err
    local want=$1 status
    shift
    "$ws2" annotate "$@" >out 2>err
    status=$?
    [ "$status" = "$want" ] ||
        complain "annotate $*: status $status, not $want; $(head -c 300 err)"
}

is() { # WHAT: ./out is standard input
    cat >want
    cmp -s want out || { complain "$1"; diff want out | head -n 10; }
}

has() { # PATTERN WHAT
    grep -qaE -- "$1" out || complain "$2: no /$1/ in: $(head -c 400 out)"
}

log() {
    printf '%s\n' 'starting on port 10054' 'recv failed: 10054' 'done' \
        'connect: WSAECONNREFUSED, again 10061 (error 10061)'
}

case_forms() {
    log >log
    run 0 log
    is "below the lines" <<'END'
starting on port 10054
recv failed: 10054
    ^ WSAECONNRESET 10054: The connection was reset by the other side
done
connect: WSAECONNREFUSED, again 10061 (error 10061)
    ^ WSAECONNREFUSED 10061: The connection was refused by the target
END
    run 0 --suffix <log
    is "at the end of the lines, from standard input" <<'END'
starting on port 10054
recv failed: 10054  <- WSAECONNRESET 10054: The connection was reset by the other side
done
connect: WSAECONNREFUSED, again 10061 (error 10061)  <- WSAECONNREFUSED 10061: The connection was refused by the target
END
    run 0 --only --number --suffix log - <log
    is "file and line" <<'END'
log:2:recv failed: 10054  <- WSAECONNRESET 10054: The connection was reset by the other side
log:4:connect: WSAECONNREFUSED, again 10061 (error 10061)  <- WSAECONNREFUSED 10061: The connection was refused by the target
-:2:recv failed: 10054  <- WSAECONNRESET 10054: The connection was reset by the other side
-:4:connect: WSAECONNREFUSED, again 10061 (error 10061)  <- WSAECONNREFUSED 10061: The connection was refused by the target
END
    run 0 --only --color always log
    has $'recv failed: \033\\[31m10054\033\\[0m$' "the code in colour"
    run 1 <<<'port 10054'
    is "nothing to explain" <<<'port 10054'
    echo 'recv error 10053 and error 10054' >two
    run 0 two
    has '\^ WSAECONNABORTED' "two codes"
    has '\^ WSAECONNRESET' "two codes"

    run 0 --json log
    python3 - <<'END' || complain "--json"
import json
records = [json.loads(line) for line in open("out")]
assert [r["line"] for r in records] == [2, 4], records
assert records[0]["file"] == "log" and records[0]["text"] == "recv failed: 10054"
first = records[0]["codes"][0]
assert (first["code"], first["name"], first["as"], first["column"]) == (
    10054, "WSAECONNRESET", "10054", 14), first
assert [c["as"] for c in records[1]["codes"]] == [
    "WSAECONNREFUSED", "10061", "10061"] or [
    c["as"] for c in records[1]["codes"]] == ["WSAECONNREFUSED", "10061"]
END
    run 0 --summary log log
    has '^4 lines, 2 codes$' summary
    has '^WSAECONNRESET 10054  The connection was reset' summary
    has '2 lines; first log:2, last log:2' summary
    has "- Look at the other side's log" "what to do"
    run 0 --summary --json log
    python3 - <<'END' || complain "--summary --json"
import json
rows = json.load(open("out"))
assert {r["name"]: r["lines"] for r in rows} == {
    "WSAECONNRESET": 1, "WSAECONNREFUSED": 1}, rows
assert all(r["what"] and r["check"] and r["first_line"] for r in rows)
END
    run 1 --summary <<<'all is well'
    has '^no error codes' "an empty summary"
}

case_bytes() {
    # NUL and other bytes, both line endings, no ending at the end.
    printf 'a\0b error 10054\0\xff\r\n\0\n\xc3\xa9 WSAEINTR\nend error 10060' >log
    run 0 log
    printf 'a\0b error 10054\0\xff\r\n    ^ WSAECONNRESET 10054: The connection was reset by the other side\r\n\0\n\xc3\xa9 WSAEINTR\n    ^ WSAEINTR 10004: The blocking call was interrupted\nend error 10060\n    ^ WSAETIMEDOUT 10060: The other side did not answer in time\n' |
        is "bytes and line endings"
    run 0 --suffix log
    printf 'a\0b error 10054\0\xff  <- WSAECONNRESET 10054: The connection was reset by the other side\r\n\0\n\xc3\xa9 WSAEINTR  <- WSAEINTR 10004: The blocking call was interrupted\nend error 10060  <- WSAETIMEDOUT 10060: The other side did not answer in time' |
        is "bytes and line endings, at the end of the line"
    run 1 /dev/null
    is "nothing" </dev/null
    printf '\n\n' >log
    run 1 log
    is "empty lines" <log
    head -c 3000000 /dev/urandom >log
    "$ws2" annotate --suffix log | sed 's/  <- WSA.*//' >out
    [ "$(wc -c <out)" -ge 3000000 ] || complain "random bytes get lost"
    run 0 - log <<<"error 10054"

    # UTF-16, in both orders, with characters beyond it, half ones, and an end
    # in the middle of one.
    for order in le be; do
        python3 - "$order" <<'END' >log
import sys
order = "utf-16-" + sys.argv[1]
text = "\ufeffFehler \u00fc \U0001f600 error 10054\r\n" + "x" * 100000 + \
    " WSAEINTR\r\n"
sys.stdout.buffer.write(text.encode(order) + "\ud83d".encode(
    order, "surrogatepass") + "a".encode(order) + b"\n")
END
        run 0 --suffix log
        head -n 1 out | grep -qx $'Fehler \xc3\xbc \xf0\x9f\x98\x80 error 10054  <- WSAECONNRESET 10054: .*\r' ||
            complain "UTF-16 $order: $(head -n 1 out)"
        sed -n 2p out | grep -qE '^x{30000}x+ WSAEINTR  <- WSAEINTR' ||
            complain "UTF-16 $order: a long line"
        sed -n 3p out | cmp -s - <(printf '\xef\xbf\xbda\xef\xbf\xbd') ||
            complain "UTF-16 $order: halves"
        "$ws2" annotate --suffix < <(for i in {1..40}; do
            dd if=log bs=1 skip=$((i - 1)) count=1 status=none
        done; tail -c +41 log) | cmp -s - out || complain "UTF-16 $order: in pieces"
    done

    # A line longer than any piece that is looked at, codes at both ends.
    {
        printf 'recv error 10054 '
        head -c 20000000 /dev/zero | tr '\0' 'x'
        printf ' and error 10060\nerror 10061\n'
    } >log
    run 0 log
    grep -v '^    ^ WSA' out | cmp -s - log || complain "a long line changes"
    [ "$(sed 1d out | grep -c '\^ WSA')" = 3 ] || complain "codes of a long line"
    run 0 --json log
    [ "$(grep -c '"line": 1,' out)" = 2 ] || complain "pieces of a long line"
    has '"line": 2,' "the line behind a long one"
}

# Reads lines of the follower until one is as wanted; it may take its time.
await() { # PATTERN
    local line
    while IFS= read -r -t 60 line <&"${follower[0]}"; do
        printf '%s\n' "$line" >>followed
        grep -qE -- "$1" <<<"$line" && return
    done
    complain "follow: no /$1/; so far: $(tail -n 5 followed)"
    return 1
}

case_follow() {
    echo 'one error 10054' >log
    : >followed
    coproc follower { exec "$ws2" annotate --follow log; }
    await WSAECONNRESET || return
    echo 'two error 10060' >>log
    await WSAETIMEDOUT
    # A line that comes in two parts is one.
    printf 'three err' >>log
    printf 'or 10061\n' >>log
    await WSAECONNREFUSED
    # Another file in its place, something written to the old one before.
    mv log log.1
    echo 'four error 10048' >>log.1
    echo 'five error 10049' >log.new
    mv log.new log
    await WSAEADDRNOTAVAIL
    # Cut and written anew, longer than it was, and as long.
    echo 'six 10013 WSAEACCES' >log
    await WSAEACCES
    echo 'six 10022 WSAEINVAL' >log
    await WSAEINVAL
    # Gone for a while.
    rm log
    echo 'seven WSAEFAULT' >log
    await WSAEFAULT
    kill "$follower_PID"
    wait "$follower_PID" 2>/dev/null
    for word in one two three four five 'six 10013' 'six 10022' seven; do
        [ "$(grep -c "^$word " followed)" = 1 ] ||
            complain "follow: line \"$word\" is not there once"
    done
    # A reader that goes away ends it, also when there is nothing to write.
    "$ws2" annotate --follow log | head -n 1 >out
    has '^seven' "follow into a pipe"
}

# What was written so far is explained while the pipe stays open.
case_pipe() {
    : >followed
    coproc follower { exec "$ws2" annotate --suffix; }
    echo 'error 10054' >&"${follower[1]}"
    await 'error 10054  <- WSAECONNRESET'
    echo 'quiet' >&"${follower[1]}"
    await '^quiet$'
    eval "exec ${follower[1]}>&-"
    wait "$follower_PID" || complain "pipe: status $?"
}

case_usage() {
    run 0 --help
    has '^usage: ws2 annotate' help
    run 2 --nonsense
    run 2 nosuchfile
    grep -q 'nosuchfile: No such file' err || complain "no message: no file"
    log >log
    run 2 nosuchfile log
    has '\^ WSAECONNRESET' "the other files are read"
    run 2 .
    run 2 --summary --suffix log
    run 2 --json --only log
    run 2 --number log
    run 2 --summary --follow log
    run 2 --follow log log
    run 2 --follow nosuchfile
    if [ -w /dev/full ]; then
        "$ws2" annotate log >/dev/full 2>err
        [ $? = 2 ] || complain "a full disk goes unnoticed"
    fi
}

"case_$case" || complain "no case $case"
[ "$failed" = 0 ]
