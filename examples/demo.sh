#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The tour that ./run demo gives: Windows source, compiled and run natively.
#
#   demo.sh BIN      the directory of ws2 and ws2-cc
set -u
bin=$(cd "$1" && pwd) || exit 1
cd "${BASH_SOURCE[0]%/*}" || exit 1
work=$(mktemp -d) || exit 1
mkfifo "$work/in" "$work/out" || exit 1
server=
trap 'rm -rf "$work"; [ -z "$server" ] || kill "$server" 2>/dev/null' EXIT

title() {
    if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n== %s\n' "$*"; fi
}

show() { # COMMAND...: prints and runs it
    local word line='$'
    for word in "$@"; do
        word=${word#"$bin/"} word=${word#"$work/"}
        [[ $word == *' '* ]] && word="'$word'"
        line+=" $word"
    done
    printf '%s\n' "$line"
    "$@"
}

compile() { # NAME
    show "$bin/ws2-cc" "$1.c" -o "$work/$1" -lws2_32 || exit 1
}

title 'A Windows server and client: examples/echo_server.c, echo_client.c'
show grep '^#include <[wp]' example.h
compile echo_server
compile echo_client
file -b "$work/echo_server" 2>/dev/null | cut -d, -f1-2

title 'Run against each other, as Linux programs'
"$work/echo_server" 0 <"$work/in" >"$work/out" &
server=$!
exec 3>"$work/in" 4<"$work/out" # the server stops when Enter arrives at 3
read -r -u 4 line || exit 1
printf '$ echo_server 0 &\n%s\n' "$line"
show "$work/echo_client" 127.0.0.1 "${line##* }" 'Hello from Windows source' \
    'compiled by ws2-cc' || exit 1
echo >&3
cat <&4
wait "$server" || exit 1
server=

title 'Completion ports: iocp_server.c and overlapped_client.c'
compile iocp_server
compile overlapped_client
"$work/iocp_server" 0 2 <"$work/in" >"$work/out" &
server=$!
exec 3>"$work/in" 4<"$work/out"
read -r -u 4 line || exit 1
printf '$ iocp_server 0 2 &\n%s\n' "$line"
show "$work/overlapped_client" "${line##* }" 3 'AcceptEx, ConnectEx' || exit 1
echo >&3
cat <&4
wait "$server" || exit 1
server=

title 'Errors, provoked for real: examples/errors_demo.c'
compile errors_demo
show "$work/errors_demo" || exit 1

title 'What does 10048 mean, and what now?'
show "$bin/ws2" err 10048 || exit 1

title 'Every code there is, provoked for real'
# What this machine forbids is not shown, and no failure of the demo.
show "$bin/ws2" tour || [ $? = 3 ] || exit 1
show "$bin/ws2" tour --only WSAECONNRESET --explain || exit 1

title 'Next'
cat <<'EOF'
  build/bin/ws2-cc your.c -o your -lws2_32    your own Windows program
  build/bin/ws2 err WSAECONNRESET             any error, by number, name or words
  build/bin/ws2 tour --explain                how a program gets each of them
  ./run test                                  everything that is tested
EOF
