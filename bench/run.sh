#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the benchmarks of a build directory and prints their tables.
#
#   bench/run.sh BUILD [sync] [OPTION...]   calls beside plain POSIX calls
#   bench/run.sh BUILD net [OPTION...]      servers beside other libraries'
#   bench/run.sh BUILD names [ROUNDS]       names at once, beside c-ares
#   bench/run.sh BUILD annotate [OPTION...]   reading logs, beside grep
#   bench/run.sh BUILD dispatch [ROUNDS|instructions]   a send through providers
#
# Options: as bench_sync --help and net/net.py --help list them. With --wine
# the Windows source of the servers is built with mingw-w64 and run, too.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: bench/run.sh BUILD [sync|net|names|annotate|dispatch] [OPTION...]}
shift
case ${1-} in
net)
    shift
    case " $* " in *" --wine "*)
        x86_64-w64-mingw32-gcc -O2 "$here/net/servers/iocp_echo.c" \
            -o "$build/bench/net/iocp_echo.exe" -lws2_32
        ;;
    esac
    exec "$here/net/net.py" "$build/bench/net" "$@"
    ;;
names)
    shift
    exec "$build/bench/names/bench_dnsd" "$here/../tests/dns/test.zone" -- \
        "$build/bench/names/bench_names" "$@"
    ;;
annotate)
    shift
    exec "$here/annotate/annotate.py" "$build/bin/ws2" "$@"
    ;;
dispatch)
    shift
    exec "$here/dispatch/run.sh" "$build/bench/dispatch" "$@"
    ;;
sync) shift ;;
esac
exec "$build/bench/sync/bench_sync" "$@"
