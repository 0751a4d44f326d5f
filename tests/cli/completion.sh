#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bash completion of ws2, asked the way bash asks.
#
# usage: completion.sh WS2
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ws2=$1
failed=0
# shellcheck source=/dev/null
. "$here/../../tools/ws2/completion/ws2"

check() { # WANTED WORD...: WANTED is among the answers, or is all of "="...
    local want=$1
    shift
    COMP_WORDS=("$ws2" "$@")
    COMP_CWORD=$#
    _ws2
    local got=" ${COMPREPLY[*]-} "
    case $want in
    =*) [ "$got" = " ${want#=} " ] && return ;;
    *) [[ $got == *" $want "* ]] && return ;;
    esac
    echo "FAILED: ws2 $*: \"$want\" not in \"${got:0:200}\""
    failed=1
}

check "=err" e
check contract ""
check annotate an
check "=--suffix --summary" annotate --su
check WSAECONNRESET err WSAECONN
check WSAECONNRESET err wsaeconnr
check WAIT_TIMEOUT err WAIT
check "=--list" err --l
check accept contract acc
check WSASocket contract wsaso
check getaddrinfo contract getad
check "=connect" err --errno 115 --op conn
check ECONNRESET err --errno ECONN
check "=always" err --color al
check contract help ""
check "=catalog" cat
check "=check" catalog ch
check 1001 catalog order ""
check "=sweep" run --fault s
check "=--expect" run --fault sweep --ex
check "=--summary" run --su
check "=--filter" run --trace --fi
check printf run printf
check "=tcp tcp,udp" catalog install --over t
check "=qos" q
check "=show" qos ""
check "=--json" qos --j
check "=tour" to
check "=--explain" tour --ex
check WSAECONNRESET tour --only WSAECONN
check "=" err zzz
check "=" nonsense x

# What is offered exists.
for option in --list --win32 --all --short --json --errno --op --color; do
    "$ws2" help err | grep -q -- "$option" || {
        echo "FAILED: help err does not know $option"
        failed=1
    }
done
for option in --fault --expect --calls --only --time --jobs -j --qos --all \
    --json --color; do
    "$ws2" help run | grep -q -- "$option" || {
        echo "FAILED: help run does not know $option"
        failed=1
    }
done
for option in --short --json --id --name --ifs --over --namespace --color; do
    "$ws2" help catalog | grep -q -- "$option" || {
        echo "FAILED: help catalog does not know $option"
        failed=1
    }
done
for option in --suffix --only --number --summary --json --follow --color; do
    "$ws2" help annotate | grep -q -- "$option" || {
        echo "FAILED: help annotate does not know $option"
        failed=1
    }
done
for option in --json --color; do
    "$ws2" help qos | grep -q -- "$option" || {
        echo "FAILED: help qos does not know $option"
        failed=1
    }
done
for option in --only --explain --list --json --color; do
    "$ws2" help tour | grep -q -- "$option" || {
        echo "FAILED: help tour does not know $option"
        failed=1
    }
done
for option in --trace --summary --json --filter --socket --errors --begins; do
    "$ws2" help run | grep -q -- "$option" || {
        echo "FAILED: help run does not know $option"
        failed=1
    }
done
[ "$failed" = 0 ]
