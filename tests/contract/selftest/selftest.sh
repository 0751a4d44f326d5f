#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runner and the checker must be able to fail, and say why.
#
# usage: tests/contract/selftest/selftest.sh PROGRAM DIR
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$1 dir=$2
bad=0

wrong() {
    echo "FAILED: $*"
    bad=$((bad + 1))
}

expect() { # TEXT FILE: a line that holds TEXT
    grep -qF -- "$1" "$2" || wrong "no line '$1' in $(basename "$2")"
}

rm -rf "$dir"
mkdir -p "$dir/rows" "$dir/data"

# The runner.
CT_HANG_MS=500 "$here/run-program" "$dir/rows/all.rows" "$program" \
    >"$dir/out" 2>&1 && wrong "run-program is content with failing rows"
while IFS='|' read -r function code label verdict detail; do
    expect "row	$function	$code	$label	$verdict	$detail" "$dir/rows/all.rows"
done <<'ROWS'
bind|WSAEFAULT|passes|ok|
bind|WSAEFAULT|wrong code|FAIL|listen(ct_open(CT_TCP), 1) gave WSAEINVAL, want WSAEFAULT
bind|WSAEFAULT|no failure|FAIL|listen(ct_open(CT_TCP_BOUND), 1) returned 0, want -1 with WSAEFAULT
bind|WSAEFAULT|no code|FAIL|SOCKET_ERROR gave (not set), want WSAEFAULT
bind|-|unequal|FAIL|line 
bind|-|WSAEFAULT before WSAEINVAL|FAIL|listen
listen|WSAEINVAL|skips|skip|not today
listen|WSAEINVAL|crashes|FAIL|
listen|WSAEINVAL|hangs|FAIL|hangs
listen|WSAEINVAL|vanishes|FAIL|ends the program with status 3
accept|WSAEFAULT|known failure|xfail|#9: listen
accept|WSAEFAULT|known failure that passes|FAIL|passes, but is marked
socket|-|leaves a socket and a start|ok|
socket|WSANOTINITIALISED|finds nothing|ok|
ROWS
[ "$(wc -l <"$dir/rows/all.rows")" -eq 14 ] || wrong "not 14 rows"
expect "2 + 2 == 5: 4 is not 5" "$dir/rows/all.rows"
[ "$(tail -1 "$dir/out")" = "3 passed, 9 failed, 1 skipped" ] ||
    wrong "the summary says: $(tail -1 "$dir/out")"

# The checker, on a contract of its own.
cp "$here/check" "$dir/data"
cat >"$dir/data/contract.tsv" <<'TSV'
function	area	failure	code	condition
bind	socket	SOCKET_ERROR	WSAEFAULT	-
listen	socket	SOCKET_ERROR	WSAEINVAL	-
accept	socket	INVALID_SOCKET	WSAEFAULT	-
socket	socket	INVALID_SOCKET	WSANOTINITIALISED	-
send	socket	SOCKET_ERROR	WSAENOTCONN	-
recv	socket	SOCKET_ERROR	WSAENOTCONN	-
TSV
printf 'bind\nlisten\naccept\nsocket\nsend\n' >"$dir/data/delivered.txt"
printf '# nothing\nrecv\tWSAENOTCONN\t#1\tno reason\n' >"$dir/data/unshown.tsv"
verdict() { # WANTED-STATUS TEXT: what the checker says of data
    "$dir/data/check" "$dir/rows" >"$dir/check" 2>&1
    [ $? -eq "$1" ] || wrong "the checker's status is not $1: $2"
    expect "$2" "$dir/check"
}
verdict 1 "neither tested nor marked: send WSAENOTCONN"
printf 'send\tWSAENOTCONN\t#1\tno reason\n' >>"$dir/data/unshown.tsv"
verdict 0 "delivered functions"
expect "socket	WSANOTINITIALISED	all.c: finds nothing" "$dir/rows/covered.tsv"
# Totals that a README has, two folders above.
echo 'There are 6 pairs of 6 functions: 5 are tested, 1 say why not.' \
    >"$dir/../README.md"
verdict 1 "should say: 6 pairs of 6 functions: 4 are tested, 2 say why not"
echo '6 pairs of 6 functions: 4 are tested, 2 say why not' >"$dir/../README.md"
verdict 0 "delivered functions"
rm "$dir/../README.md"
grep -q 'bind	WSAEFAULT' "$dir/rows/covered.tsv" &&
    wrong "a pair with a failing row counts as covered"
cp "$dir/data/unshown.tsv" "$dir/unshown"
for line in 'socket	WSANOTINITIALISED	#1	x|marked, but tested: socket' \
    'send	WSAEBADF	#1	x|no pair send WSAEBADF' \
    'recv	WSAENOTCONN	#1	x|twice recv' \
    'listen	WSAEINVAL	-	|no reason for listen'; do
    cp "$dir/unshown" "$dir/data/unshown.tsv"
    printf '%s\n' "${line%|*}" >>"$dir/data/unshown.tsv"
    verdict 1 "${line#*|}"
done
cp "$dir/unshown" "$dir/data/unshown.tsv"
echo nothing >>"$dir/data/delivered.txt"
verdict 1 "delivered.txt: no function nothing"
sed -i '$d' "$dir/data/delivered.txt"
printf 'row\tsend\tWSAEBADF\tlabel\tok\t\n' >"$dir/rows/other.rows"
verdict 1 "other.c: no pair send WSAEBADF"

[ $bad -eq 0 ] && echo "the runner and the checker fail as they should"
[ $bad -eq 0 ]
