#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs bench_dispatch with a catalog of its own, where it installs its layer.
#
# usage: bench/dispatch/run.sh DIR [ROUNDS]       the table
#        bench/dispatch/run.sh DIR instructions   of one send, by callgrind
set -eu
dir=${1:?usage: bench/dispatch/run.sh DIR [ROUNDS | instructions]}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WS2_CATALOG=$work/catalog

# What the program executes, all of it, with that many sends.
executed() { # WAY SENDS
    rm -f "$WS2_CATALOG"*
    valgrind --tool=callgrind --callgrind-out-file="$work/out" \
        "$dir/bench_dispatch" "$dir/layer.so" "$1" "$2" >/dev/null 2>&1
    sed -n 's/^totals: //p; s/^summary: //p' "$work/out" | head -1
}

if [ "${2-}" = instructions ]; then
    for way in direct name layer; do
        few=$(executed $way 1000)
        many=$(executed $way 3000)
        echo "$way $(((many - few) / 2000))"
    done
else
    "$dir/bench_dispatch" "$dir/layer.so" all "${2:-301}"
fi
