#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the example programs against each other. No sleeps and no fixed ports:
# a server prints the port that the system chose, and ends when its input does.
#
#   test.sh echo|chat|udp|iocp|async|event|notify|rio|share|service|errors DIR [SUFFIX [PREFIX...]]
#
# DIR holds the programs; for Windows ones: test.sh echo DIR .exe wine
set -u

what=$1 dir=$2 suffix=${3-}
shift $(($# < 3 ? $# : 3))
prefix=("$@")
pipes=$(mktemp -d) || exit 1
trap 'rm -rf "$pipes"; kill $(jobs -p) 2>/dev/null' EXIT
patience=30 # seconds for any single line; only a broken program needs them

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

run() { # PROGRAM ARGS...
    local program=$1
    shift
    "${prefix[@]}" "$dir/$program$suffix" "$@"
}

expect() { # FD TEXT: the next line, line ends of either system
    local line
    read -r -t "$patience" -u "$1" line || fail "no line, wanted: $2"
    line=${line%$'\r'}
    [ "$line" = "$2" ] || fail "got '$line', wanted '$2'"
}

# Starts a program in the background: sets job_in, job_out and job_pid.
start() {
    mkfifo "$pipes/in" "$pipes/out"
    run "$@" <"$pipes/in" >"$pipes/out" &
    job_pid=$!
    exec {job_in}>"$pipes/in" {job_out}<"$pipes/out"
    rm "$pipes/in" "$pipes/out"
}

# Starts a server: sets port, srv_in, srv_out and srv_pid.
serve() {
    local line
    start "$@"
    srv_in=$job_in srv_out=$job_out srv_pid=$job_pid
    read -r -t "$patience" -u "$srv_out" line || fail "$1 did not start"
    line=${line%$'\r'}
    port=${line##* }
    [[ $port =~ ^[0-9]+$ ]] || fail "$1 said '$line'"
}

stop() { # presses Enter
    printf '\n' >&"$srv_in"
    expect "$srv_out" stopped
    wait "$srv_pid" || fail "the server ended with status $?"
}

test_echo() {
    local out
    serve echo_server 0
    out=$(run echo_client 127.0.0.1 "$port" one 'two words' 3 | tr -d '\r')
    [ "$out" = $'one\ntwo words\n3' ] || fail "the echo was: $out"
    out=$(for i in 1 2 3 4 5 6 7 8; do
        run echo_client localhost "$port" "client $i" &
    done; wait)
    [ "$(grep -c '^client [1-8]' <<<"$out")" = 8 ] || fail "of eight: $out"
    stop
    if run echo_client 127.0.0.1 "$port" x 2>/dev/null; then
        fail "still serving"
    fi
}

test_chat() {
    local ann_in ann_out ann_pid
    serve chat_server 0
    start chat_client 127.0.0.1 "$port" ann
    ann_in=$job_in ann_out=$job_out ann_pid=$job_pid
    expect "$ann_out" '* ann joined'
    start chat_client 127.0.0.1 "$port" bob
    expect "$job_out" '* bob joined'
    expect "$ann_out" '* bob joined'
    printf 'hello\nthere\n' >&"$job_in"
    expect "$ann_out" 'bob: hello'
    expect "$ann_out" 'bob: there'
    printf 'hi\n' >&"$ann_in"
    expect "$job_out" 'ann: hi'
    exec {job_in}>&-
    expect "$ann_out" '* bob left'
    wait "$job_pid" || fail "bob ended with status $?"
    exec {ann_in}>&-
    wait "$ann_pid" || fail "ann ended with status $?"
    for line in '* ann joined' '* bob joined' 'bob: hello' 'bob: there' \
        'ann: hi' '* bob left' '* ann left'; do
        expect "$srv_out" "$line"
    done
    stop
}

test_udp() {
    local out
    serve udp_query -s 0
    out=$(run udp_query 127.0.0.1 "$port" ping 5000 | tr -d '\r')
    [ "$out" = pong ] || fail "ping: $out"
    out=$(run udp_query 127.0.0.1 "$port" 'echo a b' 5000 | tr -d '\r')
    [ "$out" = 'a b' ] || fail "echo: $out"
    out=$(run udp_query 127.0.0.1 "$port" host 5000)
    [ -n "$out" ] || fail "host: no answer"
    stop
    if out=$(run udp_query 127.0.0.1 "$port" ping 300 2>&1); then
        fail "answered: $out"
    fi
    # Wine reports the time-out, Windows and ws2 the closed port.
    [[ $out == *10054* || ($suffix == .exe && $out == *10060*) ]] ||
        fail "closed port: $out"
}

test_iocp() {
    local out want i
    serve iocp_server 0 3
    out=$(run overlapped_client "$port" 20 'over here' | tr -d '\r')
    want=$(for ((i = 1; i <= 20; i++)); do echo "$i: over here"; done)
    [ "$out" = "$want" ] || fail "the echo was: $out"
    out=$(run echo_client 127.0.0.1 "$port" one two | tr -d '\r')
    [ "$out" = $'one\ntwo' ] || fail "the echo was: $out"
    stop
}

test_async() {
    local out want i
    serve async_server 0
    out=$(run echo_client 127.0.0.1 "$port" one 'two words' 3 | tr -d '\r')
    [ "$out" = $'one\ntwo words\n3' ] || fail "the echo was: $out"
    out=$(run overlapped_client "$port" 20 'over here' | tr -d '\r')
    want=$(for ((i = 1; i <= 20; i++)); do echo "$i: over here"; done)
    [ "$out" = "$want" ] || fail "the echo was: $out"
    stop
}

# A client that does not read for a while must not hold up the others.
test_event() {
    local out
    serve event_server 0
    head -c 8000000 /dev/urandom >"$pipes/much"
    exec {slow}<>"/dev/tcp/127.0.0.1/$port" || fail "no connection"
    cat "$pipes/much" >&"$slow" &
    out=$(run echo_client 127.0.0.1 "$port" one 'two words' | tr -d '\r')
    [ "$out" = $'one\ntwo words' ] || fail "the echo was: $out"
    head -c 8000000 <&"$slow" | cmp - "$pipes/much" || fail "another echo"
    exec {slow}>&-
    out=$(for i in 1 2 3 4 5 6 7 8; do
        run echo_client localhost "$port" "client $i" &
    done; wait)
    [ "$(grep -c '^client [1-8]' <<<"$out")" = 8 ] || fail "of eight: $out"
    stop
}

test_share() {
    local out
    serve share_server 0
    start share_worker 127.0.0.1 "$port"
    expect "$job_out" 'at work'
    out=$(run echo_client 127.0.0.1 "$port" one 'two words' | tr -d '\r')
    [ "$out" = $'one\ntwo words' ] || fail "the echo was: $out"
    expect "$job_out" 'a connection came'
    out=$(run echo_client 127.0.0.1 "$port" three | tr -d '\r')
    [ "$out" = three ] || fail "the echo was: $out"
    expect "$job_out" 'a connection came'
    stop
    wait "$job_pid" || fail "the worker ended with status $?"
}

# Two servers under names; the client knows no port.
test_service() {
    local out first_in first_out first_pid
    export WS2_REGISTRY=$pipes/registry.db
    serve service_server one
    expect "$srv_out" 'registered as one'
    first_in=$srv_in first_out=$srv_out first_pid=$srv_pid
    serve service_server two
    expect "$srv_out" 'registered as two'
    out=$(run service_client hello | tr -d '\r')
    [ "$out" = $'one (sends back what it gets): hello
two (sends back what it gets): hello' ] || fail "found: $out"
    out=$(run service_client 'to one' one | tr -d '\r')
    [ "$out" = 'one (sends back what it gets): to one' ] || fail "found: $out"
    stop
    out=$(run service_client again | tr -d '\r')
    [ "$out" = 'one (sends back what it gets): again' ] || fail "found: $out"
    srv_in=$first_in srv_out=$first_out srv_pid=$first_pid
    stop
    if out=$(run service_client x 2>&1); then
        fail "found what is gone: $out"
    fi
    [[ $out == *10108* ]] || fail "nothing is there: $out"
}

test_notify() {
    local out
    serve notify_server 0
    out=$(run echo_client 127.0.0.1 "$port" one 'two words' 3 | tr -d '\r')
    [ "$out" = $'one\ntwo words\n3' ] || fail "the echo was: $out"
    out=$(for i in 1 2 3 4 5 6 7 8; do
        run echo_client 127.0.0.1 "$port" "client $i" again &
    done; wait)
    [ "$(grep -c '^client [1-8]' <<<"$out")" = 8 ] || fail "of eight: $out"
    stop
}

test_rio() {
    local out i
    serve rio_echo 0
    out=$(for ((i = 1; i <= 100; i++)); do
        run udp_query 127.0.0.1 "$port" "datagram $i" 5000
    done | tr -d '\r')
    [ "$out" = "$(for ((i = 1; i <= 100; i++)); do echo "datagram $i"; done)" ] ||
        fail "the echo was: $out"
    out=$(for i in 1 2 3 4 5 6 7 8; do
        run udp_query 127.0.0.1 "$port" "client $i" 5000 &
    done; wait)
    [ "$(grep -c '^client [1-8]' <<<"$out")" = 8 ] || fail "of eight: $out"
    stop
}

test_errors() {
    run errors_demo
}

"test_$what" || exit 1
printf 'ok: %s\n' "$what"
