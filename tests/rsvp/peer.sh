#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# rsvp-peer by itself: two of them talk across a router without an agent, by
# either family and in either form, and what is not as a script says is told.
# What they said is read by tshark.
#
#   peer.sh RSVP-PEER RSVP-CAPTURE
set -u
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/bed.sh"
bed_enter "$BASH" "${BASH_SOURCE[0]}" "$@"
peer=$1 capture=$2
bad=0

bed_make || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkfifo "$dir/said"

failed() {
    echo "FAILED: $*"
    bad=1
}

# The script on descriptor 0 runs in a, B in b, which must be listening first.
talk() { # NAME STATUS-OF-A STATUS-OF-B OPTION B
    local name=$1 want_a=$2 want_b=$3 option=$4 status said
    printf 'say ready\n%s\n' "$5" >"$dir/b"
    in_ns b "$peer" $option "$dir/b" >"$dir/said" 2>"$dir/b.err" &
    local pid=$!
    exec 5<"$dir/said"
    read -r said <&5
    [ "$said" = ready ] || failed "$name: b is not ready: $said"
    in_ns a "$peer" $option /dev/stdin >"$dir/a.out" 2>"$dir/a.err"
    status=$?
    [ $status = "$want_a" ] || {
        failed "$name: a ended with $status"
        tail -n 20 "$dir/a.out" "$dir/a.err"
    }
    cat <&5 >"$dir/b.out"
    exec 5<&-
    wait $pid
    status=$?
    [ $status = "$want_b" ] || {
        failed "$name: b ended with $status"
        tail -n 20 "$dir/b.out" "$dir/b.err"
    }
}

mkfifo "$dir/looks" "$dir/stop"
in_ns b "$capture" "$dir/capture" <"$dir/stop" >"$dir/looks" &
looker=$!
exec 6>"$dir/stop" 7<"$dir/looks"
read -r _ <&7
bucket=64000,3000,inf,128,1500
for form in -r -u; do
    for net in "10.1.0.1 10.2.0.1" "fd01::1 fd02::1"; do
        a=${net% *} b=${net#* }
        talk "talk $form $a" 0 0 $form "
            expect Path session=$b/17/5004 hop=$a/7 sender=$a/4000 tspec=$bucket ttl=63
            send PathErr error=2/50
            send Resv confirm=$b
            expect ResvErr error=13/0x7F01 session=$b/17/5004
            send Resv style=wf flow=q,1400 scope=$a policy=00040000 dclass=46+10
            expect ResvConf error=0/0
            send ResvTear
            expect PathTear sender=$a/4000
            refuse Path within=200" <<EOS
            send Path session=$b/17/5004 hop=$a/7 sender=$a/4000 tspec=$bucket adspec=0,1e6,0,1500 unknown=251/1/deadbeef
            expect PathErr error=2/50 sender=$a/4000
            expect Resv style=ff flow=cl,$bucket@$a/4000 hop=$b/7
            send ResvErr error=13/0x7F01
            expect Resv style=wf flow=q,1400 scope=$a policy=00040000 dclass=46+10
            send ResvConf error=0/0 confirm=$b
            expect ResvTear style=ff
            send PathTear session=$b/17/5004 sender=$a/4000
EOS
    done
done
exec 6>&-
wait $looker
"$here/tshark-check" clean "$dir/capture" 1 2 3 4 5 6 7 || [ $? = 77 ] ||
    failed "tshark complains"

path="session=10.2.0.1/17/5004 sender=10.1.0.1/4000 tspec=$bucket"
talk "what does not come is missed" 0 1 -r "expect Resv within=300" <<EOS
    send Path $path
EOS
grep -q 'line 2: no such message' "$dir/b.err" || failed "no line is named"
talk "what must not come is seen" 0 1 -r "refuse Path within=5000" <<EOS
    send Path $path
EOS
talk "another value is no match" 0 1 -r \
    "expect Path sender=10.1.0.1/4001 within=300" <<EOS
    send Path $path
EOS
talk "broken bytes are no message" 0 0 -r "
    expect Path session=10.2.0.1/17/5005" <<EOS
    send Path $path spoil=2/1234
    send Path $path patch=8/0004
    send Path $path append=00087f01deadbeef
    send Path session=10.2.0.1/17/5005 sender=10.1.0.1/4000 tspec=$bucket
EOS
[ "$(grep -c 'no message' "$dir/b.out")" = 3 ] ||
    failed "three broken ones were not told" "$(cat "$dir/b.out")"
talk "floods" 0 0 -r "
    expect Path session=10.2.0.1/17/1023 within=20000
    expect Path session=10.2.0.1/17/9999" <<EOS
    flood 1000 Path session=10.2.0.1/17/24 sender=10.1.0.1/4000 tspec=$bucket
    replay 10
    garbage 1000 to=10.2.0.1 seed=7
    send Path session=10.2.0.1/17/9999 sender=10.1.0.1/4000 tspec=$bucket
EOS
for line in "send" "sing" "send Path color=red" "send Path tspec=1,2" \
    "expect Path session=10.2.0.1" "send Path via=post" "replay 1"; do
    printf '%s\n' "$line" | in_ns a "$peer" 2>/dev/null
    [ $? = 2 ] || failed "'$line' is taken for a command"
done
[ $bad = 0 ] && echo "ok"
exit $bad
