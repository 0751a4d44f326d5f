#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ws2 run --fault: a fault for a program, and the sweep, which has to find the
# seven wrong error paths of examples/error_paths.c, and nothing where they are
# right.
#
# usage: sweep.sh WS2 EXAMPLES run|right|wrong|kinds|stray
set -u
ws2=$1 examples=$2 what=$3
failed=0
room=$(mktemp -d) || exit 1
trap 'rm -rf "$room"' EXIT
export TMPDIR=$room

complain() {
    printf 'FAILED: %s\n' "$*"
    failed=1
}

status_is() { # WANTED COMMAND...: its output goes to $room/out and $room/err
    local want=$1 got
    shift
    "$@" >"$room/out" 2>"$room/err"
    got=$?
    [ "$got" = "$want" ] || complain "status $got, not $want: $*" \
        "$(head -c 500 "$room/out" "$room/err")"
}

says() { # FILE TEXT
    grep -qF -- "$2" "$room/$1" || complain "no \"$2\" in: $(cat "$room/$1")"
}

sweep() { # OPTION... PROGRAM, with statuses 0 and 1 as right
    "$ws2" run --fault sweep --expect 0,1 "$@"
}

test_run() {
    status_is 0 "$ws2" run --fault 'send:delay=1' "$examples/error_paths"
    says out 'fetched twice'
    status_is 1 "$ws2" run --fault 'connect:WSAECONNREFUSED' \
        "$examples/error_paths"
    says err 'connect: error 10061'
    status_is 2 "$ws2" run --fault 'connect:WSAEFOO' "$examples/error_paths"
    says err 'at 9, "WSAEFOO": no such code or option'
    status_is 2 "$ws2" run --fault 'connect:WSAEMSGSIZE' "$examples/error_paths"
    says err 'not documented'
    status_is 1 "$ws2" run --fault 'connect:!WSAEMSGSIZE' \
        "$examples/error_paths"
    status_is 7 "$ws2" run --fault 'send:delay=1' -- sh -c 'exit 7'
    status_is 3 "$ws2" run --fault 'send:delay=1' sh -c 'exit $1' --all 3
    status_is 127 "$ws2" run --fault 'send:delay=1' "$room/nothing"
    status_is 2 "$ws2" run
    status_is 2 "$ws2" run --fault
    status_is 2 "$ws2" run --fault sweep
    status_is 2 "$ws2" run --fault sweep --expect 0,x true
    status_is 2 "$ws2" run --fault sweep --calls 0 true
    status_is 2 "$ws2" run --fault sweep --jobs 65 true
    status_is 2 "$ws2" run --fault sweep "$room/nothing"
    says err 'No such file'
    status_is 2 "$ws2" run --fault sweep true
    says err 'makes no call'
    status_is 2 "$ws2" run --fault sweep sh -c 'kill -SEGV $$'
    says err 'fails by itself'
    status_is 2 "$ws2" run --fault sweep --time 1 sleep 30
    says err 'not over in time'
    WS2_FAULT='bind:WSAEFOO' status_is 0 "$examples/error_paths"
    says err 'WS2_FAULT: at 6, "WSAEFOO"'
}

test_right() {
    status_is 0 sweep -j 4 "$examples/error_paths"
    says out ' ok'
    [ "$(cut -d' ' -f1 "$room/out")" -gt 200 ] ||
        complain "few runs: $(cat "$room/out")"
    status_is 0 sweep --json --all --only 'WSARecv' "$examples/error_paths"
    says out '"late": true'
    says out '"findings": 0'
}

# FUNCTION CALL CODE VERDICT, in the JSON of the findings. A program that is
# built with a sanitizer has no crashes but reports.
found() {
    tr -d '\n' <"$room/out" | sed 's/}/}\n/g' |
        grep -F "\"function\": \"$1\"" | grep -F "\"call\": $2," |
        grep -F "\"code\": \"$3\"" | grep -qE "\"verdict\": \"(${4/crash/crash|sanitizer})\"" ||
        complain "not found: $1 $2 $3 $4"
}

test_wrong() {
    status_is 1 sweep --json -j 8 --calls 2 --time 2 \
        "$examples/error_paths_wrong"
    found send 2 WSAECONNRESET hang            # wrong 1
    found accept 1 WSAENETDOWN hang            # wrong 2
    found gethostbyname 1 WSAHOST_NOT_FOUND crash # wrong 3
    found connect 1 WSAECONNREFUSED exit       # wrong 4
    found recv 1 WSAECONNRESET crash           # wrong 5
    found WSARecv 1 WSAECONNRESET hang         # wrong 6
    found WSASocket 1 WSAEMFILE crash          # wrong 7
    # What is planted is found, and where it is, in words as well.
    status_is 1 sweep --only WSASocket "$examples/error_paths_wrong"
    grep -qE 'crash SIGSEGV|sanitizer' "$room/out" || says out 'crash SIGSEGV'
    says out 'WSAEMFILE'
    says out "ws2 run --fault 'WSASocket:"
}

# A sanitizer's report counts, whatever the exit status, and so does a status
# that is not expected; late codes of network events are tried.
test_kinds() {
    cat >"$room/reports" <<'END'
#!/bin/sh
"$1" || true
test -z "${WS2_FAULT-}" || echo "x.c:1:2: runtime error: $2"
exit 0
END
    chmod +x "$room/reports"
    status_is 1 sweep --only WSACleanup "$room/reports" \
        "$examples/error_paths" 'index out of bounds'
    says out 'sanitizer'
    says out 'x.c:1:2: runtime error: index out of bounds'
    status_is 1 "$ws2" run --fault sweep --expect 0 --only gethostbyname \
        "$examples/error_paths"
    says out 'WSATRY_AGAIN=1'
    status_is 1 "$ws2" run --fault sweep --expect 0,2 --json \
        --only WSAEnumNetworkEvents "$examples/cli_events"
    says out '"fault": "WSAEnumNetworkEvents:WSAECONNRESET stick late"'
    says out 'closed with 10054'
}

# Nothing is left of a program that never ends and runs away from its group.
test_stray() {
    cat >"$room/stray" <<'END'
#!/bin/sh
"$1"
setsid sh -c 'echo $$ >>"$0"; exec sleep 1000' "$2" &
test "${WS2_FAULT-}" = "" || wait
END
    chmod +x "$room/stray"
    "$ws2" run --fault sweep --time 2 --only WSACleanup --calls 1 \
        "$room/stray" "$examples/error_paths" "$room/pids" \
        >"$room/out" 2>"$room/err"
    says out hang
    [ -s "$room/pids" ] || complain "nothing was started"
    while read -r pid; do
        [ ! -d "/proc/$pid" ] || complain "$pid is still there"
    done <"$room/pids"
    [ -z "$(ls "$room" | grep ws2-sweep)" ] || complain "files are left"
}

"test_$what"
exit $failed
