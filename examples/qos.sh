#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The QoS examples across a router, with an agent on each of the three hosts:
# what they print, in its order. Also when the sender's agent dies, and another
# one is started or none is, and without any agent.
#
#   qos.sh DIR RSVPD
set -u
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/../tests/rsvp/bed.sh"
bed_enter "$BASH" "${BASH_SOURCE[0]}" "$@"
dir=$1 rsvpd=$2
pipes=$(mktemp -d) || exit 1
trap 'rm -rf "$pipes"; for ns in a r b; do kill -9 $(ip netns pids $ns) 2>/dev/null; done' EXIT
patience=30

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

agent() { # NAMESPACE
    mkfifo "$pipes/ready"
    ip netns exec "$1" "$rsvpd" --foreground --refresh 500 --log error --ready 8 \
        8>"$pipes/ready" &
    agent_pid=$!
    disown
    [ "$(head -c 1 "$pipes/ready" | wc -c)" = 1 ] || fail "no agent in $1"
    rm "$pipes/ready"
}

# Starts a program: sets job_in, job_out and job_pid.
start() { # NAMESPACE PROGRAM ARGS...
    local ns=$1 program=$2
    shift 2
    mkfifo "$pipes/in" "$pipes/out"
    ip netns exec "$ns" env WS2_RSVPD="$pipes/rsvpd" "$dir/$program" "$@" \
        <"$pipes/in" >"$pipes/out" &
    job_pid=$!
    exec {job_in}>"$pipes/in" {job_out}<"$pipes/out"
    rm "$pipes/in" "$pipes/out"
}

expect() { # FD PATTERN: the next line
    local line
    read -r -t "$patience" -u "$1" line || fail "no line, wanted: $2"
    [[ $line =~ $2 ]] || fail "got '$line', wanted '$2'"
}

bed_make || fail "no hosts"
ln -s "$(realpath "$rsvpd")" "$pipes/rsvpd"
for ns in r b a; do agent $ns; done

start b qos_receiver 0
recv_in=$job_in recv_out=$job_out recv_pid=$job_pid
read -r -t "$patience" -u "$recv_out" line || fail "no receiver"
expect "$recv_out" '^waiting for senders'
port=${line##* }
start a qos_sender 10.2.0.1 "$port" 50000
expect "$job_out" '^sending 50000 '
expect "$recv_out" '^11006: .*\[50000 bytes/s\].*\[2 hops, MTU 1500\]'
expect "$job_out" '^11005: .*\[50000 bytes/s\]'
expect "$recv_out" '^11009: '

kill -9 "$agent_pid" # another one is started, and told all that was asked for
expect "$job_out" '^11005: .*\[50000 bytes/s\]'

echo >&"$recv_in" # no reservation any more
expect "$job_out" '^11008: '
echo >&"$job_in"
expect "$job_out" '^stopped'
wait "$job_pid" || fail "the sender ended with status $?"
expect "$recv_out" '^11007: '
expect "$recv_out" '^data came'
expect "$recv_out" '^stopped'
wait "$recv_pid" || fail "the receiver ended with status $?"

# An agent that dies for good.
start b qos_receiver 0
recv_in=$job_in recv_out=$job_out
read -r -t "$patience" -u "$recv_out" line || fail "no receiver"
expect "$recv_out" '^waiting for senders'
rm "$pipes/rsvpd"
for pid in $(ip netns pids b); do
    [ "$(readlink "/proc/$pid/exe")" = "$(realpath "$rsvpd")" ] &&
        kill -9 "$pid"
done
expect "$recv_out" '^11015: '

# Where nobody signals both say so.
in_ns b env WS2_RSVPD= "$dir/qos_receiver" 0 </dev/null >/dev/null \
    2>"$pipes/err" && fail "a receiver without an agent"
grep -q 'error 11015' "$pipes/err" || fail "$(cat "$pipes/err")"
in_ns a env WS2_RSVPD= "$dir/qos_sender" 10.2.0.1 "$port" </dev/null \
    >/dev/null 2>"$pipes/err" && fail "a sender without an agent"
grep -q 'error 11015' "$pipes/err" || fail "$(cat "$pipes/err")"
echo "ok: qos"
