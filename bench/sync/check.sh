#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whether the benchmark runs and measures every row on both sides; not speed.
#
#   bench/sync/check.sh PROGRAM
set -u
program=$1
bad=0

complain() {
    echo "$*"
    bad=1
}

json=$("$program" --quick --json) || complain "--quick --json: status $?"
table=$("$program" --quick --only last-error,lookup) || complain "table: status $?"
cpus=$(nproc)

for key in $("$program" --help | sed -n 's/^keys: //p'); do
    [ "$key" = lookup ] && continue
    case $key in *-cpus | paced | idle) [ "$cpus" -lt 2 ] && continue ;; esac
    grep -q "\"key\": \"$key\"" <<<"$json" || complain "no row for $key"
done
# A time of zero or below, or one that is no number, was not measured.
grep -Eo '"(posix_ns|ws2_ns|ns|ratio|scale)": [^,}]*' <<<"$json" |
    grep -Ev ': [0-9]*\.?0*[1-9][0-9]*\.?[0-9]*$' && complain "not measured"
[ "$(grep -c '"threads":' <<<"$json")" = 6 ] || complain "lookups are missing"
grep -q 'WSAGetLastError' <<<"$table" || complain "the table lacks a row"
"$program" --rounds 0 >/dev/null 2>&1
[ $? = 2 ] || complain "--rounds 0 is not refused"
[ $bad = 0 ] || printf '%s\n' "$json"
exit $bad
