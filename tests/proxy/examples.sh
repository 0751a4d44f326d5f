#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The examples, with lsp-proxy in the catalog and a SOCKS server of the system
# (microsocks) on the loopback interface: each connection has to be in the
# server's log. With and without name and password.
#
# usage: tests/proxy/examples.sh WS2 LAYER EXAMPLES CASE...
#   LAYER     lsp-proxy.so
#   EXAMPLES  directory of the compiled examples
#   CASE      as for examples/test.sh
# Status 77 without microsocks.
set -u
ws2=$1 layer=$2 examples=$3
shift 3
root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
command -v microsocks >/dev/null || {
    echo "skipped: microsocks is not installed"
    exit 77
}
work=$(mktemp -d) || exit 1
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

answers() { # whether somebody listens there
    (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Starts the server on a port that is free: sets port. It ends at once where the
# port is somebody else's.
serve() { # ARG...
    local tries=0
    until [ $((tries += 1)) -gt 50 ]; do
        port=$((20000 + RANDOM % 12000))
        answers "$port" && continue
        microsocks -i 127.0.0.1 -p "$port" "$@" >"$work/log" 2>&1 &
        server=$!
        while kill -0 "$server" 2>/dev/null; do
            answers "$port" && kill -0 "$server" 2>/dev/null && return
            read -rt 0.02 <> <(:)
        done
        wait "$server"
    done
    server=
    fail "microsocks does not start: $(cat "$work/log")"
}

stop() {
    kill "$server"
    wait "$server" 2>/dev/null
    server=
}

# Whatever of the cases connects has the server connect to the same ports.
cases() { # LOGIN CASE...
    local login=$1 case
    shift
    for case in "$@"; do
        : >"$work/log"
        WS2_PROXY="socks5://${login}127.0.0.1:$port" \
            "$root/examples/test.sh" "$case" "$examples" || fail "$case"
        grep -q '^client\[.*: connected to 127.0.0.1:[0-9]*$' "$work/log" ||
            fail "$case did not go through the server: $(cat "$work/log")"
    done
}

export WS2_CATALOG=$work/catalog WS2_PROXY_DIRECT=
cp "$layer" "$work/lsp-proxy.so"
chmod 755 "$work/lsp-proxy.so"
"$ws2" catalog install --over tcp "$work/lsp-proxy.so" >/dev/null ||
    fail "ws2 catalog install"

serve
cases "" "$@"
stop

serve -u ann -P 'a:b c'
cases 'ann:a%3ab%20c@' "$@"
: >"$work/log"
for login in '' 'ann:wrong@'; do
    out=$(WS2_PROXY="socks5://${login}127.0.0.1:$port" \
        "$examples/echo_client" 127.0.0.1 "$port" x 2>&1) &&
        fail "connected with '$login'"
    [[ $out == *10013* ]] || fail "with '$login': $out"
done
grep -q '^client\[.*: connected' "$work/log" && fail "microsocks let it in"
stop

# Nobody there; what is direct goes there directly.
out=$(WS2_PROXY="socks5://127.0.0.1:$port" \
    "$examples/echo_client" 127.0.0.1 "$port" x 2>&1) && fail "nobody connected"
[[ $out == *10061* ]] || fail "nobody there: $out"
WS2_PROXY="socks5://127.0.0.1:$port" WS2_PROXY_DIRECT=127.0.0.0/8,::1 \
    "$root/examples/test.sh" echo "$examples" || fail "directly"
echo "ok: $*"
