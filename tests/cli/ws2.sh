#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The ws2 command: answers, exit statuses, what goes where.
#
# usage: ws2.sh WS2 CASE
set -u
export LC_ALL=C
unset NO_COLOR COLUMNS
ws2=$1 case=$2
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

complain() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# run STATUS ARG...: output in $out and $err.
run() {
    local want=$1 status
    shift
    "$ws2" "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    out=$(cat "$work/out") err=$(cat "$work/err")
    [ "$status" = "$want" ] ||
        complain "ws2 $*: status $status, not $want; ${err:-no message}"
}

has() { # TEXT PATTERN WHAT
    grep -qE -- "$2" <<<"$1" || complain "$3: no /$2/ in: ${1:0:400}"
}

hasnt() {
    ! grep -qE -- "$2" <<<"$1" || complain "$3: /$2/ in: ${1:0:400}"
}

same() { # GOT WANT WHAT
    [ "$1" = "$2" ] || complain "$3: got \"${1:0:300}\", not \"${2:0:300}\""
}

# Every code answers in every form, several at once.
case_forms() {
    local all names codes forms
    run 0 err --list --short
    all=$out
    same "$(wc -l <<<"$all")" 95 "codes in the list"
    mapfile -t names < <(cut -d' ' -f1 <<<"$all")
    mapfile -t codes < <(cut -d' ' -f2 <<<"$all")
    same "${codes[0]} ${codes[94]}" "6 11031" "first and last code"

    run 0 err --short "${codes[@]}"
    same "$out" "$all" "decimal"
    run 0 err --short "${names[@]}"
    same "$out" "$all" "names"
    run 0 err --short "${names[@],,}"
    same "$out" "$all" "names in lower case"
    run 0 err --short "${names[@]#WSA}"
    same "$out" "$all" "names without WSA"
    forms() { # WHAT FORM...
        local what=$1
        shift
        run 0 err --short "$@"
        same "$out" "$all" "$what"
    }
    mapfile -t forms < <(printf '0x%x\n' "${codes[@]}")
    forms hexadecimal "${forms[@]}"
    mapfile -t forms < <(printf '0X%08X\n' "${codes[@]}")
    forms "padded hexadecimal" "${forms[@]}"
    mapfile -t forms < <(printf '0x8007%04x\n' "${codes[@]}")
    forms HRESULT "${forms[@]}"
    mapfile -t forms < <(for c in "${codes[@]}"; do
        echo $((c - 2147024896))
    done)
    forms "signed HRESULT" "${forms[@]}"
    mapfile -t forms < <(for c in "${codes[@]}"; do
        echo $((c + 2147942400))
    done)
    forms "unsigned HRESULT" "${forms[@]}"
    run 0 err --short 0xC0072746
    has "$out" '^WSAECONNRESET ' NTSTATUS

    for name in "${names[@]}"; do
        run 0 err "$name"
        has "$out" "^$name  [0-9]+$" "full $name"
        has "$out" 'What to check' "full $name"
        has "$out" 'HRESULT +0x8007' "full $name"
        [ -z "$err" ] || complain "$name: message $err"
    done

    run 0 err --short 258 ERROR_NETNAME_DELETED 0 EAI_NONAME ERROR_IO_PENDING \
        wsano_address +10054
    same "$(cut -d' ' -f1 <<<"$out" | tr '\n' ' ')" "WAIT_TIMEOUT \
ERROR_NETNAME_DELETED ERROR_SUCCESS WSAHOST_NOT_FOUND WSA_IO_PENDING \
WSANO_DATA WSAECONNRESET " "other codes and aliases"
    run 0 err --list --short --win32
    [ "$(wc -l <<<"$out")" -gt 150 ] || complain "--win32 lists too little"
    run 0 err --list
    has "$out" '^10054  WSAECONNRESET +ECONNRESET +The connection' table
}

case_errno() {
    run 0 err --short ECONNRESET econnreset EAGAIN EPERM ENOENT
    same "$(cut -d' ' -f1 <<<"$out" | tr '\n' ' ')" "WSAECONNRESET \
WSAECONNRESET WSAEWOULDBLOCK WSAEACCES ERROR_FILE_NOT_FOUND " "errno names"
    run 0 err EPERM
    has "$out" 'EPERM \(1\) comes closest to WSAEACCES' "nearest code"
    run 1 err EXFULL
    has "$err" 'EXFULL.*no Windows Sockets code' "errno without a code"
    run 0 err --short --errno 104
    has "$out" '^WSAECONNRESET ' "--errno number"
    run 0 err --short --errno=ECONNRESET
    has "$out" '^WSAECONNRESET ' "--errno=name"
    run 1 err --errno 9999
    run 1 err --errno 0
    run 1 err --errno 104x
    run 1 err --errno ENOSUCH
    run 1 err 104
    has "$err" '--errno 104' "hint for an errno number"
    run 0 err --short --errno EINPROGRESS --op connect
    has "$out" '^WSAEWOULDBLOCK ' "--op connect"
    run 0 err --errno 111 --op RECVFROM
    has "$out" 'ECONNREFUSED \(111\) in RECVFROM gives WSAECONNRESET' "--op"
    run 1 err --errno EXDEV --op recv
    has "$err" 'has no row' "pair without a row"
    run 2 err --errno 104 --op nonsense
    run 2 err --op connect
    run 2 err --op connect 104
    run 2 err --errno
    run 2 err --errno 104 10054
}

case_words() {
    run 0 err reset by peer
    has "$out" '^WSAECONNRESET  10054$' "words"
    run 0 err "Connection reset by peer"
    has "$out" '^WSAECONNRESET  10054$' "quoted words"
    run 0 err An existing connection was forcibly closed by the remote host
    has "$out" '^WSAECONNRESET  10054$' "a message from Windows"
    run 0 err timeout
    has "$out" 'codes match "timeout"' "several matches"
    has "$out" '^10060  WSAETIMEDOUT' "several matches"
    run 0 err --short 10048 reset by peer WSAEINTR port in use
    same "$(cut -d' ' -f1 <<<"$out" | tr '\n' ' ')" "WSAEADDRINUSE \
WSAECONNRESET WSAEINTR WSAEADDRINUSE " "words between codes"
    run 1 err xyzzy
    has "$err" '"xyzzy" is not known' "unknown word"
    same "$out" "" "unknown word"
    run 1 err reset by xyzzy
    run 1 err ""
    run 1 err WSAECONREST
    has "$err" 'did you mean WSAECONNRESET' suggestion
    run 1 err EADDRINUES
    has "$err" 'did you mean WSAEADDRINUSE' suggestion
    run 1 err WSA_EFAULT_X
    run 1 err 10000
    run 1 err 10054x
    run 1 err 0xg
    run 1 err 1e4
    run 1 err 99999999999999999999999
    has "$err" '32 bits' "large number"
    run 1 err 4294967296
    run 1 err -2147483649
    run 1 err 0x80004005
    run 1 err 10054 10000
    has "$out" '^WSAECONNRESET' "what is known is shown"
    has "$err" '"10000"' "what is not known is named"
    run 1 err "$(printf 'a%.0s' {1..5000})"
    run 1 err $'\x01\xff\x1b[31m'
    hasnt "$err" $'\x1b' "control characters do not reach the terminal"
}

case_contract() {
    run 0 contract
    has "$out" '^total +1257' "sum of pairs"
    has "$out" '^195 functions' "sum of functions"
    run 0 contract accept
    has "$out" '^accept  fails with INVALID_SOCKET' accept
    has "$out" 'WSAEOPNOTSUPP +(tested|no test|unknown|marked)' accept
    run 0 contract ACCEPT WSASocketW getaddrinfo
    has "$out" '^WSASocket  fails' "W variant"
    has "$out" '^getaddrinfo  returns the code' "function that returns codes"
    run 0 contract GetAddrInfo
    run 1 contract acept
    has "$err" 'did you mean accept' suggestion
    run 1 contract accept nosuch
    has "$out" '^accept' "what is known is shown"
    run 0 contract --list
    same "$(grep -cE '^[A-Za-z0-9_]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$' <<<"$out")" \
        196 "functions and total"
    run 0 contract --json bind
    has "$out" '"code": "WSAEADDRINUSE"' json
    run 2 contract --list accept
    run 2 contract --nonsense

    run 0 err WSAEINVAL
    has "$out" 'Documented for [0-9]+ functions' "functions of a code"
    has "$out" 'and [0-9]+ more' "long lists are cut"
    run 0 err --all WSAEINVAL
    hasnt "$out" 'and [0-9]+ more' "--all"
    run 0 err WSAEBADF
    has "$out" "No function's page names this code" "code without functions"
}

case_options() {
    run 0 --version
    has "$out" '^ws2 [0-9]+\.[0-9]+\.[0-9]+$' version
    run 0 help
    has "$out" '^usage: ws2' help
    run 0 --help
    run 0 -h
    run 0 help err
    has "$out" '^usage: ws2 err' "help err"
    run 0 err --help
    run 0 contract --help
    run 2
    has "$err" '^usage' "no command"
    same "$out" "" "usage goes to standard error"
    run 2 nonsense
    run 2 help nonsense
    run 2 help err contract
    run 2 err
    run 2 err --nonsense 10054
    has "$err" '--nonsense' "unknown option"
    run 2 err --lis
    run 2 err --short --json 10054
    run 2 err --list 10054
    run 2 err --win32 10054
    run 2 err --list --errno 5
    run 2 err --short=yes 10054
    run 2 err --color sometimes 10054
    run 2 err --color
    run 0 err 10054 --short
    has "$out" '^WSAECONNRESET 10054 ' "options behind operands"
    run 0 err --short -- -2147014842
    run 1 err -- --short
    run 1 err --short -- -5
}

case_output() {
    local esc=$'\x1b' longest
    run 0 err 10054
    hasnt "$out" "$esc" "plain in a pipe"
    longest=$(grep -v 'https://' <<<"$out" | awk '{ if (length > m) m = length }
        END { print m }')
    [ "$longest" -le 80 ] || complain "line of $longest columns"
    run 0 err --color always 10054
    has "$out" "$esc\\[" "--color always"
    NO_COLOR=1 run 0 err --color=always 10054
    has "$out" "$esc\\[" "--color always wins over NO_COLOR"
    COLUMNS=50 run 0 err 10054
    longest=$(grep -v 'https://' <<<"$out" | awk '{ if (length > m) m = length }
        END { print m }')
    [ "$longest" -le 50 ] || complain "line of $longest columns, not 50"
    COLUMNS=nonsense run 0 err 10054
    COLUMNS=1 run 0 err 10054

    # Not everywhere is a terminal to be had, even a pretended one.
    if script -qec true /dev/null >/dev/null 2>&1; then
        TERM=xterm script -qec "$ws2 err 10054" /dev/null >"$work/tty"
        has "$(cat "$work/tty")" "$esc\\[" "colours on a terminal"
        NO_COLOR=1 TERM=xterm script -qec "$ws2 err 10054" /dev/null \
            >"$work/tty"
        hasnt "$(cat "$work/tty")" "$esc\\[" "NO_COLOR"
        TERM=dumb script -qec "$ws2 err 10054" /dev/null >"$work/tty"
        hasnt "$(cat "$work/tty")" "$esc\\[" "TERM=dumb"
    fi

    run 0 err --json 10054 EAI_NONAME
    has "$out" '"name": "WSAECONNRESET"' json
    has "$out" '"hresult_signed": -2147014842' json
    has "$out" '"query": "EAI_NONAME"' json
    run 1 err --json nosuch $'\xff"\\'
    has "$out" '"found": false' json
    if command -v python3 >/dev/null; then
        python3 -m json.tool <"$work/out" >/dev/null || complain "not JSON"
        for args in "--list" "--list --win32" "10054 997" "timeout"; do
            # shellcheck disable=SC2086
            "$ws2" err --json $args | python3 -m json.tool >/dev/null ||
                complain "--json $args: not JSON"
        done
        "$ws2" err --json --list | python3 -c '
import json, sys
entries = json.load(sys.stdin)
assert len(entries) == 95, len(entries)
for e in entries:
    assert e["winsock"] and e["title"] and e["what"] and e["check"], e["name"]
assert sum(len(e["returned_by"]) for e in entries) > 1100
' || complain "--json --list"
        "$ws2" contract --json | python3 -c '
import json, sys
assert len(json.load(sys.stdin)) == 1257
' || complain "contract --json"
    fi
    if [ -w /dev/full ]; then
        "$ws2" err --list >/dev/full 2>"$work/err"
        [ $? = 2 ] || complain "a full disk goes unnoticed"
        grep -q 'cannot write' "$work/err" || complain "no message: full disk"
    fi
}

"case_$case" || complain "no case $case"
[ "$failed" = 0 ]
