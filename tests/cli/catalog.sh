#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ws2 catalog: what it shows, changes, finds wrong, and how it ends.
#
# usage: catalog.sh WS2 PROVIDERS LSP NSP
#   PROVIDERS  directory of the modules built from provider.c
#   LSP, NSP   those of tests/lsp and tests/nsp
set -u
export LC_ALL=C
unset NO_COLOR COLUMNS
ws2=$1
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export WS2_CATALOG=$work/catalog
for provider in "$2"/*.so; do
    cp "$provider" "$work/"
done
cp "$3/pass.so" "$work/good.so"
mkdir "$work/lsp" "$work/nsp"
cp "$3"/*.so "$work/lsp/"
cp "$4"/*.so "$work/nsp/"
chmod 755 "$work"/*.so "$work"/[ln]sp/*.so

complain() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# run STATUS ARG...: output in $out and $err.
run() {
    local want=$1 status
    shift
    "$ws2" catalog "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    out=$(cat "$work/out") err=$(cat "$work/err")
    [ "$status" = "$want" ] ||
        complain "ws2 catalog $*: status $status, not $want; ${err:-no message}"
}

has() { # TEXT PATTERN WHAT
    grep -qE -- "$2" <<<"$1" || complain "$3: no /$2/ in: ${1:0:600}"
}

hasnt() {
    ! grep -qE -- "$2" <<<"$1" || complain "$3: /$2/ in: ${1:0:600}"
}

json() { # what python reads of the output
    command -v python3 >/dev/null || return 0
    python3 -c "import json,sys; d=json.load(sys.stdin); assert $1, d" <<<"$out" ||
        complain "json: $1"
}

# Nothing installed: the base provider.
run 0 show
has "$out" '^Entry Type: +Base Service Provider$' show
has "$out" '^Catalog Entry ID: +1001$' show
has "$out" '^Name Space Provider Entry$' show
run 0
has "$out" '^Catalog Entry ID: +1001$' "no action"
run 0 show --short
has "$out" '^1001 +base +ws2 Tcpip \[TCP/IP\]$' short
run 0 show --json
json "d['entries'][0]['id'] == 1001 and d['namespaces']"
run 0 check
[ -e "$WS2_CATALOG" ] && complain "looking makes a file"

# A layer, in front of everything; its name, its identifier.
# The layers of tests/lsp look for it in their chains.
id="{000015b0-0000-0000-0000-000000000001}"
run 0 install --id "$id" --name layer --over tcp "$work/good.so"
has "$out" "^$id\$" install
run 0 show --short
has "$(head -1 <<<"$out")" 'chain +layer over \[ws2 Tcpip \[TCP/IP\]\]$' first
hasnt "$out" 'layer over .*UDP' "tcp only"
run 0 show
has "$out" '^Protocol Chain: 1101 : 1001$' chain
run 0 check
has "$out" '^good +.*good.so$' check
run 1 install --id "$id" "$work/good.so"
run 1 remove nobody
has "$err" 'no provider "nobody"' remove
run 0 order 1002 1001
run 0 show --short
has "$(head -1 <<<"$out")" '^1002 ' order
run 1 order 1002 1002
run 1 order 7
run 1 order x
run 0 remove layer
run 0 show --short
hasnt "$out" layer removed

# Without an identifier there is a new one; a namespace provider.
run 0 install "$work/good.so"
has "$out" '^\{[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}$' new
run 0 install --namespace 12 --name names "$work/nsp/good.so"
run 0 show --short
has "$out" ' good over ' "name of the file"
has "$out" '^- +names +\{.*\} names$' namespace
run 0 remove names "$("$ws2" catalog show --json |
    sed -n '/"layer"/,/provider"/s/.*"provider": "\(.*\)".*/\1/p' | head -1)"
run 0 check
hasnt "$out" good.so "both removed"

# What is wrong with providers.
run 1 install "$work/nowhere.so"
chmod 777 "$work/good.so"
run 1 install "$work/good.so"
has "$err" 'can be written by others' "install refuses"
chmod 755 "$work/good.so"
run 0 install --id "$id" --name good --over tcp "$work/good.so"
for kind in crashes exits startcrashes nameless; do
    run 0 install --name "$kind" --over tcp "$work/cli_provider_$kind.so"
done
for kind in startcrashes startexits; do
    run 0 install --namespace 77 --name "ns$kind" "$work/cli_provider_$kind.so"
done
echo >"$work/text.so"
run 0 install --name text "$work/text.so"
run 0 install --name lost "%WS2_TEST_NOWHERE%/x.so"
run 0 install --name gone "$work/text.so"
run 1 check
has "$out" '^good .*/good.so$' check
for kind in crashes startcrashes; do
    has "$out" "^wrong .*_$kind.so: starting it ends in Abort" "$kind"
done
for kind in exits startexits; do
    has "$out" "^wrong .*_$kind.so: starting it ends the process\$" "$kind"
done
[ "$(grep -c "_startcrashes.so: " <<<"$out")" = 2 ] || complain "not both"
has "$out" '^wrong .*_nameless.so: it exports no WSPStartup$' nameless
has "$out" '^wrong .*text.so: ' "no object"
has "$out" '^wrong .*x.so: a %NAME% in it is not set$' environment
run 1 check --json
json "any(d2['problem'] for d2 in d) and any(not d2['problem'] for d2 in d)"
rm "$work/text.so"
chmod 775 "$work/good.so"
run 1 check
has "$out" '^wrong .*text.so: is not there$' vanished
has "$out" '^wrong .*/good.so: can be written by others' writable
run 0 remove good
run 1 check
has "$out" '^wrong .*: a member of the chain is not there any more$' chain

# One that does not come back, whatever signals it ignores.
run 0 reset
run 0 install --name hangs "$work/cli_provider_hangs.so"
run 1 check
has "$out" '^wrong .*_hangs.so: starting it takes too long$' hang

# Each that lies, in the words for its code.
run 0 reset
while read -r kind words; do
    run 0 install --id "$id" --name "$kind" --over tcp "$work/lsp/$kind.so"
    run 1 check
    has "$out" "^wrong .*lsp/$kind.so: $words" "$kind"
    run 0 remove "$kind"
done <<'LIARS'
nostartup it exports no WSPStartup$
fails WSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
failsnotready WSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
failsminus WSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
failsfilled WSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
noversion it is not of version 2.2 \(WSAEINVALIDPROVIDER\)$
oldversion it is not of version 2.2 \(WSAEINVALIDPROVIDER\)$
newversion it is not of version 2.2 \(WSAEINVALIDPROVIDER\)$
notable procedures are missing \(WSAEINVALIDPROCTABLE\)$
nofirst procedures are missing \(WSAEINVALIDPROCTABLE\)$
nolast procedures are missing \(WSAEINVALIDPROCTABLE\)$
nocleanup procedures are missing \(WSAEINVALIDPROCTABLE\)$
socketunnamed WSPSocket fails and names no code \(WSASYSCALLFAILURE\)$
socketnamed WSPSocket fails \(WSAEHOSTDOWN\)$
asksitself WSPSocket fails and names no code \(WSASYSCALLFAILURE\)$
foreignsocket WSPSocket gives what is no socket \(WSAENOTSOCK\)$
noobject .*noobject.so: .*
LIARS
while read -r kind words; do
    run 0 install --namespace 77 --name "$kind" "$work/nsp/$kind.so"
    run 1 check
    has "$out" "^wrong .*nsp/$kind.so: $words" "$kind"
    run 0 remove "$kind"
done <<'LIARS'
nostartup it exports no NSPStartup$
fails NSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
unnamed NSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
failswell NSPStartup fails \(WSAEPROVIDERFAILEDINIT\)$
noversion it is of no version \(WSAEINVALIDPROVIDER\)$
noslot procedures are missing \(WSAEINVALIDPROCTABLE\)$
shorttable procedures are missing \(WSAEINVALIDPROCTABLE\)$
noobject .*noobject.so: .*
LIARS
run 0 install --namespace 77 --name good "$work/nsp/good.so"
run 0 install --namespace 77 --name oldtable "$work/nsp/oldtable.so"
run 0 install --id "$id" --name own --over tcp "$work/lsp/own.so"
run 0 check
[ "$(grep -c '^good .*[ln]sp/' <<<"$out")" = 3 ] || complain "good ones: $out"

# What is wrong with the file; reset keeps it.
run 0 reset
chmod 755 "$work/good.so"
run 0 install --name good "$work/good.so"
echo 'what is this' >>"$WS2_CATALOG"
run 1 show --short
has "$out" '^1001 ' "the base provider stays"
has "$err" 'line [0-9]+: neither a key' corrupt
run 1 check
has "$out" '^wrong .*catalog: not used: line [0-9]+: ' check
run 1 install "$work/cli_provider_exits.so"
has "$err" 'not used: line' install
run 0 reset
[ -e "$WS2_CATALOG.old" ] || complain "reset keeps nothing"
run 0 check
run 0 reset
run 0 install "$work/cli_provider_exits.so"
chmod 666 "$WS2_CATALOG"
run 1 check
has "$out" '^wrong .*catalog: not used: it can be written by others' file

# Who is not root has a file of his own, on top of the system's; WS2_CATALOG
# decides for both. Root is nobody in a user namespace.
nobody=()
[ "$(id -u)" = 0 ] && nobody=(unshare -U)
if "${nobody[@]}" true 2>/dev/null; then
    user() { env -u WS2_CATALOG XDG_CONFIG_HOME="$work/config" "${nobody[@]}" "$ws2" catalog "$@"; }
    user install --name mine "$work/cli_provider_exits.so" >/dev/null ||
        complain "a user's own catalog"
    [ -s "$work/config/ws2/catalog" ] || complain "no file in XDG_CONFIG_HOME"
    has "$(user show --short | head -1)" '^1000[0-9]{2} +chain +mine over' user
    hasnt "$("$ws2" catalog show --short 2>/dev/null)" ' mine' "WS2_CATALOG is all there is"
    user remove mine || complain "removing from the user's own"
    env -u WS2_CATALOG -u XDG_CONFIG_HOME HOME="$work" "${nobody[@]}" "$ws2" \
        catalog install --name mine "$work/cli_provider_exits.so" >/dev/null
    [ -s "$work/.config/ws2/catalog" ] || complain "no file in HOME"
fi

# Usage.
run 2 nonsense
run 2 install
run 2 install a b
run 2 install --id nonsense a
run 2 install --namespace none a
run 2 remove
run 2 show more
run 2 --nonsense
run 0 --help
has "$out" '^usage: ws2 catalog' help

[ "$failed" = 0 ]
